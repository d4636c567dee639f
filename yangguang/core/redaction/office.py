"""Documents and tables of Word and Excel (WPS writes the same): what is hidden in them is removed, or refused.

What can be taken out surely is taken out. What only its author can settle (accept the revisions, show what is hidden)
is refused with what to do. A part of the file that is not known here is refused, too: a list of what is good can be
kept, a list of all hiding places cannot.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import Any

from lxml import etree
from PIL import Image

from yangguang.rules.problems import Problem, Refused, refuse_if

from . import leaking, stripping
from .laying import Made
from .rules import Leak

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

KEPT = {
    "docx": re.compile(
        r"\[Content_Types\]\.xml|_rels/\.rels|word/(?:document|styles|settings|webSettings|fontTable|numbering|footnotes"
        r"|endnotes|header\d*|footer\d*|theme/theme\d*)\.xml|word/_rels/[a-zA-Z]+\d*\.xml\.rels"
        r"|word/media/[\w-]+\.(?:png|jpe?g)"
    ),
    "xlsx": re.compile(
        r"\[Content_Types\]\.xml|_rels/\.rels|xl/(?:workbook|styles|sharedStrings|theme/theme\d*|worksheets/sheet\d+"
        r"|drawings/drawing\d+)\.xml|xl/_rels/workbook\.xml\.rels|xl/(?:worksheets|drawings)/_rels/[a-z]+\d+\.xml\.rels"
        r"|xl/media/[\w-]+\.(?:png|jpe?g)"
    ),
}
REMOVED = re.compile(
    r"docProps/.*|customXml/.*|(?:word|xl)/(?:comments\w*|people)\.xml|word/(?:glossary/.*|stylesWithEffects\.xml)|xl/(?:threadedComments"
    r"|persons|printerSettings)/.*|xl/comments/.*|xl/comments\d*\.xml|xl/drawings/\w+\.vml|xl/calcChain\.xml|word/vbaData\.xml"
    r"|xl/drawings/_rels/\w+\.vml\.rels|(?:word|xl)/(?:_rels/comments\w*\.xml\.rels|printerSettings/.*)"
)
NAMES = (
    ("docProps/", "文件属性（作者、单位、标题、时间等）"),
    ("customXml/", "绑定的数据"),
    ("omments", "批注"),
    ("printerSettings", "打印机设置"),
    ("glossary", "自动图文集"),
)
REVISIONS = (
    "ins",
    "del",
    "moveFrom",
    "moveTo",
    "delText",
    "delInstrText",
    "cellIns",
    "cellDel",
    "numberingChange",
)
LEADING_OUT = re.compile(
    r"\b(?:INCLUDETEXT|INCLUDEPICTURE|LINK|DDE|DDEAUTO|MERGEFIELD|DATABASE|DOCVARIABLE|DOCPROPERTY)\b"
)
SAFEST = "也可以另存为 PDF 后上传，在 PDF 上遮盖。"


def cleaned(kind: str, content: bytes) -> Made:
    """Return a `docx` or `xlsx` without what a reader of its pages does not see.

    Raises:
        Refused: with all that only a person can settle.
    """
    package = _Package(kind, content)
    refuse_if(package.why_not())
    package.clean()
    return Made(package.written(), [], package.removed)


def leaks(kind: str, content: bytes) -> list[Leak]:
    """Return what a finished file still holds; it is opened anew, and read part by part."""
    found = [
        Leak("文件", "里还有" + problem.message.rstrip("。")) for problem in _Package(kind, content).why_not()
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for entry in packed.infolist():
            if REMOVED.fullmatch(entry.filename) or entry.comment or entry.extra:
                found.append(Leak("文件", "里还有属性、批注或者附加内容"))
            raw = packed.read(entry)
            if re.search(rb"<(?:\w+:)?(?:comment|dc:creator|cp:lastModifiedBy)\b|rsid\w*=|<w:rsid", raw):
                found.append(Leak("文件", "里还有批注、作者或者编辑痕迹"))
            if entry.filename.endswith((".jpg", ".jpeg")) and leaking.has_remarks(raw):
                found.append(Leak("文件里的图像", "带有拍摄信息或者备注"))
        if packed.comment:
            found.append(Leak("文件", "带有压缩包备注"))
    return found


class _Package:
    """The parts of one file."""

    def __init__(self, kind: str, content: bytes) -> None:
        self.kind = kind
        self.removed: list[str] = []
        self.parts: dict[str, bytes] = {}
        self.trees: dict[str, Any] = {}
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                if not name.endswith("/"):
                    self.parts[name] = packed.read(name)
        for name, raw in self.parts.items():
            if name.endswith((".xml", ".rels")) and not REMOVED.fullmatch(name):
                try:
                    self.trees[name] = etree.fromstring(
                        raw, etree.XMLParser(resolve_entities=False, no_network=True)
                    )
                except etree.XMLSyntaxError:
                    raise Refused(
                        Problem(
                            f"文件里的 {name} 已经损坏，请用原来的程序打开，另存后重新上传。{SAFEST}", "file"
                        )
                    ) from None

    def why_not(self) -> Iterator[Problem]:
        unknown = [
            name for name in self.parts if not KEPT[self.kind].fullmatch(name) and not REMOVED.fullmatch(name)
        ]
        if unknown:
            named = "、".join(sorted({_named(name) for name in unknown}))
            yield Problem(f"文件里有{named}，里面可能有看不见的内容；请删去，或者改成图片。{SAFEST}", "file")
        found = self._in_word() if self.kind == "docx" else self._in_table()
        yield from (Problem(f"{said}{SAFEST}", "file") for said in dict.fromkeys(found))
        for name, tree in self.trees.items():
            if name.endswith(".rels"):
                outside = [each for each in tree.iter(RELATION) if each.get("TargetMode") == "External"]
                if any(
                    not each.get("Type", "").endswith(("/hyperlink", "/attachedTemplate")) for each in outside
                ):
                    yield Problem(f"文件引用了外部的图片或者数据，请改为嵌入的内容。{SAFEST}", "file")
            if any(each.attrib for each in tree.iter(f"{A}srcRect")):
                yield Problem(
                    f"图片裁剪掉的部分还在文件里，请用“压缩图片”删除图片的裁剪区域。{SAFEST}", "file"
                )

    def _in_word(self) -> Iterator[str]:
        hiding = {
            style.get(f"{W}styleId")
            for style in self._all(f"{W}style")
            if any(_is_on(each) for each in style.iter(f"{W}vanish"))
        }
        for name, tree in self.trees.items():
            for element in tree.iter(etree.Element):
                plain = etree.QName(element).localname
                ours = element.tag.startswith(W)
                if ours and (plain in REVISIONS or plain.endswith("PrChange")):
                    yield "文件里有修订痕迹，请先在“审阅”里接受或者拒绝全部修订，再上传。"
                elif (
                    ours
                    and plain in ("vanish", "specVanish")
                    and _is_on(element)
                    and not name.endswith("styles.xml")
                ) or (
                    ours and plain in ("pStyle", "rStyle", "tblStyle") and element.get(f"{W}val") in hiding
                ):
                    yield "文件里有隐藏的文字，请先取消隐藏或者删去，再上传。"
                elif plain in ("OLEObject", "object", "altChunk", "control", "subDoc"):
                    yield "文件里嵌有其他文件或者控件，请删去，或者改成图片，再上传。"
                elif ours and plain in ("instrText", "fldSimple"):
                    words = (element.text or "") + (element.get(f"{W}instr") or "")
                    if LEADING_OUT.search(words.upper()):
                        yield "文件里有引用外部数据的域，请先把域转换为普通文字，再上传。"

    def _in_table(self) -> Iterator[str]:
        for sheet in self._all(f"{S}sheet"):
            if sheet.get("state", "visible") != "visible":
                yield f"工作表“{sheet.get('name')}”是隐藏的，请先取消隐藏并核对内容，或者删去，再上传。"
        for named in self._all(f"{S}definedName"):
            if named.get("hidden") in ("1", "true") and named.get("name") != "_xlnm._FilterDatabase":
                yield "文件里有隐藏的名称，请先在“名称管理器”里删去，再上传。"
        for each in (*self._all(f"{S}row"), *self._all(f"{S}col")):
            width = each.get("width") if each.tag == f"{S}col" else each.get("ht")
            if each.get("hidden") in ("1", "true") or (width is not None and float(width) == 0):
                yield "文件里有隐藏的行或者列，请先取消隐藏和筛选并核对内容，或者删去，再上传。"
        for each in self._all(f"{S}numFmt"):
            if re.fullmatch(r"(?:\s*;\s*){2,3}", each.get("formatCode", "")):
                yield "文件里有不显示内容的单元格格式，请先改成常规格式并核对内容，再上传。"

    def _all(self, tag: str) -> Iterator[Any]:
        for tree in self.trees.values():
            yield from tree.iter(tag)

    def clean(self) -> None:
        gone = {name for name in self.parts if REMOVED.fullmatch(name)}
        self.removed += [said for mark, said in NAMES if any(mark in name for name in gone)]
        for name in gone:
            del self.parts[name]
        self._forget(gone)
        if self.kind == "docx":
            self._clean_word()
        else:
            self._clean_table()
        for name in self.parts:
            if "/media/" in name:
                self.parts[name] = _points_alone(name, self.parts[name])

    def _forget(self, gone: set[str]) -> None:
        """Take away what leads to parts that are gone, and all that leads out of the file."""
        for name, tree in self.trees.items():
            if name == "[Content_Types].xml":
                for each in list(tree):
                    if each.get("PartName", "").lstrip("/") in gone:
                        tree.remove(each)
            elif name.endswith(".rels"):
                base = dirname(dirname(name))
                dropped = set()
                for each in list(tree.iter(RELATION)):
                    outside = each.get("TargetMode") == "External"
                    target = each.get("Target", "")
                    inside = target.lstrip("/") if target.startswith("/") else normpath(join(base, target))
                    if outside or inside in gone:
                        dropped.add(each.get("Id"))
                        tree.remove(each)
                        if outside and each.get("Type", "").endswith("/hyperlink"):
                            self._say("链接的地址（文字保留）")
                source = join(base, name.rpartition("/")[2].removesuffix(".rels")) if base else ""
                if source in self.trees:
                    _unlink(self.trees[source], dropped)

    def _say(self, what: str) -> None:
        if what not in self.removed:
            self.removed.append(what)

    def _clean_word(self) -> None:
        dropped = {f"{W}{each}" for each in (
            "commentRangeStart", "commentRangeEnd", "commentReference", "proofErr", "rsid", "rsids", "docVars",
            "trackRevisions", "attachedTemplate", "dataBinding", "mailMerge", "documentProtection", "permStart",
            "permEnd",
        )}  # fmt: skip
        for tree in self.trees.values():
            for element in list(tree.iter(etree.Element)):
                plain = etree.QName(element).localname
                for key in [
                    key for key in element.attrib if "rsid" in key or key.endswith(("}paraId", "}textId"))
                ]:
                    del element.attrib[key]
                if element.tag in dropped:
                    _drop(element)
                elif plain == "docPr":
                    for key in ("descr", "title"):
                        element.attrib.pop(key, None)
                elif plain == "cNvPr":
                    element.attrib.pop("descr", None)
                    element.set("name", "")
                elif element.tag == f"{W}instrText" and "HYPERLINK" in (element.text or ""):
                    element.text = ""
                    self._say("链接的地址（文字保留）")

    def _clean_table(self) -> None:
        used = {
            int(value.text)
            for cell in self._all(f"{S}c")
            if cell.get("t") == "s" and (value := cell.find(f"{S}v")) is not None and value.text
        }
        for tree in self.trees.values():
            for element in list(tree.iter(etree.Element)):
                plain = etree.QName(element).localname
                if (
                    element.tag
                    in (
                        f"{S}legacyDrawing",
                        f"{S}fileSharing",
                        f"{S}phoneticPr",
                        f"{S}rPh",
                        f"{S}customWorkbookViews",
                    )
                    or plain == "absPath"
                    or (plain == "hyperlink" and not element.get("location"))
                ):
                    _drop(element)
                elif plain == "pageSetup":
                    element.attrib.pop(f"{R}id", None)
                elif plain == "cNvPr":
                    element.attrib.pop("descr", None)
        for place, item in enumerate(list(self._all(f"{S}si"))):
            if place not in used and "".join(item.itertext()):
                for child in list(item):
                    item.remove(child)
                etree.SubElement(item, f"{S}t")
                self._say("已从表格删去、仍留在文件里的文字")

    def written(self) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
            for name in sorted(self.parts, key=lambda each: (each != "[Content_Types].xml", each)):
                tree = self.trees.get(name)
                raw = self.parts[name] if tree is None else _serialised(tree)
                packed.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), raw, zipfile.ZIP_DEFLATED)
        return made.getvalue()


def _serialised(tree: Any) -> bytes:
    for each in list(tree.iter(etree.Comment, etree.ProcessingInstruction)):
        if each.getparent() is not None:
            _drop(each)
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def _named(part: str) -> str:
    for mark, said in (
        ("embeddings", "嵌入的文件"), ("charts", "图表"), ("externalLinks", "外部链接"), ("pivot", "数据透视表"),
        ("activeX", "控件"), ("revisions", "修订记录"), ("connections", "数据连接"), ("media", "不能核对的图片格式"),
        ("diagrams", "智能图形"), ("tables", "“表格”对象"), ("chartsheets", "图表"), ("macrosheets", "宏表"),
    ):  # fmt: skip
        if mark in part:
            return said
    return f"不认识的部分（{part}）"


def _is_on(element: Any) -> bool:
    return element.get(f"{W}val", "true") not in ("0", "false", "off")


def _drop(element: Any) -> None:
    """Take an element away, and leave what stands behind it."""
    parent = element.getparent()
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _unlink(tree: Any, dropped: set[str | None]) -> None:
    """Take away what points to a relation that is gone; the words of a link stay."""
    for element in list(tree.iter(etree.Element)):
        for key in (f"{R}id", f"{R}embed", f"{R}link"):
            if element.get(key) in dropped and element.get(key) is not None:
                del element.attrib[key]


def _points_alone(name: str, raw: bytes) -> bytes:
    if not name.endswith(".png"):
        return stripping.without_remarks(raw)
    made = io.BytesIO()
    with Image.open(io.BytesIO(raw), formats=("PNG",)) as opened:
        opened.load()
        opened.info.clear()
        opened.save(made, "PNG")
    return made.getvalue()
