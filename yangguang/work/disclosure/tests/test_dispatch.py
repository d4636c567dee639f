"""How letters leave and arrive: the number of the post, the legal day, what came back, and who opened what."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from yangguang.core.mail.models import Message
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.records.models import Record
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.archive import contents
from yangguang.work.disclosure.dispatch import actions as dispatch
from yangguang.work.disclosure.dispatch import queries
from yangguang.work.disclosure.dispatch.models import Dispatch
from yangguang.work.disclosure.dispatch.rules import kind_of
from yangguang.work.disclosure.models import DisclosureRequest, Party
from yangguang.work.disclosure.queries import told
from yangguang.work.disclosure.tests.office import at, examined, refused, signed, step_of
from yangguang.work.disclosure.tests.pages import Page

pytestmark = pytest.mark.django_db

XA = "XA12345678901"
BY_POST = {"way": "post", "address": "三灶镇海澄村1号"}


def entered(person: Person) -> Client:
    browser = Client()
    browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def receipt(handed_in) -> Dispatch:
    """The receipt of a request whose applicant wants letters by post, of 2024-03-01."""
    return Dispatch.objects.get(letter=handed_in("2024-03-01", **BY_POST).letters.get())


def posted(row: Dispatch, clerk: Person, day: str = "2024-03-04", **more: object) -> Dispatch:
    return dispatch.hand_over(row, **{"number": XA, **more}, by=clerk, at=at(day))


def came_back(row: Dispatch, clerk: Person, day: str = "2024-03-08", result: str = "returned") -> Dispatch:
    return dispatch.end(posted(row, clerk), result=result, note="查无此人", by=clerk, at=at(day))


class TestNumbers:
    @pytest.mark.parametrize(
        ("number", "kind"),
        [
            ("XA12345678901", "挂号信"),
            ("1234567890123", "特快专递"),
            ("RB123456785GB", "挂号信"),  # 8·1+6·2+4·3+2·4+3·5+5·6+9·7+7·8 = 204, 11 - 204 mod 11 = 5
            ("EE000000005CN", "特快专递"),  # the sum is 0: 11 is written as 5
            ("RB123456784GB", ""),
            ("EB12345678CN", ""),
            ("123456789012", ""),
            ("２３４５６７８９０１２３４", ""),
        ],
    )
    def test_show_what_mail_it_is(self, number, kind):
        assert kind_of(number) == kind

    def test_answer_is_not_sent_under_a_wrong_one(self, handed_in, staff):
        step = signed(handed_in("2024-03-01", **BY_POST), staff, "2024-03-18")
        with refused("RB123456784GB", "校验位", "民事诉讼法第八十五条第四款"):
            actions.deliver(
                step, way="post", mail_number="RB123456784GB", by=staff["clerk"], at=at("2024-03-18")
            )


class TestAnswer:
    def test_by_post_has_left_on_the_day_of_posting(self, handed_in, staff):
        step = signed(handed_in("2024-03-01", **BY_POST), staff, "2024-03-18")
        letter = actions.deliver(
            step,
            way="post",
            mail_number="xa 1234 5678 901",
            on=date(2024, 3, 19),
            by=staff["clerk"],
            at=at("2024-03-20"),
        )
        row = letter.dispatches.get()
        assert (row.number, row.handed_over_on, row.state) == (XA, date(2024, 3, 19), "under_way")

    def test_by_email_stands_in_the_outbox_with_the_letter_as_it_is(self, handed_in, staff):
        request = handed_in("2024-03-01", way="email", email="chen@example.cn")
        letter = actions.deliver(
            signed(request, staff, "2024-03-18"),
            way="email",
            by=staff["clerk"],
            at=at("2024-03-18"),
            once="d-1",
        )
        message = Message.objects.get(once__startswith=f"disclosure.letter:{letter.pk}:")
        assert (message.to, message.attachment_name) == ("chen@example.cn", "政府信息公开申请答复书.pdf")
        assert letter.number in message.subject
        assert letter.paragraphs[0] in message.body
        assert bytes(message.attachment).startswith(b"%PDF-")
        assert Message.objects.count() == 2, "the receipt, and the answer"

    def test_by_email_needs_an_address(self, handed_in, staff):
        step = signed(handed_in("2024-03-01"), staff, "2024-03-18")
        with refused("没有留电子邮箱"):
            actions.deliver(step, way="email", by=staff["clerk"], at=at("2024-03-18"))

    def test_sent_twice_leaves_once(self, handed_in, staff):
        step = signed(handed_in("2024-03-01", way="email", email="chen@example.cn"), staff, "2024-03-18")
        for _ in range(2):
            letter = actions.deliver(
                step, way="email", by=staff["clerk"], at=at("2024-03-18"), once="deliver-1"
            )
        assert letter.dispatches.count() == 1
        assert Message.objects.filter(subject__contains=letter.number).count() == 1

    def test_fetched_in_person_has_arrived(self, handed_in, staff):
        step = signed(handed_in("2024-03-01"), staff, "2024-03-18")
        letter = actions.deliver(step, way="in_person", by=staff["clerk"], at=at("2024-03-18"))
        row = letter.dispatches.get()
        assert (row.state, row.ended_on) == ("delivered", date(2024, 3, 18))


class TestOnline:
    @pytest.fixture
    def answer(self, handed_in, staff) -> Dispatch:
        step = signed(handed_in("2024-03-01"), staff, "2024-03-18")
        return actions.deliver(step, way="online", by=staff["clerk"], at=at("2024-03-18")).dispatches.get()

    def look(self, client: Client, row: Dispatch) -> None:
        asked = row.letter.request
        client.post("/disclosure/track/", {"number": asked.case.number, "code": asked.code, "once": "t"})
        client.get(f"/disclosure/requests/{asked.pk}/")

    def test_is_proved_by_the_first_opening_alone(self, client, answer, clerk):
        page = reverse("disclosure_desk:case", args=[answer.letter.request_id])
        assert "陈阿婆尚未打开" in Page(entered(clerk).get(page)).text
        self.look(client, answer)
        answer.refresh_from_db()
        first = answer.opened_at
        self.look(client, answer)
        answer.refresh_from_db()
        assert (answer.opened_by, answer.opened_at, answer.state) == ("查询码", first, "delivered")
        [said] = Record.objects.filter(kind="disclosure.opened", note__contains=answer.letter.number)
        assert said.by == "visitor"
        assert "凭查询码首次打开" in Page(entered(clerk).get(page)).text

    def test_is_not_opened_by_the_office_nor_by_a_stranger(self, client, answer, clerk, stranger):
        entered(clerk).get(
            reverse("disclosure_desk:letter", args=[answer.letter.request_id, answer.letter_id, "pdf"])
        )
        entered(stranger).get(f"/disclosure/requests/{answer.letter.request_id}/")
        answer.refresh_from_db()
        assert answer.opened_at is None

    def test_of_somebody_with_an_account_says_so(self, answer, stranger):
        asked = answer.letter.request
        asked.account = stranger
        asked.save()
        entered(stranger).get(f"/disclosure/requests/{asked.pk}/")
        answer.refresh_from_db()
        assert answer.opened_by == "账号"


class TestPost:
    def test_what_is_written_waits_to_be_posted(self, receipt, org, clerk):
        orgs = Organisation.objects.filter(pk=org.pk)
        assert list(queries.unsent(orgs)) == [receipt]
        row = posted(receipt, clerk)
        assert (row.state, row.handed_over_on, row.number) == ("under_way", date(2024, 3, 4), XA)
        assert not queries.unsent(orgs).exists()
        assert f"交邮，挂号信{XA}" in Record.objects.get(kind="disclosure.handed_over").note

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"number": ""}, "请填写邮件号码"),
            ({"number": "123"}, "写法不对"),
            ({"on": date(2024, 2, 29)}, "不能早于文书的日期2024-03-01"),
            ({"on": date(2024, 3, 5)}, "还没有到"),
        ],
    )
    def test_wrong_ones_are_refused(self, receipt, clerk, values, words):
        with refused(words):
            posted(receipt, clerk, **values)

    def test_is_not_posted_twice(self, receipt, clerk):
        posted(receipt, clerk)
        with refused("已经登记发出"):
            posted(receipt, clerk)

    def test_what_came_back_is_listed_until_it_is_sent_again(self, receipt, org, clerk):
        orgs = Organisation.objects.filter(pk=org.pk)
        row = came_back(receipt, clerk)
        assert list(queries.came_back(orgs)) == [row]
        again = dispatch.send_again(
            row, way="post", number="1234567890123", on=date(2024, 3, 11), by=clerk, at=at("2024-03-11")
        )
        assert not queries.came_back(orgs).exists()
        row.refresh_from_db()
        assert (row.state, row.ended_on, again.follows) == ("returned", date(2024, 3, 8), row)
        with refused("已经重寄"):
            dispatch.send_again(row, way="post", number=XA, by=clerk, at=at("2024-03-12"))

    def test_or_until_somebody_says_why_not(self, receipt, org, clerk):
        row = came_back(receipt, clerk, result="refused")
        with refused("请写明为什么不再寄送"):
            dispatch.leave(row, why=" ", by=clerk, at=at("2024-03-11"))
        dispatch.leave(row, why="已当面领取", by=clerk, at=at("2024-03-11"))
        assert not queries.came_back(Organisation.objects.filter(pk=org.pk)).exists()

    def test_delivered_is_not_sent_again(self, receipt, clerk):
        row = dispatch.end(posted(receipt, clerk), result="delivered", by=clerk, at=at("2024-03-06"))
        with refused("只有拒收、退回"):
            dispatch.send_again(row, way="post", number=XA, by=clerk, at=at("2024-03-07"))

    def test_that_came_back_says_why(self, receipt, clerk):
        row = posted(receipt, clerk)
        with refused("请写明原因"):
            dispatch.end(row, result="returned", by=clerk, at=at("2024-03-06"))

    def test_long_under_way_is_asked_about(self, receipt, org, clerk):
        """Handed over on 4 March: ten working days later is the 18th, and on the day after it is listed."""
        orgs = Organisation.objects.filter(pk=org.pk)
        posted(receipt, clerk)
        assert not queries.long_under_way(orgs, date(2024, 3, 18)).exists()
        assert queries.long_under_way(orgs, date(2024, 3, 19)).exists()

    def test_pages_lead_from_the_list_to_the_end(self, receipt, clerk):
        browser, address = entered(clerk), reverse("disclosure_desk:post")
        assert "文书：待发出" in browser.get(reverse("wagtailadmin_home")).content.decode()
        link = reverse("disclosure_desk:hand_over", args=[receipt.pk])
        assert link in browser.get(address).content.decode()
        page = Page(browser.post(link, {"number": "123", "once": "h"}))
        assert (page.status, page.typed()["number"]) == (422, "123")
        assert browser.post(link, {"number": XA, "once": "h"}).status_code == 303
        end = reverse("disclosure_desk:end_dispatch", args=[receipt.pk])
        assert browser.post(end, {"result": "returned", "note": "查无此人", "once": "e"}).status_code == 303
        assert "重寄" in browser.get(address, {"which": "back"}).content.decode()

    def test_of_another_organisation_is_not_found_and_not_touched(self, receipt, org, stranger):
        Post.objects.create(org=org.parent, person=stranger, role="受理窗口", since=date(2021, 1, 1))
        for name in ("hand_over", "end_dispatch", "send_again", "leave_dispatch"):
            address = reverse(f"disclosure_desk:{name}", args=[receipt.pk])
            assert entered(stranger).get(address).status_code == 404
            assert entered(stranger).post(address, {}).status_code == 404
        with refused("没有岗位"):
            posted(receipt, stranger)


class TestToOthers:
    """Letters to those who are asked for an opinion, or told of a decision, are followed like every other."""

    @pytest.fixture
    def asked(self, handed_in, staff):
        request = handed_in("2024-03-01")
        examined(request, staff["clerk"], "2024-03-04")
        return request

    def consult(self, asked, staff, **said: str) -> Party:
        given = {"whom": "金湾某公司", "about": "信息由你方提供", **said}
        actions.consult_third_party(step_of(asked), **given, by=staff["unit"], at=at("2024-03-05"))
        return asked.parties.get(name=given["whom"])

    def test_one_by_post_is_under_way_to_the_partys_address(self, asked, staff):
        party = self.consult(asked, staff, way="post", mail_number=XA, address="三灶镇工业区1号")
        [row] = party.letter.dispatches.all()
        assert (row.to, row.carrier, row.state) == ("三灶镇工业区1号", "挂号信", "under_way")
        assert row.handed_over_on == date(2024, 3, 5)

    def test_what_nobody_has_posted_waits_on_the_list_of_the_day(self, asked, staff, org):
        party = self.consult(asked, staff, address="三灶镇工业区1号")
        assert queries.unsent(Organisation.objects.filter(pk=org.pk)).get(letter=party.letter)

    def test_its_delivery_proves_that_the_party_was_reached(self, asked, staff):
        party = self.consult(asked, staff, way="post", mail_number=XA, address="三灶镇工业区1号")
        dispatch.end(
            party.letter.dispatches.get(),
            result="delivered",
            on=date(2024, 3, 7),
            note="前台签收",
            by=staff["clerk"],
            at=at("2024-03-08"),
        )
        party.refresh_from_db()
        assert (party.reached_on, party.proof) == (date(2024, 3, 7), f"挂号信{XA}，前台签收")

    def test_one_that_came_back_goes_to_another_address(self, asked, staff, clerk):
        party = self.consult(asked, staff, way="post", mail_number=XA, address="三灶镇工业区1号")
        first = party.letter.dispatches.get()
        dispatch.end(
            first, result="returned", note="查无此单位", on=date(2024, 3, 8), by=clerk, at=at("2024-03-08")
        )
        again = dispatch.send_again(
            first, way="post", to="红旗镇2号", number="1234567890123", by=clerk, at=at("2024-03-11")
        )
        assert (again.to, again.follows, first.to) == ("红旗镇2号", first, "三灶镇工业区1号")
        party.refresh_from_db()
        assert party.reached_on is None

    def test_by_email_goes_to_the_party_and_not_to_the_applicant(self, asked, staff):
        DisclosureRequest.objects.filter(pk=asked.pk).update(email="chen@example.cn")
        self.consult(asked, staff, way="email", email="office@company.example.cn")
        assert [each.to for each in Message.objects.filter(subject__contains="征求意见")] == [
            "office@company.example.cn"
        ]

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"way": "post", "mail_number": XA}, "请填写对方的通信地址"),
            ({"way": "post", "address": "三灶镇1号"}, "请填写邮件号码"),
            ({"way": "email"}, "没有对方的电子邮箱"),
        ],
    )
    def test_without_an_address_or_a_number_none_leaves(self, asked, staff, said, words):
        with refused(words):
            self.consult(asked, staff, **said)
        assert not asked.parties.exists()

    def test_the_result_of_the_post_is_not_told_as_an_answer(self, receipt, clerk):
        """An applicant reads “发出答复书” on her page only when the answer has gone out."""
        dispatch.end(
            posted(receipt, clerk), result="delivered", on=date(2024, 3, 6), by=clerk, at=at("2024-03-08")
        )
        assert "发出答复书" not in [words for _, words in told(receipt.letter.request)]


class TestSlips:
    """The picture of what the post office gave for a letter proves the legal day."""

    @pytest.fixture(autouse=True)
    def home(self, settings, tmp_path):
        settings.HOME = tmp_path / "home"

    def picture(self, name: str = "凭证.png") -> SimpleUploadedFile:
        made = io.BytesIO()
        Image.new("RGB", (60, 40)).save(made, "PNG")
        return SimpleUploadedFile(name, made.getvalue())

    def page(self, name: str, row: Dispatch) -> str:
        return reverse(f"disclosure_desk:{name}", args=[row.pk])

    def test_is_kept_as_the_letter_is_handed_over(self, receipt, clerk):
        sent = {"number": XA, "file": self.picture(), "once": "1"}
        assert entered(clerk).post(self.page("hand_over", receipt), sent).status_code == 303
        receipt.refresh_from_db()
        assert (receipt.state, receipt.slip.name) == ("under_way", "凭证.png")
        assert Record.objects.get(kind="disclosure.slip_kept").by_name == clerk.name
        got = entered(clerk).get(self.page("slip_file", receipt))
        assert b"".join(got.streaming_content if got.streaming else [got.content]) == receipt.slip.read()

    def test_can_be_kept_later_and_once(self, receipt, clerk):
        posted(receipt, clerk)
        browser = entered(clerk)
        assert "存交邮凭证" in Page(browser.get(receipt.desk_url)).text
        browser.post(self.page("keep_slip", receipt), {"file": self.picture(), "once": "1"})
        again = Page(browser.post(self.page("keep_slip", receipt), {"file": self.picture(), "once": "2"}))
        assert any("已经存有交邮凭证" in each for each in again.summary())

    @pytest.mark.parametrize(
        ("name", "said"), [("凭证.txt", "jpg、png 或者 pdf"), ("凭证.exe", "不是可以上传的文件")]
    )
    def test_that_is_no_picture_is_refused_and_the_number_typed_stays(self, receipt, clerk, name, said):
        file = SimpleUploadedFile(name, "凭证".encode())
        page = Page(
            entered(clerk).post(self.page("hand_over", receipt), {"number": XA, "file": file, "once": "1"})
        )
        assert any(said in each for each in page.beside("file"))
        assert page.typed()["number"] == XA
        receipt.refresh_from_db()
        assert receipt.state == "waiting"

    def test_of_a_letter_that_has_not_left_there_is_none(self, receipt, clerk):
        page = Page(
            entered(clerk).post(self.page("keep_slip", receipt), {"file": self.picture(), "once": "1"})
        )
        assert any("请先登记发出" in each for each in page.summary())

    def test_goes_into_the_folder(self, receipt, clerk):
        image = self.picture()
        dispatch.hand_over(
            receipt,
            number=XA,
            slip=(image.name, image.read()),
            on=date(2024, 3, 4),
            by=clerk,
            at=at("2024-03-04"),
        )
        [kept] = [
            each for each in contents(receipt.letter.request.case).documents if each.key.startswith("slip-")
        ]
        assert (kept.number, kept.on) == (XA, date(2024, 3, 4))
