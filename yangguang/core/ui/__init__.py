"""The base page of the portal, the office shell, and how problems are shown."""
