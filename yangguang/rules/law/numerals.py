"""Numbers as laws write them."""

from functools import lru_cache

NUMERAL = "0-9０-９〇零一二两三四五六七八九十百千"
"""The signs a number of an article is written with, for use between the brackets of a pattern."""

_DIGITS = {each: value for value, each in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


@lru_cache(maxsize=4096)
def count_of(written: str) -> int:
    """Return the number that is written in Chinese or in digits; 0 when it is none.

    >>> count_of("一百二十三"), count_of("十"), count_of("二〇"), count_of("23"), count_of("百")
    (123, 10, 20, 23, 100)
    >>> count_of("多")
    0
    """
    if written.isdecimal():
        return int(written)
    if not written or not all(each in _DIGITS or each in _UNITS for each in written):
        return 0
    if not any(each in _UNITS for each in written):
        return int("".join(str(_DIGITS[each]) for each in written))
    total = digit = 0
    for each in written:
        if each in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[each], 0
        else:
            digit = _DIGITS[each]
    return total + digit


def chinese(number: int) -> str:
    """Return a number below ten thousand as laws write it.

    >>> chinese(42), chinese(10), chinese(103), chinese(1079), chinese(110)
    ('四十二', '十', '一百零三', '一千零七十九', '一百一十')

    Raises:
        ValueError: for a number that no article has.
    """
    if not 0 < number < 10_000:
        raise ValueError(f"no article has the number {number}")
    digits, written, left_out = "零一二三四五六七八九", "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            written += ("零" if left_out and written else "") + digits[digit] + name
        left_out = not digit
    return written.removeprefix("一") if written.startswith("一十") else written
