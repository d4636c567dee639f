"""What a package says of itself: `metadata.xml`, in the terms of DA/T 46, with a schema of our own beside it."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from lxml import etree

from .rules import RETENTIONS

NAMESPACE = "urn:yangguang:archive:1"
SCHEMA = Path(__file__).with_name("metadata.xsd")
VERSION = "1"

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What somebody may have pasted into a form, but XML does not allow."""

_one_at_a_time = Lock()
"""A schema serves one thread at a time: it keeps what it found last."""

CODES = {label: code for code, label in RETENTIONS.items()}


class Unreadable(Exception):
    """Metadata that are not as the schema says; its words tell where.

    Args:
        message: what is wrong, in Chinese.
        lacks: whether something is missing (完整性), and not merely wrong (真实性).
    """

    def __init__(self, message: str, *, lacks: bool = False) -> None:
        super().__init__(message)
        self.lacks = lacks


@dataclass(frozen=True, slots=True)
class Entry:
    """One document in the catalogue of a package (卷内目录)."""

    order: int
    key: str
    title: str
    kind: str
    on: date
    format: str
    name: str
    size: int
    pages: int = 0
    author: str = ""
    number: str = ""

    def plain(self) -> dict[str, Any]:
        """Return it as a row of the database keeps it."""
        return asdict(self) | {"on": self.on.isoformat()}


@dataclass(frozen=True, slots=True)
class Before:
    """The package before in the same organisation and year, by which the chain holds."""

    number: str
    sha256: str
    sm3: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a package says of itself."""

    fonds: str
    org_name: str
    org_code: str
    number: str
    year: int
    retention: str
    keep_until: date | None
    item: int
    place_in_year: int
    title: str
    case_number: str
    process: str
    formed_on: date
    made_at: datetime
    made_by: str
    made_with: str
    catalogue: tuple[Entry, ...]
    supplements: str = ""
    before: Before | None = None


def written(said: Metadata) -> bytes:
    """Return the XML of `said`."""
    root = etree.Element(_name("信息包"), nsmap={None: NAMESPACE}, 版本=VERSION)
    _add(root, "全宗号", said.fonds)
    _add(root, "立档单位名称", said.org_name)
    _add(root, "立档单位代码", said.org_code)
    _add(root, "档号", said.number)
    _add(root, "年度", f"{said.year:04}")
    _add(root, "保管期限", RETENTIONS[said.retention])
    _add(root, "保管至", said.keep_until)
    _add(root, "件号", said.item)
    _add(root, "年度内次序", said.place_in_year)
    _add(root, "题名", said.title)
    _add(root, "办件编号", said.case_number)
    _add(root, "流程", said.process)
    _add(root, "日期", said.formed_on)
    _add(root, "补充", said.supplements)
    if said.before:
        before = etree.SubElement(root, _name("前一信息包"))
        _add(before, "档号", said.before.number)
        _add(before, "SHA-256", said.before.sha256)
        etree.SubElement(before, _name("SM3")).text = said.before.sm3
    act = etree.SubElement(root, _name("业务行为"))
    _add(act, "行为", "补充归档" if said.supplements else "归档")
    _add(act, "机构人员", said.made_by)
    _add(act, "行为时间", said.made_at.isoformat())
    _add(root, "软硬件环境", said.made_with)
    catalogue = etree.SubElement(root, _name("卷内目录"))
    for each in said.catalogue:
        document = etree.SubElement(catalogue, _name("文件"))
        _add(document, "顺序号", each.order)
        _add(document, "标识", each.key)
        _add(document, "题名", each.title)
        _add(document, "文件类型", each.kind)
        _add(document, "责任者", each.author)
        _add(document, "文件编号", each.number)
        _add(document, "日期", each.on)
        _add(document, "页数", each.pages or "")
        _add(document, "格式信息", each.format)
        _add(document, "计算机文件名", each.name)
        _add(document, "计算机文件大小", each.size)
    etree.indent(root)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return made


def read(content: bytes) -> Metadata:
    """Return what the XML says.

    Raises:
        Unreadable: when it is no XML, or not as the schema says; with the line and the element.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as wrong:
        raise Unreadable(f"不是完好的 XML（第{wrong.lineno}行）") from None
    with _one_at_a_time:
        schema = _schema()
        first = None if schema.validate(root) else schema.error_log[0]
    if first is not None:
        said = first.message.replace(f"{{{NAMESPACE}}}", "")
        raise Unreadable(
            f"第{first.line}行不合 metadata.xsd 的规定：{said}", lacks="ELEMENT_CONTENT" in first.type_name
        )
    before, act = root.find(_name("前一信息包")), root.find(_name("业务行为"))
    kept = _text(root, "保管至")
    return Metadata(
        fonds=_text(root, "全宗号"),
        org_name=_text(root, "立档单位名称"),
        org_code=_text(root, "立档单位代码"),
        number=_text(root, "档号"),
        year=int(_text(root, "年度")),
        retention=CODES[_text(root, "保管期限")],
        keep_until=_day(kept) if kept else None,
        item=int(_text(root, "件号")),
        place_in_year=int(_text(root, "年度内次序")),
        title=_text(root, "题名"),
        case_number=_text(root, "办件编号"),
        process=_text(root, "流程"),
        formed_on=_day(_text(root, "日期")),
        supplements=_text(root, "补充"),
        before=Before(_text(before, "档号"), _text(before, "SHA-256"), _text(before, "SM3"))
        if before is not None
        else None,
        made_by=_text(act, "机构人员"),
        made_at=_moment(_text(act, "行为时间")),
        made_with=_text(root, "软硬件环境"),
        catalogue=tuple(
            Entry(
                order=int(_text(each, "顺序号")),
                key=_text(each, "标识"),
                title=_text(each, "题名"),
                kind=_text(each, "文件类型"),
                author=_text(each, "责任者"),
                number=_text(each, "文件编号"),
                on=_day(_text(each, "日期")),
                pages=int(_text(each, "页数") or 0),
                format=_text(each, "格式信息"),
                name=_text(each, "计算机文件名"),
                size=int(_text(each, "计算机文件大小")),
            )
            for each in root.iterfind(f"{_name('卷内目录')}/{_name('文件')}")
        ),
    )


def clean(words: str) -> str:
    """Return words as XML can hold them.

    >>> clean("学区" + chr(7) + "图")
    '学区图'
    """
    return NOT_IN_XML.sub("", words)


@cache
def _schema() -> Any:
    return etree.XMLSchema(etree.parse(SCHEMA))


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"


def _add(parent: Any, name: str, value: object) -> None:
    """Add an element; what is empty is left out."""
    words = clean(str(value)).strip() if value is not None else ""
    if words:
        etree.SubElement(parent, _name(name)).text = words


def _text(parent: Any, name: str) -> str:
    found = parent.find(_name(name)) if parent is not None else None
    return (found.text or "") if found is not None else ""


def _day(words: str) -> date:
    """Return a day; XML allows years and zones that we never write."""
    try:
        return date.fromisoformat(words.strip())
    except ValueError:
        raise Unreadable(f"“{words}”不是本系统写的日期") from None


def _moment(words: str) -> datetime:
    try:
        return datetime.fromisoformat(words.strip())
    except ValueError:
        raise Unreadable(f"“{words}”不是本系统写的时间") from None
