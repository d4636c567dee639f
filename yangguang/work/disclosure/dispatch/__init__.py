"""How letters reach people (送达): handed over to the post, delivered, refused, returned, or opened online."""
