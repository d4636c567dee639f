"""The files of a request: what stays in the office, what goes out, and who gets it when."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from yangguang.core.orgs.models import Organisation, Post
from yangguang.core.records.models import Record
from yangguang.core.redaction import actions as redacting
from yangguang.core.redaction.models import Redaction
from yangguang.core.redaction.tests.papers import HARMLESS, IDENTITY, WITH_IDENTITY, everything_in, paper
from yangguang.rules.problems import Refused
from yangguang.rules.wording.covering import plain
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.enclosures import actions as enclosing
from yangguang.work.disclosure.enclosures import queries
from yangguang.work.disclosure.enclosures.rules import GROUNDS
from yangguang.work.disclosure.models import DisclosureRequest, Enclosure
from yangguang.work.disclosure.tests.office import at, examined, said_of, step_of

pytestmark = pytest.mark.django_db
DAY = "2024-03-05"
CONTENT = paper(WITH_IDENTITY, HARMLESS)


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path / "home"


@pytest.fixture
def asked(handed_in) -> DisclosureRequest:
    return handed_in("2024-03-01")


@pytest.fixture
def on(clerk):
    return {"by": clerk, "at": at(DAY)}


@pytest.fixture
def found(asked, on) -> Enclosure:
    return enclosing.attach(asked, role="found", name="低保审批表.pdf", content=CONTENT, **on)


def covered(found, on) -> Redaction:
    """Cover what the program proposes, and make the file."""
    begun = enclosing.begin_covering(found, **on)
    groups = set(begun.boxes.values_list("group", flat=True))
    redacting.decide(begun, covered=groups, declined=[], ground="third_party_rights", **on)
    return redacting.make(begun, **on)


def signed(asked, staff, outcome="partial"):
    examined(asked, staff["clerk"], DAY)
    actions.search(step_of(asked), opinion="已检索到", by=staff["unit"], at=at(DAY))
    actions.draft_answer(
        step_of(asked),
        outcome=outcome,
        text="部分内容涉及个人隐私，不予公开。",
        **said_of(outcome),
        by=staff["clerk"],
        at=at(DAY),
    )
    actions.review(step_of(asked), passed=True, opinion="同意", by=staff["lawyer"], at=at(DAY))
    actions.sign_answer(step_of(asked), signed=True, reviewed=True, by=staff["head"], at=at(DAY))
    asked.refresh_from_db()


def delivered(asked, staff):
    actions.deliver(step_of(asked), way="online", by=staff["clerk"], at=at(DAY))
    asked.refresh_from_db()


def opened(client, asked):
    """Let somebody show number and code."""
    client.post(reverse("disclosure:track"), {"number": asked.case.number, "code": asked.code})
    return client


def given_at(asked, enclosure) -> str:
    return reverse("disclosure:given", args=[asked.pk, enclosure.pk])


def test_the_grounds_are_those_of_the_law_for_withholding():
    assert {each.key: each.source for each in GROUNDS}["third_party_rights"] == (
        "政府信息公开条例第十五条、第三十二条"
    )
    assert "granted" not in {each.key for each in GROUNDS}


class TestAFile:
    def test_is_put_to_a_request_with_a_record(self, asked, found):
        record = Record.objects.latest("seq")
        assert (record.kind, record.details["sha256"]) == ("disclosure.attached", found.file.sha256)
        assert [row.enclosure for row in queries.of_request(asked)] == [found]

    def test_that_is_sent_twice_is_kept_once(self, asked, on):
        for _ in range(2):
            enclosing.attach(asked, role="attached", name="授权书.pdf", content=CONTENT, once="file-1", **on)
        assert asked.enclosures.count() == 1

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"role": "outgoing"}, "不能直接上传"),
            ({"name": "a.exe"}, "可以上传的有"),
            ({"content": b"%PDF-1.4 broken"}, "已经损坏"),
        ],
    )
    def test_that_should_not_be_there_is_refused(self, asked, on, given, said):
        with pytest.raises(Refused, match=said):
            enclosing.attach(asked, **{"role": "found", "name": "a.pdf", "content": CONTENT, **given}, **on)
        assert not asked.enclosures.exists()

    def test_is_not_put_there_by_somebody_of_another_office(self, asked, stranger):
        with pytest.raises(Refused, match="没有岗位"):
            enclosing.attach(asked, role="found", name="a.pdf", content=CONTENT, by=stranger, at=at(DAY))


class TestWhatGoesOut:
    def test_is_made_from_what_was_found_and_joins_the_answer_by_itself(self, asked, found, on):
        made = covered(found, on)
        [out] = queries.going_out(asked)
        assert (out.made_from, out.redaction, out.file) == (found, made, made.result)
        assert plain(IDENTITY) not in everything_in(out.file.read())
        assert Record.objects.filter(kind="disclosure.enclosed", about=f"cases.case:{asked.pk}").count() == 1

    def test_can_be_taken_off_once_and_stays_in_the_books(self, asked, found, on):
        covered(found, on)
        out = queries.going_out(asked).get()
        enclosing.take_off(out, reason="漏了一处", **on)
        assert not queries.going_out(asked).exists()
        assert asked.enclosures.count() == 2
        with pytest.raises(Refused, match="没有列入"):
            enclosing.take_off(out, **on)

    def test_cannot_be_the_original(self, asked, found, on):
        with pytest.raises(Refused, match="没有列入"):
            enclosing.take_off(found, **on)
        covered(found, on)
        with pytest.raises(Refused, match="已经是公开版"):
            enclosing.begin_covering(queries.going_out(asked).get(), **on)

    def test_is_fixed_with_the_signature(self, asked, found, on, staff):
        covered(found, on)
        begun = enclosing.begin_covering(found, **on)
        redacting.decide(begun, covered=[], declined=set(begun.boxes.values_list("group", flat=True)), **on)
        signed(asked, staff)
        for act, target in (
            (enclosing.begin_covering, found),
            (enclosing.take_off, queries.going_out(asked).get()),
            (redacting.make, begun),
        ):
            with pytest.raises(Refused, match="答复已经签发"):
                act(target, **on)
        begun.refresh_from_db()
        assert not begun.is_ready
        assert queries.going_out(asked).count() == 1

    def test_is_missed_where_only_a_part_is_given(self, asked, found, on, staff):
        with pytest.raises(Refused, match="部分公开的答复须附上遮盖后的文件"):
            signed(asked, staff)

    def test_is_not_missed_once_it_is_there_or_all_is_given(self, asked, found, on, staff):
        covered(found, on)
        asked.outcome = "partial"
        assert queries.why_not_send(asked) == []
        enclosing.take_off(queries.going_out(asked).get(), **on)
        asked.outcome = "granted"
        assert queries.why_not_send(asked) == []


class TestTheApplicant:
    def test_gets_what_went_out_after_it_went_out(self, client, asked, found, on, staff):
        covered(found, on)
        out = queries.going_out(asked).get()
        opened(client, asked)
        signed(asked, staff)
        assert client.get(given_at(asked, out)).status_code == 404
        delivered(asked, staff)
        page = client.get(reverse("disclosure:request", args=[asked.pk])).content.decode()
        assert given_at(asked, out) in page
        answer = client.get(given_at(asked, out))
        assert answer.content == out.file.read()
        assert answer["Content-Disposition"].startswith("attachment")

    def test_never_gets_what_stays_in_the_office(self, client, asked, found, on, staff):
        covered(found, on)
        first = queries.going_out(asked).get()
        enclosing.take_off(first, **on)
        covered(found, on)
        signed(asked, staff)
        delivered(asked, staff)
        opened(client, asked)
        for kept in (found, first):
            assert client.get(given_at(asked, kept)).status_code == 404
        page = client.get(reverse("disclosure:request", args=[asked.pk])).content.decode()
        assert given_at(asked, found) not in page

    def test_and_nobody_else(self, client, asked, found, on, staff, handed_in):
        covered(found, on)
        out = queries.going_out(asked).get()
        signed(asked, staff)
        delivered(asked, staff)
        assert client.get(given_at(asked, out)).status_code == 404
        other = handed_in("2024-03-01", applicant="李伯")
        opened(client, other)
        assert client.get(given_at(asked, out)).status_code == 404
        assert client.get(given_at(other, out)).status_code == 404


class TestTheDesk:
    @pytest.fixture
    def office(self, client, clerk):
        client.force_login(clerk, "django.contrib.auth.backends.ModelBackend")
        return client

    def test_takes_a_file_in_and_leads_to_the_desk_where_it_is_covered(self, office, asked):
        sent = {"role": "found", "file": SimpleUploadedFile("审批表.pdf", CONTENT), "once": "add-1"}
        assert office.post(reverse("disclosure_desk:attach", args=[asked.pk]), sent).status_code == 303
        kept = asked.enclosures.get()
        page = office.get(reverse("disclosure_desk:case", args=[asked.pk])).content.decode()
        cover = reverse("disclosure_desk:cover", args=[asked.pk, kept.pk])
        assert cover in page
        answer = office.post(cover, {"once": "cover-1"})
        begun = Redaction.objects.get()
        assert answer.url == begun.desk_url
        assert office.get(begun.desk_url).status_code == 200
        page = office.get(reverse("disclosure_desk:case", args=[asked.pk])).content.decode()
        assert "继续遮盖" in page

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [("表.pdf", b"MZ", "内容不是 pdf 文件"), ("表.pdf", b"", "空文件")],
    )
    def test_says_what_is_wrong_with_a_file(self, office, asked, name, content, said):
        sent = {"role": "found", "file": SimpleUploadedFile(name, content)}
        answer = office.post(reverse("disclosure_desk:attach", args=[asked.pk]), sent)
        assert answer.status_code == 422
        assert said in answer.content.decode()

    def test_shows_no_file_of_another_request(self, office, asked, found, handed_in):
        other = handed_in("2024-03-01")
        assert office.get(reverse("disclosure_desk:enclosure", args=[asked.pk, found.pk])).status_code == 200
        assert office.get(reverse("disclosure_desk:enclosure", args=[other.pk, found.pk])).status_code == 404

    def test_shows_nothing_to_a_stranger(self, client, asked, found, on, stranger):
        begun = enclosing.begin_covering(found, **on)
        elsewhere = Organisation.add(
            code="440403", name="邻区人民政府", short_name="邻区府", kind="government"
        )
        Post.objects.create(org=elsewhere, person=stranger, role="受理窗口", since=date(2021, 1, 1))
        client.force_login(stranger, "django.contrib.auth.backends.ModelBackend")
        of_file = [asked.pk, found.pk]
        for address in (
            reverse("disclosure_desk:enclosure", args=of_file),
            reverse("disclosure_desk:cover", args=of_file),
            reverse("disclosure_desk:take_off", args=of_file),
            reverse("disclosure_desk:attach", args=[asked.pk]),
            begun.desk_url,
            reverse("redaction_desk:picture", args=[begun.pk, 1]),
        ):
            assert client.get(address).status_code == 404, address
            assert client.post(address).status_code in (404, 405), address
