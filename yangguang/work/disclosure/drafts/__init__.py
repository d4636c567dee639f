"""What somebody has typed and not sent yet (草稿): kept for a while, and offered again."""
