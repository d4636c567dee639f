"""What changed from one edition of a text to another, word by word."""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from html import escape

import rjieba

from . import Block
from .clean import text_of
from .reading import Paragraph, only_table, read

MOST_PAIRS = 2_000_000
"""How many pairs of pieces are compared one by one; beyond, common pieces are skipped, or all is exchanged."""

SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]?")
ALIKE = 0.3
"""What part of their neighbouring signs two paragraphs must share to count as one that was changed."""


class Kind(StrEnum):
    """What happened to a line of a text."""

    label: str

    def __new__(cls, value: str, label: str) -> "Kind":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    SAME = "same", "未改"
    ADDED = "added", "新增"
    REMOVED = "removed", "删除"
    CHANGED = "changed", "修改"
    LOOKS = "looks", "格式或链接有改动"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed (`same`), came (`ins`) or went (`del`)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of two editions: a paragraph, a row of a table, a picture, a file, or a field.

    Args:
        kind: what happened to it.
        what: what it is, in Chinese, such as 段落 or 表格第2行.
        pieces: its words, in order.
        note: what the words do not show, such as a link that leads elsewhere.
    """

    kind: Kind
    what: str
    pieces: tuple[Piece, ...]
    note: str = ""

    @property
    def html(self) -> str:
        """The words as HTML that is safe to show, with what went in <del> and what came in <ins>."""
        return "".join(_marked(piece.kind, escape(piece.text).replace("\n", "<br>")) for piece in self.pieces)


def _marked(kind: str, text: str) -> str:
    return text if kind == "same" else f"<{kind}>{text}</{kind}>"


@dataclass(frozen=True, slots=True)
class _Line:
    what: str
    text: str
    looks: str

    @property
    def links(self) -> set[str]:
        return set(re.findall(r'href="([^"]*)"', self.looks))


def differences(
    old: Sequence[Block],
    new: Sequence[Block],
    *,
    old_fields: Mapping[str, str] | None = None,
    new_fields: Mapping[str, str] | None = None,
) -> list[Difference]:
    """Return line by line what became of `old` in `new`; fields such as the title come first.

    >>> [change] = differences([("text", "<p>期限为5日。</p>")], [("text", "<p>期限为15日。</p>")])
    >>> change.html
    '期限为<del>5</del><ins>15</ins>日。'
    """
    before, after = old_fields or {}, new_fields or {}
    found = [
        _changed(_Line(name, before.get(name, ""), ""), _Line(name, after.get(name, ""), ""))
        for name in dict.fromkeys([*before, *after])
    ]
    return found + list(_of_lines(list(_lines(old)), list(_lines(new))))


def _lines(blocks: Sequence[Block]) -> Iterator[_Line]:
    for kind, value in blocks:
        if kind == "text":
            for item in read(str(value)).items:
                if isinstance(item, Paragraph):
                    looks, _ = text_of([item])
                    yield _Line("标题" if re.match("h[1-6]", item.kind) else "段落", item.text, looks)
        elif kind == "table":
            if value.get("caption"):
                yield _Line("表格标题", str(value["caption"]), "")
            table = only_table(str(value.get("html", "")))
            for nth, row in enumerate(table.rows if table else (), start=1):
                shape = "|".join(f"{cell.colspan}x{cell.rowspan}" for cell in row)
                yield _Line(f"表格第{nth}行", "｜".join(cell.text for cell in row), shape)
        elif kind == "picture":
            said = "，".join(filter(None, (str(value.get("alt", "")), str(value.get("caption", "")))))
            yield _Line("图片", said or "（没有说明）", f"图片{value.get('image')}")
        elif kind == "file":
            yield _Line("附件", str(value.get("title", "")), f"文件{value.get('document')}")


def _of_lines(old: list[_Line], new: list[_Line]) -> Iterator[Difference]:
    for same, before, after in _matched([_key(line) for line in old], [_key(line) for line in new]):
        gone, come = old[before[0] : before[1]], new[after[0] : after[1]]
        if same:
            yield from (_changed(was, now) for was, now in zip(gone, come, strict=True))
        else:
            yield from _in_pairs(gone, come)


def _key(line: _Line) -> Hashable:
    return line.what[:2], line.text


def _in_pairs(gone: list[_Line], come: list[_Line]) -> Iterator[Difference]:
    """Yield the lines that were exchanged; those that are alike are one line that was changed."""
    nth = 0
    for now in come:
        reach = gone[nth : nth + 5]
        alike = next((place for place, was in enumerate(reach) if _is_alike(was, now)), None)
        if alike is None:
            yield _whole(Kind.ADDED, now)
            continue
        yield from (_whole(Kind.REMOVED, was) for was in reach[:alike])
        yield _changed(reach[alike], now)
        nth += alike + 1
    yield from (_whole(Kind.REMOVED, was) for was in gone[nth:])


def _is_alike(was: _Line, now: _Line) -> bool:
    if was.what[:2] != now.what[:2]:
        return False
    if was.what in ("图片", "附件"):
        return was.looks == now.looks or was.text == now.text
    ours, theirs = _pairs_of_signs(was.text), _pairs_of_signs(now.text)
    return 2 * len(ours & theirs) >= ALIKE * (len(ours) + len(theirs))


def _pairs_of_signs(text: str) -> set[str]:
    # Commas that were exchanged do not make another paragraph.
    text = re.sub(r"\W", "", text) or text
    return {text[at : at + 2] for at in range(max(len(text) - 1, 1))}


def _whole(kind: Kind, line: _Line) -> Difference:
    return Difference(kind, line.what, (Piece("ins" if kind is Kind.ADDED else "del", line.text),))


def _changed(was: _Line, now: _Line) -> Difference:
    if was.text == now.text:
        note = _note(was, now)
        kind = Kind.LOOKS if note else Kind.SAME
        return Difference(kind, now.what, (Piece("same", now.text),) if now.text else (), note)
    if not was.text or not now.text:
        return _whole(Kind.ADDED if now.text else Kind.REMOVED, now if now.text else was)
    return Difference(Kind.CHANGED, now.what, tuple(_joined(_pieces(was.text, now.text))), _note(was, now))


def _note(was: _Line, now: _Line) -> str:
    if was.looks == now.looks:
        return ""
    if now.what in ("图片", "附件"):
        return f"{now.what}换成了另一个文件" if was.looks != now.looks else ""
    gone, come = sorted(was.links - now.links), sorted(now.links - was.links)
    if gone or come:
        return f"链接由 {'、'.join(gone) or '（无）'} 改为 {'、'.join(come) or '（无）'}"
    return "" if was.text != now.text else "格式有改动"


def _pieces(was: str, now: str) -> Iterator[Piece]:
    """Yield what became of `was`: first by sentence, then by word within the sentences that differ."""
    sentences = [SENTENCE.findall(was), SENTENCE.findall(now)]
    for same, before, after in _matched(*sentences):
        gone, come = ("".join(part[a:b]) for part, (a, b) in zip(sentences, (before, after), strict=True))
        if same:
            yield Piece("same", come)
        else:
            yield from _by_word(gone, come)


def _by_word(was: str, now: str) -> Iterator[Piece]:
    words = [list(rjieba.cut(was)), list(rjieba.cut(now))]
    for same, before, after in _matched(*words):
        gone, come = ("".join(part[a:b]) for part, (a, b) in zip(words, (before, after), strict=True))
        if same:
            yield Piece("same", come)
            continue
        yield Piece("del", gone)
        yield Piece("ins", come)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield the pieces so that they read well.

    A sign or a single word that stayed between two changes is part of the change: to read
    ~~甲~~乙，~~丙~~丁 is harder than ~~甲，丙~~乙，丁.
    """
    all_pieces = [piece for piece in pieces if piece.text]
    gone = come = held = ""
    for piece in all_pieces:
        if piece.kind == "del":
            gone, come, held = gone + held + piece.text, come + held, ""
        elif piece.kind == "ins":
            gone, come, held = gone + held, come + held + piece.text, ""
        elif (gone or come) and len(held + piece.text) <= 1:
            held += piece.text
        else:
            yield from _exchange(gone, come)
            yield Piece("same", held + piece.text)
            gone = come = held = ""
    yield from _exchange(gone, come)
    if held:
        yield Piece("same", held)


def _exchange(gone: str, come: str) -> Iterator[Piece]:
    if gone:
        yield Piece("del", gone)
    if come:
        yield Piece("ins", come)


def _matched(
    old: Sequence[Hashable], new: Sequence[Hashable]
) -> Iterator[tuple[bool, tuple[int, int], tuple[int, int]]]:
    """Yield in order the stretches of both that are the same, or that differ.

    What is the same at both ends is set aside first, so that one change in a long text costs little.
    """
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle = (old[head : len(old) - tail], new[head : len(new) - tail])
    if head:
        yield True, (0, head), (0, head)
    if len(middle[0]) * len(middle[1]) > 50 * MOST_PAIRS:
        yield False, (head, len(old) - tail), (head, len(new) - tail)
    elif middle[0] or middle[1]:
        is_long = len(middle[0]) * len(middle[1]) > MOST_PAIRS
        for tag, a, b, c, d in SequenceMatcher(None, *middle, autojunk=is_long).get_opcodes():
            yield tag == "equal", (head + a, head + b), (head + c, head + d)
    if tail:
        yield True, (len(old) - tail, len(old)), (len(new) - tail, len(new))
