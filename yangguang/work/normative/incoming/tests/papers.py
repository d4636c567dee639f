"""Little documents of an invented office, as a web page, a Word file and a PDF."""

from __future__ import annotations

import io
import zipfile

from docx import Document

TITLE = "珠海市金湾区民政局关于印发社区食堂管理办法的通知"
NUMBER = "珠金民〔2023〕7号"
LINES = (
    TITLE,
    NUMBER,
    "各镇人民政府，各有关单位：",
    "现将《社区食堂管理办法》印发给你们，请认真执行。",
    "珠海市金湾区民政局",
    "2023年5月6日",
    "社区食堂管理办法",
    "第一条　根据《中华人民共和国老年人权益保障法》等规定，结合本区实际，制定本办法。",
    "第二条　社区食堂为老年人供应午餐、晚餐，价格应当公开。",
    "第三条　本办法自2023年6月1日起施行，有效期3年。",
)

ROWS = {
    "索 引 号": "11440404MB2C000000/2023-00012",
    "发布机构": "珠海市金湾区民政局",
    "成文日期": "2023-05-06",
    "文　　号": NUMBER,
    "发布日期": "2023-05-08",
    "主题词": "",
}
LOCKED = (
    b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
    b"3 0 obj\n<</Filter/Standard/V 1/R 2/Length 40/P -4/O<"
    + b"11" * 32
    + b">/U<"
    + b"22" * 32
    + b">>>\nendobj\n"
    b"trailer\n<</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]/Size 4>>\n%%EOF\n"
)
"""A PDF that opens with a password only."""


def page(
    *,
    rows: dict[str, str] | None = None,
    lines: tuple[str, ...] = LINES,
    head: str = "",
    before: str = "",
    after: str = "",
) -> bytes:
    """Return a page of a site with menus, a table about the document, and its text."""
    rows = ROWS if rows is None else rows
    table = "".join(f"<tr><td><b>{label}：</b></td><td>{value}</td></tr>" for label, value in rows.items())
    text = "".join(f"<p>{line}</p>" for line in lines)
    return f"""<!doctype html><html><head><meta charset="utf-8">
<title>{lines[0]}-金湾区民政局</title>{head}</head><body>
<ul><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li></ul>{before}
<table>{table}</table><div class="content">{text}</div>{after}
<div>主办单位：珠海市金湾区民政局</div></body></html>""".encode()


def word(lines: tuple[str, ...] = LINES) -> bytes:
    """Return a Word file."""
    paper, file = Document(), io.BytesIO()
    for line in lines:
        paper.add_paragraph(line)
    paper.save(file)
    return file.getvalue()


def packed(files: dict[str, bytes]) -> bytes:
    """Return a ZIP of files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return file.getvalue()
