"""What a pasted text consists of: paragraphs, tables and pictures in order, whatever tags they came in."""

import re
import string
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import groupby

import nh3

from yangguang.rules.problems import Problem, Refused

MARKS = {"b": "b", "strong": "b", "i": "i", "em": "i", "sup": "sup", "sub": "sub"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = {
    *HEADINGS, "address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "legend", "li", "main", "nav", "ol", "p", "pre", "section",
    "summary", "ul",
}  # fmt: skip
TABLES = {"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"}
EMPTY = {"br", "hr", "img", "input"}
GONE = {
    "applet", "audio", "canvas", "embed", "frame", "frameset", "head", "iframe", "math", "noembed", "noframes",
    "noscript", "object", "script", "style", "svg", "template", "title", "video", "xml",
}  # fmt: skip
"""What goes with everything in it: none of it is words of the text."""

READ = {*MARKS, *BLOCKS, *TABLES, "a", "br", "del", "font", "hr", "img", "span"}
HINTS = {"style", "class", "hidden"}
ATTRIBUTES = {
    **{tag: set(HINTS) for tag in READ},
    "a": {*HINTS, "href", "linktype", "id"},
    "img": {*HINTS, "src", "alt"},
    "ol": {*HINTS, "start", "type"},
    "td": {*HINTS, "colspan", "rowspan", "scope"},
    "th": {*HINTS, "colspan", "rowspan", "scope"},
    **{tag: {*HINTS, "data-block-key"} for tag in ("p", "h2", "h3", "h4", "li", "blockquote")},
}
DEEPEST = 100
"""Tags nested deeper than this are read as if they stood at this depth."""

DEEPEST_READ = 1000
OFFICE = re.compile(r"<!--(?:.*?-->|.*\Z)|</?[a-zA-Z]\w*:[^<>]*>", re.DOTALL)
"""Comments, and the tags that belong to an office program: none of them is of a text."""

TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
NOT_NESTED = {
    *(
        [
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "param",
            "source",
            "track",
            "wbr",
        ]
    ),
    *(["dd", "dt", "li", "option", "p", "td", "th", "tr", "thead", "tbody", "tfoot"]),
}
"""Tags that hold nothing, or that the next of their kind closes."""

INVISIBLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Signs that nobody sees: they hide words from a search, or show them in another order."""

WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff“”‘’…—]")
WRAPPED = "\x1f"
"""Stands for a line that ends in the source but not on the page; no text holds it, see `INVISIBLE`."""

GAP = re.compile(f"[ {WRAPPED}]+")
INDENT = re.compile("\u3000{2,}|\xa0{3,}")
BOLD = re.compile(r"font-weight\s*:\s*(bold|bolder|[6-9]00)\b")
NOT_BOLD = re.compile(r"font-weight\s*:\s*(normal|lighter|[1-5]00)\b")
ITALIC = re.compile(r"font-style\s*:\s*(italic|oblique)")
RAISED = re.compile(r"vertical-align\s*:\s*(super|sub)\b")
CONCEALED = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden")
WORD_LIST = re.compile(r"mso-list\s*:\s*l\d+\s+level(\d)")
WORD_MARKER = re.compile(r"mso-list\s*:\s*ignore")
BLOCK_KEY = re.compile("[a-z0-9]{1,8}")
NUMBERED = re.compile(r"(\d{1,3})[.、．)）]?")
SYMBOLS = set("·•●○◦■□◆◇▪▫►➢➤✓✔§Øoünlvqu\uf0b7\uf0a7\uf06c\uf06e\uf0d8\uf075\uf0fc-–")
"""What Word writes before an item, seen through the fonts Symbol and Wingdings or without them."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look alike; a line break is the sign of a new line."""

    text: str
    marks: frozenset[str] = frozenset()
    link: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class InList:
    """One list that a paragraph stands in; two lists side by side are told apart by `which`."""

    tag: str
    which: int | str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, heading, list item, quotation or rule.

    Args:
        kind: `p`, `h1` to `h6`, `li`, `blockquote` or `hr`.
        runs: its words.
        lists: the lists it stands in, the outermost first.
        item: which list item it belongs to; an item may have several paragraphs.
        number: how the item is numbered, where the list itself cannot say it.
        hint: the class it came with.
        key: the name that the editor gave it.
    """

    kind: str
    runs: tuple[Run, ...] = ()
    lists: tuple[InList, ...] = ()
    item: int = 0
    number: str = ""
    hint: str = ""
    key: str = ""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def is_bold(self) -> bool:
        return all("b" in run.marks for run in self.runs if run.text.strip())


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    lines: tuple[Paragraph, ...]
    colspan: int = 1
    rowspan: int = 1
    is_head: bool = False
    scope: str = ""

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its rows, and how many of them are its head."""

    rows: tuple[tuple[Cell, ...], ...]
    heads: int = 0
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and where it came from."""

    source: str
    alt: str = ""


Item = Paragraph | Table | Picture


@dataclass(slots=True)
class Reading:
    """What was read, and how often something was left out."""

    items: list[Item] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def read(html: str) -> Reading:
    """Return what `html` consists of.

    Raises:
        Refused: when its tags stand in each other deeper than any text does.
    """
    tree = _tree(html)
    reader = _Reader()
    reader.children(tree, _Place())
    reader.end()
    return Reading(_with_lists(reader.items), reader.left_out)


def only_table(html: str) -> Table | None:
    """Return the first table of `html` with everything in it, tables in its cells written out as lines."""
    found = _first(_tree(html), "table")
    return _Reader().table(found) if found else None


@dataclass(slots=True)
class _Node:
    tag: str
    attributes: dict[str, str]
    children: list["_Node | str"] = field(default_factory=list)


class _Builder(HTMLParser):
    """Builds the tree of what nh3 wrote, which is well-formed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("", {})
        self.open = [self.root]
        self.beyond = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag in EMPTY:
            return
        if len(self.open) < DEEPEST:
            self.open.append(node)
        else:
            self.beyond += 1

    def handle_endtag(self, tag: str) -> None:
        if self.beyond:
            self.beyond -= 1
        elif len(self.open) > 1 and tag not in EMPTY:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def _tree(html: str) -> _Node:
    html = OFFICE.sub("", html)
    _refuse_if_deep(html)
    builder = _Builder()
    builder.feed(
        nh3.clean(
            INVISIBLE.sub("", html.replace("\x0c", " ")),
            tags=READ,
            clean_content_tags=GONE,
            attributes=ATTRIBUTES,
            url_schemes={"http", "https", "mailto", "tel", "data", "file"},
            link_rel=None,
        )
    )
    builder.close()
    return builder.root


def _refuse_if_deep(html: str) -> None:
    """Refuse what would keep the parser busy: its time grows with the square of the depth."""
    depth = 0
    for closing, tag in TAG.findall(html):
        if tag.lower() not in NOT_NESTED:
            depth = max(depth - 1, 0) if closing else depth + 1
            if depth > DEEPEST_READ:
                said = "内容的格式嵌套过深，没有接收；请先粘贴到记事本里去掉格式，再复制过来。"
                raise Refused(Problem(said, "html"))


def _first(node: _Node, tag: str) -> _Node | None:
    for child in node.children:
        if isinstance(child, _Node):
            found = child if child.tag == tag else _first(child, tag)
            if found:
                return found
    return None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the tree the reader is."""

    marks: frozenset[str] = frozenset()
    link: tuple[tuple[str, str], ...] = ()
    kind: str = "p"
    lists: tuple[InList, ...] = ()
    item: int = 0
    number: str = ""
    first: str = ""
    hint: str = ""
    key: str = ""
    keeps_lines: bool = False


class _Reader:
    def __init__(self) -> None:
        self.items: list[Item] = []
        self.left_out: Counter[str] = Counter()
        self.runs: list[Run] = []
        self.place = _Place()
        self.count = 0
        self.numbers: dict[InList, int] = {}
        self.marker = ""

    def children(self, node: _Node, place: _Place) -> None:
        for child in node.children:
            if isinstance(child, str):
                self.words(child, place)
            else:
                self.node(child, place)

    def words(self, text: str, place: _Place) -> None:
        if place.keeps_lines:
            text = text.replace("\r\n", "\n").strip("\n")
        else:
            text = text.replace("\n", WRAPPED).replace("\r", WRAPPED)
        self.add(text.replace("\t", " "), place)

    def add(self, text: str, place: _Place) -> None:
        if not self.runs:
            self.place = place
        if text:
            self.runs.append(Run(text, place.marks, place.link))

    def node(self, node: _Node, place: _Place) -> None:
        style = node.attributes.get("style", "").lower()
        if node.tag != "br" and ("hidden" in node.attributes or CONCEALED.search(style)):
            self.left_out["hidden"] += bool(_words(node).strip())
        elif node.tag == "del":
            self.left_out["deleted"] += bool(_words(node).strip())
        elif node.tag == "br":
            self.add("\n", place)
        elif node.tag == "hr":
            self.end()
            self.items.append(Paragraph("hr"))
        elif node.tag == "img":
            self.end()
            self.items.append(Picture(node.attributes.get("src", ""), node.attributes.get("alt", "").strip()))
        elif node.tag == "table":
            self.end()
            self.table_or_layout(node, place)
        elif WORD_MARKER.search(style):
            self.marker += _words(node).strip()
        elif node.tag in BLOCKS or node.tag in TABLES:
            self.block(node, place, style)
        else:
            self.children(node, _marked(node, place, style))

    def block(self, node: _Node, place: _Place, style: str) -> None:
        self.end()
        self.children(node, _marked(node, self.within(node, place, style), style))
        self.end()

    def within(self, node: _Node, place: _Place, style: str) -> _Place:
        hint, key = node.attributes.get("class", ""), node.attributes.get("data-block-key", "")
        if hint:
            place = replace(place, hint=hint)
        if key and BLOCK_KEY.fullmatch(key):
            place = replace(place, key=key)
        if node.tag in ("ul", "ol"):
            self.count += 1
            lists = (*place.lists, InList(node.tag, self.count))
            return replace(place, lists=lists, item=0, kind="li", number="", first=_first_number(node))
        if node.tag == "li":
            return self.list_item(place)
        if node.tag == "pre":
            return replace(place, keeps_lines=True)
        if level := WORD_LIST.search(style):
            lists = tuple(InList("word", "word") for _ in range(int(level[1]) or 1))
            self.count += 1
            return replace(place, lists=lists, kind="li", item=self.count)
        if place.kind != "li" and (node.tag in HEADINGS or node.tag == "blockquote"):
            return replace(place, kind=node.tag)
        return place

    def list_item(self, place: _Place) -> _Place:
        self.count += 1
        lists = place.lists or (InList("ul", "loose"),)
        nth = self.numbers[lists[-1]] = self.numbers.get(lists[-1], -1) + 1
        number = _nth(place.first, nth) if place.first else ""
        return replace(place, lists=lists, kind="li", item=self.count, number=number)

    def end(self) -> None:
        """Finish the paragraph that is being read."""
        runs, place, marker = self.runs, self.place, self.marker
        self.runs, self.marker = [], ""
        lines = _lines(_settled(runs))
        for group in _paragraphs(lines) if place.kind == "p" else [lines] if lines else []:
            words, number = _joined(group), place.number
            if marker and place.lists and place.lists[0].tag == "word":
                number = marker
            elif marker:
                words = numbered(marker, words)
            marker = ""
            self.items.append(
                Paragraph(place.kind, words, place.lists, place.item, number, place.hint, place.key)
            )

    def table_or_layout(self, node: _Node, place: _Place) -> None:
        rows = list(_rows(node))
        filled = [sum(bool(_words(cell).strip()) for cell in row) for row, _ in rows]
        nested = any(_first(cell, "table") for row, _ in rows for cell in row)
        is_layout = nested and not any(
            sum(bool(_words(cell).strip()) and not _first(cell, "table") for cell in row) > 1
            for row, _ in rows
        )
        if is_layout or max((len(row) for row, _ in rows), default=0) * len(rows) <= 1:
            # A table around everything, or around one box, is there for the looks.
            self.left_out["layout"] += bool(is_layout)
            for row, _ in rows:
                for cell in row:
                    self.block(_as_div(cell), place, "")
            return
        if sum(filled):
            read = _Reader()
            self.items.append(read.table(node))
            self.items += [each for each in read.items if isinstance(each, Picture)]
            self.left_out += read.left_out
        elif rows:
            self.items += [Picture(*_source(image)) for image in _all(node, "img")]
            self.left_out["empty table"] += not any(True for _ in _all(node, "img"))

    def table(self, node: _Node) -> Table:
        """Return the table that `node` is; the pictures in it are left in `items`."""
        rows, heads, in_head = [], 0, True
        for cells, is_head in _rows(node):
            rows.append([self.cell(cell) for cell in cells])
            in_head = in_head and is_head
            heads += in_head
        title = _first(node, "caption")
        caption = " ".join(_words(title).split()) if title else ""
        return _with_head(_within_bounds(rows), heads, caption)

    def cell(self, node: _Node) -> Cell:
        inside = _Reader()
        for child in node.children:
            if isinstance(child, str):
                inside.words(child, _marked(node, _Place(), ""))
            elif child.tag == "table":
                inside.end()
                self.left_out["nested"] += 1
                inside.items += _written_out(self, child)
            else:
                inside.node(child, _marked(node, _Place(), node.attributes.get("style", "").lower()))
        inside.end()
        self.left_out += inside.left_out
        lines: list[Paragraph] = []
        for item in inside.items:
            if isinstance(item, Paragraph) and item.kind != "hr":
                lines.append(_as_line(item, lines))
            elif isinstance(item, Table):
                self.left_out["nested"] += 1
                lines += [line for row in item.rows for cell in row for line in cell.lines]
            elif isinstance(item, Picture):
                self.items.append(item)
        return Cell(
            tuple(lines),
            _span(node.attributes.get("colspan", "")),
            _span(node.attributes.get("rowspan", "")),
            node.tag == "th",
            node.attributes.get("scope", ""),
        )


def _as_div(node: _Node) -> _Node:
    return _Node("div", {}, node.children)


def _written_out(reader: _Reader, node: _Node) -> Iterator[Paragraph]:
    for row, _ in _rows(node):
        for cell in row:
            yield from reader.cell(cell).lines


def _source(node: _Node) -> tuple[str, str]:
    return node.attributes.get("src", ""), node.attributes.get("alt", "").strip()


def _all(node: _Node, tag: str) -> Iterator[_Node]:
    for child in node.children:
        if isinstance(child, _Node):
            if child.tag == tag:
                yield child
            yield from _all(child, tag)


def _words(node: _Node) -> str:
    return "".join(child if isinstance(child, str) else _words(child) for child in node.children)


def _rows(table: _Node) -> Iterator[tuple[list[_Node], bool]]:
    """Yield the cells of each row, and whether the table says that it is part of its head."""
    for part in table.children:
        if isinstance(part, _Node):
            rows = (
                [part]
                if part.tag == "tr"
                else part.children
                if part.tag in ("thead", "tbody", "tfoot")
                else []
            )
            for row in rows:
                if isinstance(row, _Node) and row.tag == "tr":
                    cells = [
                        cell for cell in row.children if isinstance(cell, _Node) and cell.tag in ("td", "th")
                    ]
                    yield cells, part.tag == "thead"


def _span(typed: str) -> int:
    return min(max(int(typed), 1), 1000) if typed.isascii() and typed.isdigit() else 1


def _marked(node: _Node, place: _Place, style: str) -> _Place:
    marks = place.marks
    if mark := MARKS.get(node.tag):
        marks |= {mark}
    if style:
        if BOLD.search(style):
            marks |= {"b"}
        elif NOT_BOLD.search(style):
            marks -= {"b"}
        if ITALIC.search(style):
            marks |= {"i"}
        if raised := RAISED.search(style):
            marks |= {"sup" if raised[1] == "super" else "sub"}
    if {"sup", "sub"} <= marks:
        marks -= {"sub"}
    link = _link(node.attributes) if node.tag == "a" else place.link
    return replace(place, marks=marks, link=link)


def _link(attributes: dict[str, str]) -> tuple[tuple[str, str], ...]:
    href, kind, key = (
        attributes.get("href", "").strip(),
        attributes.get("linktype", ""),
        attributes.get("id", ""),
    )
    if kind in ("page", "document") and key.isascii() and key.isdigit():
        return (("linktype", kind), ("id", key))
    if not href or href.startswith(("#", "data:", "file:", "//")) or "\\" in href:
        return ()
    return (("href", href),)


def _first_number(node: _Node) -> str:
    """Return how an ordered list begins, when it does not begin as every list does."""
    start, style = node.attributes.get("start", ""), node.attributes.get("type", "")
    if node.tag != "ol" or (start in ("", "1") and style not in ("a", "A")):
        return ""
    first = int(start) if start.isascii() and start.isdigit() and len(start) < 5 else 1
    return f"{style if style in ('a', 'A') else '1'}{first}"


def _nth(first: str, nth: int) -> str:
    number = int(first[1:]) + nth
    letters = {"a": string.ascii_lowercase, "A": string.ascii_uppercase}.get(first[0])
    return f"{letters[number - 1]}." if letters and 1 <= number <= 26 else f"{number}."


def _settled(runs: list[Run]) -> list[Run]:
    """Return the runs with white space as a reader sees it: a line wrapped between Han signs is no space."""
    settled: list[Run] = []
    for place, run in enumerate(runs):
        before = settled[-1].text[-1] if settled else "\n"
        after = runs[place + 1].text[0] if place + 1 < len(runs) else "\n"

        def spaced(gap: re.Match[str], run: Run = run, before: str = before, after: str = after) -> str:
            left = run.text[gap.start() - 1] if gap.start() else before
            right = run.text[gap.end()] if gap.end() < len(run.text) else after
            if left in " \n" or right == "\n":
                return ""
            between = right in f" {WRAPPED}" or (WIDE.match(left) and WIDE.match(right))
            return "" if WRAPPED in gap[0] and between else " "

        if text := GAP.sub(spaced, run.text):
            settled.append(replace(run, text=text))
    return settled


def _lines(runs: list[Run]) -> list[list[Run]]:
    """Return the runs cut at line breaks; the lines at either end that are empty are gone."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *rest = run.text.split("\n")
        lines[-1].append(replace(run, text=first))
        lines += [[replace(run, text=text)] for text in rest]
    while lines and not _said(lines[-1]).strip():
        lines.pop()
    while lines and not _said(lines[0]).strip():
        lines.pop(0)
    return lines


def _said(line: list[Run]) -> str:
    return "".join(run.text for run in line)


def _paragraphs(lines: list[list[Run]]) -> list[list[list[Run]]]:
    """Return the lines by paragraph: an empty line parts them, and so does an indent typed by hand."""
    groups: list[list[list[Run]]] = [[]]
    for line in lines:
        said = _said(line)
        if not said.strip():
            groups.append([])
        elif groups[-1] and INDENT.match(said):
            groups.append([line])
        else:
            groups[-1].append(line)
    return [group for group in groups if group]


def _joined(lines: list[list[Run]]) -> tuple[Run, ...]:
    """Return the lines as runs, each line without the blanks around it."""
    joined: list[Run] = []
    for line in lines:
        if not _said(line).strip() and len(lines) > 1:
            continue
        if joined:
            joined.append(Run("\n"))
        joined += _stripped(line)
    return merged(joined)


def _stripped(line: list[Run]) -> list[Run]:
    left = [*line]
    while left and not left[0].text.strip():
        left.pop(0)
    while left and not left[-1].text.strip():
        left.pop()
    if left:
        left[0] = replace(left[0], text=left[0].text.lstrip())
        left[-1] = replace(left[-1], text=left[-1].text.rstrip())
    return left


def merged(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Return the runs with neighbours that look alike put together; blanks look like what is before them."""
    alike: list[Run] = []
    for run in runs:
        if (
            alike
            and not run.text.strip()
            and not alike[-1].link
            and {"sup", "sub"}.isdisjoint(alike[-1].marks)
        ):
            run = replace(run, marks=alike[-1].marks, link=())
        alike.append(run)
    return tuple(
        Run("".join(run.text for run in group), *looks)
        for looks, group in groupby(alike, key=lambda run: (run.marks, run.link))
    )


def numbered(number: str, words: Sequence[Run]) -> tuple[Run, ...]:
    """Return the words with their number before them, as the list showed it."""
    return merged((Run(number + " " * number[-1:].isascii()), *words)) if number else tuple(words)


def _as_line(item: Paragraph, before: list[Paragraph]) -> Paragraph:
    """Return an item of a list in a cell as a line; a number that the list would show is written."""
    number = item.number
    if not number and item.kind == "li" and item.lists and item.lists[-1].tag == "ol":
        number = f"{1 + sum(line.lists == item.lists for line in before)}."
    return replace(item, kind="p", runs=numbered(number, item.runs), number="", item=0)


def _with_lists(items: list[Item]) -> list[Item]:
    """Return the items with the lists that Word and hands wrote as paragraphs, where that is certain."""
    found: list[Item] = []
    last_item = 0
    for item in items:
        last = found[-1] if found else None
        if not isinstance(item, Paragraph):
            found.append(item)
        elif item.lists and item.lists[0].tag == "word":
            found.append(_from_word(item, last))
        elif item.number:
            words = numbered(item.number, item.runs) if item.item != last_item else item.runs
            found.append(replace(item, kind="p", lists=(), item=0, number="", runs=words))
        elif item.item and isinstance(last, Paragraph) and last.item == item.item:
            found[-1] = replace(last, runs=merged((*last.runs, Run("\n"), *item.runs)))
        else:
            found.append(item)
        last_item = item.item if isinstance(item, Paragraph) else 0
    return _with_bullets(found)


def _from_word(item: Paragraph, last: Item | None) -> Paragraph:
    depth, marker = len(item.lists), item.number
    if marker in SYMBOLS:
        lists = tuple(InList("ul", "word") for _ in range(depth))
        return replace(item, kind="li", lists=lists, number="")
    typed = NUMBERED.fullmatch(marker)
    if typed and depth == 1:
        follows = (
            isinstance(last, Paragraph)
            and last.kind == "li"
            and last.lists[0].tag == "ol"
            and last.number.isdigit()
            and int(last.number) + 1 == int(typed[1])
        )
        if typed[1] == "1" or follows:
            which = last.lists[0].which if follows and isinstance(last, Paragraph) else f"word {item.item}"
            return replace(item, kind="li", lists=(InList("ol", which),), number=typed[1])
    return replace(item, kind="p", lists=(), item=0, number="", runs=numbered(marker, item.runs))


BULLET = re.compile("[•●]\\s*|·\\s{2,}")


def _with_bullets(items: list[Item]) -> list[Item]:
    """Return the items with two or more paragraphs in a row that begin with a bullet as a list."""
    found: list[Item] = []
    for is_bullet, group in groupby(
        items,
        key=lambda item: isinstance(item, Paragraph) and item.kind == "p" and bool(BULLET.match(item.text)),
    ):
        paragraphs = list(group)
        if not is_bullet or len(paragraphs) == 1:
            found += paragraphs
            continue
        for paragraph in paragraphs:
            assert isinstance(paragraph, Paragraph)
            sign = BULLET.match(paragraph.text)
            runs = _without_first(paragraph.runs, sign.end() if sign else 0)
            if runs:
                found.append(replace(paragraph, kind="li", runs=runs, lists=(InList("ul", "typed"),)))
    return found


def _without_first(runs: tuple[Run, ...], signs: int) -> tuple[Run, ...]:
    left: list[Run] = []
    for run in runs:
        cut = min(signs, len(run.text))
        signs -= cut
        left.append(replace(run, text=run.text[cut:]))
    return tuple(run for run in left if run.text)


def _within_bounds(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Return the rows with no cell reaching below the last of them."""
    return [
        [replace(cell, rowspan=min(cell.rowspan, len(rows) - nth)) for cell in row]
        for nth, row in enumerate(rows)
    ]


def _with_head(rows: list[list[Cell]], heads: int, caption: str) -> Table:
    """Return the table with the rows at its top that are its head.

    They are those that the table names so; those whose cells are all head cells; or the first, when all
    of it is bold and the next is not.
    """
    while heads < len(rows) and rows[heads] and all(cell.is_head for cell in rows[heads]):
        heads += 1
    if not heads and len(rows) > 1 and _is_bold(rows[0]) and not _is_bold(rows[1]):
        heads = 1
    reach = heads
    for nth, row in enumerate(rows):
        if nth >= reach:
            break
        reach = max([reach, *(nth + cell.rowspan for cell in row)])
    if reach >= len(rows):
        reach = 0
    return Table(tuple(tuple(row) for row in rows), reach, caption)


def _is_bold(row: list[Cell]) -> bool:
    filled = [cell for cell in row if cell.text.strip()]
    return len(filled) > 1 and all(line.is_bold for cell in filled for line in cell.lines)
