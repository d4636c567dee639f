"""Reading published annual reports: PDF with text tables, web pages, and JSON in our own form.

A report that cannot be read in full is refused, and the refusal says what is missing; nothing is taken
for zero because it was not found.
"""

from pathlib import Path

from yangguang.rules.problems import Problem, Refused
from yangguang.rules.statutory import Tables

LARGEST_FILE = 50_000_000


def read_report(path: Path) -> Tables:
    """Return the figures of the report in the file at `path`.

    Raises:
        Refused: when it cannot be read, with what is missing.
    """
    raw = _content(path)
    if raw.startswith(b"%PDF"):
        from . import pdf

        return pdf.read(raw)
    text = raw.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith((b"{", b"[")):
        from . import json_form

        return json_form.read(text)
    if b"<" in text[:4096] and b"\0" not in raw[:4096]:
        from . import html

        return html.read(raw)
    raise Refused(Problem(f"{path.name} 既不是 PDF、网页，也不是 JSON；请给出年度报告的这三种文件之一。"))


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refused(Problem(f"{path.name} 超过{LARGEST_FILE // 1_000_000}MB，不像是一份年度报告。"))
        raw = path.read_bytes()
    except FileNotFoundError:
        raise Refused(Problem(f"没有找到文件 {path}，请检查路径。")) from None
    except IsADirectoryError:
        raise Refused(Problem(f"{path} 是文件夹，请给出一份报告。")) from None
    except OSError as error:
        raise Refused(Problem(f"文件 {path} 不能读取（{error.strerror}）。")) from None
    if not raw.strip():
        raise Refused(Problem(f"{path.name} 是空文件，请重新下载。"))
    return raw
