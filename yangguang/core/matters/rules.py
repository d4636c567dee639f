"""What a catalogue of disclosure says, read from its printed words, and when each item is due.

A catalogue is a table (标准目录表): what its cells say is read here into an `Entry`, whether they come from a
workbook or from a form, and everything wrong with a row is said at once.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from importlib.resources import files
from itertools import chain
from typing import Self

from yangguang.rules.law.numerals import count_of
from yangguang.rules.problems import Problem, Refused, refuse_if
from yangguang.rules.terms import load_terms
from yangguang.rules.workdays import WorkCalendar

TERMS = load_terms(files("yangguang.core.matters") / "terms.toml")

REGULATION = "政府信息公开条例"
LONGER_BY_LAW = f"{REGULATION}第二十六条"


class Labelled(StrEnum):
    """A stored word with the words that people read."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class DeadlineKind(Labelled):
    """How a time limit (公开时限) is counted."""

    STATUTORY = "statutory", "法定期限内"
    WORKDAYS = "workdays", "若干工作日内"
    DAYS = "days", "若干日内"
    MONTHS = "months", "若干个月内"
    REALTIME = "realtime", "实时"
    WEEKLY = "weekly", "每周"
    PERIOD = "period", "按月、季、半年或者年"


class Channel(Labelled):
    """Where something is disclosed (公开渠道和载体): the thirteen of the statutory table, in its order."""

    WEBSITE = "website", "政府网站"
    GAZETTE = "gazette", "政府公报"
    NEW_MEDIA = "new_media", "两微一端"
    CONFERENCE = "conference", "发布会/听证会"
    BROADCAST = "broadcast", "广播电视"
    PRINT = "print", "纸质媒体"
    READING_ROOM = "reading_room", "公开查阅点"
    SERVICE_CENTRE = "service_centre", "政务服务中心"
    SERVICE_STATION = "service_station", "便民服务站"
    ON_SITE = "on_site", "入户/现场"
    NOTICE_BOARD = "notice_board", "社区/企事业单位/村公示栏（电子屏）"
    DELIVERED = "delivered", "精准推送"
    OTHER = "other", "其他"


class Audience(Labelled):
    """For whom it is disclosed (公开对象)."""

    EVERYBODY = "everybody", "全社会"
    GROUP = "group", "特定群众"


class Mode(Labelled):
    """How it is disclosed (公开方式)."""

    ACTIVE = "active", "主动"
    ON_REQUEST = "on_request", "依申请"


class Level(Labelled):
    """At which level of government it is disclosed (公开层级)."""

    COUNTY = "county", "县级"
    TOWN = "town", "乡级"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit: the printed words, and what they come to.

    Args:
        text: the words as they are printed.
        kind: how it is counted.
        number: how many workdays, days or months; of a period, how many months it has; otherwise 0.
        month: of a yearly period, the month by whose `day` it is due; 0 for the end of the period.
        day: of a period, the day of the month by which it is due; 0 for the end of the period.
    """

    text: str
    kind: DeadlineKind
    number: int = 0
    month: int = 0
    day: int = 0

    @property
    def is_periodic(self) -> bool:
        return self.kind in (DeadlineKind.WEEKLY, DeadlineKind.PERIOD)


_WITHIN = re.compile(r"(\d{1,3})(个?工作日|个?自然日|个月|日|天)(?:之内|以内|内)")
_OF_YEAR = re.compile(r"(?:每年|年度)(?:(\d{1,2})月(?:(\d{1,2})[日号])?)?")
_OF_MONTH = re.compile(r"每个?月(?:(\d{1,2})[日号])?")
_PERIODS = (("每半年", 6), ("每季", 3), ("按季", 3), ("按月", 1), ("按年", 12))
_STATUTORY = ("及时", "长期", "常年", "法定", "按规定", "按有关规定", "依规定")
_UNITS = {"工作日": DeadlineKind.WORKDAYS, "个工作日": DeadlineKind.WORKDAYS, "个月": DeadlineKind.MONTHS}
_NUMERAL = re.compile(
    r"[一二三四五六七八九两]?十[一二三四五六七八九]?|[一二三四五六七八九两](?=个|[月日天号季])"
)


def parse_deadline(text: str) -> Deadline:
    """Return what a printed time limit (公开时限) comes to.

    Where several numbers are named, the shortest holds. 及时, 长期 and the like name no number: then it is the
    term of the Regulations.

    Raises:
        Refused: when the words say nothing that can be counted.

    Source: 政府信息公开条例（2019年修订）第二十六条.

    >>> parse_deadline("信息形成或变更之日起20个工作日内").number
    20
    >>> parse_deadline("每年3月31日前").kind, parse_deadline("每年3月31日前").month
    (<DeadlineKind.PERIOD: 'period'>, 3)
    >>> parse_deadline("看情况")   # doctest: +ELLIPSIS
    Traceback (most recent call last):
    yangguang.rules.problems.Refused: 看不懂公开时限“看情况”，请写成“20个工作日内”...
    """
    shown = " ".join(text.split())
    words = _NUMERAL.sub(
        lambda found: str(count_of(found[0])), unicodedata.normalize("NFKC", "".join(text.split()))
    )
    words = re.sub(r"不(?:少于|低于|得少于)\d+个?(?:工作日|自然日|日|天)", "", words)
    within = [
        (_UNITS.get(unit, DeadlineKind.DAYS), int(number))
        for number, unit in _WITHIN.findall(words)
        if int(number)
    ]
    if within:
        kind, number = min(within, key=lambda each: each[1] * (30 if each[0] is DeadlineKind.MONTHS else 1))
        return Deadline(shown, kind, number)
    if "实时" in words or "即时" in words or "立即" in words or "随时" in words:
        return Deadline(shown, DeadlineKind.REALTIME)
    if "每周" in words or "按周" in words:
        return Deadline(shown, DeadlineKind.WEEKLY)
    for name, months in _PERIODS:
        if name in words:
            # A day within a quarter is written in too many ways to be guessed.
            refuse_if([_not_understood(shown)] if re.search(r"\d[日号]", words) else [])
            return Deadline(shown, DeadlineKind.PERIOD, months)
    for pattern, months in ((_OF_MONTH, 1), (_OF_YEAR, 12)):
        if found := pattern.search(words):
            named = [int(each or 0) for each in found.groups()]
            month, day = (named[0], named[1]) if months == 12 else (0, named[0])
            refuse_if(_why_not_day(shown, months, month, day))
            return Deadline(shown, DeadlineKind.PERIOD, months, month, day)
    if any(each in words for each in _STATUTORY):
        return Deadline(shown, DeadlineKind.STATUTORY)
    raise Refused(_not_understood(shown))


def due(formed_on: date, rule: Deadline, calendar: WorkCalendar) -> date:
    """Return the last day for disclosing what was formed, or changed, on a day.

    The day itself is not counted. A term in days or months that ends on a day off ends on the next working
    day; a day that the catalogue names, such as 3月31日前, does not move.

    Source: 政府信息公开条例（2019年修订）第二十六条; 民法典第二百零一条第一款、第二百零三条第一款.

    >>> calendar = WorkCalendar.of_state_council()
    >>> due(date(2024, 1, 25), parse_deadline("20个工作日内"), calendar)
    datetime.date(2024, 2, 27)
    >>> due(date(2024, 4, 2), parse_deadline("每年3月31日前"), calendar)
    datetime.date(2025, 3, 31)
    """
    match rule.kind:
        case DeadlineKind.STATUTORY:
            return calendar.after(formed_on, TERMS["publication"].on(formed_on).workdays)
        case DeadlineKind.WORKDAYS:
            return calendar.after(formed_on, rule.number)
        case DeadlineKind.DAYS:
            return calendar.next_workday(formed_on + timedelta(days=rule.number))
        case DeadlineKind.MONTHS:
            return calendar.next_workday(_months_on(formed_on, rule.number))
        case DeadlineKind.REALTIME:
            return formed_on
    this = _last_of_period(rule, formed_on)
    return this if formed_on <= this else _last_of_period(rule, this + timedelta(days=1), further=1)


def next_update(rule: Deadline, last_published_on: date) -> date | None:
    """Return by when a periodic item must be published again; None where nothing comes by the calendar.

    What was published in one period answers for that period, so the next one is due by its end, or by the
    day that the catalogue names.

    >>> next_update(parse_deadline("每季度公开"), date(2024, 2, 6))
    datetime.date(2024, 6, 30)
    >>> next_update(parse_deadline("每年3月31日前"), date(2024, 3, 20))
    datetime.date(2025, 3, 31)
    >>> next_update(parse_deadline("20个工作日内"), date(2024, 3, 20)) is None
    True
    """
    return _last_of_period(rule, last_published_on, further=1) if rule.is_periodic else None


def stale(rule: Deadline, last_published_on: date | None, on: date) -> bool:
    """Whether what was published last is out of date on a day; what was never published is, where it is periodic.

    >>> stale(parse_deadline("每月公开"), date(2024, 1, 31), date(2024, 2, 29))
    False
    >>> stale(parse_deadline("每月公开"), date(2024, 1, 31), date(2024, 3, 1))
    True
    """
    if last_published_on is None:
        return rule.is_periodic
    by = next_update(rule, last_published_on)
    return by is not None and on > by


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a catalogue (公开事项), read and found right.

    Args:
        seq: its number in the table.
        level1: the matter of the first level (一级事项).
        level2: the matter of the second level (二级事项); may be empty.
        elements: what is disclosed (公开内容/要素), one a line.
        bases: the law it rests on (公开依据).
        deadline: when (公开时限).
        publisher: the name of the organisation that discloses it (公开主体).
        channels: where.
        audience: for whom; `who` names the group.
        mode: by itself or on request.
        levels: at which levels of government.
    """

    seq: int
    level1: str
    level2: str
    elements: str
    bases: tuple[str, ...]
    deadline: Deadline
    publisher: str
    channels: tuple[Channel, ...]
    audience: Audience
    who: str
    mode: Mode
    levels: tuple[Level, ...]


COLUMNS = {
    "seq": "序号",
    "level1": "一级事项",
    "level2": "二级事项",
    "elements": "公开内容（要素）",
    "bases": "公开依据",
    "deadline": "公开时限",
    "publisher": "公开主体",
    "channels": "公开渠道和载体",
    "everybody": "全社会",
    "group": "特定群众",
    "active": "主动",
    "on_request": "依申请",
    "county": "县级",
    "town": "乡级",
}
"""The columns of the statutory table, by the name of what stands in them."""

LONGEST = {"level1": 100, "level2": 100, "elements": 2000, "bases": 2000, "deadline": 200, "publisher": 100}
MAY_BE_EMPTY = ("level2",)
MOST_IN_A_CATALOGUE = 5000
MARKS = {"√", "✓", "✔", "☑", "■", "是", "v", "V"}
CHOSEN, NOT_CHOSEN = "■☑√✓✔", "□☐"
_BOX = re.compile(f"([{CHOSEN}{NOT_CHOSEN}])([^{CHOSEN}{NOT_CHOSEN}]*)")


def read_entry(cells: Mapping[str, str]) -> Entry:
    """Return what the cells of one row say, by the names of `COLUMNS`.

    Raises:
        Refused: with everything that is wrong with the row.

    >>> entry = read_entry({"seq": "1", "level1": "政策文件", "level2": "", "elements": "文件全文",
    ...     "bases": "《中华人民共和国政府信息公开条例》", "deadline": "20个工作日内", "publisher": "金湾区教育局",
    ...     "channels": "■政府网站 □政府公报", "everybody": "√", "group": "", "active": "√", "on_request": "",
    ...     "county": "√", "town": ""})
    >>> entry.channels, entry.levels
    ((<Channel.WEBSITE: 'website'>,), (<Level.COUNTY: 'county'>,))
    """
    said = {name: _tidy(cells.get(name, "")) for name in COLUMNS}
    problems = list(chain(_why_not_words(said), _why_not_seq(said["seq"]), _why_not_marks(said)))
    channels, unknown = _read_channels(said["channels"])
    problems += unknown
    bases = read_bases(said["bases"])
    deadline = None
    if said["deadline"]:
        try:
            deadline = parse_deadline(said["deadline"])
        except Refused as refused:
            problems += refused.problems
        else:
            problems += why_not_deadline(deadline, bases)
    refuse_if(problems)
    assert deadline is not None  # an empty one is a problem
    group = said["group"]
    return Entry(
        seq=int(said["seq"]),
        level1=said["level1"],
        level2=said["level2"],
        elements=said["elements"],
        bases=bases,
        deadline=deadline,
        publisher=said["publisher"],
        channels=channels,
        audience=Audience.GROUP if group else Audience.EVERYBODY,
        who="" if group in MARKS else group,
        mode=Mode.ACTIVE if said["active"] else Mode.ON_REQUEST,
        levels=tuple(level for level in Level if said[level.value]),
    )


def cells_of(entry: Entry) -> dict[str, str]:
    """Return the cells that `read_entry` reads as `entry`: what is printed in the table."""
    return {
        "seq": str(entry.seq),
        "level1": entry.level1,
        "level2": entry.level2,
        "elements": entry.elements,
        "bases": "\n".join(entry.bases),
        "deadline": entry.deadline.text,
        "publisher": entry.publisher,
        "channels": "\n".join(f"{'■' if each in entry.channels else '□'}{each.label}" for each in Channel),
        "everybody": "√" if entry.audience is Audience.EVERYBODY else "",
        "group": (entry.who or "√") if entry.audience is Audience.GROUP else "",
        "active": "√" if entry.mode is Mode.ACTIVE else "",
        "on_request": "√" if entry.mode is Mode.ON_REQUEST else "",
        "county": "√" if Level.COUNTY in entry.levels else "",
        "town": "√" if Level.TOWN in entry.levels else "",
    }


def read_bases(text: str) -> tuple[str, ...]:
    """Return the laws that a cell names, one by one.

    >>> read_bases("《教育法》、《义务教育法》；《中华人民共和国政府信息公开条例》（国令第711号）")
    ('《教育法》', '《义务教育法》', '《中华人民共和国政府信息公开条例》（国令第711号）')
    """
    parts = re.split(r"[\n;；]+|[、，,](?=《)|(?<=》)(?=《)", text)
    return tuple(dict.fromkeys(part.strip(" 。") for part in parts if part.strip(" 。")))


def why_not_deadline(deadline: Deadline, bases: Iterable[str]) -> Iterator[Problem]:
    """Say why something may not be disclosed as late as that: later than the Regulations only where a law says so.

    >>> [*why_not_deadline(parse_deadline("30个工作日内"), ["《统计法》"])]
    []
    """
    longest = TERMS["publication"].values[-1]
    is_longer = (deadline.kind is DeadlineKind.WORKDAYS and deadline.number > longest.workdays) or (
        deadline.kind is DeadlineKind.MONTHS and deadline.number > 1
    )
    if is_longer and all(REGULATION in each for each in bases):
        said = f"公开时限“{deadline.text}”长于{longest}；法律、法规另有规定的，请在公开依据里写明是哪一部。"
        yield Problem(said, "deadline", LONGER_BY_LAW)


def why_not_together(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Say which numbers stand twice in one table."""
    seen: set[int] = set()
    for entry in entries:
        if entry.seq in seen:
            yield Problem(f"序号{entry.seq}重复，请改成不同的序号。", "seq")
        seen.add(entry.seq)


def why_not_leave_out(title: str, *, is_compulsory: bool, reason: str) -> Iterator[Problem]:
    """Say why a town may not leave out an item of the district's catalogue (裁剪).

    >>> [str(each) for each in why_not_leave_out("社会救助标准", is_compulsory=True, reason=" ")]
    ['“社会救助标准”是必须承接的事项，不列入须写明理由。']
    """
    if is_compulsory and not reason.strip():
        yield Problem(f"“{title}”是必须承接的事项，不列入须写明理由。", "leave_out")


def why_not_publish(
    *, address: str, hours: str, phone: str, disclosure_office: str,
    classification: str, arrangement: str, access_methods: str,
) -> Iterator[Problem]:  # fmt: skip
    """Say what a disclosure guide (政府信息公开指南) still lacks; one that lacks anything is not published.

    Source: 政府信息公开条例（2019年修订）第十二条第二款; 第五十二条、第五十三条 on guides that are not kept up to date.
    """
    source = f"{REGULATION}第十二条第二款"
    of_the_office = {
        "政府信息公开工作机构": disclosure_office, "办公地址": address, "办公时间": hours, "联系电话": phone,
    }  # fmt: skip
    for name, text in of_the_office.items():
        if not text.strip():
            yield Problem(f"机关资料里没有{name}，请先由系统管理员补上；补上之前指南不能公开。", "", source)
    kept_here = {
        "classification": ("政府信息的分类", classification),
        "arrangement": ("政府信息的编排体系", arrangement),
        "access_methods": ("政府信息的获取方式", access_methods),
    }
    for field, (name, text) in kept_here.items():
        if not text.strip():
            yield Problem(f"指南里没有{name}，请补上。", field, source)


def check_due(checked_on: date) -> date:
    """Return the last day on which a guide that was looked through (复核) on a day still counts as checked.

    >>> check_due(date(2024, 2, 29))
    datetime.date(2025, 2, 28)
    """
    return _months_on(checked_on, 12 * TERMS["guide_check"].on(checked_on).years)


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _why_not_words(said: Mapping[str, str]) -> Iterator[Problem]:
    for name, longest in LONGEST.items():
        if not said[name] and name not in MAY_BE_EMPTY:
            yield Problem(f"没有填写{COLUMNS[name]}。", name)
        elif len(said[name]) > longest:
            yield Problem(f"{COLUMNS[name]}有{len(said[name])}个字，最多{longest}个，请缩短。", name)


def _why_not_seq(text: str) -> Iterator[Problem]:
    if not re.fullmatch(r"0*[1-9]\d{0,5}", text):
        yield Problem(f"序号“{text[:20]}”应是1、2、3这样的数字。" if text else "没有填写序号。", "seq")


def _why_not_marks(said: Mapping[str, str]) -> Iterator[Problem]:
    for name in ("everybody", "active", "on_request", "county", "town"):
        if said[name] and said[name] not in MARKS:
            yield Problem(f"“{COLUMNS[name]}”一栏写了“{said[name][:20]}”，应打“√”或者留空。", name)
    if bool(said["everybody"]) == bool(said["group"]):
        yield Problem("公开对象应在“全社会”和“特定群众”中选且只选一个。", "everybody")
    elif said["group"] in MARKS:
        yield Problem("“特定群众”一栏请写明是哪些人，例如：申请人、本村村民。", "group")
    if len(said["group"]) > 100:
        yield Problem("“特定群众”最多100个字，请缩短。", "group")
    if bool(said["active"]) == bool(said["on_request"]):
        yield Problem("公开方式应在“主动”和“依申请”中选且只选一个。", "active")
    if not said["county"] and not said["town"]:
        yield Problem("公开层级请至少选“县级”“乡级”中的一个。", "county")


def _plain(name: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).rstrip("、,;。:")


_BY_NAME = {_plain(each.label): each for each in Channel}


def _read_channels(text: str) -> tuple[tuple[Channel, ...], list[Problem]]:
    """Return the channels that a cell names: those whose box is marked, or all where there are no boxes."""
    boxes = _BOX.findall(text)
    named = [name for box, name in boxes if box in CHOSEN] if boxes else re.split(r"[\n、，,;；]+", text)
    found, unknown = [], []
    for name in filter(None, map(_plain, named)):
        channel = Channel.OTHER if name.startswith("其他") else _BY_NAME.get(name)
        if channel:
            found.append(channel)
        else:
            known = "、".join(each.label for each in Channel)
            unknown.append(Problem(f"没有“{name[:30]}”这个公开渠道；可以填的有{known}。", "channels"))
    if not found and not unknown:
        unknown.append(Problem("请至少选一个公开渠道和载体。", "channels"))
    return tuple(each for each in Channel if each in found), unknown


def _not_understood(text: str) -> Problem:
    examples = "“20个工作日内”“实时公开”“每季度公开”“每年3月31日前”"
    return Problem(f"看不懂公开时限“{text[:40]}”，请写成{examples}这样的话。", "deadline")


def _why_not_day(text: str, months: int, month: int, day: int) -> Iterator[Problem]:
    longest = monthrange(2023, month)[1] if 1 <= month <= 12 else 31
    if month > 12 or day > (longest if months == 12 else 28):
        yield Problem(f"公开时限“{text[:40]}”里没有这样的日子，请核对。", "deadline")


def _months_on(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _last_of_period(rule: Deadline, day: date, *, further: int = 0) -> date:
    """Return the last day for the period in which `day` lies, or for one that many periods later."""
    if rule.kind is DeadlineKind.WEEKLY:
        return day + timedelta(days=6 - day.weekday() + 7 * further)
    first = date(day.year, (day.month - 1) // rule.number * rule.number + 1, 1)
    first = _months_on(first, rule.number * further)
    if rule.month:
        first = first.replace(month=rule.month)
    elif not rule.day:
        first = _months_on(first, rule.number - 1)
    last = monthrange(first.year, first.month)[1]
    return first.replace(day=min(rule.day, last) if rule.day else last)
