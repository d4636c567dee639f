"""The board of the head: figures with their bars, each opening onto the requests that it counts."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from yangguang.core.cases.processes import diagram_in
from yangguang.core.metrics.sheets import Sheet, as_file
from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person, Post

from ..processes import DIAGRAM
from . import queries
from .queries import RISKS

MOST = 30
"""How many organisations and people are drawn; the list beside them has all."""

BAR = 52
LONGEST_BAR = 340
HEAD = ("申请编号", "机关", "申请人", "内容", "环节", "岗位", "办理人", "环节开始", "最后答复日", "情况")
NOBODY = "0"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar and one row of the table beside it."""

    label: str
    url: str
    number: int
    figures: tuple[object, ...]
    top: int
    width: int


class Bars(list[Bar]):
    """Bars below one another."""

    @property
    def height(self) -> int:
        return BAR * len(self)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart and the table beside it."""

    name: str
    title: str
    caption: str
    head: tuple[str, ...]
    bars: Bars


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The board, of all organisations that the person sees or of one of them with those below."""
    on = timezone.localdate()
    seen = orgs.visible_to(request.user, on)
    chosen = seen.filter(code=request.GET.get("org", "")).first()
    below = seen.filter(path__startswith=chosen.path) if chosen else seen
    steps = queries.waiting(below, on)
    at = {"org": chosen.code} if chosen else {}
    names = names_of_steps()
    found = queries.groups(steps)
    by_org, by_person = queries.by_organisation(found), queries.by_person(found, MOST)
    known = Organisation.objects.in_bulk(
        {key[0] for key in (load.key for load in (*by_org[:MOST], *by_person))}
    )
    slow = queries.bottlenecks(below, steps, on)
    charts = [
        Chart(
            "risk", "离最后答复日还有多远", "按在办环节计；剩下的环节用时为机关内部约定", ("情况", "件"),
            _bars((RISKS[key], {**at, "risk": key}, number, ()) for key, number in queries.by_risk(found).items()),
        ),
        Chart(
            "org", "各机关在办", f"在办最多的{MOST}个机关", ("机关", "在办", "已经或者可能逾期"),
            _bars(
                (known[load.key[0]].short_name, {"only": known[load.key[0]].code}, load.open, (load.late,))
                for load in by_org[:MOST]
            ),
        ),
        Chart(
            "person", "各人在办", f"在办最多的{MOST}人；没有人认领的，归到岗位",
            ("办理人", "在办", "机关", "已经或者可能逾期"), _bars(_people(by_person, known)),
        ),
        Chart(
            "step", "各环节等待时间", "单位为工作日：等待时间的中位数在前；末列为近30日办结的申请在该环节用时的中位数",
            ("环节", "已等待（中位数）", "在办件数", "最长", "近30日用时"),
            _bars(
                (names.get(each.node, each.node), {**at, "node": each.node}, each.median,
                 (each.open, each.longest, "—" if each.took is None else each.took))
                for each in slow
            ),
        ),
    ]  # fmt: skip
    context = {"organisations": seen, "chosen": chosen, "charts": charts}
    return render(request, "disclosure/desk/board.html", context)


@require_safe
def counted(request: HttpRequest) -> HttpResponse:
    """The requests that a figure of the board counts; also as a file."""
    on = timezone.localdate()
    seen = orgs.visible_to(request.user, on)
    steps = _filtered(request, seen, queries.waiting(seen, on))
    steps = steps.select_related("case__disclosure_request", "org").order_by(
        F("due").asc(nulls_last=True), "began_on", "pk"
    )
    names = names_of_steps()
    ending = request.GET.get("as", "")
    if ending in ("xlsx", "csv"):
        people = dict(Person.objects.filter(assignments__isnull=False).values_list("pk", "name"))
        lines = (_line(step, names, people) for step in steps.iterator(chunk_size=2000))
        return as_file([Sheet("在办申请", HEAD, lines)], f"disclosure-board.{ending}")
    page = Paginator(steps, 50).get_page(request.GET.get("page"))
    people = Person.objects.in_bulk({step.person for step in page if step.person})
    chosen = {name: request.GET.get(name, "") for name in ("org", "only", "risk", "node", "role", "person")}
    context = {
        "page": page,
        "rows": [
            {
                "step": step,
                "asked": step.case.disclosure_request,
                "node": names.get(step.node, step.node),
                "person": people.get(step.person),
                "risk": RISKS[step.risk],
            }
            for step in page
        ],
        "organisations": seen,
        "risks": RISKS,
        "nodes": names,
        "chosen": chosen,
        "query": urlencode({name: value for name, value in chosen.items() if value}),
    }
    return render(request, "disclosure/desk/board_cases.html", context)


def names_of_steps() -> dict[str, str]:
    """Return how each step of the process is called, in its order."""
    return {node.id: node.name for node in diagram_in(DIAGRAM).steps}


def _filtered(request: HttpRequest, seen: Any, steps: Any) -> Any:
    given = request.GET
    if code := given.get("org"):
        chosen = seen.filter(code=code).first()
        steps = steps.filter(org__in=seen.filter(path__startswith=chosen.path)) if chosen else steps.none()
    if code := given.get("only"):
        steps = steps.filter(org__in=seen.filter(code=code))
    for name in ("risk", "node", "role"):
        if value := given.get(name):
            steps = steps.filter(**{name: value})
    person = given.get("person", "")
    if person == NOBODY:
        steps = steps.filter(person=None)
    elif person.isdecimal():
        steps = steps.filter(person=int(person[:18]))
    return steps


def _people(loads: list[queries.Load], known: dict[int, Organisation]) -> Any:
    """Yield the bar of each person, and of each post of which nobody has taken what waits there."""
    on = timezone.localdate()
    people = Person.objects.in_bulk({load.key[2] for load in loads if load.key[2]})
    holders: dict[tuple[int, str], list[str]] = {}
    for post in Post.objects.on(on).filter(org__in=known).select_related("person"):
        holders.setdefault((post.org_id, post.role), []).append(str(post.person))
    for load in loads:
        org, role, person = load.key
        where = {"only": known[org].code, "role": role, "person": person or NOBODY}
        at_post = "、".join(holders.get((org, role), [])[:3]) or "无人"
        label = str(people[person]) if person else f"{role}（{at_post}）"
        yield label, where, load.open, (known[org].short_name, load.late)


def _bars(rows: Any) -> Bars:
    rows = list(rows)
    most = max((number for _, _, number, _ in rows), default=0) or 1
    address = reverse("disclosure_desk:board_cases")
    return Bars(
        Bar(
            label,
            f"{address}?{urlencode(where)}",
            number,
            figures,
            place * BAR,
            round(number / most * LONGEST_BAR),
        )
        for place, (label, where, number, figures) in enumerate(rows)
    )


def _line(step: Any, names: dict[str, str], people: dict[int, str]) -> tuple[object, ...]:
    asked = step.case.disclosure_request
    return (
        step.case.number, step.org.name, asked.applicant, asked.wanted, names.get(step.node, step.node), step.role,
        people.get(step.person, ""), step.began_on, step.due or "", RISKS[step.risk],
    )  # fmt: skip


ADDRESSES = [
    path("disclosure/board/", board, name="board"),
    path("disclosure/board/cases/", counted, name="board_cases"),
]
