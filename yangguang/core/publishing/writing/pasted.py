"""Turning what was pasted into blocks, and saying what was left out."""

import binascii
import re
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from io import BytesIO

from yangguang.core.ui.uploads import MEGABYTE, why_not_store
from yangguang.rules.problems import Problem, Refused

from . import Block
from .clean import table_of, text_of
from .reading import Item, Paragraph, Picture, Reading, Table, read

KeepPicture = Callable[[bytes, str], int]
"""Stores the content of a picture under a name, and returns its key."""

LARGEST = 40 * MEGABYTE
MOST_PICTURES = 100
EMBEDDED = re.compile(r"data:image/(png|jpe?g);base64,", re.IGNORECASE)
NO_ALT = re.compile(
    r"(图片|图像|图表|picture|image|img|图|\d|[\s_.()（）-])*(\.\w{3,4})?|.*(描述已自动生成|AI 生成的内容可能不正确).*",
    re.IGNORECASE | re.DOTALL,
)
"""Words that programs write where a person should say what a picture shows."""

PROGRAM = re.compile(r"(?:href|src)\s*=\s*[\"']?\s*(?:javascript|vbscript):", re.IGNORECASE)

LEFT_OUT = {
    "hidden": "有{}处隐藏的文字没有带入，请核对原文；需要的请在原文中取消隐藏后重新粘贴。",
    "deleted": "有{}处标记为删除的文字没有带入，请先在原文中接受或者拒绝修订。",
    "nested": "有{}个表格嵌在另一个表格里，已改为单元格里的文字，请核对。",
    "layout": "有{}个只用来排版的表格已拆开，里面的内容按顺序保留，请核对。",
    "empty table": "有{}个空白表格没有带入。",
}


@dataclass(slots=True)
class Pasted:
    """The blocks of a text, and in whole sentences what was left out and why."""

    blocks: list[Block] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def blocks_from_html(html: str, keep_picture: KeepPicture) -> Pasted:
    """Return what was pasted as blocks, in order.

    Pictures that are part of `html` are checked and given to `keep_picture`. Pictures elsewhere are
    never fetched: the remarks say which they are.

    Raises:
        Refused: when there is more than a page can hold, or nothing to keep.
    """
    if len(html) > LARGEST:
        most = LARGEST // MEGABYTE
        raise Refused(Problem(f"粘贴的内容超过{most}MB，请分几次粘贴，图片请单独上传。", "html"))
    reading = read(html)
    pasted = blocks_of(reading, keep_picture)
    if PROGRAM.search(html):
        pasted.remarks.append("带脚本的链接已去掉，只保留文字。")
    return pasted


def blocks_of(reading: Reading, keep_picture: KeepPicture) -> Pasted:
    """Return what was read as blocks, in order."""
    pasted, level = Pasted(), 1
    pictures = _Pictures(keep_picture)
    for kind, items in _grouped(reading.items):
        if kind == "text":
            html, level = text_of([item for item in items if isinstance(item, Paragraph)], below=level)
            if html:
                pasted.blocks.append(("text", html))
        for item in items:
            if isinstance(item, Table):
                pasted.blocks.append(("table", _table(item)))
            elif isinstance(item, Picture):
                pasted.blocks += pictures.block(item)
    pasted.remarks += [LEFT_OUT[what].format(times) for what, times in reading.left_out.items() if times]
    pasted.remarks += pictures.remarks()
    if not pasted.blocks and not pasted.remarks:
        raise Refused(Problem("粘贴的内容里没有文字、表格或者图片，请重新复制。", "html"))
    return pasted


def _grouped(items: Iterable[Item]) -> Iterable[tuple[str, list[Item]]]:
    """Yield the items with paragraphs that follow each other together."""
    together: list[Item] = []
    for item in items:
        if isinstance(item, Paragraph):
            together.append(item)
            continue
        if together:
            yield "text", together
            together = []
        yield "other", [item]
    if together:
        yield "text", together


def _table(table: Table) -> dict[str, str]:
    """Return the value of a table block; a first row that is one cell across all columns is the caption."""
    caption, rows, heads = table.caption, table.rows, table.heads
    if not caption and len(rows) > 2:
        first = rows[0]
        columns = sum(cell.colspan for cell in rows[1])
        is_title = len(first) == 1 and first[0].rowspan == 1 and first[0].colspan >= columns > 1
        if is_title and 0 < len(first[0].text) <= 60 and len(first[0].lines) == 1:
            caption, rows, heads = first[0].text.replace("\n", ""), rows[1:], max(heads - 1, 0)
    return {"caption": caption, "html": table_of(Table(rows, heads))}


class _Pictures:
    """Keeps the pictures of one paste, and remembers what to say about those it could not keep."""

    def __init__(self, keep: KeepPicture) -> None:
        self.keep = keep
        self.kept = 0
        self.refused: list[str] = []
        self.elsewhere: list[str] = []
        self.left_out: Counter[str] = Counter()

    def block(self, picture: Picture) -> list[Block]:
        source = picture.source.strip()
        if source.startswith(("http:", "https:", "//")):
            self.elsewhere.append(source)
        elif not source.startswith("data:"):
            self.left_out["local"] += 1
        elif self.kept >= MOST_PICTURES:
            self.left_out["too many"] += 1
        elif not (embedded := EMBEDDED.match(source)):
            self.left_out["kind"] += 1
        elif content := _decoded(source[embedded.end() :]):
            return self.checked(content, embedded[1].lower(), picture.alt)
        else:
            self.left_out["broken"] += 1
        return []

    def checked(self, content: bytes, ending: str, alt: str) -> list[Block]:
        name = f"图{self.kept + 1}.{ending}"
        if problems := list(why_not_store(name, len(content), BytesIO(content))):
            self.refused += [problem.message for problem in problems]
            return []
        self.kept += 1
        said = "" if NO_ALT.fullmatch(alt) else " ".join(alt.split())
        self.left_out["alt"] += not said
        return [("picture", {"image": self.keep(content, name), "alt": said, "caption": ""})]

    def remarks(self) -> list[str]:
        said = [f"有一张图片没有带入：{reason}" for reason in dict.fromkeys(self.refused)]
        if self.elsewhere:
            where = "、".join(dict.fromkeys(each[:80] for each in self.elsewhere[:5]))
            more = "等" if len(self.elsewhere) > 5 else ""
            count = len(self.elsewhere)
            said.append(
                f"有{count}张图片在别的网站上，没有带入（{where}{more}）；请确认有权使用，另存后上传。"
            )
        sentences = {
            "local": "有{}张图片没有随文字复制过来，请从原文件中另存后上传，或者直接导入 Word 文件。",
            "too many": f"图片超过{MOST_PICTURES}张，多出的{{}}张没有带入，请分成几篇。",
            "kind": "有{}张图片不是 PNG 或者 JPEG，没有带入，请转换后上传。",
            "broken": "有{}张图片的内容不完整，没有带入，请单独上传。",
            "alt": "有{}张图片还没有文字说明，请写明图片的内容，供看不见图片的人使用。",
        }
        return said + [
            words.format(self.left_out[what]) for what, words in sentences.items() if self.left_out[what]
        ]


def _decoded(text: str) -> bytes:
    try:
        return b64decode("".join(text.split()).replace("%2B", "+").replace("%3D", "="), validate=True)
    except (binascii.Error, ValueError):
        return b""
