"""What editors write: cleaned when it is pasted, read from Word, and compared with what was there before.

A text is a list of blocks, each a kind and its value:

| kind | value |
| --- | --- |
| `text` | HTML in the form the editor stores |
| `table` | `{"caption": str, "html": str}` |
| `picture` | `{"image": id, "alt": str, "caption": str}` |
| `file` | `{"document": id, "title": str}` |
"""

from typing import Any

Block = tuple[str, Any]
