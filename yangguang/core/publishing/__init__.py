"""Pages (稿件). Our own base page exists from the first migration, because it cannot be exchanged later."""
