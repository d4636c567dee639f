"""What changed from one edition of a text to another, word by word."""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from yangguang.rules.wording.differing import Piece, html_of, matched, pieces

from . import Block
from .clean import text_of
from .reading import Paragraph, only_table, read

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
        return html_of(self.pieces)


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
    for same, before, after in matched([_key(line) for line in old], [_key(line) for line in new]):
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
    return Difference(Kind.CHANGED, now.what, tuple(pieces(was.text, now.text)), _note(was, now))


def _note(was: _Line, now: _Line) -> str:
    if was.looks == now.looks:
        return ""
    if now.what in ("图片", "附件"):
        return f"{now.what}换成了另一个文件" if was.looks != now.looks else ""
    gone, come = sorted(was.links - now.links), sorted(now.links - was.links)
    if gone or come:
        return f"链接由 {'、'.join(gone) or '（无）'} 改为 {'、'.join(come) or '（无）'}"
    return "" if was.text != now.text else "格式有改动"
