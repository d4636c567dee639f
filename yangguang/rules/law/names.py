"""What laws are called: titles as they are compared, and the short names everybody uses."""

import re
import unicodedata

STATE = "中华人民共和国"
SHORTEST = 3
"""A name of fewer signs is taken for one only when it is in `TWO_SIGNS`: 办法 names nothing."""
TWO_SIGNS = frozenset({"宪法", "刑法"})

ABBREVIATED = {
    "民诉法": "民事诉讼法",
    "刑诉法": "刑事诉讼法",
    "行诉法": "行政诉讼法",
    "新民诉法": "民事诉讼法",
    "消法": "消费者权益保护法",
    "消保法": "消费者权益保护法",
    "道交法": "道路交通安全法",
    "治安处罚法": "治安管理处罚法",
    "劳动争议仲裁法": "劳动争议调解仲裁法",
    "环评法": "环境影响评价法",
}
"""What lawyers and clerks write for a long name; no text says so, so they are listed."""

_SIGN = re.compile(r"[\W_]+")
_PLACE = re.compile(
    r"(.{2,4}?)(?:维吾尔自治区|壮族自治区|回族自治区|特别行政区|自治区|自治州|省|市|区|县)(?=.{4})"
)
_REMARK = re.compile(r"[(（〔\[][^()（）〔〕\[\]]{1,20}[)）〕\]]$")


def name_of(title: str) -> str:
    """Return a title as it is compared: without signs and spaces, and without the name of the state.

    >>> name_of("《中华人民共和国政府信息公开条例》")
    '政府信息公开条例'
    >>> name_of("最高人民法院关于适用《中华人民共和国公司法》若干问题的规定（二）")
    '最高人民法院关于适用中华人民共和国公司法若干问题的规定二'
    """
    return _SIGN.sub("", unicodedata.normalize("NFKC", title).lower()).removeprefix(STATE)


def names_of(title: str) -> set[str]:
    """Return what a title is called: in full, without its closing remark, with the short name of its place.

    >>> sorted(names_of("广东省湿地保护条例（试行）"))
    ['广东湿地保护条例', '广东湿地保护条例试行', '广东省湿地保护条例', '广东省湿地保护条例试行']
    """
    titles = {title, _REMARK.sub("", title.strip())}
    names = {name_of(each) for each in titles}
    return {each for each in names | {_PLACE.sub(r"\1", each, count=1) for each in names} if each}
