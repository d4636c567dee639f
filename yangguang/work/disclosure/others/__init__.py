"""Those who have a say in a request, and whom the office confers with: what is stored, decided, asked and shown."""
