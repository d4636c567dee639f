"""The ledger (台账): one row for each act, written once and never changed."""
