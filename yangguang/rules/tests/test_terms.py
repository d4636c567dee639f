"""The terms of the law: what a terms file must say, and whether that of disclosure says what the handbook does."""

import re
from datetime import date

import pytest

from yangguang.rules.problems import Refused
from yangguang.rules.terms import Kind, Term, TermsError, Unit, load_terms, terms_of

TERMS = terms_of("disclosure")
REGULATION = "政府信息公开条例（2019年修订）"
REVIEW = "行政复议法（2023年修订）"

CONFIRMED = [
    # name                     期限          自              依据
    ("reply", "20个工作日", "2019-05-15", f"{REGULATION}第三十三条第二款"),
    ("extension", "20个工作日", "2019-05-15", f"{REGULATION}第三十三条第二款"),
    ("correction_notice", "7个工作日", "2019-05-15", f"{REGULATION}第三十条"),
    ("third_party", "15个工作日", "2019-05-15", f"{REGULATION}第三十二条"),
    ("joint_maker", "15个工作日", "2019-05-15", f"{REGULATION}第三十四条"),
    ("publication", "20个工作日", "2019-05-15", f"{REGULATION}第二十六条"),
    ("review", "60日", "2024-01-01", f"{REVIEW}第二十条第一款"),
    ("review_untold", "1年", "2024-01-01", f"{REVIEW}第二十条第三款"),
    ("litigation", "6个月", "2017-07-01", "行政诉讼法（2017年修正）第四十六条第一款"),
    ("litigation_untold", "1年", "2018-02-08", "最高人民法院关于适用行政诉讼法的解释第六十四条第一款"),
    ("review_simple_forwarding", "3个工作日", "2024-01-01", f"{REVIEW}第五十四条"),
    ("review_simple_defence", "5个工作日", "2024-01-01", f"{REVIEW}第五十四条"),
    ("review_simple_decision", "30日", "2024-01-01", f"{REVIEW}第六十二条"),
    (
        "review_first_denied",
        "1",
        "2024-01-01",
        f"{REVIEW}第二十三条第一款第四项、第二款",
    ),  # 1: review comes first
    ("review_defence", "10个工作日", "2024-01-01", f"{REVIEW}第四十八条"),
    ("suit_defence", "15日", "2017-07-01", "行政诉讼法（2017年修正）第六十七条第一款"),
]
"""What the handbooks on disclosure and interpretation have read in the law (已核实)."""

UNCONFIRMED = [
    ("other_agency", "5个工作日", "约定：条例未定其他机关的回复期限"),  # 3.11: agreed on
    ("conferral", "5个工作日", "约定：条例未定会商的期限"),  # 3.11: agreed on
    ("fee_payment", "20个工作日", "国办函〔2020〕109号"),  # 3.13 and section 6: not read in the law
    (
        "online_confirmation",
        "1个工作日",
        "约定：提交后未确认即提醒，确认之日为收到日",
    ),  # section 2: agreed on
    ("redo", "60日", "行政复议法实施条例（2007年）第四十九条"),
]
"""What the handbook has not read in the law (待核实), or found nowhere in it (约定)."""

EARLIER = {("reply", 2008), ("extension", 2008), ("review", 1999), ("review_defence", 1999)}
"""Terms of the law before its revision, which nobody compared with its text."""


def now(name):
    """Return the value that is in force in 2026."""
    return TERMS[name].on(date(2026, 3, 1))


class TestTheTermsOfDisclosure:
    @pytest.mark.parametrize(("name", "term", "since", "source"), CONFIRMED)
    def test_that_were_read_in_the_law_say_so(self, name, term, since, source):
        value = now(name)
        assert (str(value), str(value.since), value.source) == (term, since, source)
        assert value.confirmed

    @pytest.mark.parametrize(("name", "term", "source"), UNCONFIRMED)
    def test_that_nobody_read_or_that_were_agreed_on_say_so(self, name, term, source):
        value = now(name)
        assert (str(value), value.source, value.confirmed) == (term, source, False)

    def test_are_all_in_one_of_these_two_tables_unless_the_office_may_set_them(self):
        named = {name for name, *_ in CONFIRMED + UNCONFIRMED}
        assert {name for name in TERMS if not now(name).source.startswith("约定：")} <= named
        assert named <= set(TERMS)

    def test_that_are_to_be_checked_are_listed_for_the_lawyers(self):
        """All that the office agreed on, and what it says to be law and nobody compared with the text."""
        listed = TERMS.unconfirmed()
        agreed = {
            value for name in TERMS for value in TERMS[name].values if value.source.startswith("约定：")
        }
        assert agreed <= set(listed)
        assert {(value.name, value.since.year) for value in set(listed) - agreed} == EARLIER | {
            ("fee_payment", 2021),
            ("redo", 2007),
        }

    def test_stand_still_and_begin_anew_only_for_an_answer(self):
        """条例第三十三条第三款, 第三十条: both speak of 答复期限, and of the regulation as revised."""
        assert now("reply").paused_under == f"{REGULATION}第三十三条第三款"
        assert now("reply").restarted_under == f"{REGULATION}第三十条"
        assert {name for name in TERMS if now(name).paused_under or now(name).restarted_under} == {"reply"}
        before = TERMS["reply"].on(date(2019, 5, 14))
        assert (before.paused_under, before.restarted_under) == ("", "")

    @pytest.mark.parametrize(("day", "longest"), [("2019-05-14", "15个工作日"), ("2019-05-15", "20个工作日")])
    def test_of_an_answer_alone_may_be_extended_as_the_law_was_then(self, day, longest):
        assert str(TERMS["reply"].on(date.fromisoformat(day)).extension) == longest
        assert {name for name in TERMS if now(name).extension} == {"reply"}

    def test_are_longest_ones_where_the_law_gives_time(self):
        assert {now(name).kind for name, *_ in CONFIRMED + UNCONFIRMED} == {Kind.MAX}


class TestADatedTerm:
    @pytest.mark.parametrize(
        ("day", "workdays", "until"),
        [
            ("2008-05-01", 15, "2019-05-15"),
            ("2019-05-14", 15, "2019-05-15"),
            ("2019-05-15", 20, "None"),
            ("2026-01-01", 20, "None"),
        ],
    )
    def test_has_the_value_in_force_on_the_day(self, day, workdays, until):
        term = TERMS["reply"].on(date.fromisoformat(day))
        assert (term.workdays, str(term.until)) == (workdays, until)

    def test_had_none_before_the_law(self):
        with pytest.raises(Refused, match="答复期限自2008-05-01起才有规定，2008-04-30还没有，请核对日期。"):
            TERMS["reply"].on(date(2008, 4, 30))


@pytest.mark.parametrize("unit", Unit)
def test_a_number_is_read_in_its_own_unit_only(unit):
    term = Term("trial", "试行期限", 3, unit, since=date(2020, 1, 1), source="某条例第一条")
    assert getattr(term, unit) == 3
    for other in set(Unit) - {unit}:
        with pytest.raises(TypeError, match=f"trial is in {unit}, not in {other}"):
            getattr(term, other)


def test_a_part_without_terms_has_none():
    with pytest.raises(FileNotFoundError):
        terms_of("reports")
    with pytest.raises(ModuleNotFoundError):
        terms_of("nothing_of_the_kind")


WRITTEN = """\
[reply]
title = "答复期限"
kind = "max"
extended_by = "extension"
values = [
    { since = 2008-05-01, workdays = 15, source = "旧条例" },
    { since = 2019-05-15, workdays = 20, source = "条例第三十三条", confirmed = false, note = "" },
]
[extension]
title = "延长的期限"
values = [{ since = 2008-05-01, workdays = 15, source = "旧条例" }]
"""


@pytest.fixture
def load(tmp_path):
    """Return a function that loads a text as the terms file of a part."""

    def load(text):
        file = tmp_path / "terms.toml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_terms(file)

    return load


class TestAFile:
    def test_is_read_as_it_is_written(self, load):
        terms = load(WRITTEN)
        reply = terms["reply"].on(date(2024, 3, 1))
        assert (reply.title, reply.workdays, reply.kind, reply.confirmed) == ("答复期限", 20, Kind.MAX, False)
        assert (str(reply.extension), terms.unconfirmed()) == ("15个工作日", [terms["reply"].values[1]])

    def test_may_speak_of_a_shortest_term(self, load):
        terms = load(WRITTEN.replace('"max"', '"min"'))
        assert terms["reply"].on(date(2024, 3, 1)).kind is Kind.MIN

    def test_may_extend_by_a_law_that_came_later(self, load):
        """Before it there was none; the term itself is as it was."""
        terms = load(WRITTEN.replace("[{ since = 2008-05-01", "[{ since = 2019-05-15"))
        assert terms["reply"].on(date(2019, 5, 14)).extension is None
        assert str(terms["reply"].on(date(2019, 5, 15)).extension) == "15个工作日"

    def test_may_extend_by_a_law_that_was_there_before(self, load):
        terms = load(WRITTEN.replace("[{ since = 2008-05-01", "[{ since = 1999-10-01"))
        assert str(terms["reply"].on(date(2008, 5, 1)).extension) == "15个工作日"

    def test_may_change_the_unit_of_a_term_and_of_its_extension_on_one_day(self, load):
        in_days = WRITTEN.replace("workdays = 15", "days = 15")
        with pytest.raises(TermsError, match="it is in days, the term in workdays on 2019-05-15"):
            load(in_days)
        later = ', { since = 2019-05-15, workdays = 20, source = "条例" }]'
        assert (
            str(load(in_days.removesuffix("]\n") + later)["reply"].on(date(2024, 3, 1)).extension)
            == "20个工作日"
        )

    @pytest.mark.parametrize(
        ("instead_of", "written", "said"),
        [
            ("[reply]", "[Reply]", "[Reply]: a name is made of small letters, digits and _"),
            ("[reply]", "[2reply]", "[2reply]: a name is made of small letters, digits and _"),
            ("[reply]", "reply = 20\n[more]", "reply: write it as a table, [reply]"),
            ('title = "答复期限"', "", "[reply]: title is missing"),
            ('title = "答复期限"', 'title = ""', "[reply]: title is empty"),
            ('title = "答复期限"', "title = 7", "[reply]: title = 7 must be a str"),
            ('title = "答复期限"', 'title = "答复期限"\nunit = "days"', "[reply]: unit is not known; there are title"),
            ('kind = "max"', 'kind = "most"', "[reply] kind = 'most': write max or min"),
            ('"extension"', '"extention"', "[reply] extended_by = 'extention': no such term in this file"),
            ("values = [{", "value = [{", "[extension] needs values = [{ since = …, workdays = …, source = … }]"),
            ("values = [{", "values = [] #", "[extension] needs values"),
            ("values = [{", "values = [15] #", "[extension] needs values"),
            ("values = [{", "values = 15 #", "[extension] needs values"),
            ("since = 2019-05-15, ", "", "[reply] value since ?: since is missing"),
            (', source = "条例第三十三条"', "", "[reply] value since 2019-05-15: source is missing"),
            ('"条例第三十三条"', '""', "[reply] value since 2019-05-15: source is empty"),
            ("workdays = 20, ", "", "[reply] value since 2019-05-15: write exactly one of workdays, days, months"),
            ("workdays = 20,", "workdays = 20, days = 20,", "[reply] value since 2019-05-15: write exactly one of"),
            ("workdays = 20", "weeks = 4", "[reply] value since 2019-05-15: weeks is not known"),
            ("workdays = 20", "workdays = 0", "[reply] value since 2019-05-15: workdays = 0 must be 1 or more"),
            ("workdays = 20", "workdays = -1", "[reply] value since 2019-05-15: workdays = -1 must be 1 or more"),
            ("workdays = 20", "workdays = 20.0", "[reply] value since 2019-05-15: workdays = 20.0 must be a int"),
            ("workdays = 20", "workdays = true", "[reply] value since 2019-05-15: workdays = True must be a int"),
            ("confirmed = false", "confirmed = 0", "[reply] value since 2019-05-15: confirmed = 0 must be a bool"),
            ("2019-05-15", '"2019-05-15"', "[reply] value since 2019-05-15: since = '2019-05-15' must be a date"),
            ("2019-05-15", "2019-05-15T00:00:00", "must be a date"),
            ("2019-05-15", "2008-05-01", "[reply] value since 2008-05-01: values go from the oldest to the newest"),
            ("2019-05-15", "2007-04-05", "[reply] value since 2007-04-05: values go from the oldest to the newest"),
            ("2019-05-15", "2019-02-30", "not TOML: "),
            ("[{ since = 2008-05-01, workdays", "[{ since = 2008-05-01, days",
             "[reply] extended_by = 'extension': it is in days, the term in workdays"),
        ],
    )  # fmt: skip
    def test_with_a_mistake_is_named_with_the_term_and_what_to_put_right(
        self, load, tmp_path, instead_of, written, said
    ):
        assert instead_of in WRITTEN
        with pytest.raises(TermsError) as wrong:
            load(WRITTEN.replace(instead_of, written))
        assert str(wrong.value).startswith(f"{tmp_path / 'terms.toml'}: ")
        assert said in str(wrong.value)

    @pytest.mark.parametrize("text", [b"[reply", b"title = \xff"])
    def test_that_is_not_toml_is_named(self, load, tmp_path, text):
        with pytest.raises(TermsError, match=re.escape(f"{tmp_path / 'terms.toml'}: not TOML: ")):
            load(text)
