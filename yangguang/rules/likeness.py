"""How alike two texts are that people wrote (相似程度): what is compared, and the percentage that is shown.

Signs, spaces, capitals and full width say nothing; a heading, a greeting and the phrases in which every request
for information is wrapped say little, and are set aside. What is left is compared by its runs of three characters:
a changed word costs three or four of them, another order only those at the seams. Nothing here decides anything:
the figure says which texts are worth reading side by side.
"""

import re
import unicodedata
from dataclasses import dataclass

RUN = 3
"""How many characters are compared together."""

SHORTEST = 4
"""What is left of a text must have so many characters that count; otherwise the whole of it is compared."""

HEADING = re.compile(r"(?:关于.{1,60}|.{0,60}(?:申请[书表]?|请求|信息公开|函))")
"""A first line like this is a heading, where more lines follow."""

_LAW = (
    r"(?:《?(?:中华人民共和国)?政府信息公开条例》?(?:\([^)]*\))?"
    r"(?:第[〇零一二三四五六七八九十百\d、]+条)?(?:之|的|等)?(?:相关|有关)?(?:规定)?)"
)
WRAPPED = re.compile(
    "|".join(
        (
            r"尊敬的[^,。:!\n]{0,20}[:,!]",
            r"(?:领导)?[您你]好[,。!]?",
            rf"(?:本人|我|我们|申请人|本公司|我单位)?(?:现|特|兹)?(?:依据|根据|依照|按照){_LAW},?",
            r"(?:本人|我|我们|申请人|本公司|我单位)?(?:现|特|兹)?(?:向(?:贵|你)(?:单位|局|办|镇|机关|府|委|处|街道))?"
            r"(?:申请|请求|要求|请)(?:贵(?:单位|局|办|镇|机关|府|委|处|街道))?(?:依法)?(?:予以)?(?:公开|获取|查询|提供)"
            r"(?:(?:以下|下列|如下|上述)(?:的)?(?:政府)?信息)?:?",
            r"(?:恳请|敬请|请|望|盼)(?:贵(?:单位|局|办|镇|机关|府|委|处|街道))?(?:依法|尽快)?(?:予以?|给予)(?:公开|答复|批准|提供|回复)",
            r"特此申请",
            r"此致|敬礼|谢谢|非常感谢",
        )
    )
)
"""The phrases in which a request is wrapped, in the plain form of their signs."""

NUMBER = re.compile(r"\d+")
YEAR_IN_CHARACTERS = re.compile(r"[〇零一二三四五六七八九]{4}(?=年)")
IN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


@dataclass(frozen=True, slots=True)
class Wording:
    """What of a text is compared.

    Args:
        words: the characters that count, in a row.
        runs: each run of three of them.
        numbers: the years and other numbers of the whole text, its heading too.
    """

    words: str
    runs: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts are.

    Args:
        percent: of all the runs of both, how many both have.
        held: of the runs of the shorter one, how many the longer one has too, in per cent.
        is_same: whether they say the same, but for signs, spaces, heading and phrases around it.
        only_one: the years and numbers that only one of them names; where there are any, they may ask for two things
            in the same words.
    """

    percent: int
    held: int
    is_same: bool
    only_one: tuple[str, ...]


def counting(text: str) -> str:
    """Return the characters of a text that count: letters, digits and Chinese characters in their plain form.

    >>> counting("２０２３年　三灶镇“学区图”（Ａ3）")
    '2023年三灶镇学区图a3'
    """
    return "".join(each for each in unicodedata.normalize("NFKC", text).lower() if each.isalnum())


def unwrapped(text: str) -> str:
    r"""Return a text without its heading, its greeting and the phrases in which a request is wrapped.

    >>> unwrapped("您好！本人依据《政府信息公开条例》第二十七条，申请公开：2023年三灶镇低保名单。谢谢")
    '2023年三灶镇低保名单。'
    >>> unwrapped("关于学区的申请\n请公开2022年三灶镇小学学区划分图。")
    '2022年三灶镇小学学区划分图。'
    """
    plain = unicodedata.normalize("NFKC", text)
    lines = [line for line in ("".join(each.split()) for each in plain.splitlines()) if line]
    has_heading = len(lines) > 1 and HEADING.fullmatch(lines[0])
    return WRAPPED.sub("", "\n".join(lines[1:] if has_heading else lines)).strip()


def wording_of(text: str) -> Wording:
    """Return what of a text is compared.

    >>> sorted(wording_of("申请公开二〇二三年预算表。").numbers)
    ['2023']
    """
    words = counting(unwrapped(text))
    if len(words) < SHORTEST:
        words = counting(text)
    plain = YEAR_IN_CHARACTERS.sub(
        lambda year: year.group().translate(IN_DIGITS), unicodedata.normalize("NFKC", text)
    )
    runs = frozenset(words[at : at + RUN] for at in range(max(1, len(words) - RUN + 1))) - {""}
    return Wording(words, runs, frozenset(NUMBER.findall(plain)))


def likeness(one: Wording, other: Wording) -> Likeness:
    """Return how alike two texts are.

    Only what is the same, numbers included, is shown as one hundred.

    >>> asked = wording_of("申请公开2022年三灶镇小学学区划分图")
    >>> likeness(asked, wording_of("请公开：2022 年三灶镇小学、学区划分图。")).percent
    100
    >>> likeness(asked, wording_of("申请公开2023年三灶镇小学学区划分图"))
    Likeness(percent=62, held=76, is_same=False, only_one=('2022', '2023'))
    >>> likeness(asked, wording_of("三灶镇污水处理厂2022年排污许可证")).percent
    16
    """
    both = len(one.runs & other.runs)
    only_one = tuple(sorted(one.numbers ^ other.numbers))
    if not both:
        return Likeness(0, 0, one.words == other.words and not only_one, only_one)
    is_same = one.words == other.words and not only_one
    percent = 100 * both // (len(one.runs) + len(other.runs) - both)
    held = 100 * both // min(len(one.runs), len(other.runs))
    return Likeness(100 if is_same else min(99, percent), held, is_same, only_one)


def held_in(part: str, whole: str) -> int:
    """Return how much of a short text, such as a title, stands somewhere in another, in per cent.

    Pairs of characters are counted: titles are short, and are seldom quoted to the letter.

    >>> held_in("金湾区公共租赁住房管理办法", "申请公开金湾区《公共租赁住房管理办法》全文")
    100
    >>> held_in("文明养犬倡议书", "三灶镇学区划分图")
    0
    """
    short, long = counting(part), counting(whole)
    pairs = {short[at : at + 2] for at in range(max(1, len(short) - 1))} - {""}
    return 100 * sum(each in long for each in pairs) // len(pairs) if pairs else 0
