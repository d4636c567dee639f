"""What should be proposed for covering before a document goes out to somebody.

A page that is published is checked for what should not stand there (`privacy`); a document that is handed out holds
what others wrote, so more is proposed here and a person decides about each.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from . import privacy

KINDS = {
    "identity": "身份证号码",
    "mobile": "手机号码",
    "card": "银行卡号",
    "passport": "护照号码",
    "mail": "电子邮箱",
    "home": "住址",
    "landline": "固定电话",
    "plate": "车牌号码",
    "name": "姓名",
}
"""What is proposed, and what it is called."""

MAIL = re.compile(r"[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9][A-Za-z0-9.-]{0,100}\.[A-Za-z]{2,10}")
LANDLINE = re.compile(
    r"(?<![0-9A-Za-z-])(?:0[0-9]{2,3}[- ]?|[（(]0[0-9]{2,3}[）)] ?)[2-8][0-9]{6,7}(?:-[0-9]{1,4})?(?![0-9A-Za-z])"
)
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·. ]?"
    r"(?:[0-9A-HJ-NP-Z]{4}[0-9A-HJ-NP-Z挂学警港澳]|[DF][0-9A-HJ-NP-Z][0-9]{4}|[0-9]{5}[DF])(?![0-9A-Za-z])"
)
ADDRESS = re.compile(
    r"(?:(?:(?![省市区县镇乡村路街道巷里苑园])[\u4e00-\u9fff]){1,11}[省市区县镇乡村路街道巷里苑园]{1,3}){1,6}"
    r"[\u4e00-\u9fff]{0,8}?(?:[0-9]{1,5}|[一二三四五六七八九十百]{1,5})(?:-[0-9]{1,4})?(?:号|栋|幢|座|单元)"
    r"(?:[^，。；、：,;\s()（）0-9]{0,8}[0-9]{1,5}(?:室|房|号|户|单元|楼|层|栋|幢|座)){0,4}"
)
"""Each part ends where its kind of place is named, so that a page of Chinese is read once and not over and over."""

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟"
    "殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农"
    "司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
NAMED = re.compile(
    r"(?:姓名|申请人|联系人|经办人|户主|当事人|被征收人|被处罚人|投诉人|举报人|承包人|法定代表人|委托代理人|监护人|收件人|乙方)"
    r"(?:[（(]签[字名章][）)])?[：:]\s{0,4}([\u4e00-\u9fff·]{2,4})(?![\u4e00-\u9fff])"
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something in a text that may have to be covered.

    Args:
        kind: one of `KINDS`.
        start: where it begins, in characters.
        end: where it ends.
    """

    kind: str
    start: int
    end: int


def proposals(text: str) -> list[Proposal]:
    """Return what may have to be covered, in the order of reading; nothing is proposed twice.

    Numbers of identity cards and bank cards carry their check digits. Names are proposed where a label announces one
    (姓名：…) and then wherever they stand again: without a label a name cannot be told from other words by a rule.

    Args:
        text: one page, as `readable` returns it.

    Source: 个人信息保护法第二十八条; 政府信息公开条例（2019年修订）第十五条、第三十七条.

    >>> text = "申请人：陈小燕，电话0756-7263123，车牌粤C12345。陈小燕住三灶镇海澄村12号302室。"
    >>> [(KINDS[each.kind], text[each.start:each.end]) for each in proposals(text)]  # doctest: +NORMALIZE_WHITESPACE
    [('姓名', '陈小燕'), ('固定电话', '0756-7263123'), ('车牌号码', '粤C12345'), ('姓名', '陈小燕'),
     ('住址', '三灶镇海澄村12号302室')]
    """
    found = sorted(_all(text), key=lambda each: (each.start, -each.end))
    kept: list[Proposal] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _all(text: str) -> Iterator[Proposal]:
    for finding in privacy.private(text):
        kind = finding.rule.removeprefix("privacy.")
        lead = _before_the_place(finding.found) if kind == "home" else 0
        yield Proposal(kind, finding.start + lead, finding.end)
    for kind, pattern in (("mail", MAIL), ("landline", LANDLINE), ("plate", PLATE)):
        for match in pattern.finditer(text):
            yield Proposal(kind, match.start(), match.end())
    for match in ADDRESS.finditer(text):
        yield Proposal("home", match.start() + _before_the_place(match[0]), match.end())
    names = {match[1] for match in NAMED.finditer(text) if match[1][0] in SURNAMES}
    for name in names:
        for match in re.finditer(re.escape(name), text):
            yield Proposal("name", match.start(), match.end())


def _before_the_place(words: str) -> int:
    """Return how many of the characters caught with an address only lead to it, such as 现居住在."""
    lead = re.match(
        r".{0,8}?(?:位于|居住在|居住于|住在|住于|坐落于|地址为|地址是|家住|住(?!宅|建|房))", words
    )
    return lead.end() if lead else 0


def readable(text: str) -> str:
    """Return `text` with its letters and digits in their plain form, each in its place; marks stay as they are.

    >>> readable("电话：１３８，⼭")
    '电话：138，山'
    """
    return "".join(map(_plain_sign, text))


@cache
def _plain_sign(sign: str) -> str:
    normal = unicodedata.normalize("NFKC", sign)
    return normal if len(normal) == 1 and (normal.isalnum() or normal in "@.-_+*") else sign


def plain(words: str) -> str:
    r"""Return words as they are compared: without spaces and line breaks, letters and digits in one form.

    >>> plain("４４０４ 0４\n陈　小燕 ABC")
    '440404陈小燕abc'
    """
    return "".join(unicodedata.normalize("NFKC", words).casefold().split())


def is_private(words: str) -> bool:
    """Whether `words`, as `plain` leaves them, are of a kind that must stand nowhere once they are covered anywhere.

    >>> [is_private(each) for each in ("身份证号码", "13800138000", "粤c12345", "2024年度")]
    [False, True, True, False]
    """
    return bool(re.search(r"[0-9]{5}", words) or "@" in words or proposals(words.upper()))


MARKS = "，。、；：！？,;:!?“”‘’\"'（）()《》〈〉【】[]—-…·."
"""What stands around words without being one of them, as `plain` leaves it."""


def secrets(covered: Sequence[str]) -> set[str]:
    r"""Return which words must be found nowhere any more, in the form of `plain`.

    They are what each box covers as a whole, each of its lines of four characters or more, each number or address of
    five signs or more, and what would be proposed for covering. One character alone says nothing.

    Args:
        covered: what stands below each box, its lines apart.

    >>> sorted(secrets(["陈小燕", "电话 13800138000\n男"]))
    ['13800138000', '电话13800138000', '电话13800138000男', '陈小燕']
    """
    found: set[str] = set()
    for words in covered:
        lines = [plain(line).strip(MARKS) for line in words.splitlines()]
        whole = plain(words).strip(MARKS)
        found.update((whole, *(line for line in lines if len(line) >= 4)))
        found.update(re.findall(r"[0-9a-z@.+_-]{5,}", whole))
        normal = readable(words)
        found.update(plain(normal[each.start : each.end]) for each in proposals(normal))
    return {each for each in found if len(each) >= 2}
