"""What a text cites: 《行政许可法》第四十二条, 本法第十条, 同法第三条, 依照第二十条.

Reading starts from the pins (第…条) and goes backwards to the name in front of them, which is looked up. A list of
all titles is never searched for, and so the speed does not depend on how many laws there are.

A pin that nothing introduces is no citation: in decisions that amend a law, in headings and in 第一条市政道路 it
names something else. A name without 《》 and without a pin is one only after 依照, 根据 and the like.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import itemgetter

from .names import ABBREVIATED, SHORTEST, STATE, TWO_SIGNS, name_of, names_of
from .numerals import count_of
from .pins import DEEPER, PINS, places
from .places import Place
from .structure import ArticleText, item_at, paragraph_at


class How(StrEnum):
    """How a law is named where it is cited."""

    TITLE = "title"
    """《中华人民共和国行政许可法》, also by a short name in 《》 that the text has explained."""
    SHORT = "short"
    """行政许可法第四十二条, without 《》."""
    SELF = "self"
    """本法第十条, 前款."""
    SAME = "same"
    """同法第三条, 该条例第五条: the one named last."""
    OPEN = "open"
    """依照第二十条: an article of the text itself."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a text that name a law, or a part of one.

    Args:
        start, end: where `words` stand in the text.
        words: from the name to the last part that is named.
        how: how the law is named.
        name: its title as `name_of` writes it; empty when the text itself is meant and nobody said what it is called.
        key: what `Titles` knows it as; None when it does not.
        places: the parts that are named, ranges in full; empty when the law is named as a whole.
        remark: what stands behind the name to tell the version, such as 2019年修订 or 国务院令第711号.
    """

    start: int
    end: int
    words: str
    how: How
    name: str
    key: str | None
    places: tuple[Place, ...] = ()
    remark: str = ""


_ENDINGS = frozenset("法典例定则释见知案程范准制度引南告复议策章规约施）)")
"""How the names of laws end; what ends otherwise in front of a pin names none."""


class Titles:
    """The laws of a library by what they are called.

    Args:
        names: keys of laws by their names as `name_of` or `names_of` write them.

    >>> titles = Titles({"行政许可法": "xkf"})
    >>> titles.key_of("《中华人民共和国行政许可法》（2019年修正）"), titles.key_of("《行政处罚法》")
    ('xkf', None)
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = dict(names)
        for short, full in ABBREVIATED.items():
            if full in self._names:
                self._names.setdefault(short, self._names[full])
        self.longest = max(map(len, self._names), default=0)
        self._beginnings = frozenset(name[:3] for name in self._names)
        self.endings = frozenset(name[-1] for name in self._names) | _ENDINGS

    @classmethod
    def of(cls, titles: Iterable[tuple[str, str]]) -> "Titles":
        """Return the laws whose titles and keys are given, each under all that it is called.

        A name in full goes before one that another law has only in short.
        """
        known = list(titles)
        names = {name: key for title, key in reversed(known) for name in names_of(title)}
        return cls(names | {name_of(title): key for title, key in reversed(known)})

    def get(self, name: str) -> str | None:
        """Return the key of the law that has exactly this name."""
        return self._names.get(name)

    def may_begin(self, three: str) -> bool:
        """Return whether the name of a law begins with these three signs."""
        return three in self._beginnings

    def key_of(self, title: str) -> str | None:
        """Return the key of the law that has this title, with or without its closing remark."""
        found = self._names.get(name_of(title))
        if found is not None:
            return found
        return next(
            (
                self._names[each]
                for each in sorted(names_of(title), key=len, reverse=True)
                if each in self._names
            ),
            None,
        )


def find(
    text: str,
    titles: Titles,
    *,
    own: str | None = None,
    at: Place | None = None,
    called: MutableMapping[str, str] | None = None,
) -> Iterator[Citation]:
    """Yield the citations in a text, in the order in which they stand.

    Args:
        text: plain text, one paragraph to a line.
        titles: the laws that are known.
        own: the key of the text itself, which 本法 and 依照第X条 then have.
        at: the article that the text is, so that 前款 and 前条 are known.
        called: short names (以下简称) that hold from before, with the title each stands for; those of the text
            are added. Who reads a law article by article passes the same one each time.

    >>> law = Titles({"行政许可法": "xkf"})
    >>> for each in find("依照《行政许可法》第四条至第六条和本办法第九条第（一）、（二）项", law):
    ...     print(each.how, each.key, each.words, *each.places)
    title xkf 《行政许可法》第四条至第六条 第四条 第五条 第六条
    self None 本办法第九条第（一）、（二）项 第九条第（一）项 第九条第（二）项
    """
    return _Reading(text, titles, own, at, {} if called is None else called).citations()


def find_in(
    articles: Iterable[ArticleText], titles: Titles, *, own: str | None = None
) -> Iterator[tuple[ArticleText, Citation]]:
    """Yield the citations in the articles of one document; where they stand is counted within each article.

    >>> law = [ArticleText(Place(1), "第一条", "", "根据《行政许可法》（以下简称许可法）制定。"),
    ...        ArticleText(Place(2), "第二条", "", "许可法第四条和前条适用于镇。")]
    >>> [(str(article.place), each.words, each.key) for article, each in find_in(law, Titles({"行政许可法": "xkf"}))]
    [('第一条', '《行政许可法》', 'xkf'), ('第二条', '许可法第四条', 'xkf'), ('第二条', '前条', None)]
    """
    called: dict[str, str] = {}
    for article in articles:
        for each in find(article.text, titles, own=own, at=article.place, called=called):
            yield article, each


_KIND = (
    "法典|法|条例|办法|规定|细则|规则|规章|决定|解释|通则|意见|通知|方案|章程|规程|规范|标准|准则|制度|指引|指南|公告|通告|"
    "批复|决议|守则|预案|总则|纲要|规划|措施|目录|计划|要点|清单|公约|协定|议定书|修正案|条约|宪法|命令|令|复函|答复|"
    "大纲|行动|政策|建议|若干问题|宣言|框架|要求|名录|机制|分工|倡议|目标|任务|导则|补充规定|安排|纪要|号文"
)
"""How the titles end of what sets rules or tasks; 《求是》 and 《许可证》 do not."""
_IS_INSTRUMENT = re.compile(rf"(?:{_KIND})(?:[（(〔\[][^（）()]{{1,30}}[）)〕\]])*\s*$")
_IS_PAPER = re.compile(r"(?:通知书|决定书|意见书|意见表|方案表|公告栏|标准表)$")
_IS_KIND = re.compile(rf"(?:{_KIND}|实施意见|实施方案|实施办法|指导意见|暂行办法|管理办法)")
_OWN_KIND = (
    r"(?:实施|暂行|试行|管理|补充|工作|操作|服务|审查|若干)?"
    r"(?:法典|法|条例|办法|规定|细则|规则|规章|决定|解释|通则|意见|通知|方案|章程|规程|规范|标准|准则|制度|指引|指南|"
    r"公告|通告|批复|决议|守则|预案|措施|政策|公约|协定)"
)

_TITLE = re.compile(r"《[^《》]{1,120}(?:《[^《》]{1,120}》[^《》]{0,120}){0,3}》")
_REMARK = r"[（(〔\[][^（）()\n]{1,120}(?:[（(][^（）()\n]{0,40}[）)][^（）()\n]{0,80})*[）)〕\]]"
_GAP = re.compile(rf"[”’\"]?\s?(?:{_REMARK}\s?){{0,2}}(?:的|中的?|之|里的?)?\s?")
_SHORT_FOR = re.compile(
    r"(?:简称|下称)(?:为|作)?[：:]?\s?[“\"‘「]?\s?《?([^《》“”\"‘’「」（）(),，；;。\n]{2,30})"
)
_EXPLAINS = ("简称", "下称", "简称为", "简称：", "简称“", "简称:", "简称 ")
_SELF = re.compile(rf"(?<![基样日文版副资成根])本{_OWN_KIND}$")
_SAME = re.compile(rf"(?:同|该|此|上述|前述)({_OWN_KIND})$")
_INTRODUCED = (
    "违反", "依照", "按照", "依据", "根据", "符合", "属于", "具有", "适用", "遵守", "参照", "比照", "执行",
    "触犯", "有", "除", "按", "依", "因",
)  # fmt: skip
"""What makes 第…条 an article of the text itself."""
_NOT_INTRODUCED = (
    "删除", "解除", "免除", "消除", "排除", "废除", "扣除", "拆除", "原有", "现有", "所有", "共有",
)  # fmt: skip
_JOINED = ("、", "和", "与", "及", "或", "或者", "至", "到")
_RUN = re.compile(r"[\w（）()]{2,60}$")
_HAN_RUN = re.compile(r"[^\W\d_]+$")
_LINK = re.compile(r"(?:的|中的?|之)$")
_LAST_REMARK = re.compile(r"[（(][^（）()]{1,40}[）)]\s?$")
_BREAKS = "\n\t　。；：:;！？“”《"
_BRACKETS = "（）()"
_NO_BRACKETS = str.maketrans("", "", _BRACKETS)
_STANDS_ALONE = re.compile(
    r"(?:\W|依照|按照|依据|根据|违反|适用|遵守|执行|贯彻|落实|符合|参照|属于|有|对|在|将|和|与|及|或|以|按|照|据|反|用|是|为|由|了|到|于)$"
)
_LONGEST_SENTENCE = 400
_SENTENCE_ENDS = re.compile(r"[。；\n]")
_GOES_ON = re.compile(
    r"(?:[律院制治学庭人]|规(?!定)|实施|司法解释|解释|办法|条例|细则|修正|规则|若干|修订草案|草案)"
)
_TRIGGER = re.compile(
    r"(?:依照|按照|依据|根据|违反|适用|遵守|执行|贯彻|落实|实施|符合|遵照|参照|触犯)"
    r"(?:实施)?(?:新?修[订改正]后?的|新的|国家)?(?=\w\w)"
)
_SAYS = tuple(
    re.compile(rf"{words}(?<=[法例]{words})(?<!本法{words})(?<!本条例{words})")
    for words in ("所称", "规定的")
)
"""个人所得税法所称……: a name without a pin is known by the verb behind it, too."""
_UNKNOWN = re.compile(
    r"(?:.*(?:依照|按照|依据|根据|违反|适用|遵守|执行|贯彻|落实|符合|遵照|参照|触犯|属于|[^\w]))?(?P<name>\w{2,30})$",
    re.DOTALL,
)
_NEXT_NAME = re.compile(r"(?<=[法例定则])(?:和|与|以?及|或者?)|(?<=办法)(?:和|与|以?及|或者?)")
_BEFORE_NAME = re.compile(
    r"^(?:.*(?:认定(?:[为其])?|可以|应当|属于|构成|存在|超[过出]|履行了?|采取|规定|高于|结合|是指|计算|包括|撤销|支付|提交|"
    r"具备|从事|承担|考虑|主张|出现|修改[前后]的?|现行))?(?:[除由以因将为是原新]|双方均有|当事人以)?"
)
_CAN_BE_NAME = re.compile(
    r"(?!本|该|同|此|其|有关|上述|前述|法律|相关|国家|依|第|原|新)[^\W\d_]{2,22}(?:条例|办法|细则|规则|(?<![方办违非依合执司立做看说无设守用文技语宪])法)"
)
_OF_A_PLACE = ("省", "市", "县", "区", "州", "旗")
_AND = re.compile(r"(?:、|和|与|以?及|或者?)")
_NEAR = re.compile(
    rf"(?:(?P<own>本[条款])(?P<own_deeper>{DEEPER}+)|(?P<same>同[条款])(?P<same_deeper>{DEEPER}+)"
    r"|前(?<![目以此提当之先从生事日年月天前超向午眼夕空面]前)(?P<many>[一二两三四五六七八九十]?)"
    rf"(?P<unit>条(?![件例约文子纹幅])|款(?![式项待额])|项(?!目))(?P<deeper>{DEEPER}*))"
)


_Reader = Callable[[re.Match[str]], Iterator[Citation]]


class _Reading:
    """One text while it is read from its beginning to its end."""

    def __init__(
        self, text: str, titles: Titles, own: str | None, at: Place | None, called: MutableMapping[str, str]
    ) -> None:
        self.text, self.titles, self.own, self.at, self.called = text, titles, own, at, called
        self.taken = 0
        self.last: Citation | None = None
        self.named: list[Citation] = []

    def citations(self) -> Iterator[Citation]:
        for start, read, match in self._events():
            if start < self.taken:
                continue
            for found in read(match):
                self.taken, self.last = found.end, found
                if found.how in (How.TITLE, How.SHORT):
                    self.named.append(found)
                yield found

    def _events(self) -> list[tuple[int, _Reader, re.Match[str]]]:
        text = self.text
        events: list[tuple[int, _Reader, re.Match[str]]]
        events = [(each.start(), self._pins, each) for each in PINS.finditer(text)] if "条" in text else []
        if "《" in text:
            events += [(each.start(), self._title, each) for each in _TITLE.finditer(text)]
        events += [(each.end(), self._triggered, each) for each in _TRIGGER.finditer(text)]
        for says in _SAYS:
            events += [(each.start(), self._says, each) for each in says.finditer(text)]
        # Looking for a word first takes a tenth of the time of the pattern, and most texts have none of them.
        is_placed = self.at is not None and ("前" in text or "本条第" in text or "本款第" in text)
        if is_placed or "同条第" in text or "同款第" in text:
            events += [(each.start(), self._near, each) for each in _NEAR.finditer(text)]
        if "简称" in text or "下称" in text:
            events += [(each.start(), self._explained, each) for each in _SHORT_FOR.finditer(text)]
        events.sort(key=itemgetter(0))
        return events

    # What each event says.

    def _title(self, match: re.Match[str]) -> Iterator[Citation]:
        words = match[0]
        if self.text.endswith(_EXPLAINS, 0, match.start()):
            return  # （以下简称《条例》）explains a name and cites nothing
        gap = self._gap(match.end())
        name, how = name_of(words), How.TITLE
        if name in self.called:
            name = self.called[name]
            key = self.titles.key_of(name)
        elif _IS_KIND.fullmatch(name.removesuffix("草案")) and (meant := self._named_last(name)):
            name, key, how = meant.name, meant.key, How.SAME
        else:
            key = self.titles.key_of(words) or self._with_issuer(match.start(), name)
        if (
            key is not None
            or gap.pin
            or (_IS_INSTRUMENT.search(words[1:-1]) and not _IS_PAPER.search(words[1:-1]))
        ):
            if gap.short:
                self.called[name_of(gap.short)] = name
            yield self._citation(match.start(), match.end(), gap, how, name, key)

    def _pins(self, match: re.Match[str]) -> Iterator[Citation]:
        begins = match.start()
        before = self.text[max(self.taken, begins - 70) : begins].rstrip(" ")
        if not before or before[-1] in _BREAKS:
            return
        gap = _Gap("", "", match)
        link = _LINK.search(before, max(len(before) - 2, 0))
        named = before[: link.start()] if link else before
        if named and named[-1] in self.titles.endings:
            if found := _SELF.search(named, max(len(named) - 8, 0)):
                yield self._citation(
                    begins - len(before) + found.start(), begins, gap, How.SELF, "", self.own
                )
                return
            same = _SAME.search(named, max(len(named) - 10, 0))
            if same and (meant := self._named_last(same[1]) or self._named_last("")):
                yield self._citation(
                    begins - len(before) + same.start(), begins, gap, How.SAME, meant.name, meant.key
                )
                return
            if not same and (known := self._name_before(named)):
                start, name, key, remark = known
                yield self._citation(
                    begins - len(before) + start, begins, _Gap(remark, "", match), How.SHORT, name, key
                )
                return
        last = self._in_sentence(begins)
        if before.endswith(_INTRODUCED) and not before.endswith(_NOT_INTRODUCED):
            yield self._citation(begins, begins, gap, How.OPEN, "", self.own)
        elif last and (before.endswith(_JOINED) or self.text[last.end : begins] in ("，", ",")):
            if last.how in (How.SELF, How.OPEN):
                yield self._citation(begins, begins, gap, How.OPEN, "", self.own)
            else:
                yield self._citation(begins, begins, gap, How.SAME, last.name, last.key)

    def _triggered(self, match: re.Match[str]) -> Iterator[Citation]:
        begins = match.end()
        while known := self._name_after(begins):
            end, name, key = known
            gap = self._gap(end)
            if gap.short:
                self.called[name_of(gap.short)] = name
            found = self._citation(begins, end, gap, How.SHORT, name, key)
            yield found
            joined = _AND.match(self.text, found.end)
            if not joined:
                return
            begins = joined.end()

    def _says(self, match: re.Match[str]) -> Iterator[Citation]:
        end = match.start()
        before = self.text[max(self.taken, end - 40) : end]
        if found := self._suffix(before):
            start, name, key = found
            if before[:start].endswith(STATE):
                start -= len(STATE)
            if not (start and before[start - 1] in _OF_A_PLACE):
                yield self._citation(end - len(before) + start, end, _Gap("", "", None), How.SHORT, name, key)

    def _near(self, match: re.Match[str]) -> Iterator[Citation]:
        if match["same"]:
            last = self._in_sentence(match.start())
            if last and last.places:
                here = last.places[-1].whole if match["same"] == "同条" else last.places[-1]
                found = places(match["same_deeper"], here)
                yield replace(
                    last, start=match.start(), end=match.end(), words=match[0], how=How.SAME, places=found
                )
            return
        if self.at is None:
            return
        found = self._own_places(self.at, match)
        if found:
            yield Citation(match.start(), match.end(), match[0], How.SELF, "", self.own, found)

    def _own_places(self, at: Place, match: re.Match[str]) -> tuple[Place, ...]:
        paragraph = at.paragraph or paragraph_at(self.text, match.start())
        if match["own"]:
            return places(
                match["own_deeper"],
                at.whole if match["own"] == "本条" else replace(at.whole, paragraph=paragraph),
            )
        many = count_of(match["many"]) if match["many"] else 1
        if match["unit"] == "条":
            number = at.sub or at.article
            numbers = range(max(number - many, 1), number)
            before = [Place(at.article, each) if at.sub else Place(each) for each in numbers]
            if at.sub == 1 and not before:
                before = [Place(at.article)]
        elif match["unit"] == "款":
            before = [
                replace(at.whole, paragraph=each) for each in range(max(paragraph - many, 1), paragraph)
            ]
        else:
            item = item_at(self.text, match.start())
            numbers = range(max(item - many, 1), item)
            before = [replace(at.whole, paragraph=paragraph, item=each) for each in numbers]
        if match["deeper"] and before:
            return (*before[:-1], *places(match["deeper"], before[-1]))
        return tuple(before)

    def _explained(self, match: re.Match[str]) -> Iterator[Citation]:
        """Learn what a name is short for, when it stands in brackets behind a law."""
        opened = max(self.text.rfind(each, max(match.start() - 60, 0), match.start()) for each in "（(")
        if opened < 0:
            return
        before = self.text[max(opened - 90, 0) : opened].rstrip()
        between = self.text[self.last.end : opened].strip(" ”") if self.last else ""
        if self.last and self.last.name and (not between or re.fullmatch(_REMARK, between)):
            self.called[name_of(match[1])] = self.last.name
        elif named := self._name_before(before):
            self.called[name_of(match[1])] = named[1]
        yield from ()

    # Names.

    def _gap(self, end: int) -> "_Gap":
        """Read what stands between a name and its pins."""
        gap = _GAP.match(self.text, end)
        assert gap
        pin = PINS.match(self.text, gap.end())
        short = _SHORT_FOR.search(gap[0])
        remark = "" if short else gap[0].strip(' 的中之里（）()〔〕[]”"')
        return _Gap(remark, short[1] if short else "", pin)

    def _citation(self, start: int, end: int, gap: "_Gap", how: How, name: str, key: str | None) -> Citation:
        end = gap.pin.end() if gap.pin else end
        found = places(gap.pin[0]) if gap.pin else ()
        return Citation(start, end, self.text[start:end], how, name, key, found, gap.remark)

    def _name_before(self, words: str) -> tuple[int, str, str | None, str] | None:
        """Return where the name begins in which `words` end, the name, its key, and the remark behind it."""
        found, remark = self._suffix(words), ""
        if not found and words.endswith(("）", ")")) and (behind := _LAST_REMARK.search(words)):
            words, remark = words[: behind.start()], behind[0][1:-1]
            found = self._suffix(words)
        if found:
            start, name, key = found
            if words[:start].endswith(STATE):
                start -= len(STATE)
            if not (start and words[start - 1] in _OF_A_PLACE):
                return start, name, key, remark
        if unknown := _unknown(words):
            return len(words) - len(unknown), name_of(unknown), None, remark
        return None

    def _suffix(self, words: str) -> tuple[int, str, str | None] | None:
        run = _RUN.search(words)
        if not run:
            return None
        for start in range(run.start(), len(words) - 1):
            if words[start] in _BRACKETS:
                continue
            name = words[start:].translate(_NO_BRACKETS)
            key = self.titles.get(name) if len(name) >= SHORTEST or name in TWO_SIGNS else None
            if key is not None and self.called.get(name, name) == name:
                return start, ABBREVIATED.get(name, name), key
            if name in self.called and (
                len(name) > SHORTEST or not start or _STANDS_ALONE.search(words[:start])
            ):
                full = self.called[name]
                return start, full, self.titles.key_of(full)
        return None

    def _name_after(self, begins: int) -> tuple[int, str, str | None] | None:
        text = self.text
        first = begins + len(STATE) if text.startswith(STATE, begins) else begins
        longest = min(self.titles.longest, 40, len(text) - first)
        if text[first : first + 2] in TWO_SIGNS:
            name = text[first : first + 2]
            return None if _GOES_ON.match(text, first + 2) else (first + 2, name, self.titles.get(name))
        if not self.titles.may_begin(text[first : first + 3]) and not any(
            text.startswith(each, first) for each in self.called
        ):
            return None
        for end in range(first + longest, first + 2, -1):
            name = text[first:end]
            key = self.titles.get(name)
            if key is None and name not in self.called:
                continue
            if _GOES_ON.match(text, end):
                return None
            full = self.called.get(name, ABBREVIATED.get(name, name))
            return end, full, key if key is not None else self.titles.key_of(full)
        return None

    def _with_issuer(self, start: int, name: str) -> str | None:
        """Look for 最高人民法院《关于…的规定》 under its whole title."""
        run = _HAN_RUN.search(self.text[max(start - 24, 0) : start]) if name.startswith("关于") else None
        if not run:
            return None
        whole = (self.titles.get(run[0][each:] + name) for each in range(len(run[0])))
        return next((key for key in whole if key is not None), None)

    def _named_last(self, kind: str) -> Citation | None:
        return next((each for each in reversed(self.named[-200:]) if each.name.endswith(kind)), None)

    def _in_sentence(self, position: int) -> Citation | None:
        last = self.last
        if last is None or position - last.end > _LONGEST_SENTENCE:
            return None
        return None if _SENTENCE_ENDS.search(self.text, last.end, position) else last


def _unknown(before: str) -> str:
    """Return the name of a law that no library has, when what stands before a pin ends in one."""
    found = _UNKNOWN.match(before)
    name = _NEXT_NAME.split(found["name"])[-1] if found else ""
    name = _BEFORE_NAME.sub("", name)
    return name if _CAN_BE_NAME.fullmatch(name) else ""


@dataclass(frozen=True, slots=True)
class _Gap:
    remark: str
    short: str
    pin: re.Match[str] | None
