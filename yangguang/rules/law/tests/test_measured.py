"""The figures in docs/measured are those of the rows beside them, and the rows are still what is found."""

import csv
import gzip
import json
import re
from pathlib import Path

import pytest

from yangguang.rules.law.citations import Titles, find

MEASURED = Path(__file__).parents[4] / "docs" / "measured"


def rows(name):
    with (MEASURED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def said(words):
    """Return the numbers that the table of the document states behind `words`."""
    text = (MEASURED / "citations.md").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith(f"| {words}"))
    return tuple(int(number) for number in re.findall(r"\| (\d+)", line))


@pytest.mark.parametrize(
    ("words", "column"), [("the words begin", "span"), ("the law is the one", "right_law")]
)
def test_the_document_says_what_was_read(words, column):
    read = rows("citations.csv")
    assert said(words) == (sum(row[column] == "yes" for row in read), len(read))


def test_the_document_says_how_many_were_found_on_whole_pages():
    read = rows("citations-pages.csv")
    assert said("citations on ten pages") == tuple(
        sum(int(row[column]) for row in read) for column in ("found", "by_hand")
    )
    assert len(read) == 10


def test_what_was_missed_is_named():
    assert all(bool(row["missed"]) == (row["found"] != row["by_hand"]) for row in rows("citations-pages.csv"))


def test_no_row_carries_more_of_a_page_than_the_citation_and_a_few_signs():
    assert all(len(row["before"]) <= 15 for row in rows("citations.csv"))


def packed(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def test_every_citation_that_was_read_is_still_found(shared_data):
    titles = Titles.of((law["title"], law["id"]) for law in packed(shared_data / "laws.jsonl.gz"))
    texts = {page["id"]: page["text"] for page in packed(shared_data / "gov-pages.jsonl.gz")}
    found = {
        (page, each.start, " ".join(each.words.split()), each.key is not None)
        for page in {row["page"] for row in rows("citations.csv")}
        for each in find(texts[page], titles)
    }
    lost = [
        row["words"]
        for row in rows("citations.csv")
        if (row["page"], int(row["offset"]), row["words"], row["in_library"] == "yes") not in found
    ]
    assert lost == []
