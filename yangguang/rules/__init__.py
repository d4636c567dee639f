"""What the law computes: workdays, terms, clocks, fees, processes, identities. Pure Python."""
