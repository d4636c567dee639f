"""What a letter and a document say, as plain values; `pdf` and `word` set them on paper."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Letter:
    """An official letter (公文): its words, without a thought of how they are set.

    Args:
        organisation: the name in red at the head (发文机关标志).
        title: the heading in the middle (标题).
        addressee: to whom, without the colon (主送机关); empty for none.
        paragraphs: the body, one text for each paragraph.
        number: such as 示政公开〔2026〕1号 (发文字号).
        signed: the name above the date (发文机关署名).
        dated_on: the day of the letter (成文日期).
        note: a remark below the date, without its brackets (附注).
        demo: whether it was made from demonstration data and must say so.
    """

    organisation: str
    title: str
    addressee: str
    paragraphs: tuple[str, ...]
    number: str = ""
    signed: str = ""
    dated_on: date | None = None
    note: str = ""
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the highest below the title."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in the head of a table, `across` columns wide and `down` rows high."""

    text: str
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head is repeated on every page.

    Args:
        caption: what the table shows.
        head: rows of cells; a place that a cell above or to the left reaches into is left out.
        rows: one text for each column.
        numbers_from: the column (counted from 0) from which cells hold numbers and stand at the right;
            empty when none does.
        widths: the share of the width that each column takes; empty for equal shares.
    """

    caption: str
    head: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    numbers_from: int | None = None
    widths: tuple[float, ...] = ()

    @property
    def columns(self) -> int:
        """The number of columns.

        >>> Table("", ((Cell("名称", down=2), Cell("数量", across=2)), (Cell("上年"), Cell("本年"))), ()).columns
        3
        """
        return sum(cell.across for cell in self.head[0])

    @property
    def shares(self) -> tuple[float, ...]:
        """The part of the whole width that each column takes.

        >>> Table("", ((Cell("名称"), Cell("数量")),), (), widths=(3, 1)).shares
        (0.75, 0.25)
        """
        widths = self.widths or (1,) * self.columns
        return tuple(width / sum(widths) for width in widths)


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing (SVG) that repeats in lines what the words say; only the PDF shows it."""

    svg: str
    caption: str


Block: TypeAlias = Heading | Paragraph | Table | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """A document of headings, paragraphs and tables: an annual report, a handbook."""

    title: str
    blocks: tuple[Block, ...]
    demo: bool = False
    landscape: bool = False
