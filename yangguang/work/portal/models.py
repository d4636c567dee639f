from .pages import Article, Column, Home

__all__ = ["Article", "Column", "Home"]
