"""Annual reports (年度报告): written from the records, and the checking of published ones."""
