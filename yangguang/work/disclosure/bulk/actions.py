"""Registering many requests from a file: all or none, or those that are right; the same row never twice."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.records.models import Done
from yangguang.rules.problems import Problem, Refused

from .. import actions
from ..forms import IntakeForm
from ..intake import normalised
from ..models import DisclosureRequest
from .sheets import COLUMNS, Line


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of one row: the request that was made of it, now or before, or what is wrong with it."""

    line: Line
    request: DisclosureRequest | None = None
    was_there: bool = False
    problems: Sequence[str] = ()


def enter_all(
    org: Organisation, lines: Sequence[Line], *, all_or_none: bool, by: Person, at: datetime
) -> list[Entered]:
    """Register a request for each row, in their order; return what became of each.

    Args:
        org: to whom they were addressed.
        lines: the rows.
        all_or_none: whether one wrong row leaves all of them unregistered.
        by: a clerk of the organisation.
        at: when.
    """
    with transaction.atomic():
        entered = [_enter(org, line, by=by, at=at) for line in lines]
        if all_or_none and any(each.problems for each in entered):
            transaction.set_rollback(True)
            entered = [each if each.problems or each.was_there else Entered(each.line) for each in entered]
    return entered


def _enter(org: Organisation, line: Line, *, by: Person, at: datetime) -> Entered:
    problems = [*line.problems]
    form = IntakeForm(data={**line.values})
    if not form.is_valid():
        told = {each.field for each in problems}
        problems += [
            Problem(str(error), name)
            for name, errors in form.errors.items()
            if name not in told
            for error in errors
        ]
    if problems:
        return Entered(line, problems=[_said(line, each) for each in problems])
    key = _key(org, line.key)
    was_there = Done.objects.filter(key=key).exists()
    try:
        # An act that is refused takes back what it wrote, and the others stay.
        request = actions.take_in(
            org, values=form.cleaned_data, how=line.values["how"], by=by, at=at, once=key
        )
    except Refused as refused:
        return Entered(line, problems=[_said(line, each) for each in refused.problems])
    if was_there and _is_another(request, form):
        said = f"行标识“{line.key}”已经用于{request.case.number}，内容不同；另一件申请请换一个标识。"
        return Entered(line, problems=[_said(line, Problem(said, "key"))])
    return Entered(line, request, was_there)


def _key(org: Organisation, key: str) -> str:
    return f"bulk-{org.pk}-{hashlib.sha256(key.encode()).hexdigest()[:40]}"


def _is_another(request: DisclosureRequest, form: IntakeForm) -> bool:
    said = form.cleaned_data
    return request.applicant != said["applicant"] or normalised(request.wanted) != normalised(said["wanted"])


def _said(line: Line, problem: Problem) -> str:
    column = COLUMNS.get(problem.field)
    return f"第{line.place}行{f'“{column}”' if column else ''}：{problem}"
