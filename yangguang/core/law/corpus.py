"""Reading the texts of laws from a file in the layout of the corpus: one JSON object on each line, perhaps gzipped.

Nothing is written here, and no database is asked. What cannot be read is named in a sentence, and the rest is read.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from yangguang.rules.law.names import name_of
from yangguang.rules.law.places import Place
from yangguang.rules.problems import Problem, Refused

LONGEST_LINE = 32 * 1024 * 1024
"""A law of more bytes is none: the longest has two million."""

CATEGORIES = (
    "宪法",
    "法律",
    "行政法规",
    "监察法规",
    "司法解释",
    "部门规章",
    "地方性法规",
    "地方政府规章",
    "规范性文件",
)

MADE = re.compile("通过|公布|发布|批准|修正|修订|修改")
"""What is done to a text on a day of its history; 施行 is not among it."""

REVISED = re.compile("修正|修订|修改")
NUMBER = re.compile(
    r"(?:国务院|主席)令第?\d{1,4}号|[\u4e00-\u9fff]{1,8}〔\d{4}〕\d{1,4}号|[\u4e00-\u9fff]{2,12}令第?\d{1,4}号"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One article of a text: its place, how it is written, under which headings, and its words."""

    place: Place
    label: str
    chapter: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text of one instrument as the file has it.

    Args:
        key: its own name in the file.
        instrument: the key of the instrument, made from its title.
        made_on: the day it was promulgated, or amended into these words.
        since: the first day it is in force, as the source says.
        since_basis: how the source knows.
        first_since: the day on which the first text of it came into force.
        remark: what the source says of its validity; empty when it says that it is in force.
        history: the days of its history, each with what was done.
        preamble: what stands before the articles, or all of it.
        source: where it was read.
        source_on: the day of that source, when it says so.
    """

    key: str
    instrument: str
    title: str
    short_title: str = ""
    category: str = ""
    region: str = ""
    issuer: str = ""
    number: str = ""
    made_on: date | None = None
    since: date | None = None
    since_basis: str = ""
    first_since: date | None = None
    remark: str = ""
    history: tuple[tuple[date, str], ...] = ()
    preamble: str = ""
    articles: tuple[Piece, ...] = ()
    source: str = ""
    source_on: date | None = None

    @property
    def day(self) -> date | None:
        """The day by which this text is told from the others of its instrument."""
        return self.made_on or self.since

    @property
    def length(self) -> int:
        return len(self.preamble) + sum(len(each.text) for each in self.articles)

    @property
    def digest(self) -> str:
        """The SHA-256 of all that is kept of it."""
        said = [
            self.title, self.short_title, self.category, self.region, self.issuer, self.number, self.since,
            self.first_since, self.made_on, self.remark, self.history, self.preamble, self.source,
            [(*_numbers(each.place), each.label, each.chapter, each.text) for each in self.articles],
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, default=str).encode()).hexdigest()

    @property
    def words(self) -> str:
        """All of it as plain text, the articles with their numbers."""
        return "\n".join([self.preamble, *(f"{each.label}　{each.text}" for each in self.articles)]).strip()


@dataclass(slots=True)
class Corpus:
    """What a file has: its texts, one for each day of an instrument, and what could not be read.

    Args:
        texts: by instrument and day.
        problems: sentences that name the line and the law.
        digest: the SHA-256 of the file.
    """

    texts: list[Text] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    digest: str = ""

    @property
    def instruments(self) -> int:
        return len({text.instrument for text in self.texts})

    @property
    def articles(self) -> int:
        return sum(len(text.articles) for text in self.texts)


def key_of_title(title: str) -> str:
    """Return the key of the instrument with this title: the same however the title is written.

    >>> key_of_title("中华人民共和国行政许可法") == key_of_title("《行政许可法》")
    True
    """
    return hashlib.sha256(name_of(title).encode()).hexdigest()[:12]


def read(path: Path) -> Corpus:
    """Return what a file has.

    Raises:
        Refused: when nothing in it is a law.
    """
    found, kept = Corpus(), dict[tuple[str, date | None], Text]()
    for number, row in _rows(path, found):
        where = f"第{number}行"
        if not isinstance(row, dict) or not isinstance(row.get("title"), str) or not row["title"].strip():
            found.problems.append(f"{where}：没有标题，未导入。")
            continue
        text = text_of(row, where, found.problems)
        if not text.words:
            found.problems.append(f"{where}《{text.title}》：没有正文，未导入。")
            continue
        place = (text.instrument, text.day)
        if (other := kept.get(place)) is None:
            kept[place] = text
            continue
        worse, better = sorted((other, text), key=lambda each: (len(each.articles), each.length))
        kept[place] = better
        day = f"{text.day:%Y-%m-%d}" if text.day else "日期不明"
        found.problems.append(
            f"{where}《{text.title}》：与另一份同名、同日（{day}）；保留{len(better.articles)}条的一份，"
            f"{len(worse.articles)}条的未导入。"
        )
    found.texts = list(kept.values())
    if not found.texts:
        raise Refused(
            Problem(f"{path.name}里没有读到法规；应为每行一个 JSON 的文本文件，可用 gzip 压缩。"),
            *(Problem(each) for each in found.problems[:5]),
        )
    return found


def text_of(row: dict[str, Any], where: str, problems: list[str]) -> Text:
    """Return a line of the file as a text, and add to `problems` what is wrong with it."""
    title = " ".join(row["title"].split())
    says = _Saying(f"{where}《{title}》：", problems)
    history = tuple(_history(row.get("history"), says))
    promulgated = _day(row.get("promulgated"), "公布日期", says)
    made_on = made_on_of(promulgated, history, says)
    since = _day(row.get("effective"), "施行日期", says)
    first_since = _day(row.get("first_effective"), "最初施行日期", says)
    if since and made_on and since < made_on:
        # The day stands in a text that was amended later: it is the day of the first one.
        first_since, since = first_since or since, None
        if not any(REVISED.search(event) for _, event in history):
            says(f"施行日期{first_since}早于公布日期{made_on}。")
    pieces = tuple(_pieces(row.get("articles"), says))
    if not row.get("id"):
        says("没有编号，按标题和日期编号。")
    if made_on is None and since is None:
        says("没有公布日期，也没有施行日期。")
    instrument, source = key_of_title(title), row.get("source")
    source = source if isinstance(source, dict) else {}
    return Text(
        key=_plain(row.get("id"))[:40] or f"{instrument}-{made_on or since or ''}",
        instrument=instrument,
        title=title[:300],
        short_title=_plain(row.get("short_title"))[:300],
        category=_plain(row.get("category"))[:20],
        region=_plain(row.get("region"))[:20],
        issuer=_plain(row.get("issuer"))[:100],
        number=_plain(row.get("number"))[:80] or number_in(row, history),
        made_on=made_on,
        since=since,
        since_basis=_plain(row.get("effective_basis"))[:40],
        first_since=first_since,
        remark=remark_of(_plain(row.get("status"))),
        history=history,
        preamble=_words(row.get("preamble")),
        articles=pieces,
        source=" ".join(filter(None, (_plain(source.get("repo")), _plain(source.get("path")))))[:400],
        source_on=_day(source.get("date"), "来源日期", says),
    )


def made_on_of(
    promulgated: date | None, history: Iterable[tuple[date, str]], says: Any = lambda _: None
) -> date | None:
    """Return the day of these words: a history that goes on after the promulgation knows better.

    >>> revised = [(date(2003, 8, 8), "国务院令第387号公布"), (date(2024, 12, 6), "第一次修订")]
    >>> made_on_of(date(2003, 8, 8), revised).isoformat()
    '2024-12-06'
    """
    later = [
        day for day, event in history if MADE.search(event) and (promulgated is None or day > promulgated)
    ]
    if not later:
        return promulgated
    if promulgated is not None:
        says(f"公布日期写作{promulgated}，题注却写明{max(later)}又有变动；按题注。")
    return max(later)


def remark_of(status: str) -> str:
    """Return what a source says against a law; empty when it says that it is in force.

    >>> remark_of("现行（来源未标失效）"), remark_of("失效/被替代")
    ('', '失效/被替代')
    """
    return "" if not status or status.startswith(("现行", "有效")) else status[:100]


def number_in(row: dict[str, Any], history: Iterable[tuple[date, str]]) -> str:
    """Return the number under which a text was promulgated, when its notes or its history name one.

    >>> number_in({"note": ["法释〔2021〕11号"]}, [])
    '法释〔2021〕11号'
    """
    notes = row.get("note")
    words = [
        *(str(each) for each in (notes if isinstance(notes, list) else [])),
        *(event for _, event in history),
    ]
    found = [each for line in words for each in NUMBER.findall(line)]
    return str(found[-1])[:80] if found else ""


def _numbers(place: Place) -> tuple[int, int]:
    return place.article, place.sub


@dataclass(frozen=True, slots=True)
class _Saying:
    before: str
    problems: list[str]

    def __call__(self, words: str) -> None:
        self.problems.append(f"{self.before}{words}")


def _rows(path: Path, found: Corpus) -> Iterator[tuple[int, Any]]:
    digest, number = hashlib.sha256(), 0
    with path.open("rb") as raw:
        is_packed = raw.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(path) if is_packed else path.open("rb") as lines:
            while line := lines.readline(LONGEST_LINE):
                number += 1
                digest.update(line)
                if len(line) == LONGEST_LINE:
                    found.problems.append(f"第{number}行：长得不像一部法规，未导入。")
                    continue
                if not line.strip():
                    continue
                try:
                    yield number, json.loads(line)
                except (UnicodeDecodeError, ValueError, RecursionError):
                    found.problems.append(f"第{number}行：不是 JSON，未导入。")
    except (EOFError, zlib.error, gzip.BadGzipFile):
        found.problems.append(f"文件在第{number}行之后损坏，其后的未导入；请重新取得这份文件。")
    found.digest = digest.hexdigest()


def _pieces(rows: Any, says: _Saying) -> Iterator[Piece]:
    if rows is None:
        return
    if not isinstance(rows, list):
        says("条文写得不对，只保留正文。")
        return
    before, seen = 0, set[Place]()
    missing: list[str] = []
    for nth, row in enumerate(rows, start=1):
        words = _words(row.get("text")) if isinstance(row, dict) else ""
        place = _place(row) if isinstance(row, dict) else None
        if place is None or not words:
            says(f"第{nth}个条文没有条号，或者没有内容，未导入。")
            continue
        if place in seen:
            says(f"{place}出现两次，后一处未导入。")
            continue
        if place.article > before + 1:
            missing.append(
                str(Place(before + 1))
                if place.article == before + 2
                else f"{Place(before + 1)}至{Place(place.article - 1)}"
            )
        before = max(before, place.article)
        seen.add(place)
        yield Piece(
            place, (_plain(row.get("no")) or str(place))[:40], _plain(row.get("chapter"))[:200], words
        )
    if missing:
        says(f"条号不连续，缺{'、'.join(missing[:10])}{'等' if len(missing) > 10 else ''}。")


def _place(row: dict[str, Any]) -> Place | None:
    number = row.get("n")
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 < number < 10_000:
        try:
            return Place.parse(_plain(row.get("no")))
        except Refused:
            return None
    return Place(int(number), sub=round(number % 1 * 100))


def _history(rows: Any, says: _Saying) -> Iterator[tuple[date, str]]:
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and (day := _day(row.get("date"), "沿革日期", says)):
            yield day, _plain(row.get("event"))[:300]


def _day(said: Any, what: str, says: _Saying) -> date | None:
    if said in (None, ""):
        return None
    try:
        return date.fromisoformat(said)
    except (TypeError, ValueError):
        says(f"{what}“{str(said)[:20]}”不是日期，不采用。")
        return None


def _plain(said: Any) -> str:
    return " ".join(said.replace("\0", "").split()) if isinstance(said, str) else ""


def _words(said: Any) -> str:
    return said.replace("\0", "").strip() if isinstance(said, str) else ""
