"""How a text becomes the words under which it is found.

Two streams are made of every text: words, and pairs of neighbouring characters. Words alone miss what is cut
in the middle of one; pairs alone miss what is said in another order. The engine sees only words divided by
spaces, so that any other engine would find the same.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

import rjieba

HAN = r"\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
"""A stretch of Chinese, or one of letters and digits."""
IS_HAN = re.compile(rf"[{HAN}]")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")

LONGEST_RUN = 64
"""Longer stretches without a space are not written by people; they are cut here."""

OFFICE_WORDS = (
    "依申请公开", "主动公开", "政府信息公开", "政务公开", "规范性文件", "行政规范性文件", "合法性审核", "备案审查",
    "一网通办", "一件事", "粤智助", "粤省事", "镇街", "村居", "三审三校", "基层政务公开", "公开指南", "公开目录",
    "双随机", "放管服", "营商环境", "拿地即开工", "容缺受理", "告知承诺", "公共租赁住房", "残疾人证", "随迁子女",
    "最低生活保障", "特困人员", "高龄津贴", "电动自行车", "增设电梯", "不动产登记", "市场主体登记",
)  # fmt: skip
"""Words of the office that the general dictionary lacks."""

ASKING = frozenset(
    [
        "的",
        "了",
        "吗",
        "呢",
        "吧",
        "啊",
        "呀",
        "和",
        "与",
        "及",
        "在",
        "是",
        "有",
        "我",
        "我们",
        "你",
        "你们",
        "他",
        "她",
        "它",
        "想",
        "要",
        "需要",
        "能",
        "能否",
        "能不能",
        "可以",
        "可不可以",
        "会",
        "会不会",
        "是否",
        "是不是",
        "有没有",
        "请问",
        "请",
        "怎么",
        "怎么办",
        "怎么样",
        "怎样",
        "如何",
        "什么",
        "什么样",
        "哪",
        "哪个",
        "哪些",
        "哪里",
        "哪儿",
        "去",
        "到",
        "找",
        "谁",
        "几",
        "多少",
        "多久",
        "多长",
        "时候",
        "时间",
        "为什么",
        "为何",
        "咋",
        "咋办",
        "该",
        "应该",
        "应",
        "办",
        "办理",
        "一下",
        "关于",
        "被",
        "把",
        "给",
        "对",
        "就",
        "都",
        "也",
        "还",
        "这",
        "那",
        "个",
    ]
)
"""Words of a question that say nothing about its subject; left out while others remain."""


def plain(text: str) -> str:
    """Return `text` in the one form in which it is compared: full width, capitals and hidden signs are gone.

    >>> plain("ＡＢＣ㈠１２３")
    'abc(一)123'
    """
    return CONTROL.sub(" ", unicodedata.normalize("NFKC", text).lower())


def runs(text: str) -> Iterator[str]:
    """Yield the stretches of Chinese and those of letters and digits in a plain text.

    >>> list(runs("gb3838-2002标准，5g基站"))
    ['gb3838', '2002', '标准', '5g', '基站']
    """
    for found in RUN.finditer(text):
        run = found.group()
        for start in range(0, len(run), LONGEST_RUN):
            yield run[start : start + LONGEST_RUN]


def pairs(text: str) -> list[str]:
    """Return the pairs of neighbouring characters, and the last character of each stretch alone.

    >>> pairs("公开指南，5g")
    ['公开', '开指', '指南', '南', '5g']
    """
    return [each for run in runs(plain(text)) for each in _pairs_of(run)]


def pairs_asked(text: str) -> list[str]:
    """Return the pairs to look for, one after the other: those of the text, as it may go on after them.

    >>> pairs_asked("公开指南")
    ['公开', '开指', '指南']
    >>> pairs_asked("南")
    ['南']
    """
    found = pairs(text)
    ends_in_pair = len(found) > 1 and len(found[-1]) == 1 and IS_HAN.match(found[-1]) and len(found[-2]) == 2
    return found[:-1] if ends_in_pair and found[-2].endswith(found[-1]) else found


class Analyser:
    """Cuts texts into words, knowing the names of a place besides the general dictionary.

    An index and those who search it use the same names: with others, words would be cut elsewhere.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._cutter = rjieba.Jieba()
        for word in (*OFFICE_WORDS, *names):
            self._cutter.add_word(plain(word), None, None)

    def words(self, text: str) -> list[str]:
        """Return the words of a text to be found, long ones also in their parts.

        >>> analyser_of().words("残疾人就业")
        ['残疾', '残疾人', '就业']
        """
        return [
            word
            for run in runs(plain(text))
            for word in (self._cutter.cut_for_search(run, False) if IS_HAN.match(run) else (run,))
        ]

    def asked(self, text: str) -> list[str]:
        """Return the words to look for; those of a question that say nothing are left out.

        >>> analyser_of().asked("请问残疾人就业补贴怎么申请")
        ['残疾人', '就业', '补贴', '申请']
        """
        cut = [
            word
            for run in runs(plain(text))
            for word in (self._cutter.cut(run, False) if IS_HAN.match(run) else (run,))
        ]
        words = list(dict.fromkeys(cut))
        return [word for word in words if word not in ASKING] or words


@lru_cache(maxsize=2)
def analyser_of(names: tuple[str, ...] = ()) -> Analyser:
    """Return the analyser that knows these names; making one takes a moment, so it is kept."""
    return Analyser(names)


def _pairs_of(run: str) -> list[str]:
    if not IS_HAN.match(run):
        return [run]
    return [*(run[at : at + 2] for at in range(len(run) - 1)), run[-1]]
