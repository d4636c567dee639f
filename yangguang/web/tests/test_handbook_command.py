"""The handbook of a process as the command line writes it."""

from pathlib import Path

import docx
import pdfplumber
import pytest
from click.testing import CliRunner

import yangguang.work.disclosure
from yangguang.rules.problems import Refused
from yangguang.web.commands.process import command

DIAGRAM = Path(yangguang.work.disclosure.__file__).with_name("disclosure.bpmn")


def write_handbook(out):
    CliRunner().invoke(command, ["handbook", str(DIAGRAM), "-o", str(out)], catch_exceptions=False)
    return out


def test_pdf_holds_steps_terms_and_chart(tmp_path):
    with pdfplumber.open(write_handbook(tmp_path / "办事手册.pdf")) as pdf:
        words = "".join("".join(page.extract_text() for page in pdf.pages).split())
        drawn = pdf.pages[-1].curves

    assert "依申请公开办事手册" in words
    assert "登记并发回执" in words
    assert "20个工作日" in words
    assert drawn, "the chart is on the last page"


def test_editable_document_holds_steps_and_terms(tmp_path):
    steps, clocks = docx.Document(write_handbook(tmp_path / "办事手册.docx")).tables

    assert [cell.text for cell in steps.rows[1].cells][:4] == ["1", "登记并发回执", "受理窗口", "1个工作日"]
    assert [cell.text for cell in clocks.rows[1].cells][:2] == ["答复期限", "20个工作日"]


def test_web_page_is_written_as_before(tmp_path):
    assert write_handbook(tmp_path / "手册.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_another_ending_is_refused_and_nothing_written(tmp_path):
    with pytest.raises(Refused, match=r"\.html、\.htm、\.pdf、\.docx"):
        write_handbook(tmp_path / "手册.odt")

    assert list(tmp_path.iterdir()) == []
