"""A report as files: web page, PDF, editable document, JSON and CSV."""

import json
from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string

from yangguang.rules.statutory import Tables

from . import presenting, writing
from .models import Edition
from .writing import Part, Report


def of_edition(edition: Edition, ending: str) -> bytes:
    """Return a frozen report as `pdf`, `docx`, `json`, `csv` or `html`."""
    parts = tuple(Part(title, tuple(paragraphs)) for title, paragraphs in edition.sections)
    notes = [f"{finding}。理由：{reason}" for finding, reason in edition.overrides]
    title = f"{edition.org.name}{edition.year}年政府信息公开工作年度报告"
    return _file(
        title, edition.org.name, edition.year, parts, writing.from_json(edition.tables), notes, ending
    )


def of_report(report: Report, ending: str) -> bytes:
    """Return a report as the records give it now."""
    return _file(report.title, report.org.name, report.year, report.parts, report.tables, (), ending)


def _file(
    title: str,
    org: str,
    year: int,
    parts: tuple[Part, ...],
    tables: Tables,
    notes: Sequence[str],
    ending: str,
) -> bytes:
    if ending == "csv":
        return ("\ufeff" + presenting.as_csv(tables, notes)).encode()
    if ending == "json":
        words = "\n".join(parts[-1].paragraphs)
        form = {"org": org, "year": year, **writing.as_json(tables), "section_six": words}
        if notes:
            form["notes"] = list(notes)
        return json.dumps(form, ensure_ascii=False, indent=1).encode()
    if ending == "html":
        context = {
            "title": title,
            "parts": parts,
            "notes": notes,
            "demo": settings.DEMO,
            **presenting.shown(tables),
        }
        return render_to_string("reports/alone.html", context).encode()
    from yangguang.core.letters import document_to_docx, document_to_pdf

    made = presenting.document(title, parts, tables, notes=tuple(notes), demo=settings.DEMO)
    return document_to_pdf(made) if ending == "pdf" else document_to_docx(made)
