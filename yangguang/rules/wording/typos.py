"""Wrong words, signs and doubled words."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from .findings import Finding, Severity
from .lines import Line
from .matching import HAN, Words

_FILE = tomllib.loads(files(__package__).joinpath("typos.toml").read_text("utf-8"))
WRONG: dict[str, str] = _FILE["words"]
VARIANTS: dict[str, str] = _FILE["variants"]
_WORDS = Words([*WRONG, *VARIANTS], _FILE["unless"])

DOUBLED = re.compile(
    "(?P<word>进行|加强|推进|开展|实施|完善|提高|做好|促进|应当|必须|以及|但是|因此|我们|他们|关于|并且|或者|如果|因为)(?P=word)"
    "|的的(?<![目标鹄中打]的的)(?![确士])|在在(?<=[存正]在在)"
)
REPEATED = re.compile(f"(?:^|(?<=[，。；：、\\s]))([{HAN}]{{4,16}})\\1")
BEFORE = f"[{HAN}，。）”》]"
HALF = re.compile(rf"[,;:?!](?<={BEFORE}.)(?=[{HAN}（“《])|[,;?!](?<=[{HAN}].)$")
FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
SIGNS = re.compile("[，、；：。]{2,}")
DOUBLE_SIGN = {"。。", "，，", "、、", "；；", "：：", *(a + b for a in "，、；：" for b in "，、；：。" if a != b),
               *("。" + a for a in "，、；：")}  # fmt: skip
NUMBER = re.compile(
    r"[\[（(【［{﹝]\s*(?P<year>(?:19|20)[0-9]{2})\s*[\]）)】］}﹞]\s*第?\s*0*(?P<nth>[1-9][0-9]{0,4})\s*号"
    r"|〔(?P<year2>(?:19|20)[0-9]{2})〕\s*(?:第\s*0*|0+)(?P<nth2>[1-9][0-9]{0,4})\s*号"
)
WORD = re.compile(rf"[{HAN}]{{1,12}}$")
LETTERED = re.compile(r"[发办函令字规文告通复建管审批]$")
PAIRS = {"《": "》", "“": "”", "（": "）", "〔": "〕", "〈": "〉", "「": "」"}
SIGN = re.compile("[《》“”（）〔〕〈〉「」()]")
MOST_OPEN = 40
"""How many pairs may be open within each other; what is more is no text."""

REACH = 3
"""Over how many paragraphs a pair may reach."""

ITEM = re.compile(r"(?:^|[\s，。；：、])[0-9A-Za-z一二三四五六七八九十①-⑳]{1,3}$")


def wrong_words(text: str) -> Iterator[Finding]:
    """Yield the words that are written wrong.

    >>> [(found.found, found.right) for found in wrong_words("认真布署，发布署名文章")]
    [('布署', '部署')]
    """
    for start, word in _WORDS.find(text):
        right = WRONG.get(word) or VARIANTS[word]
        if word in WRONG:
            yield Finding(
                "typo", Severity.WARNING, word, f"“{word}”应为“{right}”。", f"typo.{word}", start, start + len(word),
                right=right,
            )  # fmt: skip
        else:
            yield Finding(
                "variant", Severity.ADVICE, word, f"“{word}”的推荐写法是“{right}”。", f"variant.{word}", start,
                start + len(word), right=right,
            )  # fmt: skip


def doubled_words(text: str) -> Iterator[Finding]:
    """Yield words that stand twice by mistake."""
    for match in (*DOUBLED.finditer(text), *REPEATED.finditer(text)):
        whole = match[0]
        half = whole[: len(whole) // 2]
        if len(set(half)) >= min(3, len(half)):
            yield Finding(
                "doubled", Severity.WARNING, whole, f"“{half}”重复了，请删去一个。", "doubled", match.start(),
                match.end(), right=half,
            )  # fmt: skip


def signs(text: str) -> Iterator[Finding]:
    """Yield signs that are half-width or doubled.

    Source: GB/T 15834—2011 标点符号用法.
    """
    half = list(HALF.finditer(text))
    if half:
        first, more = half[0], f"，本段共{len(half)}处" if len(half) > 1 else ""
        yield Finding(
            "sign", Severity.WARNING, first[0], f"汉字之间用全角标点“{FULL[first[0]]}”{more}。", "sign.half",
            first.start(), first.end(), right=FULL[first[0]],
        )  # fmt: skip
    for match in SIGNS.finditer(text):
        if match[0] in DOUBLE_SIGN:
            yield Finding(
                "sign", Severity.WARNING, match[0], f"“{match[0]}”两个标点连用，请删去一个。", "sign.doubled",
                match.start(), match.end(),
            )  # fmt: skip


@dataclass(slots=True)
class _Open:
    sign: str
    line: Line
    at: int
    age: int = 0


def pairs(lines: Iterable[Line]) -> Iterator[Finding]:
    """Yield brackets, book marks and quotation marks that have no other half.

    A pair may reach over a few paragraphs, as in a title on several lines. A quotation that goes on in
    the next paragraph opens again there and closes only once, so only half of the marks “” is asked for.
    """
    open_: list[_Open] = []
    for line in lines:
        for each in [each for each in open_ if each.line.block != line.block or each.age == REACH]:
            open_.remove(each)
            yield from _unpaired(each)
        for match in SIGN.finditer(line.text):
            yield from _pair(open_, match[0].translate(_AS_FULL), line, match.start())
        for each in open_:
            each.age += 1
    for each in open_:
        yield from _unpaired(each)


def _pair(open_: list[_Open], sign: str, line: Line, at: int) -> Iterator[Finding]:
    if sign in PAIRS:
        if sign == "《" and open_ and open_[-1].sign == "《" and open_[-1].line is line:
            yield _sign(line, at, "书名号里面再用书名号时，里面的用“〈〉”。", "sign.nested", Severity.ADVICE)
        open_.append(_Open(sign, line, at))
        if len(open_) > MOST_OPEN:
            yield from _unpaired(open_.pop(0))
        return
    nth = next((nth for nth in range(len(open_) - 1, -1, -1) if PAIRS[open_[nth].sign] == sign), None)
    if nth is not None:
        for each in open_[nth + 1 :]:
            yield from _unpaired(each)
        del open_[nth:]
    elif sign != "”" and not (sign == "）" and ITEM.search(line.text[max(0, at - 5) : at])):
        yield _sign(line, at, f"“{line.text[at]}”前面没有成对的另一半，请补上或者删去。", "sign.pair")


_AS_FULL = str.maketrans("()", "（）")


def _unpaired(each: _Open) -> Iterator[Finding]:
    if each.sign != "“":
        said = f"“{each.line.text[each.at]}”后面没有成对的“{PAIRS[each.sign]}”，请补上或者删去。"
        yield _sign(each.line, each.at, said, "sign.pair")


def _sign(line: Line, at: int, advice: str, rule: str, severity: Severity = Severity.WARNING) -> Finding:
    found = line.text[at : at + 12]
    return Finding("sign", severity, found, advice, rule, at, at + 1, line.block, line.paragraph)


def document_numbers(text: str) -> Iterator[Finding]:
    """Yield numbers of documents (发文字号) that are not written as they should be.

    Source: GB/T 9704—2012 7.2.5.

    >>> [found.right for found in document_numbers("根据国办函[2020]109号和（2020）粤04民初1号")]
    ['国办函〔2020〕109号']
    """
    for match in NUMBER.finditer(text):
        before = WORD.search(text, max(0, match.start() - 12), match.start())
        if not before or not LETTERED.search(before[0]):
            continue
        word = re.split("[和与及据按照、的到见]", before[0])[-1]
        right = f"{word}〔{match['year'] or match['year2']}〕{match['nth'] or match['nth2']}号"
        start = match.start() - len(word)
        yield Finding(
            "number", Severity.WARNING, text[start : match.end()], f"发文字号应写成“{right}”。", "number.form",
            start, match.end(), right=right,
        )  # fmt: skip
