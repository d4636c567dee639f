"""Many requests at once, from a spreadsheet (批量登记)."""
