"""Both tariffs of 国办函〔2020〕109号, with the values a lawyer can check by hand."""

import pytest

from yangguang.rules.fees import fee_by_case, fee_by_page


@pytest.mark.parametrize(
    ("cases", "yuan"),
    [(0, 0), (10, 0), (11, 100), (30, 2000), (31, 2200), (40, 4000), (41, 4300), (50, 7000), (51, 7400)],
)
def test_fee_by_case(cases, yuan):
    assert fee_by_case(cases) == yuan


@pytest.mark.parametrize(
    ("pages", "yuan"),
    [(0, 0), (30, 0), (31, 10), (57, 270), (100, 700), (109, 880), (119, 1080), (200, 2700), (201, 2740)],
)
def test_fee_by_page(pages, yuan):
    assert fee_by_page(pages) == yuan


def test_each_case_costs_the_price_of_its_band():
    def price(nth):
        if nth <= 10:
            return 0
        return 100 if nth <= 30 else 200 + 100 * ((nth - 31) // 10)

    for already in range(200):
        assert fee_by_case(1, already=already) == price(already + 1)


def test_each_page_costs_the_price_of_its_band():
    for page in range(1, 400):
        price = 0 if page <= 30 else 10 if page <= 100 else 20 if page <= 200 else 40
        assert fee_by_page(page) - fee_by_page(page - 1) == price


def test_a_month_costs_the_same_however_the_requests_are_split():
    for first in range(0, 90, 7):
        for second in range(0, 90, 7):
            assert fee_by_case(first) + fee_by_case(second, already=first) == fee_by_case(first + second)


@pytest.mark.parametrize(
    "wrong", [lambda: fee_by_case(-1), lambda: fee_by_case(1, already=-1), lambda: fee_by_page(-1)]
)
def test_a_negative_number_is_a_mistake_of_the_program(wrong):
    with pytest.raises(ValueError, match="never negative"):
        wrong()
