"""The page on which a clerk supposes something and sees what would become of the term."""
