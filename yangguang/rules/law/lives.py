"""The life of a law or document (效力的一生): what holds on a day, why, and what is not known.

It is computed from days and sentences alone: when each text was made and begins, which clause of which law repeals
it, when it expires. What a source says of it without a sentence of law is only noted. What is unknown stays unknown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from yangguang.rules.validity import Term, Validity


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One text of an instrument (版本): as it was made, revised or amended on one day.

    Args:
        key: its name.
        made_on: the day it was promulgated, or amended into these words; None when nothing says so.
        since: the first day it is in force; None when nothing says so.
        since_says: the sentence that names this day; empty when only the source does.
        until: the last day it is in force, where its text limits that (有效期).
        until_says: the sentence that does.
        remark: what the source says of its validity without a sentence of law; empty when it says nothing.
        history: the days on which it was passed, promulgated and amended before.
    """

    key: str
    made_on: date | None = None
    since: date | None = None
    since_says: str = ""
    until: date | None = None
    until_says: str = ""
    remark: str = ""
    history: tuple[date, ...] = ()

    @property
    def known_from(self) -> date | None:
        """The day from which this text is known: it was made, or at least begins."""
        return self.made_on or self.since


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """A clause or a decision that ends an instrument, or makes it different (废止、停止执行、修改).

    Args:
        by: the title of what says so.
        says: the sentence.
        decided_on: the day of that law or decision.
        since: the day from which it holds; None when nothing says so.
        issued: the days on which the text that is meant was issued or amended, where the clause names them.
        how: what becomes of the instrument: repealed, suspended, expired, or amended.
    """

    by: str
    says: str
    decided_on: date | None = None
    since: date | None = None
    issued: tuple[date, ...] = ()
    how: Validity = Validity.REPEALED

    def meets(self, edition: Edition) -> bool:
        """Whether this clause can mean `edition`: nothing is repealed by what is older than itself.

        >>> repeal = End(by="新条例", says="…同时废止。", decided_on=date(2019, 5, 1), since=date(2020, 1, 1))
        >>> repeal.meets(Edition(key="old", made_on=date(2001, 3, 1)))
        True
        >>> repeal.meets(Edition(key="newer", made_on=date(2019, 7, 1)))
        False

        A clause that names the text of 1990 does not mean one that was made anew in 2010, though it means one
        that was amended since.

        >>> says = "1990年公布的《条例》同时废止。"
        >>> old_one = End(by="新条例", says=says, since=date(2020, 1, 1), issued=(date(1990, 5, 1),))
        >>> old_one.meets(Edition(key="anew", made_on=date(2010, 3, 1), history=(date(2010, 3, 1),)))
        False
        >>> old_one.meets(Edition(key="amended", made_on=date(2010, 3, 1), history=(date(1990, 4, 28),)))
        True
        """
        made_on = edition.known_from
        if made_on is None:
            return True
        if any(day is not None and made_on >= day for day in (self.decided_on, self.since)):
            return False
        if self.how is Validity.AMENDED and self.since is not None and edition.since == self.since:
            return False  # these are the words into which it was amended
        years = {day.year for day in (made_on, *edition.history)}
        is_named = not self.issued or made_on <= max(self.issued)
        return is_named or bool(years & {day.year for day in self.issued})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What holds of an instrument on a day.

    Args:
        validity: whether it is in force.
        edition: the key of the text that holds; empty when the library lacks it, or nothing holds yet.
        reasons: the sentences on which this rests.
        missing: what is not known, and so has to be looked up.
        checked_to: the last day up to which the library knows what was promulgated.
    """

    validity: Validity
    edition: str = ""
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    checked_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Everything that is known of one instrument.

    Args:
        editions: its texts, in any order.
        ends: what repeals, suspends or amends it.
        first_since: the day on which its first text came into force, where a later one still names it.
        checked_to: up to which day the library knows what was promulgated.
    """

    editions: Sequence[Edition]
    ends: Sequence[End] = ()
    first_since: date | None = None
    checked_to: date | None = None
    _sorted: list[Edition] = field(init=False, repr=False, compare=False, default_factory=list)

    def __post_init__(self) -> None:
        self._sorted.extend(sorted(self.editions, key=lambda each: (each.known_from or date.min, each.key)))

    def on(self, day: date) -> Standing:
        """Return what holds on `day`.

        >>> old = Edition(key="1995", made_on=date(1995, 3, 1), since=date(1995, 5, 1))
        >>> new = Edition(key="2018", made_on=date(2018, 9, 1), since=date(2019, 1, 1))
        >>> life = Life(editions=[new, old])
        >>> life.on(date(2018, 12, 31)).edition, life.on(date(2019, 1, 1)).edition
        ('1995', '2018')
        >>> repeal = End(by="新条例", says="《旧条例》同时废止。", decided_on=date(2020, 1, 1), since=date(2020, 6, 1))
        >>> Life(editions=[old], ends=[repeal]).on(date(2020, 6, 1)).validity.label
        '已废止'
        >>> Life(editions=[Edition(key="x", made_on=date(2001, 1, 1))]).on(date(2020, 1, 1)).missing
        ('2001年1月1日的文本没有写明施行日期，须查对公布它的文件。',)
        """
        made = [each for each in self._sorted if each.known_from is None or each.known_from <= day]
        begun = [each for each in made if (start := self._start(each)) is not None and start <= day]
        coming = [each for each in made if (start := self._start(each)) is not None and start > day]
        if begun:
            return self._with_text(begun[-1], coming, day)
        if self.first_since is not None and self.first_since <= day:
            return self._standing(
                Validity.IN_FORCE,
                reasons=[f"自{_said(self.first_since)}起施行。"],
                missing=["库内没有这一天施行的文本。"],
            )
        if any(self._start(each) is None for each in made):
            return self._standing(Validity.UNKNOWN, made[-1].key, missing=[_no_start(made[-1])])
        if coming:
            return self._standing(Validity.NOT_YET, reasons=_begins(coming[0], self._start(coming[0])))
        if not self._sorted:
            return self._standing(Validity.UNKNOWN, missing=["库内没有正文。"])
        return self._standing(Validity.NOT_YET, reasons=["这一天尚未公布。"])

    def changes(self) -> list[date]:
        """Return the days on which something may be otherwise than the day before.

        >>> text = Edition(key="a", made_on=date(2018, 9, 1), since=date(2019, 1, 1))
        >>> [day.isoformat() for day in Life(editions=[text]).changes()]
        ['2018-09-01', '2019-01-01']
        """
        days = {self.first_since}
        for each in self._sorted:
            days |= {each.known_from, *self._term(each).changes()}
        return sorted(day for day in days if day is not None)

    def periods(self) -> Iterator[tuple[date | None, Standing]]:
        """Yield what holds from when on, from before the first day that is known; equal neighbours are one.

        >>> text = Edition(key="a", made_on=date(2018, 9, 1), since=date(2019, 1, 1))
        >>> [(str(since), standing.validity.label) for since, standing in Life(editions=[text]).periods()]
        [('None', '尚未施行'), ('2019-01-01', '现行有效')]
        """
        before = None
        for since in (None, *self.changes()):
            standing = self.on(since or date.min)
            said = (standing.validity, standing.edition)
            if said != before:
                yield since, standing
            before = said

    def _start(self, edition: Edition) -> date | None:
        """Return when a text begins; of an amended one that does not say so, the day it was amended."""
        if edition.since is None and self.first_since is not None and edition.made_on is not None:
            return max(edition.made_on, self.first_since)
        return edition.since

    def _with_text(self, now: Edition, coming: list[Edition], day: date) -> Standing:
        term, start = self._term(now), self._start(now)
        validity = term.on(day)
        reasons = _begins(now, start)
        missing = []
        if now.since is None:
            missing.append(f"{_made(now)}文本自何日起施行，库内没有写明，这里按修改之日计。")
        if validity is Validity.EXPIRED and now.until_says:
            reasons.append(f"有效期至{_said(now.until)}：“{now.until_says}”")
        for end in self._ends_of(now):
            if end.since is not None and end.since <= day:
                reasons.append(f"{end.by}：“{end.says}”（自{_said(end.since)}起）")
                if end.how is Validity.AMENDED and validity is Validity.AMENDED:
                    missing.append(f"库内没有经{end.by}修改后的文本。")
            elif end.since is None and end.how is not Validity.AMENDED and not validity.is_over:
                validity = Validity.UNKNOWN
                reasons.append(f"{end.by}：“{end.says}”")
                missing.append(f"{end.by}没有写明自何日起废止。")
        reasons += [f"新的文本{each}" for one in coming for each in _begins(one, self._start(one))]
        if now.remark and now is self._sorted[-1] and validity in (Validity.IN_FORCE, Validity.AMENDED):
            validity = Validity.UNKNOWN
            missing.append(f"来源标为“{now.remark}”，库内没有找到废止、失效它的条文，须查对。")
        return self._standing(validity, now.key, reasons, missing)

    def _term(self, edition: Edition) -> Term:
        over = [
            end for end in self._ends_of(edition) if end.since is not None and end.how is not Validity.AMENDED
        ]
        first = min(over, key=lambda each: each.since or date.max, default=None)
        amended = [
            end.since
            for end in self._ends_of(edition)
            if end.since is not None and end.how is Validity.AMENDED
        ]
        return Term(
            since=self._start(edition),
            until=edition.until,
            ended_on=first.since if first else None,
            ended_as=first.how if first else Validity.REPEALED,
            amended_on=min(amended, default=None),
        )

    def _ends_of(self, edition: Edition) -> list[End]:
        """Return what ends or amends a text; what a newer text was made with or after does not amend that one."""
        return [end for end in self.ends if end.meets(edition)]

    def _standing(
        self,
        validity: Validity,
        edition: str = "",
        reasons: Sequence[str] = (),
        missing: Sequence[str] = (),
    ) -> Standing:
        newest = self._sorted[-1].known_from if self._sorted else None
        known = [day for day in (self.checked_to, newest) if day is not None]
        return Standing(
            validity=validity,
            edition=edition,
            reasons=tuple(reasons),
            missing=tuple(missing),
            checked_to=max(known) if known and self.checked_to else self.checked_to,
        )


def _begins(edition: Edition, start: date | None) -> list[str]:
    if start is None:
        return []
    said = f"自{_said(start)}起施行"
    if edition.since is None:
        return [f"{said}。"]
    return [
        f"{said}：“{edition.since_says}”" if edition.since_says else f"{said}（来源所记，正文没有写明）。"
    ]


def _no_start(edition: Edition) -> str:
    return f"{_made(edition)}文本没有写明施行日期，须查对公布它的文件。"


def _made(edition: Edition) -> str:
    return f"{_said(edition.made_on)}的" if edition.made_on else "这一"


def _said(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
