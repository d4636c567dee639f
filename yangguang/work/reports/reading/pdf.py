"""Reading a report from a PDF that has its text and the lines of its tables."""

import io
import logging

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from yangguang.rules.problems import Problem, Refused
from yangguang.rules.statutory import Tables

from .grids import tables_in

MOST_PAGES = 300


def read(raw: bytes) -> Tables:
    """Return the figures of the report.

    Raises:
        Refused: when it is locked, broken or a scan, or when a table or row is missing.
    """
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it tells the screen of every odd font
    try:
        with pdfplumber.open(io.BytesIO(raw)) as document:
            if len(document.pages) > MOST_PAGES:
                raise Refused(Problem(f"PDF 超过{MOST_PAGES}页，不像是一份年度报告。"))
            text = "\n".join(page.extract_text() or "" for page in document.pages)
            if not text.strip():
                raise Refused(Problem("PDF 里没有文字，大概是扫描件；请先识别成文字，或者使用网页版。"))
            grids = [table.extract() for page in document.pages for table in page.find_tables()]
    except (PdfminerException, PDFSyntaxError, PDFPasswordIncorrect) as error:
        locked = "password" in f"{error!r}".lower()
        said = "加了密码，请先解除" if locked else "已损坏或者不完整，请重新下载"
        raise Refused(Problem(f"PDF {said}。")) from None
    return tables_in(grids, text)
