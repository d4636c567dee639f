"""Weighing what was seen: one value for each field, how sure it is, and what disagrees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from yangguang.rules.law import clauses

from . import names, sources
from .documents import Document, Where, Words
from .fields import Field
from .sources import Confidence, Sighting, Source, Value

LOOKED_IN: dict[Field, tuple[tuple[str, Source], ...]] = {
    Field.TITLE: (
        ("页面信息表的“标题”“名称”", sources.table(Field.TITLE)),
        ("网页标题", sources.heading),
        ("正文开头", sources.title_at_top),
    ),
    Field.NUMBER: (
        ("页面信息表的“文号”“发文字号”", sources.table(Field.NUMBER)),
        ("正文开头单独成行的文号", sources.number_at_top),
    ),
    Field.INDEX_NUMBER: (("页面信息表的“索引号”", sources.table(Field.INDEX_NUMBER)),),
    Field.ISSUER: (
        ("页面信息表的“发布机构”“发文机关”", sources.table(Field.ISSUER)),
        ("落款", sources.signed_by),
        ("标题中“关于”之前的机关", sources.issuer_in_title),
        ("网页标签的来源", sources.issuer_in_tag),
    ),
    Field.MADE_ON: (
        ("页面信息表的“成文日期”", sources.table(Field.MADE_ON)),
        ("落款日期和标题下的日期", sources.signed_on),
    ),
    Field.PUBLISHED_ON: (
        ("页面信息表的“发布日期”", sources.table(Field.PUBLISHED_ON)),
        ("网页标签的发布时间", sources.published_in_tag),
    ),
    Field.THEME: (("页面信息表的“主题分类”", sources.table(Field.THEME)),),
    Field.KEYWORDS: (("页面信息表的“主题词”", sources.table(Field.KEYWORDS)),),
}
"""For each field, where it is looked for, the most trusted place first. The clauses come after them, for they
count from the days found here."""


@dataclass(frozen=True, slots=True)
class Found:
    """The value of a field.

    Args:
        value: words, a day, or several words.
        confidence: how sure it is.
        why: the rule that says so.
        words: what it was read from.
        others: what other places say differently.
    """

    value: Value
    confidence: Confidence
    why: str
    words: Words
    others: tuple[Sighting, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that stands nowhere, and where it was looked for."""

    tried: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read of one document."""

    fields: Mapping[Field, Found | Missing]

    def found(self, field: Field) -> Found | None:
        """Return what was found of a field, if anything."""
        each = self.fields[field]
        return each if isinstance(each, Found) else None

    def value(self, field: Field) -> Value | None:
        """Return the value of a field, if it was found."""
        each = self.found(field)
        return each.value if each else None

    def missing(self) -> list[Field]:
        """Return the fields of which nothing was found."""
        return [field for field, each in self.fields.items() if isinstance(each, Missing)]


def read(document: Document) -> Reading:
    """Return what the document says about itself.

    >>> paper = Document.of(["珠海市金湾区民政局关于养老服务补贴的通知", "珠金民〔2023〕7号", "各镇：",
    ...     "本通知自印发之日起施行，有效期3年。", "珠海市金湾区民政局", "2023年5月6日"])
    >>> reading = read(paper)
    >>> reading.value(Field.NUMBER), reading.value(Field.EFFECTIVE_ON), reading.value(Field.EXPIRES_ON)
    ('珠金民〔2023〕7号', datetime.date(2023, 5, 6), datetime.date(2026, 5, 5))
    >>> reading.found(Field.ISSUER).why
    '落款与标题中的机关名称一致。'
    >>> reading.fields[Field.INDEX_NUMBER].tried
    ('页面信息表的“索引号”',)
    """
    found: dict[Field, Found | Missing] = {}
    for field, places in LOOKED_IN.items():
        seen = [each for _, source in places for each in source(document)]
        empty = "页面信息表有这一栏，但是空的。" if document.table.get(field) == "" else ""
        found[field] = _weighed(field, seen) or Missing(tuple(name for name, _ in places), empty)
    found |= _from_clauses(document, found)
    return Reading({field: found[field] for field in Field} | dict(_doubted(found)))


def without_top(document: Document) -> tuple[str, ...]:
    """Return the lines at the top that are the title and the number, which a page shows beside its text.

    >>> without_top(Document.of(["关于停车的通知", "珠金府〔2023〕1号", "各镇：", "请遵照执行。"]))
    ('关于停车的通知', '珠金府〔2023〕1号')
    """
    seen = [*sources.title_at_top(document), *sources.number_at_top(document)]
    whole = [each.words.text for each in seen if each.words.where is Where.TOP]
    return tuple(line for text in whole for line in text.split("\n") if line in document.lines)


def _weighed(field: Field, seen: list[Sighting]) -> Found | None:
    """Return the most trusted value: sure where two places agree, doubtful where two disagree."""
    if not seen:
        return None
    best, *rest = seen
    same = [each for each in rest if _is_same(field, best.value, each.value)]
    others = tuple(each for each in rest if each not in same)
    against = [each for each in others if each.trust > Confidence.LOW]
    if against and best.trust is Confidence.LOW and not same:
        # A weak first place gives way to a better one further down.
        return _weighed(field, [against[0], *[each for each in seen if each is not against[0]]])
    where = best.words.where.label
    if against:
        said = "；".join(f"{each.words.where.label}写“{shown(each.value)}”" for each in against)
        why = f"{where}写“{shown(best.value)}”，{said}，不一致，请核对。"
        return Found(best.value, Confidence.LOW, why, _placed(best, same), others)
    if same and best.trust > Confidence.LOW:
        return Found(
            best.value,
            Confidence.HIGH,
            f"{where}与{same[0].words.where.label}一致。",
            _placed(best, same),
            others,
        )
    return Found(best.value, best.trust, best.note or f"只见于{where}。", _placed(best, same), others)


def _placed(best: Sighting, same: list[Sighting]) -> Words:
    """Return the words to show: those in the text itself, where the value stands there too."""
    return next((each.words for each in (best, *same) if each.words.start >= 0), best.words)


def _is_same(field: Field, one: Value, other: Value) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return set(one) == set(other)
    if isinstance(one, str) and isinstance(other, str):
        # What a site writes before a title, such as the name of a column, makes it no other title.
        is_title = field is Field.TITLE and len(one) > 8
        return _compared(one) == _compared(other) or (is_title and _compared(other).endswith(_compared(one)))
    return one == other


def _compared(text: str) -> str:
    return names.compact(text).translate(str.maketrans("“”‘’()〈〉,:", "\"\"''（）《》，："))


def _from_clauses(document: Document, found: Mapping[Field, Found | Missing]) -> dict[Field, Found | Missing]:
    text = document.text
    made = _day(found, Field.MADE_ON) or _day(found, Field.PUBLISHED_ON)
    begins = clauses.commencement(text, made)
    counted = begins is not None and _is_counted(clauses.commencement(text, None))
    since = _weighed(
        Field.EFFECTIVE_ON,
        [
            *sources.table(Field.EFFECTIVE_ON)(document),
            *_sightings(text, begins, counted, "发布（印发）之日"),
        ],
    )
    first = since.value if since and isinstance(since.value, date) else None
    ends = clauses.expiry(text, first)
    counted = ends is not None and _is_counted(clauses.expiry(text, None))
    until = _weighed(
        Field.EXPIRES_ON,
        [*sources.table(Field.EXPIRES_ON)(document), *_sightings(text, ends, counted, "施行日期")],
    )
    begun = ("页面信息表的“施行日期”", "“自……起施行”一类的条款")
    ended = ("页面信息表的“失效日期”“有效期至”", "“有效期……”一类的条款")
    return {
        Field.EFFECTIVE_ON: since or Missing(begun, _open(begins)),
        Field.EXPIRES_ON: until or Missing(ended, _open(ends)),
        Field.BASIS: _basis(text) or Missing(("“根据……制定……”一类的语句",)),
    }


def _is_counted(without: clauses.Clause | None) -> bool:
    """Whether a clause names no day itself: it does not when nothing is known to count from."""
    return without is not None and without.day is None


def _sightings(text: str, clause: clauses.Clause | None, counted: bool, since: str) -> list[Sighting]:
    if clause is None or clause.day is None:
        return []
    words = _clause_words(text, clause.sentence)
    if counted:
        return [Sighting(clause.day, words, Confidence.MEDIUM, f"按正文条款从{since}推算。")]
    return [Sighting(clause.day, words, Confidence.HIGH)]


def _clause_words(text: str, sentence: str) -> Words:
    start = text.rfind(sentence)
    return Words(Where.CLAUSE, sentence, start, start + len(sentence) if start >= 0 else -1)


def _basis(text: str) -> Found | None:
    bases = clauses.bases(text)
    if not bases:
        return None
    titles = tuple(f"《{each.title}》" for each in bases)
    words = _clause_words(text, bases[0].sentence)
    return Found(titles, Confidence.MEDIUM, "取自“根据……制定……”一类的语句。", words)


def _open(clause: clauses.Clause | None) -> str:
    """Say what is known of a clause whose day cannot be told."""
    return f"正文写“{clause.sentence}”，但是起算的日期没有找到。" if clause and clause.day is None else ""


def _day(found: Mapping[Field, Found | Missing], field: Field) -> date | None:
    each = found[field]
    return each.value if isinstance(each, Found) and isinstance(each.value, date) else None


ORDER = (
    (Field.MADE_ON, Field.PUBLISHED_ON, "发布日期早于成文日期"),
    (Field.MADE_ON, Field.EFFECTIVE_ON, "施行日期早于成文日期"),
    (Field.EFFECTIVE_ON, Field.EXPIRES_ON, "有效期至早于施行日期"),
)
"""Days that cannot follow each other the other way round."""


def _doubted(found: Mapping[Field, Found | Missing]) -> Iterator[tuple[Field, Found]]:
    """Yield the values that cannot be right beside the others, with the reason."""
    for first, second, said in ORDER:
        earlier, later = _day(found, first), _day(found, second)
        each = found[second]
        if earlier and later and later < earlier and isinstance(each, Found):
            yield second, replace(each, confidence=Confidence.LOW, why=f"{said}，请核对。")
    number, made = found[Field.NUMBER], _day(found, Field.MADE_ON)
    if isinstance(number, Found) and made and (year := _year_of(str(number.value))) and year != made.year:
        said = f"文号的年份与成文日期（{shown(made)}）不同，请核对。"
        yield Field.NUMBER, replace(number, confidence=Confidence.LOW, why=said)


def _year_of(number: str) -> int:
    year = number.partition("〔")[2][:4]
    return int(year) if year.isdigit() else 0


def shown(value: Value) -> str:
    """Return a value as a person reads it.

    >>> shown(date(2023, 5, 6)), shown(("珠海市民政局", "珠海市财政局"))
    ('2023年5月6日', '珠海市民政局、珠海市财政局')
    """
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return "、".join(value) if isinstance(value, tuple) else value
