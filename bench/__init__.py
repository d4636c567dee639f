"""Measuring this product beside what else could be used, in one run on one machine: `python -m bench`."""
