"""The pages on which an administrator keeps organisations, people, posts and deputies."""
