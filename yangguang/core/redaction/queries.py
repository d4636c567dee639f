"""What a reader can ask about redactions."""

from dataclasses import dataclass

from yangguang.core.records.models import Record
from yangguang.core.records.queries import history_of
from yangguang.rules.wording import covering

from . import laying, reading
from .models import Box, Redaction

State = Box.State


@dataclass(frozen=True, slots=True)
class Place:
    """One place in a document, of one box or, where its words run on over a line break, of several.

    Args:
        group: its number.
        boxes: what covers it.
        words: what stands there, for the eyes of whoever decides.
    """

    group: int
    boxes: tuple[Box, ...]
    words: str

    @property
    def first(self) -> Box:
        return self.boxes[0]


def places_on(redaction: Redaction, page: int) -> list[Place]:
    """Return the places on one page, proposed, covered or declined, from top to bottom."""
    grouped: dict[int, list[Box]] = {}
    for box in redaction.boxes.filter(page=page):
        box.redaction = redaction
        grouped.setdefault(box.group, []).append(box)
    if not grouped:
        return []
    with reading.shown(redaction.original.kind, redaction.original.read()) as paper:
        words = paper.words(page)
    return [
        Place(group, tuple(boxes), words.below([box.rectangle for box in boxes]))
        for group, boxes in grouped.items()
    ]


def undecided(redaction: Redaction) -> dict[int, int]:
    """Return for each page how many proposals wait for a decision."""
    waiting = redaction.boxes.filter(state=State.PROPOSED).order_by("page")
    counted: dict[int, set[int]] = {}
    for page, group in waiting.values_list("page", "group"):
        counted.setdefault(page, set()).add(group)
    return {page: len(groups) for page, groups in counted.items()}


def covered(redaction: Redaction) -> list[Box]:
    """Return the boxes that are covered, as the receipt lists them."""
    boxes = list(redaction.boxes.filter(state=State.COVERED).select_related("by"))
    for box in boxes:
        box.redaction = redaction
    return boxes


def standing_elsewhere(redaction: Redaction) -> dict[str, list[int]]:
    """Return the words that are covered in one place and stand in others, with the pages where they stand.

    The finished file would not pass the test with them. What somebody decided may stand is left out.
    """
    if redaction.original.kind != "pdf":
        return {}
    boxes = [box.rectangle for box in covered(redaction)]
    content = redaction.original.read()
    secrets = covering.secrets(laying.covered("pdf", content, boxes)) - set(redaction.standing)
    found: dict[str, list[int]] = {}
    with reading.shown("pdf", content) as paper:
        for number in range(1, len(paper) + 1) if secrets else ():
            left = paper.words(number).outside(boxes)
            for words in secrets:
                if words in left:
                    found.setdefault(words, []).append(number)
    return dict(sorted(found.items(), key=lambda each: (each[1], each[0])))


def history(redaction: Redaction) -> list[Record]:
    """Return what was done to a redaction."""
    return list(history_of(redaction))


def picture(redaction: Redaction, page: int, dpi: int = 100) -> bytes:
    """Return the picture of a page of the original, as PNG; it is shown to those who work on it."""
    import io

    with reading.shown(redaction.original.kind, redaction.original.read()) as paper:
        drawn = paper.picture(page, dpi)
    made = io.BytesIO()
    drawn.save(made, "PNG", compress_level=1)
    return made.getvalue()
