"""法规库: instruments, their texts and articles, what they say of each other, and who cites them."""
