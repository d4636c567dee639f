"""What a reader can ask: a search, suggestions, everyday words, and what was looked for in vain."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Max, Q, QuerySet, Sum, Value, When
from django.db.models.functions import ExtractYear
from django.utils.timezone import localdate
from tantivy import Occur, Query

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person
from yangguang.rules.law.names import name_of
from yangguang.rules.validity import Validity

from . import analysis, index, keeping, planning, routing, rules
from .entries import LOWEST_TIER, NEVER_PUBLIC, Choice, Hit, Kind, Results
from .marking import marked, snippet
from .models import EntryRow, EverydayWord, Unfound
from .planning import Stage

ON_A_PAGE = 10
ENOUGH = 10
"""While fewer are found, the next stage of a plan is asked too."""

MOST_PAGES = 50
MOST_CHOICES = 40
MOST_UNFOUND = 200
TIER_STEP = 10_000.0
"""More than any score of words, and little enough that a score keeps its decimals beside it."""

NOT_LISTED = (Kind.ARTICLE.value, NEVER_PUBLIC.value)
"""What a list without an index leaves out: articles are found by words alone, requests by no search."""

FACETS = {"kind": "类别", "agency": "发布机构", "theme": "主题", "year": "年份", "validity": "效力"}

LABELS: dict[str, dict[str, str]] = {
    "kind": {each.value: each.label for each in Kind},
    "validity": {each.value: each.label for each in Validity},
}
TOO_LONG = f"检索词最多{rules.LONGEST_QUERY}字，只用了前{rules.LONGEST_QUERY}字；请改用几个关键的词。"
BEING_MADE = "检索目录正在更新，约需几分钟，这时只能按标题查找；请稍后再试。"
NO_WORDS = "请输入文字或者数字；只有符号是查不到的。"


def search(
    words: str,
    *,
    kinds: Sequence[str] = (),
    facets: Mapping[str, str] | None = None,
    page: int = 1,
    person: Person | None = None,
    on: date | None = None,
) -> Results:
    """Return what `words` find among the public entries.

    Args:
        words: what somebody typed; anything at all.
        kinds: only these kinds, as `Kind` writes them; empty for all.
        facets: for some of `FACETS`, the value that is wanted.
        page: which page of the hits, from 1.
        person: somebody of the office, who also finds what is not public in the organisations she may see.
        on: the day for which her posts are looked up; today if none is given.
    """
    shown, notes = _limited(words)
    if not shown or notes == (NO_WORDS,):
        return Results(words=shown, notes=notes)
    seen = _organisations(person, on)
    found = keeping.reader()
    if found is not None:
        wanted = {name: value for name, value in (facets or {}).items() if name in FACETS and value}
        try:
            return _search(found, shown, notes, kinds=kinds, facets=wanted, page=page, seen=seen)
        except index.Broken as broken:
            keeping.heal(str(broken), found)
            if (found := keeping.reader()) is not None:
                try:
                    return _search(found, shown, notes, kinds=kinds, facets=wanted, page=page, seen=seen)
                except index.Broken:
                    pass  # it is being made beside this answer
    return _by_title(shown, seen)


def keys_of(words: str) -> list[str]:
    """Return the keys of the first public entries that `words` find, and nothing about them."""
    shown, _ = _limited(words)
    reader = keeping.reader()
    if reader is None or not shown:
        return []
    plan = planning.plan(shown, reader, everyday_words())
    with index.reading():
        return [key for key, _ in _asked(reader, plan.stages, _narrowed(reader, (), {}, []), 1).keys]


def suggest(prefix: str, limit: int = 8) -> list[str]:
    """Return public titles that begin with `prefix` or hold it, also by pinyin or its initials.

    "行政许", "许可法", "xingzhengxuke" and "xzxk" all lead to 行政许可法.
    """
    typed = name_of(prefix[: rules.LONGEST_QUERY])
    if not typed:
        return []
    begins = Q(begins__startswith=typed)
    if typed.isascii():
        begins |= Q(spelled__startswith=typed) | Q(initials__startswith=typed)
    public = EntryRow.objects.filter(is_public=True).exclude(kind=Kind.ARTICLE.value)
    rows = public.filter(begins).annotate(tier=_tier()).order_by("tier", "begins", "-on")[: limit * 3]
    titles = list(dict.fromkeys(rows.values_list("title", flat=True)))
    if len(titles) < limit and len(typed) > 1:
        titles = list(dict.fromkeys([*titles, *_titles_with(typed, limit, public)]))
    return titles[:limit]


def everyday_words() -> dict[str, str]:
    """Return what residents say and what the documents do: as it came with the system, and as editors changed it."""
    words = dict(rules.SHIPPED)
    for says, means, retired_on in EverydayWord.objects.values_list("says", "means", "retired_on"):
        words[says] = means
        if retired_on:
            del words[says]
    return words


def owner_of_site() -> Organisation | None:
    """Return the organisation whose site this is: the highest; None before there is any."""
    return Organisation.objects.order_by("path").first()


def may_edit_words(person: Person, on: date) -> QuerySet[Organisation]:
    """Return the organisation whose everyday words `person` keeps: that of the site, if she works there."""
    owner = owner_of_site()
    return orgs.visible_to(person, on).filter(pk__in=[owner.pk] if owner else [])


def unfound(person: Person, on: date, since: date) -> list[dict[str, Any]]:
    """Return the words that found nothing since that day, those most often typed first."""
    rows = Unfound.objects.filter(org__in=orgs.visible_to(person, on), on__gte=since)
    counted = rows.values("words").annotate(count=Sum("times"), last=Max("on"))
    return [dict(each) for each in counted.order_by("-count", "-last", "words")[:MOST_UNFOUND]]


def label_of(facet: str, value: str) -> str:
    """Return how a value of a facet is shown; one that does not exist is shown as it came, and not at length."""
    said = LABELS.get(facet, {}).get(value, value)
    return f"{said}年" if facet == "year" else said[:40]


def _limited(words: str) -> tuple[str, tuple[str, ...]]:
    """Return what is looked for of what was typed, and what the reader should know."""
    cut = words[: rules.LONGEST_QUERY * 4]  # a space may be many characters long
    shown = " ".join(analysis.CONTROL.sub(" ", cut).split())
    if not shown:
        return "", ()
    if not analysis.RUN.search(analysis.plain(shown)):
        return shown[: rules.LONGEST_QUERY], (NO_WORDS,)
    is_long = len(shown) > rules.LONGEST_QUERY or len(words) > len(cut)
    return shown[: rules.LONGEST_QUERY], (TOO_LONG,) if is_long else ()


def _organisations(person: Person | None, on: date | None) -> list[int] | None:
    """Return whose entries are found beside the public ones; None for those of all."""
    if person is None or not person.is_active:
        return []
    if person.is_superuser:
        return None
    return list(orgs.visible_to(person, on or localdate()).values_list("pk", flat=True))


def _search(
    reader: index.Reader,
    words: str,
    notes: tuple[str, ...],
    *,
    kinds: Sequence[str],
    facets: Mapping[str, str],
    page: int,
    seen: list[int] | None,
) -> Results:
    plan = planning.plan(words, reader, everyday_words())
    narrowed = _narrowed(reader, kinds, facets, seen)
    with index.reading():
        asked = _asked(reader, plan.stages, narrowed, page)
        pages = max(1, min(MOST_PAGES, -(-asked.total // ON_A_PAGE)))
        if not 1 <= page <= pages:
            page = min(max(1, page), pages)
            asked = _asked(reader, plan.stages, narrowed, page)
        choices = _choices(reader, asked.queries, facets) if asked.total else {}
    return Results(
        words=words,
        hits=_hits(asked.keys, plan.marks, seen),
        total=asked.total,
        complete=asked.complete,
        page=page,
        pages=pages,
        facets=choices,
        route=_said(asked.route, words),
        also=plan.also,
        notes=notes,
    )


@dataclass(slots=True)
class _Asked:
    """What came of the stages that were asked.

    Args:
        keys: those on the page that is wanted, each with whether it has only some of the words.
        queries: what was asked with any success.
    """

    keys: list[tuple[str, bool]] = field(default_factory=list)
    queries: list[Any] = field(default_factory=list)
    total: int = 0
    complete: int = 0
    route: routing.Route | None = None


def _asked(reader: index.Reader, stages: list[Stage], narrowed: list[Any], page: int) -> _Asked:
    """Ask the stages, one after the other, until enough is found; what is in force comes first in each."""
    asked = _Asked()
    before: list[Any] = []
    skipped = max(0, page - 1) * ON_A_PAGE
    for stage in stages:
        if asked.total >= ENOUGH:
            break
        parts = [(Occur.Must, stage.query), *((Occur.Must, each) for each in narrowed)]
        parts += [(Occur.MustNot, each) for each in before]
        query = Query.boolean_query(parts)
        wanted = ON_A_PAGE - len(asked.keys)
        found = reader.searcher.search(_by_validity(reader, query), max(1, wanted), offset=skipped)
        if not found.count:
            continue
        if wanted:
            asked.keys += [(reader.searcher.doc(at)["key"][0], stage.is_partial) for _, at in found.hits]
        skipped = max(0, skipped - found.count)
        before.append(stage.query)
        asked.queries.append(query)
        asked.total += found.count
        asked.complete += 0 if stage.is_partial else found.count
        asked.route = asked.route or stage.route
    return asked


def _by_validity(reader: index.Reader, query: Any) -> Any:
    tiers = [
        (
            Occur.Should,
            Query.const_score_query(
                Query.term_query(reader.schema, "tier", tier), (LOWEST_TIER - tier) * TIER_STEP
            ),
        )
        for tier in range(LOWEST_TIER)
    ]
    return Query.boolean_query([(Occur.Must, query), *tiers])


def _narrowed(
    reader: index.Reader, kinds: Sequence[str], facets: Mapping[str, str], seen: list[int] | None
) -> list[Any]:
    """Return what every hit must be: public or of one's own, and as it was wanted."""
    fields = reader.schema
    conditions = []
    if seen is not None:
        ways = [(Occur.Should, Query.term_query(fields, "is_public", True))]
        if seen:
            ways.append((Occur.Should, Query.term_set_query(fields, "org", seen)))
        conditions.append(Query.boolean_query(ways))
    if kinds:
        conditions.append(Query.term_set_query(fields, "kind", [str(each) for each in kinds]))
    conditions += [Query.term_query(fields, name, value) for name, value in facets.items()]
    return [Query.const_score_query(each, 0.0) for each in conditions]


def _choices(reader: index.Reader, asked: list[Any], chosen: Mapping[str, str]) -> dict[str, list[Choice]]:
    found = reader.searcher.aggregate(
        Query.boolean_query([(Occur.Should, each) for each in asked]),
        {name: {"terms": {"field": name, "size": MOST_CHOICES}} for name in FACETS},
    )
    choices = {}
    for name in FACETS:
        counts = {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"] if bucket["key"]}
        order = sorted(counts, reverse=True) if name == "year" else list(counts)
        choices[name] = [
            Choice(value, label_of(name, value), counts[value], chosen.get(name) == value) for value in order
        ]
    return choices


def _hits(keys: list[tuple[str, bool]], marks: Iterable[str], seen: list[int] | None) -> list[Hit]:
    """Return what is shown of the entries, as the table has them now.

    What the table no longer has, or no longer lets this reader see, is left out whatever the index says.
    """
    rows = EntryRow.objects.filter(key__in=[key for key, _ in keys])
    if seen is not None:
        rows = rows.filter(Q(is_public=True) | Q(org__in=seen))
    found = {row.key: row for row in rows}
    return [_hit(found[key], tuple(marks), is_partial) for key, is_partial in keys if key in found]


def _hit(row: EntryRow, marks: tuple[str, ...], is_partial: bool = False) -> Hit:
    return Hit(
        key=row.key,
        kind=Kind(row.kind),  # type: ignore[call-arg]  # it looks a member up
        title=marked(row.title, marks),
        snippet=snippet(row.text, marks),
        url=row.url,
        number=row.number,
        agency=row.agency,
        theme=row.theme,
        on=row.on,
        validity=Validity(row.validity),  # type: ignore[call-arg]  # it looks a member up
        is_public=row.is_public,
        article=row.article,
        is_partial=is_partial,
    )


def _said(route: routing.Route | None, words: str) -> str:
    """Return in a sentence what the words were recognised as."""
    if route is None:
        return ""
    if route.number:
        return f"已按文号 {route.number} 查找。"
    if route.article is not None:
        return f"已按条文查找：《{route.name}》第{route.article}条。"
    return f"已按标题查找：{words}。"


def browse(
    facets: Mapping[str, str], *, page: int = 1, person: Person | None = None, on: date | None = None
) -> Results:
    """Return all entries of some kind, agency, theme, year or validity: a library without words.

    What is in force comes first, and of that the newest. The articles of a law are found by words alone.

    Args:
        facets: for some of `FACETS`, the value that is wanted.
        page: which page of the hits, from 1.
        person: as in `search`.
        on: as in `search`.
    """
    seen = _organisations(person, on)
    rows = EntryRow.objects.exclude(kind__in=NOT_LISTED).annotate(year=ExtractYear("on"))
    if seen is not None:
        rows = rows.filter(Q(is_public=True) | Q(org__in=seen))
    for name, value in facets.items():
        if name != "year":
            rows = rows.filter(**{name: value})
        else:
            rows = (
                rows.filter(year=int(value))
                if value.isascii() and value.isdigit() and len(value) == 4
                else rows.none()
            )
    total = rows.count()
    pages = max(1, min(MOST_PAGES, -(-total // ON_A_PAGE)))
    page = min(max(1, page), pages)
    ordered = rows.annotate(tier=_tier()).order_by("tier", F("on").desc(nulls_last=True), "-pk")
    shown = ordered[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    choices = {}
    for name in FACETS:
        counted = rows.order_by().values_list(name).annotate(number=Count("pk")).order_by("-number")
        counts = {str(value): number for value, number in counted[:MOST_CHOICES] if value}
        order = sorted(counts, reverse=True) if name == "year" else list(counts)
        choices[name] = [
            Choice(value, label_of(name, value), counts[value], facets.get(name) == value) for value in order
        ]
    hits = [_hit(row, ()) for row in shown]
    return Results(words="", hits=hits, total=total, complete=total, page=page, pages=pages, facets=choices)


def _by_title(words: str, seen: list[int] | None) -> Results:
    """Return what the table itself finds, while there is no index."""
    rows = EntryRow.objects.exclude(kind__in=NOT_LISTED)
    if seen is not None:
        rows = rows.filter(Q(is_public=True) | Q(org__in=seen))
    for word in words.split():
        rows = rows.filter(Q(title__icontains=word) | Q(number=routing.number_of(words) or words))
    found = list(rows.annotate(tier=_tier()).order_by("tier", "-on", "pk")[:ON_A_PAGE])
    hits = [_hit(row, tuple(words.split())) for row in found]
    return Results(words=words, hits=hits, total=len(hits), complete=len(hits), notes=(BEING_MADE,))


def _titles_with(words: str, limit: int, public: QuerySet[EntryRow]) -> list[str]:
    """Return titles in which the words stand anywhere."""
    reader = keeping.reader()
    if reader is None:
        return []
    shown = Query.boolean_query(
        [
            (Occur.Must, planning.anything(reader, words)),
            (Occur.Must, Query.term_query(reader.schema, "is_public", True)),
        ]
    )
    try:
        with index.reading():
            hits = reader.searcher.search(_by_validity(reader, shown), limit, False).hits
            keys = [reader.searcher.doc(address)["key"][0] for _, address in hits]
    except index.Broken as broken:
        keeping.heal(str(broken), reader)
        return []
    titles = dict(public.filter(key__in=keys).values_list("key", "title"))
    return [titles[key] for key in keys if key in titles]


def _tier() -> Case:
    tiers = [
        When(validity__in=[each.value for each in Validity if each.tier == tier], then=Value(tier))
        for tier in range(LOWEST_TIER)
    ]
    return Case(*tiers, default=Value(LOWEST_TIER), output_field=IntegerField())
