"""What can be done about catalogues and guides, by the disclosure office of their organisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from django.utils.timezone import localdate

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.records.actions import act, record
from yangguang.rules.problems import Problem, refuse_if

from . import finding, queries, rules
from .models import Catalogue, Guide, GuideCheck, Item
from .rules import Entry, Level

TEXTS = ("classification", "arrangement", "access_methods", "fax", "online", "places")
"""What a guide keeps beside its organisation's own data."""


@act
def adopt_catalogue(
    org: Organisation, *, title: str, kind: str, edition: str, adopted_on: date, by: Person, at: datetime,
    field: str = "", entries: Sequence[Entry] = (), compulsory: Iterable[int] = (),
    columns: Mapping[int, str] | None = None, replaces: Catalogue | None = None, once: str = "",
) -> Catalogue:  # fmt: skip
    """Adopt a catalogue (编制公布目录), with its rows where they are at hand.

    Args:
        org: who adopts it.
        title: its name.
        kind: see `Catalogue.Kind`.
        edition: such as 2023年版.
        adopted_on: the day from which it holds.
        by: who acts.
        at: when.
        field: the field (领域) of a standard catalogue.
        entries: its rows; who discloses each is found by name at or below `org`.
        compulsory: the numbers of the rows that a town may leave out only for a reason.
        columns: where on the site each row is disclosed, by its number.
        replaces: the edition that ends with it, with all its items.
        once: see `act`.

    Raises:
        Refused: when `by` does not keep the catalogues of `org`, the edition exists, or for what is wrong in
            its rows.
    """
    field = field.strip()
    _one_at_a_time(org)
    refuse_if(
        [
            *_why_not_keeper(by, org, at),
            *_why_not_catalogue(org, title=title, kind=kind, field=field, edition=edition),
            *(_why_not_replace(replaces, org, adopted_on) if replaces else ()),
            *_why_not_compulsory(org, list(compulsory)),
        ]
    )
    catalogue = Catalogue.objects.create(
        org=org, title=title, kind=kind, field=field, edition=edition, adopted_on=adopted_on
    )
    if replaces:
        _end(replaces, adopted_on)
    made = _put(catalogue, entries, since=adopted_on, compulsory=set(compulsory), columns=columns or {})
    note = f"编制{catalogue}，{len(made)}项" if made else f"编制{catalogue}"
    finding.put(catalogue, localdate(at))
    record("matters.catalogue_adopted", about=catalogue, by=by, at=at, note=note, items=len(made))
    return catalogue


@act
def import_items(
    catalogue: Catalogue, entries: Sequence[Entry], *, by: Person, at: datetime, once: str = ""
) -> Catalogue:
    """Add the rows of a workbook to a catalogue, all or none.

    Raises:
        Refused: when `by` does not keep it, a number is taken, or no organisation has the name of a publisher.
    """
    catalogue = _locked(catalogue)
    on = localdate(at)
    refuse_if([*_why_not_keeper(by, catalogue.org, at), *_why_not_open(catalogue)])
    made = _put(catalogue, entries, since=max(on, catalogue.adopted_on))
    note = f"向{catalogue}导入{len(made)}项"
    finding.put(catalogue, localdate(at))
    record("matters.items_imported", about=catalogue, by=by, at=at, note=note, items=len(made))
    return catalogue


@act
def add_item(
    catalogue: Catalogue, entry: Entry, *, since: date, by: Person, at: datetime, column: str = "",
    is_compulsory: bool = False, once: str = "",
) -> Item:  # fmt: skip
    """Add an item to a catalogue; only the district's government makes one compulsory for its towns.

    Raises:
        Refused: when `by` does not keep it, the number is taken, or nobody has the name of the publisher.
    """
    catalogue = _locked(catalogue)
    refuse_if(
        [
            *_why_not_keeper(by, catalogue.org, at),
            *_why_not_open(catalogue),
            *_why_not_since(catalogue, since),
            *_why_not_compulsory(catalogue.org, [entry.seq] if is_compulsory else []),
        ]
    )
    compulsory = {entry.seq} if is_compulsory else set()
    (item,) = _put(catalogue, [entry], since=since, compulsory=compulsory, columns={entry.seq: column})
    finding.put(catalogue, localdate(at))
    record("matters.item_added", about=item, org_id=catalogue.org_id, by=by, at=at, note=f"增加“{item}”")
    return item


@act
def change_item(
    item: Item, entry: Entry, *, by: Person, at: datetime, column: str = "", once: str = ""
) -> Item:  # fmt: skip
    """Change what an item in force says; what it said before stays in the record.

    Raises:
        Refused: when `by` does not keep it, it is no longer in force, its number is taken, or nobody has the
            name of the publisher.
    """
    catalogue = _locked(item.catalogue)
    item = Item.objects.select_related("org").get(pk=item.pk)
    others = Item.objects.filter(catalogue=catalogue, until=None).exclude(pk=item.pk)
    publishers, unknown = _publishers(catalogue.org, [entry])
    refuse_if(
        [
            *_why_not_keeper(by, catalogue.org, at),
            *_why_not_in_force(item),
            *_why_not_taken(others.filter(seq=entry.seq).values_list("seq", flat=True)),
            *unknown,
        ]
    )
    before = rules.cells_of(item.entry) | {"column": item.column}
    item.say(entry)
    item.org, item.column = publishers[entry.publisher], column
    after = rules.cells_of(entry) | {"column": column}
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changed:
        item.save()
        names = rules.COLUMNS | {"column": "发布位置"}
        note = f"修改“{item}”的{'、'.join(names[name] for name in changed)}"
        finding.put(catalogue, localdate(at))
        record(
            "matters.item_changed",
            about=item,
            org_id=catalogue.org_id,
            by=by,
            at=at,
            note=note,
            changed=changed,
        )
    return item


@act
def retire_item(item: Item, *, until: date, reason: str, by: Person, at: datetime, once: str = "") -> Item:
    """Take an item out of a catalogue (删减); `until` is the first day on which it no longer holds.

    Raises:
        Refused: when `by` does not keep it, it is out already, would end before it began, or no reason is given.
    """
    catalogue = _locked(item.catalogue)
    item = Item.objects.get(pk=item.pk)
    no_reason = [] if reason.strip() else [Problem("请写明删减的理由。", "reason")]
    early = (
        [Problem(f"停用日期不能早于施行日期{item.since:%Y年%-m月%-d日}。", "until")]
        if until < item.since
        else []
    )
    refuse_if([*_why_not_keeper(by, catalogue.org, at), *_why_not_in_force(item), *no_reason, *early])
    item.until = until
    item.save(update_fields=["until"])
    note = f"自{until:%Y年%-m月%-d日}起删减“{item}”：{reason.strip()}"
    finding.put(catalogue, localdate(at))
    record("matters.item_retired", about=item, org_id=catalogue.org_id, by=by, at=at, note=note)
    return item


@act
def take_over(
    template: Catalogue, town: Organisation, *, edition: str, adopted_on: date, by: Person, at: datetime,
    leave_out: Mapping[int, str] | None = None, once: str = "",
) -> Catalogue:  # fmt: skip
    """Let a town take over the district's catalogue (承接): all its items of the town level but those left out.

    Args:
        template: the district's catalogue.
        town: who takes it over.
        edition: such as 2023年版.
        adopted_on: the day from which the town's one holds.
        by: who acts.
        at: when.
        leave_out: the keys of the items left out (裁剪), each with the reason; a compulsory one needs it.
        once: see `act`.

    Raises:
        Refused: when `by` does not keep the town's catalogues, it has taken this one over, or a compulsory item
            is left out without a reason.
    """
    leave_out = leave_out or {}
    _one_at_a_time(town)
    models = [item for item in queries.items_of(template, adopted_on) if Level.TOWN.value in item.levels]
    title = f"{town.name}{template.field or template.get_kind_display()}公开目录"
    refuse_if(
        [
            *_why_not_keeper(by, town, at),
            *_why_not_take_over(template, town, models, leave_out),
            *_why_not_catalogue(town, title=title, kind=template.kind, field=template.field, edition=edition),
            *(
                problem
                for item in models
                if item.pk in leave_out
                for problem in rules.why_not_leave_out(
                    str(item), is_compulsory=item.is_compulsory, reason=leave_out[item.pk]
                )
            ),
        ]
    )
    catalogue = Catalogue.objects.create(
        org=town,
        title=title,
        kind=template.kind,
        field=template.field,
        edition=edition,
        adopted_on=adopted_on,
        template=template,
    )
    taken = [item for item in models if item.pk not in leave_out]
    made = []
    for seq, item in enumerate(taken, 1):
        own = Item(org=town, catalogue=catalogue, field=template.field, template=item, since=adopted_on)
        own.say(item.entry)
        own.seq, own.levels = seq, [Level.TOWN.value]
        own.is_compulsory, own.column = item.is_compulsory, item.column
        made.append(own)
    Item.objects.bulk_create(made)
    note = f"承接{template}{len(made)}项" + (f"，裁剪{len(leave_out)}项" if leave_out else "")
    reasons = {str(item): leave_out[item.pk] for item in models if item.pk in leave_out}
    finding.put(catalogue, localdate(at))
    record("matters.catalogue_taken_over", about=catalogue, by=by, at=at, note=note, left_out=reasons)
    return catalogue


@act
def check_catalogue(catalogue: Catalogue, *, by: Person, at: datetime, once: str = "") -> Catalogue:
    """Say that a catalogue was looked through and is right as it is (复核).

    Raises:
        Refused: when `by` does not keep it, or another edition took its place.
    """
    catalogue = _locked(catalogue)
    refuse_if([*_why_not_keeper(by, catalogue.org, at), *_why_not_open(catalogue)])
    catalogue.checked_on = localdate(at)
    catalogue.save(update_fields=["checked_on"])
    record("matters.catalogue_checked", about=catalogue, by=by, at=at, note=f"复核{catalogue}")
    return catalogue


@act
def write_guide(org: Organisation, *, by: Person, at: datetime, once: str = "", **texts: str) -> Guide:
    """Write the guide of an organisation (公开指南), or change it; after that it is to be looked through again.

    Raises:
        Refused: when `by` does not keep it.
    """
    if unknown := texts.keys() - set(TEXTS):
        raise TypeError(f"a guide has no {', '.join(sorted(unknown))}")
    _one_at_a_time(org)
    refuse_if(_why_not_keeper(by, org, at))
    guide = Guide.objects.filter(org=org).first() or Guide(org=org)
    is_new = guide._state.adding
    changed = [name for name, text in texts.items() if getattr(guide, name) != text]
    if changed or is_new:
        for name in changed:
            setattr(guide, name, texts[name])
        guide.changed_at = at
        guide.save()
        names = {each.name: each.verbose_name for each in Guide._meta.fields}
        labels = "、".join(f"{names[name]}" for name in changed)
        note = f"编制{guide}" if is_new else f"修改{guide}的{labels}"
        record("matters.guide_written", about=guide, by=by, at=at, note=note)
    return guide


@act
def check_guide(guide: Guide, *, by: Person, at: datetime, once: str = "") -> GuideCheck:
    """Say that a guide was looked through and is right as it is (复核); from then on it is public.

    Raises:
        Refused: when `by` does not keep it, or for what `queries.why_not_publish` finds.
    """
    guide = Guide.objects.select_related("org").select_for_update(of=("self",)).get(pk=guide.pk)
    refuse_if([*_why_not_keeper(by, guide.org, at), *queries.why_not_publish(guide)])
    made = GuideCheck.objects.create(org=guide.org, guide=guide, checked_at=at, checked_by=by)
    record("matters.guide_checked", about=guide, by=by, at=at, note=f"复核{guide}")
    return made


def _one_at_a_time(org: Organisation) -> None:
    """Let nobody else adopt a catalogue or write the guide of an organisation meanwhile."""
    Organisation.objects.select_for_update(no_key=True).get(pk=org.pk)


def _locked(catalogue: Catalogue) -> Catalogue:
    """Return the catalogue as it is now, and let nobody else change it meanwhile."""
    return Catalogue.objects.select_related("org").select_for_update(of=("self",)).get(pk=catalogue.pk)


def _put(
    catalogue: Catalogue,
    entries: Sequence[Entry],
    *,
    since: date,
    compulsory: Iterable[int] = (),
    columns: Mapping[int, str] | None = None,
) -> list[Item]:
    """Store rows in a catalogue.

    Raises:
        Refused: with everything that is wrong with any of them.
    """
    kept = Item.objects.filter(catalogue=catalogue, until=None).values_list("seq", flat=True)
    publishers, unknown = _publishers(catalogue.org, entries)
    taken = set(kept) & {entry.seq for entry in entries}
    too_many = len(kept) + len(entries) > rules.MOST_IN_A_CATALOGUE
    most = [Problem(f"一个目录最多{rules.MOST_IN_A_CATALOGUE}项。", "file")] if too_many else []
    refuse_if([*rules.why_not_together(entries), *_why_not_taken(taken), *unknown, *most])
    made = []
    for entry in entries:
        item = Item(catalogue=catalogue, field=catalogue.field, since=since, org=publishers[entry.publisher])
        item.say(entry)
        item.is_compulsory = entry.seq in set(compulsory)
        item.column = (columns or {}).get(entry.seq, "")
        made.append(item)
    return Item.objects.bulk_create(made)


def _publishers(org: Organisation, entries: Iterable[Entry]) -> tuple[dict[str, Organisation], list[Problem]]:
    """Return who bears the names of the publishers, at or below `org`; and a problem for each name nobody bears."""
    known: dict[str, Organisation] = {}
    for each in org.subtree():
        known.setdefault(each.short_name, each)
    known |= {each.name: each for each in org.subtree()}
    names = dict.fromkeys(entry.publisher for entry in entries)
    unknown = [
        Problem(f"公开主体“{name}”不在{org.name}及其下级机关之中，请写机关的全称或者简称。", "publisher")
        for name in names
        if name not in known
    ]
    return {name: known[name] for name in names if name in known}, unknown


def _end(catalogue: Catalogue, until: date) -> None:
    """End an edition with all its items; what would have begun later never does."""
    catalogue.until = until
    catalogue.save(update_fields=["until"])
    items = Item.objects.filter(catalogue=catalogue, until=None)
    items.filter(since__lte=until).update(until=until)
    finding.put(catalogue, until)


def _why_not_keeper(by: Person, org: Organisation, at: datetime) -> Iterator[Problem]:
    if not queries.may_keep(by, org, localdate(at)):
        yield Problem(f"公开目录和指南由{org.name}的政府信息公开工作机构维护；如需改动，请与其联系。")


def _why_not_catalogue(
    org: Organisation, *, title: str, kind: str, field: str, edition: str
) -> Iterator[Problem]:
    if not title.strip():
        yield Problem("请填写目录名称。", "title")
    if not edition.strip():
        yield Problem("请填写版本，例如：2023年版。", "edition")
    if kind == Catalogue.Kind.STANDARD and not field:
        yield Problem("标准目录须写明领域，例如：义务教育。", "field")
    if kind == Catalogue.Kind.BASIC and field:
        yield Problem("基本目录不分领域，请清空领域。", "field")
    if Catalogue.objects.filter(org=org, title=title, edition=edition).exists():
        yield Problem(f"{org.name}已有“{title}（{edition}）”，请改用新的版本。", "edition")


def _why_not_replace(old: Catalogue, org: Organisation, adopted_on: date) -> Iterator[Problem]:
    if old.org_id != org.pk:
        yield Problem("只能替换本机关的目录。", "replaces")
    elif old.until is not None:
        yield Problem(f"“{old}”已经停用。", "replaces")
    elif adopted_on < old.adopted_on:
        yield Problem("新版的施行日期不能早于被替换的一版。", "adopted_on")


def _why_not_open(catalogue: Catalogue) -> Iterator[Problem]:
    if catalogue.until is not None:
        yield Problem(f"“{catalogue}”已停用，请在现行版本里办理。")


def _why_not_since(catalogue: Catalogue, since: date) -> Iterator[Problem]:
    if since < catalogue.adopted_on:
        yield Problem(f"施行日期不能早于目录的施行日期{catalogue.adopted_on:%Y年%-m月%-d日}。", "since")


def _why_not_in_force(item: Item) -> Iterator[Problem]:
    if item.until is not None:
        yield Problem(f"“{item}”已自{item.until:%Y年%-m月%-d日}起删减。")


def _why_not_taken(taken: Iterable[int]) -> Iterator[Problem]:
    for seq in sorted(taken):
        yield Problem(f"序号{seq}在这个目录里已有，请改用其他序号。", "seq")


def _why_not_compulsory(org: Organisation, compulsory: Sequence[int]) -> Iterator[Problem]:
    if compulsory and org.kind != Organisation.Kind.GOVERNMENT:
        yield Problem("必须承接的事项只能由区政府的目录规定。", "is_compulsory")


def _why_not_take_over(
    template: Catalogue, town: Organisation, models: Sequence[Item], leave_out: Mapping[int, str]
) -> Iterator[Problem]:
    if town.kind != Organisation.Kind.TOWN or not town.path.startswith(template.org.path):
        yield Problem(f"只有{template.org.name}所属的镇（街道）可以承接它的目录。", "town")
    if template.until is not None:
        yield Problem(f"“{template}”已停用，请承接现行版本。")
    if Catalogue.objects.filter(org=town, template=template, until=None).exists():
        yield Problem(f"{town.name}已经承接“{template}”。")
    if not models:
        yield Problem(f"“{template}”里没有乡级公开的事项，不需要承接。")
    elif len(leave_out) >= len(models):
        yield Problem("全部裁剪就没有目录了，请至少保留一项。", "leave_out")
    if set(leave_out) - {item.pk for item in models}:
        yield Problem("要裁剪的事项不在这个目录的乡级事项里，请重新选择。", "leave_out")
