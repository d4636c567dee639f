"""文书: official letters and documents as PDF and as editable files. The only part that knows typst and docx."""

from .model import Block, Cell, Document, Heading, Letter, Paragraph, Picture, Table
from .pdf import document_to_pdf, to_pdf
from .word import document_to_docx, from_docx, to_docx

__all__ = [
    "Block",
    "Cell",
    "Document",
    "Heading",
    "Letter",
    "Paragraph",
    "Picture",
    "Table",
    "document_to_docx",
    "document_to_pdf",
    "from_docx",
    "to_docx",
    "to_pdf",
]
