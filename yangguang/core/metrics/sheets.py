"""Rows as a spreadsheet: what a figure counts can be taken away and counted again."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from yangguang.core.orgs.models import Organisation

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NEVER_TAKEN_AWAY = ("code", "identity", "agent_identity", "phone", "email", "address")
"""What identifies applicants beyond their names, and how they are reached."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a spreadsheet; its title is at most 31 characters, as the format has it."""

    title: str
    head: Sequence[str]
    lines: Iterable[Sequence[object]]


def sheet_of(rows: QuerySet[Any]) -> Sheet:
    """Return rows as a table: the columns that their model names as `taken_away`, or all that may leave the office."""
    meta = rows.model._meta
    named: Sequence[str] = getattr(rows.model, "taken_away", ())
    fields: list[Any] = [meta.get_field(name) for name in named] or [
        each for each in meta.fields if each.name not in NEVER_TAKEN_AWAY
    ]
    names = dict(Organisation.objects.values_list("pk", "name"))
    lines = ([_value(row, each, names) for each in fields] for row in rows.order_by("pk").iterator())
    return Sheet(str(meta.verbose_name)[:31], [str(each.verbose_name) for each in fields], lines)


def as_file(sheets: Iterable[Sheet], name: str) -> HttpResponse:
    """Return tables as a file to be kept: one sheet each in `.xlsx`, one below the other in `.csv`.

    What a spreadsheet would take for a formula is marked as text.
    """
    if name.endswith(".csv"):
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        writer = csv.writer(response)
        for number, sheet in enumerate(sheets):
            if number:
                writer.writerow([])
            writer.writerow(sheet.head)
            writer.writerows([_text(value) for value in line] for line in sheet.lines)
    else:
        book = Workbook(write_only=True)
        for sheet in sheets:
            page = book.create_sheet(sheet.title)
            page.append(list(sheet.head))
            for line in sheet.lines:
                page.append([_text(value) for value in line])
        response = HttpResponse(content_type=XLSX)
        book.save(response)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _value(row: Any, field: Any, names: Mapping[int, str]) -> object:
    if field.choices:
        return getattr(row, f"get_{field.name}_display")()
    value = getattr(row, field.attname)
    return names.get(value, value) if field.related_model is Organisation else value


def _text(value: object) -> str:
    text = ILLEGAL_CHARACTERS_RE.sub("", "" if value is None else str(value))
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
