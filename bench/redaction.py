"""How fast files are made that may go out, beside drawing the same pages alone: `python -m bench.redaction`.

Ours finds what is hidden, destroys what is covered, and tests the finished file; the other side draws each page and
puts the pictures into a PDF, and knows of nothing else. Both make files of as many pages; no more can be compared.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click
import pikepdf
import pypdfium2
from PIL import Image

from yangguang.core.letters import Document, Paragraph, document_to_pdf
from yangguang.core.redaction import laying, leaking
from yangguang.core.redaction.reading import shown
from yangguang.core.redaction.rules import Rectangle
from yangguang.rules.wording import covering

from .measuring import OURS, side_by_side

DPI = 200
LINE = (
    "申请人：陈小燕，身份证号11010519491231002X，电话13800138000，住三灶镇海澄村12号302室，申请最低生活保障。"
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to be measured: what it is, its content, and what is covered on it."""

    name: str
    content: bytes
    boxes: list[Rectangle]
    pages: int


@click.command()
@click.option("--pages", default=20, show_default=True, help="How many pages each document has.")
@click.option("--rounds", default=3, show_default=True, help="How often each side is run.")
def main(pages: int, rounds: int) -> None:
    """Print pages per second and the most memory held, for each kind of document."""
    for paper in papers(pages):
        sides = side_by_side(
            {OURS: lambda paper=paper: ours(paper), "drawing alone": lambda paper=paper: drawn_alone(paper)},
            rounds=rounds,
            same=lambda made: number_of_pages(made),
        )
        click.echo(
            f"{paper.name}: {paper.pages} pages, {len(paper.boxes)} boxes, {len(paper.content):,} bytes"
        )
        for side in sides:
            each = sorted(paper.pages / seconds for seconds in side.rounds)
            click.echo(
                f"  {side.name}: {paper.pages / side.seconds:.1f} pages/s"
                f" ({each[0]:.1f} to {each[-1]:.1f}), peak {side.peak_mb} MB"
            )
        click.echo(f"  time of ours to the other: {sides[0].seconds / sides[1].seconds:.2f}")


def papers(pages: int) -> Iterator[Paper]:
    """Yield letters with everything covered, letters with one page covered, and a scan."""
    letters = _letters(pages)
    with shown("pdf", letters) as opened:
        boxes = [
            box
            for number in range(1, pages + 1)
            for _, places in opened.words(number).proposed()
            for box in places
        ]
    yield Paper("letters, each page covered in many places", letters, boxes, pages)
    alone = _letters(pages, "关于学区划分的说明，供工作参考。" * 4)
    yield Paper("letters, a strip of one page covered", alone, [Rectangle(1, 0, 0, 10_000, 500)], pages)
    strip = [Rectangle(number, 1000, 1000, 6000, 300) for number in range(1, pages + 1)]
    yield Paper("a scan of 300 dpi in colours", _scan(letters, pages), strip, pages)


def ours(paper: Paper) -> bytes:
    """Make the file that may go out, and test it."""
    made = laying.pdf_without(paper.content, paper.boxes, dpi=DPI)
    secrets = covering.secrets(laying.covered("pdf", paper.content, paper.boxes))
    found = leaking.leaks("pdf", made.content, secrets=secrets, boxes=paper.boxes, drawn=made.drawn)
    assert not found, found
    return made.content


def drawn_alone(paper: Paper) -> bytes:
    """Draw every page and keep the pictures, as a short program would."""
    made = io.BytesIO()
    pdf = pypdfium2.PdfDocument(paper.content)
    first, *others = (page.render(scale=DPI / 72).to_pil().convert("RGB") for page in pdf)
    first.save(made, "PDF", save_all=True, append_images=others, resolution=DPI)
    pdf.close()
    return made.getvalue()


def number_of_pages(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def _letters(pages: int, line: str = LINE) -> bytes:
    content = document_to_pdf(Document("审批表", tuple(Paragraph(line) for _ in range(pages * 12))))
    return _changed(content, lambda pdf: _cut(pdf, pages))


def _cut(pdf: pikepdf.Pdf, pages: int) -> None:
    assert len(pdf.pages) >= pages, "too few lines for so many pages"
    del pdf.pages[pages:]


def _scan(letters: bytes, pages: int) -> bytes:
    with shown("pdf", letters) as opened:
        pictures = [_coloured(opened.picture(number, 300)) for number in range(1, pages + 1)]
    made = io.BytesIO()
    pictures[0].save(made, "PDF", save_all=True, append_images=pictures[1:], resolution=300)
    return made.getvalue()


def _coloured(picture: Image.Image) -> Image.Image:
    """Return a page as a scanner sees it: paper that is not quite white, with some grain."""
    grain = Image.effect_noise(picture.size, 12).convert("RGB")
    return Image.blend(picture, grain, 0.15)


def _changed(content: bytes, change: Callable[[pikepdf.Pdf], object]) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        pdf.save(made)
    return made.getvalue()


if __name__ == "__main__":
    main()
