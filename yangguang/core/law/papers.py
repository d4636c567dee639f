"""A law as a document to print."""

from yangguang.core.letters import Document, Heading, Paragraph
from yangguang.core.letters.model import Block

from .queries import LawPage


def document_of(page: LawPage) -> Document:
    """Return a law with its standing and its articles, for DOCX and PDF."""
    blocks: list[Block] = [Paragraph(_standing(page))]
    blocks += [Paragraph(line) for line in page.preamble]
    for article in page.articles:
        blocks += [Heading(each, level=1 if "节" not in each[:6] else 2) for each in article.heading]
        first, *others = article.lines
        blocks.append(Paragraph(f"{article.label}　{first}"))
        blocks += [Paragraph(line) for line in others]
    return Document(page.title, tuple(blocks))


def _standing(page: LawPage) -> str:
    checked = page.standing.checked_to
    said = f"效力（{page.on:%Y-%m-%d}）：{page.validity.label}"
    return f"{said}；效力核对至{checked:%Y-%m-%d}。" if checked else f"{said}。"
