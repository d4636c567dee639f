"""Numbers and titles as laws write them and as people call them."""

import pytest

from yangguang.rules.law.names import names_of
from yangguang.rules.law.numerals import chinese, count_of


@pytest.mark.parametrize(
    ("written", "count"),
    [("一", 1), ("十", 10), ("十一", 11), ("二十", 20), ("一百零三", 103), ("两百", 200), ("一千零七十九", 1079),
     ("一二三", 123), ("42", 42)],
)  # fmt: skip
def test_numbers_as_laws_write_them(written, count):
    assert count_of(written) == count


def test_a_title_is_found_under_what_people_call_it():
    assert "湿地保护条例" not in names_of("广东省湿地保护条例")
    assert {"广东湿地保护条例", "广东省湿地保护条例"} <= names_of("广东省湿地保护条例")
    assert "行政许可法" in names_of("《中华人民共和国行政许可法》（2019年修正）")
    assert "市场主体登记管理条例" in names_of("中华人民共和国市场主体登记管理条例")


def test_every_number_of_an_article_is_read_as_it_is_written():
    assert [count_of(chinese(number)) for number in range(1, 10_000)] == list(range(1, 10_000))


@pytest.mark.parametrize("written", ["", "多", "十x"])
def test_what_is_no_number_counts_nothing(written):
    assert count_of(written) == 0
