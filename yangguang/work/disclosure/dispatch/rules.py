"""The number of a letter at the post office, and what stands in the way of saying what became of it."""

import re
from collections.abc import Iterator
from datetime import date

from yangguang.rules.problems import Problem

SOURCE = "民事诉讼法第八十五条第四款"
"""A letter is in time that was handed over to the post in time."""

WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)

INTERNATIONAL = re.compile(r"([A-Z]{2})(\d{8})(\d)[A-Z]{2}")
REGISTERED = re.compile(r"X[A-Z]\d{11}")
EXPRESS = re.compile(r"[19]\d{12}")


def bare(number: str) -> str:
    """Return a number of the post as it is kept: capitals and digits, no spaces.

    >>> bare(" xa 1234-5678 901")
    'XA12345678901'
    """
    return re.sub(r"[\s-]", "", number).upper()


def kind_of(number: str) -> str:
    """Return what kind of mail has such a number; nothing when none has.

    The nine digits between letters (UPU S10) end with a check digit; domestic numbers have none. That these are
    all forms in use is agreed on (约定), not law.

    >>> kind_of("XA12345678901"), kind_of("1234567890123"), kind_of("EB123456785CN"), kind_of("EB123456784CN")
    ('挂号信', '特快专递', '特快专递', '')
    """
    if found := INTERNATIONAL.fullmatch(number):
        service, digits, check = found.groups()
        if check != _check_digit(digits):
            return ""
        return {"E": "特快专递", "R": "挂号信"}.get(service[0], "给据邮件")
    if REGISTERED.fullmatch(number):
        return "挂号信"
    return "特快专递" if EXPRESS.fullmatch(number) else ""


def why_not_number(number: str, field: str = "mail_number") -> Iterator[Problem]:
    """Say what is wrong with a number of the post; an empty one is asked for elsewhere."""
    if number and not kind_of(bare(number)):
        yield Problem(
            f"邮件号码“{number}”的写法不对：应为13位，例如 1234567890123（特快专递）、XA12345678901（挂号信）"
            "或者 EB123456785CN（末位数字为校验位），请照交邮凭证核对。",
            field,
            SOURCE,
        )


def why_not_hand_over(
    *, is_waiting: bool, by_post: bool, number: str, on: date, dated_on: date, today: date
) -> Iterator[Problem]:
    """Say what stands in the way of noting that a letter left us (交邮).

    Args:
        is_waiting: whether it has not left yet.
        by_post: whether it goes by post, so that it has a number.
        number: that number.
        on: the day on which it left.
        dated_on: the day that stands in the letter.
        today: the day it is noted.
    """
    if not is_waiting:
        yield Problem("这份文书已经登记发出，请刷新页面；重寄请在退回后办理。")
    if by_post and not number.strip():
        yield Problem("请填写邮件号码并保存交邮凭证；以交邮之日为发出之日。", "number", SOURCE)
    yield from why_not_number(number, "number")
    if on < dated_on:
        yield Problem(f"发出日期不能早于文书的日期{dated_on}，请核对。", "on")
    if on > today:
        yield Problem(f"日期{on}还没有到，请核对；只能登记已经发生的事。", "on")


def why_not_slip(name: str, *, by_post: bool, has_left: bool, has_one: bool) -> Iterator[Problem]:
    """Say why a picture is not kept as the slip of a letter (交邮凭证).

    Args:
        name: what the picture is called.
        by_post: whether the letter goes by post.
        has_left: whether it was handed over.
        has_one: whether a slip is kept already.

    >>> [each.message for each in why_not_slip("凭证.docx", by_post=True, has_left=True, has_one=False)]
    ['交邮凭证请拍照或者扫描，上传 jpg、png 或者 pdf。']
    """
    if not by_post or not has_left:
        yield Problem("只有已经交邮的文书才有交邮凭证；请先登记发出。")
    if has_one:
        yield Problem("这份文书已经存有交邮凭证，不能替换。")
    if name.rpartition(".")[2].lower() not in ("jpg", "jpeg", "png", "pdf"):
        yield Problem("交邮凭证请拍照或者扫描，上传 jpg、png 或者 pdf。", "file", SOURCE)


def why_not_end(
    *, is_under_way: bool, result: str, note: str, on: date, since: date | None, today: date
) -> Iterator[Problem]:
    """Say what stands in the way of noting that a letter was delivered, refused or came back.

    Args:
        is_under_way: whether it left and nothing is known of it yet.
        result: `delivered`, `refused` or `returned`.
        note: who signed for it, or why it came back.
        on: the day of it.
        since: the day on which it left.
        today: the day it is noted.
    """
    if not is_under_way:
        yield Problem("这份文书还没有发出，或者已经登记过结果，请刷新页面查看。")
    if result != "delivered" and not note.strip():
        yield Problem("拒收、退回的，请写明原因，例如：查无此人；收件人拒绝签收。", "note")
    if since and on < since:
        yield Problem(f"日期不能早于发出之日{since}，请核对。", "on")
    if on > today:
        yield Problem(f"日期{on}还没有到，请核对；只能登记已经发生的事。", "on")


def why_not_email(address: str, field: str = "to") -> Iterator[Problem]:
    """Say that nothing can be sent by e-mail to somebody whose address is not known."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address):
        yield Problem(
            "没有对方的电子邮箱，或者写法不对，请填写如 name@example.cn 的地址，或者选择其他方式。", field
        )


def why_not_again(*, came_back: bool, is_settled: bool) -> Iterator[Problem]:
    """Say why a letter is not sent once more: only what came back is, and only once for each time."""
    if not came_back:
        yield Problem("只有拒收、退回的文书可以重寄或者不再寄送。")
    elif is_settled:
        yield Problem("这份文书已经重寄，或者已经决定不再寄送，请刷新页面查看。")


def _check_digit(digits: str) -> str:
    left = 11 - sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True)) % 11
    return {10: "0", 11: "5"}.get(left, str(left))
