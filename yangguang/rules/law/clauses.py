"""The sentences of a text that decide how long it and others hold, and what it stands on.

Each answer carries the sentence it was read from, so that a person can see why. What a sentence does not say is
not made up: a day counted from a promulgation that nobody gave is None.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from .amendments import Amendment, amends
from .days import DAY, days_in, last_day_of
from .grounds import Basis, bases
from .numerals import NUMERAL, count_of
from .repeals import Repeal, repeals
from .sentences import NUMBERING, SENTENCE, THIS, TITLE

__all__ = ["Amendment", "Basis", "Clause", "Repeal", "amends", "bases", "commencement", "expiry", "repeals"]


@dataclass(frozen=True, slots=True)
class Clause:
    """A day and the sentence that names it.

    Args:
        day: None when the sentence counts from a day that is not known, such as that of promulgation.
        sentence: the words as they stand.
    """

    day: date | None
    sentence: str


_BEGINS = r"(?:施行|实施|执行|生效|试行|实行)(?!的|有困难)"
_COMMENCEMENT = re.compile(
    rf"(?:(?P<day>{DAY})\s?(?:起|开始|零时起)?\s?(?:正式)?{_BEGINS}"
    rf"|(?P<from>公布|发布|印发|颁布|签发|通过|批准|下发|发文)(?:之|当)?日\s?起?\s?(?:满|第)?\s?"
    rf"(?:(?P<after>[{NUMERAL}]{{1,4}})(?:个)?(?P<unit>自然日|日|天|月)(?:之?后|起)?)?\s?(?:起|开始)?\s?(?:正式)?{_BEGINS})"
)
_LEADS = re.compile(r"^\s*(?:自|从|于|由)?\s?$")
_ENCLOSED = re.compile(r"现(?:将|予以?|公布|发布|印发|颁布|批准)")


def commencement(text: str, promulgated: date | None) -> Clause | None:
    """Return from which day a text holds (施行日期); None when it does not say.

    Where several sentences say it, the last holds: it stands at the end. A text that was amended later keeps the
    day on which its first version began.

    Args:
        text: the whole text.
        promulgated: the day from which 自公布之日起 counts.

    >>> commencement("第九条 本办法自2024年1月1日起施行，有效期5年。", None).day
    datetime.date(2024, 1, 1)
    >>> commencement("本办法自公布之日起30日后施行。", date(2024, 1, 1)).day
    datetime.date(2024, 1, 31)
    """
    found = None
    for sentence in SENTENCE.findall(text):
        if match := _commences(sentence):
            found = Clause(_begins(match, promulgated), sentence.strip())
    return found


def _commences(sentence: str) -> re.Match[str] | None:
    """Return the words that say when this text, and no other, begins to hold."""
    for match in _COMMENCEMENT.finditer(sentence) if "日" in sentence else ():
        before = sentence[: match.start()]
        clause = re.split(r"[，,；;]", before)[-1]
        itself = list(re.finditer(THIS, clause))
        if itself:
            if not TITLE.search(clause[itself[-1].end() :]) and len(clause) - itself[-1].end() < 14:
                return match
        elif _LEADS.match(clause[NUMBERING.match(clause).end() :]) and (  # type: ignore[union-attr]
            not TITLE.search(before) or _ENCLOSED.search(before) or re.search(THIS, before)
        ):
            return match
    return None


def _begins(match: re.Match[str], promulgated: date | None) -> date | None:
    if match["day"]:
        return next(days_in(match["day"]), None)
    if promulgated is None or not match["after"]:
        return promulgated
    number = count_of(match["after"])
    if match["unit"] == "月":
        return last_day_of(promulgated, months=number) + timedelta(days=1)
    return promulgated + timedelta(days=number)


_TERM = re.compile(
    rf"(?:(?:有效|试行|暂行|执行|施行|实施|适用)期限?|试行|暂行)\s?(?:暂定|截止|截至)?[为是至到：:]*\s?"
    rf"(?:(?P<until>{DAY})(?!\s?起)|(?P<number>[{NUMERAL}]{{1,3}})\s?(?P<unit>个月|年)(?![度以前来多末]))"
)
_RANGE = re.compile(
    rf"{DAY}\s?(?:起)?(?:施行|实施|执行|生效|试行)?[，,]?\s?(?:有效期?)?\s?(?:至|到|—|-|~|～)+\s?(?P<until>{DAY})"
)
_LAPSES = re.compile(rf"[，,；;至到]\s?(?P<until>{DAY})\s?(?:止|起?失效|废止|期满|终止|自[行动]失效)")


def expiry(text: str, since: date | None) -> Clause | None:
    """Return the last day on which a text holds (有效期); None when it names none.

    A term of years counts its first day and ends on the day before the same date, as most offices enter it
    (自2019年7月1日起实施，有效期5年: 2024年6月30日); some enter the same date itself.

    Args:
        text: the whole text.
        since: the day from which the term counts.

    >>> expiry("本办法自2024年1月1日起施行，有效期5年。", date(2024, 1, 1)).day
    datetime.date(2028, 12, 31)
    >>> expiry("本通知自印发之日起施行，有效期至2026年12月31日。", None).day
    datetime.date(2026, 12, 31)
    """
    found = None
    for sentence in SENTENCE.findall(text):
        if "期" not in sentence and "至" not in sentence and "行" not in sentence and "失效" not in sentence:
            continue
        begins = _commences(sentence)
        itself = re.search(rf"{THIS}(?:的)?(?:有效|试行|暂行|执行|施行|实施|适用|自)", sentence)
        if not begins and not itself and not sentence.lstrip().startswith("有效期"):
            continue
        after = begins.start() if begins else itself.start() if itself else 0
        match = (
            _TERM.search(sentence, after) or _RANGE.search(sentence, after) or _LAPSES.search(sentence, after)
        )
        if match:
            found = Clause(_ends(match, since), sentence.strip())
    return found


def _ends(match: re.Match[str], since: date | None) -> date | None:
    if match["until"]:
        return next(days_in(match["until"]), None)
    if since is None:
        return None
    number = count_of(match["number"])
    return last_day_of(since, years=number) if match["unit"] == "年" else last_day_of(since, months=number)
