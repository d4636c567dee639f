"""One folder for each line of the work of an office, side by side."""
