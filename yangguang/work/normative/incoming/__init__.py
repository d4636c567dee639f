"""Existing documents on their way in (存量文件整理): read, checked by a person, and made drafts."""
