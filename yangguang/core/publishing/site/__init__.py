"""The static site: from what may be published to files that the public reads."""
