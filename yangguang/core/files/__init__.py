"""文件: what is kept for a case and shown to nobody who may not see it."""
