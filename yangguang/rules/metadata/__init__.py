"""What an existing document says about itself (元数据): each field with its words, how sure it is, and what disagrees.

`read(document)` asks every place where a field can stand: the table above a page, its machine-readable tags, its
heading, the first lines, the signature and the clauses. Two places that agree make a field sure; two that disagree
are both named. What stands nowhere is not guessed: the reading says where it was looked for.
"""

from .documents import Document, Where, Words
from .fields import BY_NAME, Field
from .reading import Found, Missing, Reading, read, shown, without_top
from .sources import INDEX_FORM, Confidence, Sighting, Value

__all__ = [
    "BY_NAME",
    "INDEX_FORM",
    "Confidence",
    "Document",
    "Field",
    "Found",
    "Missing",
    "Reading",
    "Sighting",
    "Value",
    "Where",
    "Words",
    "read",
    "shown",
    "without_top",
]
