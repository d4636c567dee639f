"""What a reader can ask about catalogues and guides; the portal's templates get plain values only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.timezone import localdate, localtime

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.records.actions import key_of
from yangguang.core.records.models import Record
from yangguang.rules.periods import Period
from yangguang.rules.problems import Problem

from . import rules
from .models import Catalogue, Guide, GuideCheck, Item

Organisations = QuerySet[Organisation]

OFFICE, HEAD = "公开工作机构", "公开工作机构负责人"


def may_keep(person: Person, org: Organisation, on: date) -> bool:
    """Whether somebody keeps the catalogues and the guide of an organisation."""
    return bool(
        person.is_superuser or orgs.posts_of(person, on).filter(org=org, role__in=(OFFICE, HEAD)).exists()
    )


def kept_by(person: Person, on: date) -> Organisations:
    """Return the organisations whose catalogues and guide somebody keeps."""
    if person.is_superuser:
        return Organisation.objects.all()
    posts = orgs.posts_of(person, on).filter(role__in=(OFFICE, HEAD))
    return Organisation.objects.filter(pk__in=posts.values("org"))


def catalogues(on: date, *, within: Organisation | None = None) -> QuerySet[Catalogue]:
    """Return the catalogues in force, of all organisations or of one and those below it."""
    found = Catalogue.objects.in_force(on).select_related("org")
    return found.filter(org__in=within.subtree()) if within else found


def items_of(catalogue: Catalogue, on: date) -> QuerySet[Item]:
    """Return the items of a catalogue in force, in their order."""
    return Item.objects.in_force(on).filter(catalogue=catalogue).select_related("org").order_by("seq")


def items(orgs: Organisations, period: Period) -> QuerySet[Item]:
    """Return the items that these organisations disclose and that are in force on the last day of `period`."""
    ends_after = Q(until=None) | Q(until__gte=period.until)
    return Item.objects.filter(ends_after, org__in=orgs, since__lt=period.until)


def guides_checked(orgs: Organisations, period: Period) -> QuerySet[Guide]:
    """Return the guides of these organisations that were looked through in `period`."""
    checks = GuideCheck.objects.filter(
        guide=OuterRef("pk"), checked_at__date__gte=period.since, checked_at__date__lt=period.until
    )
    return Guide.objects.filter(Exists(checks), org__in=orgs)


def history_of_item(item: Item) -> QuerySet[Record]:
    """Return what was done to an item; it stands in the ledger of who keeps the catalogue."""
    return Record.objects.filter(org_id=item.catalogue.org_id, about=key_of(item)).order_by("seq")


def without_template_in_force(catalogue: Catalogue, on: date) -> QuerySet[Item]:
    """Return a town's items whose model in the district's catalogue is no longer in force."""
    gone = Item.objects.exclude(Q(until=None) | Q(until__gt=on))
    return items_of(catalogue, on).filter(template__in=gone)


def left_out(catalogue: Catalogue, on: date) -> QuerySet[Item]:
    """Return the items for towns in the district's catalogue that a town's one does not have."""
    if catalogue.template is None:
        return Item.objects.none()
    taken = items_of(catalogue, on).exclude(template=None).values("template")
    return items_of(catalogue.template, on).filter(levels__contains=[rules.Level.TOWN]).exclude(pk__in=taken)


# The table, as the portal and the office show it


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the table: its words line by line, and how many rows it stands beside."""

    lines: Sequence[str]
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table; `level1` or `level2` is None where the cell above it reaches down."""

    pk: int
    seq: int
    level1: Cell | None
    level2: Cell | None
    elements: Sequence[str]
    bases: Sequence[str]
    deadline: str
    publisher: str
    channels: Sequence[str]
    audience: str
    mode: str
    levels: str
    column: str


@dataclass(frozen=True, slots=True)
class Table:
    """A catalogue as a table for people."""

    title: str
    edition: str
    org: str
    field: str
    adopted_on: date
    checked_on: date | None
    rows: Sequence[Row]


def catalogue_table(catalogue: Catalogue, on: date | None = None) -> Table:
    """Return a catalogue as plain values for `matters/catalogue_table.html`; `on` is today where it is left out."""
    found = list(items_of(catalogue, on or localdate()))
    return Table(
        title=catalogue.title,
        edition=catalogue.edition,
        org=catalogue.org.name,
        field=catalogue.field,
        adopted_on=catalogue.adopted_on,
        checked_on=catalogue.checked_on,
        rows=rows_of(found),
    )


def rows_of(found: list[Item]) -> list[Row]:
    """Return items in their order as rows for people; equal words of a level stand in one cell."""
    firsts = _spans([item.level1 for item in found])
    seconds = _spans([(item.level1, item.level2) if item.level2 else (item.pk,) for item in found])
    return [
        Row(
            pk=item.pk,
            seq=item.seq,
            level1=Cell([item.level1], firsts[at]) if at in firsts else None,
            level2=Cell([item.level2], seconds[at]) if at in seconds else None,
            elements=item.elements.splitlines(),
            bases=item.bases,
            deadline=item.deadline_text,
            publisher=item.org.name,
            channels=[rules.Channel(each).label for each in item.channels],
            audience=item.who or item.get_audience_display(),
            mode=item.get_mode_display(),
            levels="、".join(rules.Level(each).label for each in item.levels),
            column=item.column,
        )
        for at, item in enumerate(found)
    ]


def _spans(names: Sequence[object]) -> dict[int, int]:
    """Return where each run of equal names begins, and how long it is.

    >>> _spans(["政策文件", "政策文件", "监督检查"])
    {0: 2, 2: 1}
    """
    spans: dict[int, int] = {}
    first = 0
    for at, name in enumerate(names):
        if at and name == names[at - 1]:
            spans[first] += 1
        else:
            first, spans[at] = at, 1
    return spans


def search_entries(catalogue: Catalogue, on: date) -> list[dict[str, str]]:
    """Return the items of a catalogue as the search index takes them."""
    return [
        {
            "title": f"{item}",
            "text": "\n".join([item.elements, *item.bases, item.deadline_text]),
            "url": item.column or f"/catalogues/{catalogue.pk}/#item-{item.seq}",
            "agency": item.org.name,
            "theme": item.field,
        }
        for item in items_of(catalogue, on)
    ]


# Guides


@dataclass(frozen=True, slots=True)
class GuidePage:
    """A disclosure guide as the portal shows it: the organisation's own data and what the guide adds."""

    org: str
    code: str
    classification: Sequence[str]
    arrangement: Sequence[str]
    access_methods: Sequence[str]
    places: Sequence[str]
    disclosure_office: str
    address: str
    postcode: str
    hours: str
    phone: str
    fax: str
    email: str
    online: str
    review_body: str
    court: str
    checked_on: date | None


def why_not_publish(guide: Guide) -> list[Problem]:
    """Return what stands in the way of publishing a guide."""
    org = guide.org
    return list(
        rules.why_not_publish(
            address=org.address,
            hours=org.hours,
            phone=org.phone,
            disclosure_office=org.disclosure_office,
            classification=guide.classification,
            arrangement=guide.arrangement,
            access_methods=guide.access_methods,
        )
    )


def guide_of(org: Organisation) -> GuidePage | None:
    """Return the guide of an organisation for `matters/guide.html`; None while it may not be published.

    One that nobody has looked through yet is not published either.
    """
    guide = guides().filter(org=org).first()
    if guide is None or guide.checked_at is None or why_not_publish(guide):
        return None
    return guide_page(guide)


def guide_page(guide: Guide) -> GuidePage:
    """Return a guide as plain values, whether it may be published or not: the office looks at it first."""
    org = guide.org
    checked_at = guide.checks.aggregate(last=Max("checked_at"))["last"]
    return GuidePage(
        org=org.name,
        code=org.code,
        classification=guide.classification.splitlines(),
        arrangement=guide.arrangement.splitlines(),
        access_methods=guide.access_methods.splitlines(),
        places=guide.places.splitlines(),
        disclosure_office=org.disclosure_office,
        address=org.address,
        postcode=org.postcode,
        hours=org.hours,
        phone=org.phone,
        fax=guide.fax,
        email=org.email,
        online=guide.online,
        review_body=org.review_body,
        court=org.court,
        checked_on=localtime(checked_at).date() if checked_at else None,
    )


def guides() -> QuerySet[Any]:
    """Return all guides, each with its last check and whether its organisation changed after it."""
    last = GuideCheck.objects.filter(guide=OuterRef("pk")).order_by("-checked_at")
    about_the_office = Concat(Value("orgs.organisation:"), Cast(OuterRef("org_id"), TextField()))
    changed = Record.objects.filter(
        org_id=OuterRef("org_id"), about=about_the_office, kind="orgs.changed", at__gt=OuterRef("checked_at")
    )
    return (
        Guide.objects.select_related("org")
        .annotate(checked_at=Subquery(last.values("checked_at")[:1]))
        .annotate(org_changed=Exists(changed))
    )


def why_check(guide: Any, on: date) -> str:
    """Return why a guide of `guides` should be looked through (待复核); empty when it need not."""
    if guide.checked_at is None:
        return "还没有复核过"
    if guide.org_changed:
        return "机关资料在复核后有改动"
    if guide.changed_at > guide.checked_at:
        return "指南内容在复核后有改动"
    if on > rules.check_due(localtime(guide.checked_at).date()):
        return "已超过复核期限"
    return ""


def to_check(guides_of: Iterable[Any], on: date) -> list[Any]:
    """Return those of the guides that should be looked through."""
    return [guide for guide in guides_of if why_check(guide, on)]
