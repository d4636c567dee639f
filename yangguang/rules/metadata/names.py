"""Names of organisations and titles of documents, told by how they are written."""

from __future__ import annotations

import re

_ORGANISATION = re.compile(
    r"(?=.{3,40}$)[\u4e00-\u9fff（）()、]*"
    r"(?:国务院|政府|办公室|办公厅|委员会|委|局|厅|部|院|署|处|所|中心|总队|支队|大队|街道|办事处|办|公司|党组|支部|协会|"
    r"联合会|指挥部|银行|大学|法院|馆|站|集团|领导小组)(?:[（(][\u4e00-\u9fff]+[）)])?"
)
_NOT_A_NAME = re.compile(r"关于|印发|通知|根据|按照|负责|以下|有关|各[省市区县镇]|本级")
_TITLE = re.compile(
    r".{4,}(?:决议|决定|命令|令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|办法|细则|规定|规则|规范|规程|条例|"
    r"方案|规划|计划|要点|指南|指引|目录|清单|解读|说明|措施|制度|预案|章程|标准|公示|答复|年报|问答)"
    r"(?:[（(][^（）()]{1,20}[）)])?"
)
_VERB = re.compile(r"关于|印发|转发|批转|公布|发布")
_GAP = re.compile(r"\s+")


def compact(text: str) -> str:
    """Return `text` without any space."""
    return _GAP.sub("", text)


def organisations(text: str) -> tuple[str, ...]:
    """Return the names that `text` consists of; nothing when it is something else.

    >>> organisations("珠海市民政局　珠海市财政局"), organisations("国 务 院")
    (('珠海市民政局', '珠海市财政局'), ('国务院',))
    >>> organisations("请各单位负责")
    ()
    """
    pieces = [piece for piece in re.split(r"[\s,，;；]+", text.strip()) if piece]
    if len(pieces) > 1 and any(len(piece) == 1 for piece in pieces):
        pieces = [compact(text)]
    names = [*pieces, compact(text)] if not all(map(_is_name, pieces)) else pieces
    if names is not pieces:
        # A long name that was broken into two lines is one name.
        pieces = [compact(text)]
    return tuple(pieces) if pieces and all(map(_is_name, pieces)) else ()


def issuers_in(title: str) -> tuple[str, ...]:
    """Return who speaks in a title.

    >>> issuers_in("珠海市民政局 珠海市财政局关于印发养老服务补贴办法的通知")
    ('珠海市民政局', '珠海市财政局')
    >>> issuers_in("国务院办公厅转发民政部关于清理社会团体意见的通知"), issuers_in("关于停车的通知")
    (('国务院办公厅',), ())
    """
    verb = _VERB.search(title)
    return organisations(title[: verb.start()]) if verb else ()


def is_title(text: str) -> bool:
    """Whether `text` reads as the title of a document.

    >>> is_title("珠海市金湾区养老服务补贴办法（试行）"), is_title("请遵照执行。")
    (True, False)
    """
    return bool(_TITLE.fullmatch(compact(text)))


def _is_name(text: str) -> bool:
    return bool(_ORGANISATION.fullmatch(text)) and not _NOT_A_NAME.search(text)
