"""What the head of an office looks at: who has how much, what may come late, and where requests wait longest."""
