"""Which files may go out with an answer, and why something in them may be withheld. Pure."""

from collections.abc import Iterator
from datetime import date

from yangguang.core.redaction.rules import Ground
from yangguang.rules.problems import Problem

from ..rules import OUTCOMES, REGULATION, TERMS

GROUNDS = [
    Ground(each.key, each.label.removeprefix("不予公开："), each.source)
    for each in OUTCOMES.values()
    if each.row.startswith("denied_") and each.key != "admin_query"
]
"""Why a part of a document may be withheld: the grounds of the law for withholding the whole of one."""


MOST_AT_ONCE = 5
"""How many files a form takes at once: together they are no larger than what the server takes in one message."""


def why_not_add(*, adding: int, added: int, is_signed: bool, is_closed: bool, on: date) -> Iterator[Problem]:
    """Say why an applicant adds no more files to her request.

    Args:
        adding: how many she adds now.
        added: how many she added before.
        is_signed: whether the answer was signed, so that nothing is looked at any more.
        is_closed: whether the request is closed.
        on: the day; how many one request may have by the internet is a dated setting.

    >>> said = why_not_add(adding=2, added=19, is_signed=False, is_closed=False, on=date(2024, 3, 1))
    >>> [each.message for each in said]
    ['一件申请最多在网上提交20个文件，已有19个；其余的请当面或者邮寄提交。']
    """
    most = TERMS["online_files"].on(on).amount
    if is_closed or is_signed:
        yield Problem("这件申请已经作出答复或者办结，不能再补充材料；需要的，请另行提出申请。")
    elif added + adding > most:
        yield Problem(
            f"一件申请最多在网上提交{most}个文件，已有{added}个；其余的请当面或者邮寄提交。", "file"
        )


def why_not_attach(role: str) -> Iterator[Problem]:
    """Say that a file cannot be put to a request as going out: such a file is made, never uploaded."""
    if role not in ("attached", "found"):
        yield Problem("请选择文件的来源。随答复发出的文件须由遮盖产生，不能直接上传。", "role")


def why_not_enclose(*, is_signed: bool, is_closed: bool) -> Iterator[Problem]:
    """Say why what goes out with an answer can no longer be changed.

    Args:
        is_signed: whether the answer was signed; whoever signed it has seen what goes out.
        is_closed: whether the request is closed.

    >>> [each.message for each in why_not_enclose(is_signed=True, is_closed=False)]
    ['答复已经签发，随答复发出的文件不能再改；确需改动的，请在签发前办理。']
    """
    if is_closed:
        yield Problem("这件申请已经办结，不能再增加或者取下随答复发出的文件。")
    elif is_signed:
        yield Problem("答复已经签发，随答复发出的文件不能再改；确需改动的，请在签发前办理。")


def why_not_cover(*, goes_out: bool) -> Iterator[Problem]:
    """Say that a file was made for going out already, and is not worked on again."""
    if goes_out:
        yield Problem("这份文件已经是公开版；需要改动的，请从它的原件另做一份。")


def why_not_take_off(*, goes_out: bool, taken_off: bool) -> Iterator[Problem]:
    """Say that a file does not go out, so that there is nothing to take off."""
    if not goes_out or taken_off:
        yield Problem("这份文件没有列入随答复发出的文件，请刷新页面查看。")


def why_not_send(*, partial: bool, found: int, going_out: int) -> Iterator[Problem]:
    """Say what is missing from an answer that gives a part of what was found: the covered file.

    Args:
        partial: whether the answer is 部分公开.
        found: how many files of the search are kept with the request.
        going_out: how many files go out.
    """
    if partial and found and not going_out:
        yield Problem(
            "部分公开的答复须附上遮盖后的文件：请先对检索到的文件“遮盖”并生成公开版，再签发、送达。",
            source=f"{REGULATION}第三十七条",
        )
