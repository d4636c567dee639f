"""Existing documents on their way in: read, asked about, confirmed by a person, and then reviewed as any page."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.publishing.newsroom import at, newsroom
from yangguang.core.orgs.models import Post
from yangguang.core.publishing.models import Publication
from yangguang.core.publishing.site.rendering import preview
from yangguang.core.records.models import Record
from yangguang.rules.problems import Refused
from yangguang.work.normative.incoming import actions, queries
from yangguang.work.normative.incoming.models import Incoming
from yangguang.work.normative.pages import PolicyDocument

from . import papers

DAY = "2024-03-01"
WITHOUT_TERM = tuple(line.replace("，有效期3年", "") for line in papers.LINES)
VALUES = {
    "title": papers.TITLE,
    "number": papers.NUMBER,
    "made_on": date(2023, 5, 6),
    "effective_on": date(2023, 6, 1),
    "expires_on": date(2026, 5, 31),
    "index_number": "11440404MB2C000000/2023-00012",
}


def received(office, name: str = "办法.html", content: bytes = b"", **values) -> Incoming:
    """Return the row of a document that was handed in."""
    content = content or papers.page()
    actions.receive(office.org, [(name, content)], by=values.pop("by", office.author), at=at(DAY), **values)
    return Incoming.objects.latest("pk")


def confirmed(office, row: Incoming, **values) -> Incoming:
    unstated = values.pop("unstated", ())
    given = {"column": office.news, "values": {**VALUES, **values}, "unstated": unstated}
    return actions.confirm(row, **given, by=office.author, at=at(DAY))


def asked(office, row: Incoming, archive, about=("expires_on",)) -> Incoming:
    org = Post.objects.get(person=archive).org
    return actions.ask(
        row, org=org, person="梁档案", about=about, question="请查有效期。", by=office.author, at=at(DAY)
    )


class TestHandingIn:
    def test_each_file_is_read_and_recorded(self, office):
        zipped = papers.packed({"办法.docx": papers.word(), "坏.pdf": b"%PDF-1.4 broken"})
        files = [("办法.html", papers.page()), ("全部.zip", zipped)]
        actions.receive(office.org, files, by=office.author, at=at(DAY))
        rows = {row.name: row for row in Incoming.objects.all()}
        assert {name: row.state for name, row in rows.items()} == {
            "办法.html": "open",
            "办法.docx": "open",
            "坏.pdf": "failed",
        }
        assert rows["办法.docx"].reading["fields"]["number"]["value"] == papers.NUMBER
        assert "重新下载" in rows["坏.pdf"].problem
        assert Record.objects.filter(kind="normative.incoming_received").count() == 3

    def test_the_same_file_twice_is_refused(self, office):
        received(office)
        with pytest.raises(Refused, match="已经上传过"):
            received(office, name="另一个名字.html")
        assert Incoming.objects.count() == 1

    def test_a_doubled_click_takes_in_once(self, office):
        for _ in range(2):
            received(office, once="upload-1")
        assert Incoming.objects.count() == 1

    def test_nobody_else_may(self, office):
        with pytest.raises(Refused, match="编辑"):
            received(office, by=office.reviewers["first_review"])
        assert not Incoming.objects.exists()

    def test_a_broken_zip_is_refused(self, office):
        with pytest.raises(Refused, match="打不开"):
            received(office, name="全部.zip", content=b"PK\x03\x04 broken")


class TestConfirming:
    def test_makes_a_draft_with_what_the_person_checked(self, office):
        row = confirmed(office, received(office), number="珠金民〔2023〕8号")
        page = PolicyDocument.objects.get(pk=row.page_id)
        draft = page.get_latest_revision_as_object()
        assert (draft.number, draft.made_on, draft.expires_on) == (
            "珠金民〔2023〕8号",
            date(2023, 5, 6),
            date(2026, 5, 31),
        )
        assert not page.live
        assert Publication.objects.get(page=page.pk).index_number == "11440404MB2C000000/2023-00012"
        assert papers.TITLE not in str(draft.body)
        assert "社区食堂为老年人供应午餐" in str(draft.body)
        written = Record.objects.get(kind="normative.incoming_confirmed")
        assert written.details["changed"]["number"] == [papers.NUMBER, "珠金民〔2023〕8号"]

    @pytest.mark.parametrize(
        ("name", "content"), [("办法.docx", papers.word()), ("办法.html", papers.page(rows={}))]
    )
    def test_the_draft_goes_through_the_three_reviews(self, office, name, content):
        row = confirmed(office, received(office, name, content))
        office.publish(PolicyDocument.objects.get(pk=row.page_id))
        publication = Publication.objects.get(page=row.page_id)
        assert publication.is_live
        assert publication.index_number == "11440404MB2C000000/2023-00012"

    def test_what_is_unknown_is_not_left_open(self, office):
        row = received(office, content=papers.page(lines=WITHOUT_TERM))
        with pytest.raises(Refused, match="请填写有效期至") as refused:
            confirmed(office, row, expires_on=None)
        assert [problem.field for problem in refused.value.problems] == ["expires_on"]
        with pytest.raises(Refused, match="先向有关机关询问"):
            confirmed(office, row, expires_on=None, unstated=["expires_on"])
        assert not PolicyDocument.objects.exists()

    def test_the_page_says_who_is_asked_about_what_is_unknown(self, office, archive):
        row = received(office, content=papers.page(lines=WITHOUT_TERM))
        asked(office, row, archive, about=["expires_on", "effective_on"])
        row = confirmed(
            office, row, expires_on=None, effective_on=None, unstated=["expires_on", "effective_on"]
        )
        page = PolicyDocument.objects.get(pk=row.page_id)
        office.publish(page)
        shown = preview(page.get_latest_revision_as_object(), "standard").decode()
        assert shown.count("未载明（正在向金湾区档案馆（梁档案）核实）") == 2
        assert "待核查" in shown
        assert "补充中" not in shown

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({"title": ""}, "请填写标题"),
            ({"effective_on": date(2023, 1, 1)}, "施行日期不能早于成文日期"),
            ({"expires_on": date(2023, 5, 31)}, "有效期至不能早于施行日期"),
            ({"index_number": "JW-12"}, "索引号应写成"),
            ({"number": "珠" * 61}, "文号最多60个字"),
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_is_written(self, office, values, said):
        row = received(office)
        with pytest.raises(Refused, match=said):
            confirmed(office, row, **values)
        assert not PolicyDocument.objects.exists()
        assert Incoming.objects.get(pk=row.pk).state == "open"

    def test_a_number_is_used_once(self, office):
        confirmed(office, received(office))
        again = received(office, "办法.docx", papers.word())
        with pytest.raises(Refused) as refused:
            confirmed(office, again)
        assert [problem.field for problem in refused.value.problems] == ["number", "index_number"]

    def test_is_done_once(self, office):
        row = confirmed(office, received(office))
        with pytest.raises(Refused, match="已经办结"):
            confirmed(office, row)
        with pytest.raises(Refused, match="已经办结"):
            actions.leave_out(row, reason="重复", by=office.author, at=at(DAY))


class TestAsking:
    def test_whoever_is_asked_sees_it_and_answers(self, office, archive):
        row = asked(office, received(office), archive)
        assert row.state == "asked"
        assert list(queries.asked_of(archive, at(DAY).date())) == [row]
        row = actions.answer(row, words="档案中没有有效期。", by=archive, at=at("2024-03-04"))
        assert (row.state, row.answered_by) == ("open", archive)
        assert not queries.asked_of(archive, at(DAY).date()).exists()

    def test_nobody_else_answers(self, office, archive):
        row = asked(office, received(office), archive)
        with pytest.raises(Refused, match="金湾区档案馆"):
            actions.answer(row, words="没有。", by=office.author, at=at(DAY))

    def test_asks_about_something(self, office, archive):
        with pytest.raises(Refused, match="请选择要询问的项目"):
            asked(office, received(office), archive, about=[])

    def test_is_left_out_for_a_reason(self, office):
        row = received(office)
        with pytest.raises(Refused, match="原因"):
            actions.leave_out(row, reason=" ", by=office.author, at=at(DAY))
        assert actions.leave_out(row, reason="会议纪要", by=office.author, at=at(DAY)).state == "left"


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


class TestTheDesk:
    def test_an_editor_hands_in_looks_corrects_and_confirms(self, office):
        client = signed_in(office.author)
        upload = reverse("normative_desk:incoming_upload")
        assert "ZIP" in client.get(upload).content.decode()
        files = [SimpleUploadedFile("办法.html", papers.page()), SimpleUploadedFile("坏.pdf", b"%PDF-1.4 x")]
        sent = {"org": office.org.pk, "files": files, "once": "upload-1"}
        assert client.post(upload, sent).status_code == 303
        row = Incoming.objects.get(name="办法.html")
        listed = client.get(reverse("normative_desk:incoming")).content.decode()
        assert papers.TITLE in listed
        assert "重新下载" in listed
        shown = client.get(row.desk_url).content.decode()
        assert "页面信息表与正文开头一致。" in shown
        assert "<mark>" in shown
        confirm = reverse("normative_desk:incoming_confirm", args=[row.pk])
        form = client.get(confirm).content.decode()
        assert f'value="{papers.NUMBER}"' in form
        assert "把握：高" in form
        sent = {
            **{name: str(value) for name, value in VALUES.items()},
            "column": office.news.pk,
            "once": "c-1",
        }
        refused = client.post(confirm, sent)
        assert refused.status_code == 422
        assert "请逐项对照原文核对" in refused.content.decode()
        assert client.post(confirm, {**sent, "checked": "on"}).status_code == 303
        assert PolicyDocument.objects.get().number == papers.NUMBER

    def test_words_of_a_file_do_no_harm_on_the_screen(self, office):
        bad = ("社区食堂&lt;script&gt;alert(1)&lt;/script&gt;管理办法的通知", *papers.LINES[1:])
        row = received(office, content=papers.page(lines=bad))
        assert "<script>alert" not in signed_in(office.author).get(row.desk_url).content.decode()

    def test_whoever_is_asked_finds_the_question_and_answers_it(self, office, archive):
        row = asked(office, received(office), archive)
        client = signed_in(archive)
        assert "请查有效期" in client.get(row.desk_url).content.decode()
        answer = reverse("normative_desk:incoming_answer", args=[row.pk])
        assert client.post(answer, {"words": "没有。", "once": "a-1"}).status_code == 303
        assert Incoming.objects.get(pk=row.pk).answer == "没有。"

    def test_a_stranger_finds_nothing(self, office):
        row = received(office)
        stranger = newsroom("440403", "斗门区人民政府").author
        client = signed_in(stranger)
        assert papers.TITLE not in client.get(reverse("normative_desk:incoming")).content.decode()
        names = ("document", "confirm", "ask", "answer", "leave_out")
        addresses = [reverse(f"normative_desk:incoming_{name}", args=[row.pk]) for name in names]
        assert {client.get(address).status_code for address in addresses} == {404}
        assert {client.post(address).status_code for address in addresses[1:]} == {404}
