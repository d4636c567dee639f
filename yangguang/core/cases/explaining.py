"""The handbook (办事手册) of the edition in force, on the screen and as a file."""

from datetime import date

from django.http import HttpResponse

from yangguang.core.ui.files import as_file
from yangguang.rules.processes.handbook import Handbook, handbook

from . import versions

ENDINGS = ("pdf", "docx")


def current_handbook(key: str, on: date) -> Handbook:
    """Return the handbook of a process as it is run on that day.

    Raises:
        Refused: when no edition of it is in force.
    """
    return handbook(versions.diagram_of(versions.in_force(key, on)), on)


def handbook_file(book: Handbook, name: str) -> HttpResponse:
    """Return a handbook as the file `name`, which ends in one of `ENDINGS`."""
    from yangguang.core.letters import document_to_docx, document_to_pdf
    from yangguang.core.letters.handbook import handbook_document

    document = handbook_document(book)
    return as_file(document_to_pdf(document) if name.endswith("pdf") else document_to_docx(document), name)
