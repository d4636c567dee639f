"""The handbook that residents read is that of the edition by which their requests are handled."""

import io

import pdfplumber
import pytest
from docx import Document

pytestmark = pytest.mark.django_db

PAGE = "/disclosure/handbook/"


@pytest.mark.parametrize("words", ["登记并发回执", "受理窗口", "政府信息公开条例第三十三条", "流程图"])
def test_it_says_who_does_what_and_under_which_article(client, staff, words):
    assert words in client.get(PAGE).text


def test_it_can_be_kept_as_pdf(client, staff):
    with pdfplumber.open(io.BytesIO(client.get(PAGE, {"as": "pdf"}).content)) as pdf:
        text = "".join(page.extract_text() for page in pdf.pages)
    assert "登记并发回执" in text


def test_it_can_be_kept_as_document(client, staff):
    document = Document(io.BytesIO(client.get(PAGE, {"as": "docx"}).content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "登记并发回执" in cells


def test_before_anything_is_published_there_is_none(client):
    assert client.get(PAGE).status_code == 404
