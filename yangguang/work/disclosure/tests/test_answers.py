"""An answer put together: what each ending must state, which remedy it tells of, and what keeps it unsigned."""

import io
from datetime import date

import pdfplumber
import pytest

from yangguang.core.law.actions import import_laws
from yangguang.core.law.tests.laws import LIBRARY, written
from yangguang.core.letters import to_pdf
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.records.models import Record
from yangguang.work.disclosure import actions, answers, rules
from yangguang.work.disclosure.assembling import Background, Consulted, body
from yangguang.work.disclosure.letters import letter_document
from yangguang.work.disclosure.models import AnswerCheck, Draft, Letter, Practice
from yangguang.work.disclosure.rules import FACTS, GROUNDS, OUTCOMES, Part
from yangguang.work.disclosure.tests.office import (
    AGENCY,
    PART,
    SEARCH,
    answered,
    at,
    drafted,
    examined,
    refused,
    said_of,
    signed,
    step_of,
)

ANSWERS = [key for key, outcome in OUTCOMES.items() if not outcome.closes_without_answer]
IN_2023, IN_2024 = date(2023, 12, 31), date(2024, 1, 1)


def missing(key: str, *, without: str = "", text: str = "理由", **said) -> list[str]:
    """Return at which fields an answer is found wanting, given all that it needs but one."""
    outcome = OUTCOMES[key]
    facts = {name: value for name, value in said.get("facts", {}).items() if name != without}
    parts = [] if without == "parts" else said.get("parts", [])
    words = "" if without == "text" else text
    found = [
        *rules.why_not_facts(outcome, facts, words),
        *rules.why_not_parts(outcome, parts, facts, words, consulted=True),
    ]
    return [problem.field for problem in found]


class TestWhatEachEndingMustState:
    """A lawyer reads the table: the ending, and each thing without which the letter does not go out."""

    NEEDS = {
        "already_public": ["address"],  # 第三十六条第一项: 告知获取的方式、途径
        "granted": ["text"],  # 第三十六条第二项
        "partial": ["text", "parts"],  # 第三十七条
        "state_secret": ["text"],  # 第十四条; the reason for all of it
        "law_forbids": ["text", "law"],
        "security_stability": ["text"],
        "third_party_rights": ["text"],
        "internal_affairs": ["text"],
        "process_info": ["text"],
        "enforcement_file": ["text"],
        "admin_query": ["way"],  # 第三十六条第七项: 告知依照有关法律、行政法规的规定办理
        "not_existing": ["searched_in", "searched_words", "searched_on", "searched_by"],  # 第三十六条第四项
        "not_responsible": ["text", "agency_name", "agency_address", "agency_phone"],  # 第三十六条第五项
        "need_creation": ["text"],  # 第三十八条
        "still_unclear": [],  # 第三十条; the letter before it is quoted
        "petition": ["way"],  # 第三十九条第一款
        "repeat": ["previous_number", "previous_on"],  # 第三十六条第六项
        "publication": ["way"],  # 第三十九条第二款
        "excessive": ["text"],  # 第三十五条
        "reconfirm": ["text"],
    }

    def test_table_names_every_ending(self):
        assert sorted(self.NEEDS) == sorted(ANSWERS)

    @pytest.mark.parametrize("key", ANSWERS)
    def test_nothing_is_missing_where_all_is_there(self, key):
        assert missing(key, **said_of(key)) == []

    @pytest.mark.parametrize(
        ("key", "field"), [(key, each) for key, fields in NEEDS.items() for each in fields]
    )
    def test_each_thing_is_asked_for_at_its_field(self, key, field):
        assert field in missing(key, without=field, **said_of(key))

    @pytest.mark.parametrize("key", [key for key, fields in NEEDS.items() if "text" not in fields])
    def test_words_are_free_where_fields_say_it_all(self, key):
        assert missing(key, without="text", **said_of(key)) == []

    @pytest.mark.parametrize("key", SEARCH)
    def test_a_search_is_told_in_full_or_not_at_all(self, key):
        assert missing("need_creation", facts={name: SEARCH[name] for name in SEARCH if name != key}) == [key]
        assert missing("need_creation") == []

    def test_what_does_not_belong_is_named(self):
        assert missing("granted", facts={"previous_on": "2023-01-04"}) == ["previous_on"]
        assert missing("granted", parts=[PART]) == ["parts"]

    def test_the_competent_organisation_is_named_or_it_is_said_that_it_is_unknown(self):
        assert missing("not_responsible") == ["agency_name"]
        assert missing("not_responsible", facts={"agency_unknown": "职责划转后尚未明确"}) == []
        both = {**AGENCY, "agency_unknown": "不清楚"}
        assert missing("not_responsible", facts=both) == ["agency_unknown"]


class TestWhatIsKeptBack:
    @pytest.mark.parametrize(
        ("part", "words"),
        [
            (Part("", "", "发言", "process_info", "损害"), "第1份：请写明文件的名称"),
            (Part("纪要", "", "", "process_info", "损害"), "第1份：请写明哪一部分不予公开"),
            (Part("纪要", "", "发言", "", "损害"), "第1份：请选择不予公开的依据"),
            (Part("纪要", "", "发言", "granted", "损害"), "第1份：请选择不予公开的依据"),
            (Part("纪要", "", "发言", "process_info", " "), "公开会造成什么损害"),
        ],
    )
    def test_each_line_says_what_under_which_ground_and_why(self, part, words):
        found = rules.why_not_parts(OUTCOMES["partial"], [part], {}, "其余", consulted=True)
        assert [words in problem.message for problem in found] == [True]

    def test_ground_is_that_of_the_ending_where_all_is_refused(self):
        found = rules.why_not_parts(OUTCOMES["state_secret"], [PART], {}, "", consulted=True)
        assert ["与答复类型“不予公开：国家秘密”不一致" in problem.message for problem in found] == [True]

    def test_part_kept_back_for_a_third_party_needs_its_being_asked(self):
        part = Part("合同", "", "单价", "third_party_rights", "商业秘密")
        found = rules.why_not_parts(OUTCOMES["partial"], [part], {}, "其余", consulted=False)
        assert ["书面征求第三方的意见" in problem.message for problem in found] == [True]

    def test_part_that_a_law_forbids_needs_the_article(self):
        part = Part("图", "", "坐标", "law_forbids", "测绘成果")
        found = list(rules.why_not_parts(OUTCOMES["partial"], [part], {}, "其余", consulted=True))
        assert [problem.field for problem in found] == ["law"]


class TestWordsThatContradict:
    @pytest.mark.parametrize(
        ("key", "words", "grounds", "is_refused"),
        [
            ("process_info", "根据《政府信息公开条例》第十四条不予公开", (), True),
            ("process_info", "根据《政府信息公开条例》第十六条第二款不予公开", (), False),
            ("process_info", "根据条例（2019年修订）第三十六条答复", (), True),
            ("partial", "根据条例第十五条不予公开", ("third_party_rights",), False),
            ("partial", "根据条例第十五条不予公开", ("process_info",), True),
            ("granted", "按条例第四十条提供电子件", (), False),
            ("granted", "《档案法》第十四条另有规定", (), False),
            ("granted", "如不服可以向法院起诉", (), True),
            ("granted", "可以自收到之日起60日内申请行政复议", (), True),
        ],
    )
    def test_article_and_remedy_are_those_of_the_ending(self, key, words, grounds, is_refused):
        found = list(rules.why_not_words(OUTCOMES[key], words, grounds))
        assert bool(found) is is_refused, found


class TestRemedies:
    """行政复议法（2023年修订）第二十三条; the rest is an agreed map with its dates in terms.toml."""

    FIRST = {key for key, outcome in OUTCOMES.items() if outcome.row.startswith(("denied_", "partial"))}

    @pytest.mark.parametrize("key", ANSWERS)
    @pytest.mark.parametrize("on", [IN_2023, IN_2024])
    def test_review_comes_before_court_where_something_is_withheld_since_2024(self, key, on):
        told = rules.remedy(OUTCOMES[key], on, review_body="甲政府", court="乙法院")
        assert "60日内" in told
        if key in self.FIRST and on == IN_2024:
            assert "先向甲政府申请行政复议" in told
            assert "乙法院" not in told
        else:
            assert "可以自收到本答复书之日起60日内向甲政府申请行政复议" in told
            assert "6个月内向乙法院提起行政诉讼" in told

    def test_what_is_not_settled_by_law_is_marked(self):
        unsettled = {term.name for term in rules.TERMS.unconfirmed() if term.name.startswith("review_first_")}
        assert "review_first_partial" in unsettled
        assert rules.TERMS["review_first_denied"].on(IN_2024).confirmed

    def test_online_answer_shows_where_to_ask_for_review_online(self):
        told = rules.remedy(
            OUTCOMES["granted"],
            IN_2024,
            review_body="甲政府",
            court="乙法院",
            online="https://fy.example.cn/",
        )
        assert "https://fy.example.cn/" in told


class TestAssembling:
    def test_third_party_is_told_of_in_the_letter(self):
        asked = Background(third_parties=(Consulted(date(2024, 3, 5), "refuse"),))
        words = body(OUTCOMES["third_party_rights"], text="商业秘密", facts={}, parts=[], background=asked)
        assert "本机关已于2024年3月5日书面征求第三方的意见，第三方不同意公开。" in words

    @pytest.mark.parametrize("key", ANSWERS)
    def test_every_fact_that_was_typed_stands_in_the_letter(self, key):
        said = said_of(key)
        parts = said.get("parts", [])
        words = "\n".join(
            body(
                OUTCOMES[key],
                text="补充的话",
                facts=said.get("facts", {}),
                parts=parts,
                background=Background(),
            )
        )
        days = {name for name in FACTS if FACTS[name].kind is rules.FactKind.DAY}
        for name, value in said.get("facts", {}).items():
            shown = value if name not in days else value[:4] + "年"
            assert shown in words, name
        for part in parts:
            assert part.title in words
            assert part.reason in words
            assert GROUNDS[part.ground].article in words
        assert words.count("补充的话") == 1


pytestmark = pytest.mark.django_db


def words_of(letter: Letter) -> str:
    """Return what stands on the paper of a letter, as somebody reads it who opens the file."""
    with pdfplumber.open(io.BytesIO(to_pdf(letter_document(letter)))) as pdf:
        return "".join("".join(page.extract_text().split()) for page in pdf.pages)


class TestOnPaper:
    """Each letter is read back from its PDF."""

    def sent(self, request, staff, outcome, day="2024-03-04", text="理由", **values) -> str:
        step = drafted(request, staff, day, outcome, text, **{**said_of(outcome), **values})
        if step.node == "review":
            actions.review(step, passed=True, opinion="同意", by=staff["lawyer"], at=at(day))
        actions.sign_answer(step_of(request), signed=True, reviewed=True, by=staff["head"], at=at(day))
        letter = actions.deliver(step_of(request), way="in_person", by=staff["clerk"], at=at(day))
        return words_of(letter)

    def test_refusal_says_what_under_which_article_why_and_review_first(self, handed_in, staff):
        part = Part("学区划分会议纪要", "金教纪〔2022〕3号", "", "process_info", "公开会影响坦率地讨论")
        words = self.sent(handed_in("2024-03-01"), staff, "process_info", text="", parts=[part])
        assert "金湾教育公开答〔2024〕1号" in words
        assert "根据《政府信息公开条例》第十六条第二款的规定" in words
        assert (
            "《学区划分会议纪要》（金教纪〔2022〕3号）：全部内容。依据：条例第十六条第二款（过程性信息）"
            in words
        )
        assert "理由：公开会影响坦率地讨论。" in words
        assert "先向珠海市金湾区人民政府申请行政复议" in words
        assert "金湾区人民法院" not in words

    def test_partial_answer_says_what_is_open_and_what_is_not(self, handed_in, staff):
        words = self.sent(handed_in("2024-03-01"), staff, "partial", text="会议作出的划分决定")
        assert "可以公开的部分如下：会议作出的划分决定以下内容不予公开：" in words
        assert "与会人员的发言记录。依据：条例第十六条第二款" in words
        assert "先向珠海市金湾区人民政府申请行政复议" in words

    def test_answer_that_nothing_was_found_tells_of_the_search(self, handed_in, staff):
        words = self.sent(handed_in("2024-03-01"), staff, "not_existing", text="")
        assert "本机关于2023年3月2日由义务教育科何平进行检索" in words
        assert "检索范围：公文系统、2019年至2023年文书档案" in words
        assert "检索所用的词：学区划分、招生地段。" in words
        assert "6个月内向珠海市金湾区人民法院提起行政诉讼" in words

    def test_what_is_public_already_has_its_address(self, handed_in, staff):
        words = self.sent(handed_in("2024-03-01"), staff, "already_public", text="")
        assert "https://www.example.cn/map.html" in words
        assert "第三十六条第一项" in words


class TestDrafting:
    def draft(self, step, staff, outcome="granted", day="2024-03-04", **said):
        return actions.draft_answer(step, outcome=outcome, **said, by=staff["clerk"], at=at(day))

    @pytest.fixture
    def step(self, handed_in, staff):
        return examined(handed_in("2024-03-01"), staff["clerk"], "2024-03-04", "not_a_request")

    def test_review_body_of_an_agency_is_the_government_above_it(self, org, step, staff):
        """行政复议法（2023年修订）第二十四条."""
        Organisation.objects.filter(pk=org.pk).update(review_body="")
        org.refresh_from_db()
        assert answers.review_body_of(org) == "珠海市金湾区人民政府"

    def test_missing_court_is_told_with_the_place_to_enter_it(self, org, step, staff):
        Organisation.objects.filter(pk=org.pk).update(court="")
        with refused("没有登记“金湾区教育局”的管辖法院", "“机关”列表", "行政诉讼法第四十六条"):
            self.draft(step, staff, text="见附件")

    def test_court_of_the_organisation_above_is_taken(self, org, step, staff):
        Organisation.objects.filter(pk=org.pk).update(court="")
        Organisation.objects.filter(pk=org.parent_id).update(court="珠海市中级人民法院")
        org.refresh_from_db()
        assert answers.court_of(org) == "珠海市中级人民法院"

    def test_address_on_our_own_site_must_exist(self, step, staff, settings, tmp_path):
        settings.PUBLIC_ROOT = tmp_path
        with refused("本网站没有网页/news/1.html"):
            self.draft(step, staff, "already_public", facts={"address": "/news/1.html#top"})
        page = tmp_path / "440404" / "news" / "1.html"
        page.parent.mkdir(parents=True)
        page.write_text("学区划分图")
        self.draft(step, staff, "already_public", facts={"address": "/news/1.html#top"})

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "www.example.cn", "//", "https://"])
    def test_address_is_one_that_opens(self, step, staff, address):
        with refused("请核对"):
            self.draft(step, staff, "already_public", facts={"address": address})

    def test_address_does_not_lead_out_of_the_site(self, step, staff, settings, tmp_path):
        settings.PUBLIC_ROOT = tmp_path / "public"
        (tmp_path / "public" / "440404").mkdir(parents=True)
        (tmp_path / "secret.html").write_text("密")
        with refused("本网站没有网页"):
            self.draft(step, staff, "already_public", facts={"address": "/../../secret.html"})

    def test_previous_answer_of_ours_must_be_of_that_day(self, handed_in, step, staff):
        before = handed_in("2024-03-01")
        letter = answered(before, staff, "2024-03-04")
        facts = {"previous_number": letter.number, "previous_on": "2024-03-01"}
        with refused("答复日期为2024-03-04"):
            self.draft(step, staff, "repeat", facts=facts)
        self.draft(step, staff, "repeat", facts={**facts, "previous_on": "2024-03-04"})

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({**SEARCH, "searched_on": "2024-03-05"}, "还没有到"),
            ({**SEARCH, "searched_on": "昨天"}, "应写作 2024-01-25 这样的日期"),
            ({**SEARCH, "colour": "red"}, "没有“colour”这一事项"),
        ],
    )
    def test_days_are_days_that_have_come(self, step, staff, facts, words):
        with refused(words):
            self.draft(step, staff, "not_existing", facts=facts)

    def test_correction_letter_is_quoted(self, handed_in, staff):
        request = handed_in("2024-03-01")
        said = {"unclear": "请写明是哪一年的", "by_on": date(2024, 3, 20), "by": staff["clerk"]}
        letter = actions.ask_for_correction(step_of(request), **said, at=at("2024-03-04"))
        corrected = {"wanted": "近年的图", "by": staff["clerk"], "at": at("2024-03-06")}
        actions.take_correction(step_of(request), **corrected)
        step = examined(request, staff["clerk"], "2024-03-07", "not_a_request")
        self.draft(step, staff, "still_unclear", day="2024-03-07")
        words = "\n".join(answers.newest_draft(request).paragraphs)
        assert f"2024年3月4日以补正告知书（{letter.number}）" in words
        assert "“请写明是哪一年的”" in words
        assert "“近年的图”" in words

    def test_phrase_of_the_office_is_recorded(self, org, step, staff):
        said = {"outcome": "process_info", "title": "讨论记录", "text": "属于讨论记录。"}
        phrase = actions.add_phrase(org, **said, by=staff["clerk"], at=at("2024-03-01"))
        self.draft(step, staff, "process_info", text=phrase.text, phrases=[phrase.pk, 10**6])
        assert Draft.objects.get().phrases == [phrase.pk]
        assert Record.objects.get(kind="disclosure.drafted").details["phrases"] == [phrase.pk]

    def test_second_draft_leaves_the_first(self, step, staff):
        self.draft(step, staff, text="见附件一")
        returned = {"signed": False, "opinion": "附件不全", "by": staff["head"], "at": at("2024-03-05")}
        actions.sign_answer(step.case.steps.get(node="sign"), **returned)
        self.draft(
            step.case.steps.get(node="draft", state="open"), staff, text="见附件一、二", day="2024-03-06"
        )
        first, second = Draft.objects.order_by("pk")
        assert (first.text, second.text) == ("见附件一", "见附件一、二")
        assert answers.draft_before(second) == first


class TestLawThatForbids:
    """The library of law knows what holds; a law that it lacks is for the reviewer."""

    @pytest.fixture
    def library(self, org, staff, tmp_path, settings) -> None:
        settings.HOME = tmp_path
        said = {"org": org, "by": staff["head"], "at": at("2024-03-01"), "checked_to": date(2024, 2, 29)}
        import_laws(written(tmp_path, *LIBRARY), **said)

    @pytest.mark.parametrize(
        ("law", "words"),
        [
            ("《云东省桥梁条例》第二条", "《云东省桥梁条例》在2024-03-04已废止"),
            ("《云东省道路条例》第九条", "《云东省道路条例》没有第九条"),
            ("《云东省道路条例》", "请写明所依据的法律、行政法规的名称和条文"),
            ("有关规定", "请写明所依据的法律、行政法规的名称和条文"),
            ("《云东省道路条例》第二条", ""),
            ("《没有收录的条例》第二条", ""),
        ],
    )
    def test_holds_on_that_day_and_has_that_article(self, library, handed_in, staff, law, words):
        step = examined(handed_in("2024-03-01"), staff["clerk"], "2024-03-04", "not_a_request")
        said = {"outcome": "law_forbids", "text": "测绘成果", "facts": {"law": law}, "by": staff["clerk"]}
        if words:
            with refused(words):
                actions.draft_answer(step, **said, at=at("2024-03-04"))
        else:
            actions.draft_answer(step, **said, at=at("2024-03-04"))
            assert step_of(Draft.objects.get().request).node == "review"


class TestChecks:
    """条例第十四条至第十七条: each check is a row with who made it, and nobody checks what he drafted."""

    @pytest.fixture
    def request_(self, handed_in, staff):
        request = handed_in("2024-03-01")
        drafted(request, staff, "2024-03-04", "process_info", "属于讨论记录。")
        return request

    def review(self, request, by, **said):
        passed = {"passed": True, "opinion": "同意", **said}
        return actions.review(step_of(request), **passed, by=by, at=at("2024-03-05"))

    def test_review_leaves_all_four(self, request_, staff):
        self.review(request_, staff["lawyer"])
        rows = AnswerCheck.objects.values_list("check_kind", "passed", "checked_by__name")
        assert sorted(rows) == [
            ("legality", True, "梁律"),
            ("privacy", True, "梁律"),
            ("secrecy", True, "梁律"),
            ("work_secrets", True, "梁律"),
        ]

    def test_check_of_somebody_else_stands(self, request_, staff):
        said = {"check": "secrecy", "passed": True, "by": staff["unit"], "at": at("2024-03-05")}
        actions.check_answer(request_, **said)
        self.review(request_, staff["lawyer"])
        assert AnswerCheck.objects.get(check_kind="secrecy").checked_by == staff["unit"]

    def test_drafter_checks_nothing(self, org, request_, staff):
        Post.objects.create(org=org, person=staff["clerk"], role="法制审核", since=date(2021, 1, 1))
        with refused("拟稿人不能审查自己拟写的答复"):
            self.review(request_, staff["clerk"])
        with refused("拟稿人不能审查自己拟写的答复"):
            actions.check_answer(
                request_, check="secrecy", passed=True, by=staff["clerk"], at=at("2024-03-05")
            )

    def test_what_failed_is_named_and_the_rest_passed(self, request_, staff):
        self.review(request_, staff["lawyer"], passed=False, opinion="涉及工作秘密", failed=["work_secrets"])
        failed = AnswerCheck.objects.filter(passed=False)
        assert [each.check_kind for each in failed] == ["work_secrets"]
        assert "工作秘密审查" in Record.objects.get(kind="disclosure.reviewed").note

    def test_failed_check_is_explained(self, request_, staff):
        with refused("请写明需要修改什么"):
            actions.check_answer(
                request_, check="secrecy", passed=False, by=staff["unit"], at=at("2024-03-05")
            )

    def test_checks_of_the_draft_before_do_not_count(self, request_, staff):
        self.review(request_, staff["lawyer"])
        returned = {"signed": False, "opinion": "改写", "by": staff["head"], "at": at("2024-03-05")}
        actions.sign_answer(step_of(request_), **returned)
        said = {"outcome": "process_info", "text": "属于讨论记录和过程稿。"}
        actions.draft_answer(step_of(request_), **said, by=staff["clerk"], at=at("2024-03-06"))
        assert answers.passed_checks(answers.newest_draft(request_)) == set()

    def test_nothing_is_signed_while_a_check_is_missing(self, request_, staff):
        self.review(request_, staff["lawyer"])
        AnswerCheck.objects.filter(check_kind="privacy").delete()
        with refused("缺少商业秘密、个人隐私审查通过的记录，不能签发", "第十七条"):
            actions.sign_answer(
                step_of(request_), signed=True, reviewed=True, by=staff["head"], at=at("2024-03-06")
            )

    def test_what_is_given_whole_is_examined_before_it_is_signed(self, handed_in, staff):
        """政府信息公开条例第十七条: what is going to be public is examined, and not only what is withheld."""
        step = drafted(handed_in("2024-03-01"), staff, "2024-03-05")
        with refused("缺少保密审查通过的记录", "缺少商业秘密、个人隐私审查通过的记录", "第十七条"):
            actions.sign_answer(step, signed=True, by=staff["head"], at=at("2024-03-05"))
        actions.sign_answer(step, signed=True, reviewed=True, by=staff["head"], at=at("2024-03-05"))
        kept = AnswerCheck.objects.values_list("check_kind", "passed", "checked_by")
        assert set(kept) == {(kind, True, staff["head"].pk) for kind in ("secrecy", "privacy")}

    def test_who_examined_it_before_the_signature_is_enough(self, handed_in, staff):
        request = handed_in("2024-03-01")
        step = drafted(request, staff, "2024-03-05")
        for check in ("secrecy", "privacy"):
            actions.check_answer(request, check=check, passed=True, by=staff["unit"], at=at("2024-03-05"))
        actions.sign_answer(step, signed=True, by=staff["head"], at=at("2024-03-05"))
        assert set(AnswerCheck.objects.values_list("checked_by", flat=True)) == {staff["unit"].pk}

    def test_nobody_examines_what_he_drafted(self, handed_in, staff, org):
        request = handed_in("2024-03-01")
        step = drafted(request, staff, "2024-03-05")
        Post.objects.create(org=org, person=staff["clerk"], role=actions.HEAD, since=date(2021, 1, 1))
        with refused("拟稿人不能审查自己拟写的答复"):
            actions.sign_answer(step, signed=True, reviewed=True, by=staff["clerk"], at=at("2024-03-05"))

    def test_nothing_is_checked_where_no_draft_waits(self, handed_in, staff):
        request = handed_in("2024-03-01")
        with refused("没有等待审查的拟稿"):
            actions.check_answer(request, check="secrecy", passed=True, by=staff["unit"], at=at("2024-03-05"))

    def test_stranger_checks_nothing(self, request_, stranger):
        with refused("没有岗位"):
            actions.check_answer(request_, check="secrecy", passed=True, by=stranger, at=at("2024-03-05"))


class TestPractice:
    def test_organisation_follows_the_one_above_until_it_decides(self, org, staff):
        """The agency decided in 2021; the district above it later, which does not touch the agency."""
        head = Person.objects.create_user("mayor", name="区长")
        Post.objects.create(org=org.parent, person=head, role="公开工作机构负责人", since=date(2021, 1, 1))
        said = {"tariff": "by_case", "by": head, "at": at("2022-01-04")}
        actions.set_practice(org.parent, since=date(2022, 1, 1), **said)
        assert answers.tariff_of(org, date(2024, 1, 1)) is rules.Tariff.BY_PAGE
        assert answers.tariff_of(org.parent, date(2024, 1, 1)) is rules.Tariff.BY_CASE
        assert answers.tariff_of(org.parent, date(2021, 12, 31)) is None

    def test_only_the_head_decides(self, org, staff):
        with refused("公开工作机构负责人"):
            actions.set_practice(
                org, since=date(2024, 1, 1), tariff="by_case", by=staff["clerk"], at=at("2024-01-02")
            )

    def test_something_is_decided(self, org, staff):
        with refused("请选择计收方式，或者填写网上复议的网址"):
            actions.set_practice(org, since=date(2024, 1, 1), by=staff["head"], at=at("2024-01-02"))

    def test_answer_by_the_internet_shows_where_to_ask_for_review(self, handed_in, staff):
        letter = answered(handed_in("2024-03-01"), staff, "2024-03-04")
        assert "https://review.example.cn/" in letter.paragraphs[-1]

    def test_without_the_address_nothing_goes_out_by_the_internet(self, handed_in, staff):
        Practice.objects.update(review_online="")
        step = signed(handed_in("2024-03-01"), staff, "2024-03-04")
        with refused("应当同时提供提交行政复议申请书的互联网渠道", "第二十二条"):
            actions.deliver(step, way="online", by=staff["clerk"], at=at("2024-03-04"))
        actions.deliver(step, way="in_person", by=staff["clerk"], at=at("2024-03-04"))
