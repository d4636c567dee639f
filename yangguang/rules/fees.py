"""What an applicant pays for information (信息处理费), in yuan.

An organisation charges either by case or by page, never both. In both tariffs each band has its own price,
and a price holds only for what lies within its band (超额累进).

Source: 国办函〔2020〕109号.
"""

CASES_PER_BAND = 10


def fee_by_case(cases: int, *, already: int = 0) -> int:
    """Return the fee for further `cases` of one applicant in one calendar month (按件计收).

    The first 10 of a month are free, each up to the 30th costs 100 yuan, and from there every
    further ten cost 100 yuan more apiece.

    Args:
        cases: how many requests, each for one matter.
        already: how many the applicant had made in the same month before them.

    Raises:
        ValueError: when a number is negative.

    >>> fee_by_case(31), fee_by_case(1, already=30)
    (2200, 200)
    """
    if cases < 0 or already < 0:
        raise ValueError("a number of cases is never negative")
    return _cases(already + cases) - _cases(already)


def _cases(cases: int) -> int:
    to_thirty = 100 * _within(cases, 10, 30)
    bands, rest = divmod(max(cases - 30, 0), CASES_PER_BAND)
    # the whole bands cost 200, 300, … apiece, the one begun costs 100 more than the last of them
    return to_thirty + CASES_PER_BAND * 50 * bands * (bands + 3) + rest * 100 * (bands + 2)


def fee_by_page(pages: int) -> int:
    """Return the fee for a copy of `pages` pages, on paper, by mail or as a copied file (按量计收).

    The first 30 pages are free; up to the 100th a page costs 10 yuan, up to the 200th 20, then 40.

    Raises:
        ValueError: when the number is negative.

    >>> fee_by_page(57), fee_by_page(201)
    (270, 2740)
    """
    if pages < 0:
        raise ValueError("a number of pages is never negative")
    return 10 * _within(pages, 30, 100) + 20 * _within(pages, 100, 200) + 40 * max(pages - 200, 0)


def _within(number: int, above: int, upto: int) -> int:
    """Return how many of `number` things come after the `above`-th, up to the `upto`-th."""
    return max(min(number, upto) - above, 0)
