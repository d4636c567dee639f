"""Whatever somebody types is kept as text or refused with a sentence; no page and no file fails over it."""

import csv
from io import BytesIO

import docx
import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yangguang.core.orgs.models import Person
from yangguang.core.records.models import Record
from yangguang.core.records.queries import verify
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.models import DisclosureRequest, Letter
from yangguang.work.disclosure.tests.office import step_of
from yangguang.work.disclosure.tests.pages import TYPED, Page

pytestmark = pytest.mark.django_db

APPLY = "/disclosure/apply/440404-03/"
FREE = ("applicant", "representative", "address", "wanted")
"""Where one may type what one likes."""

CONTROL = "学区\x01划\x0b分\x1b图\x7f"
TEXTS = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "end of a field": "</textarea></dd><form action='//evil.example'>",
    "attribute": "\" autofocus onfocus=alert(1) x=\"' onfocus='alert(1)",
    "template": "{{ settings.SECRET_KEY }}{% debug %}",
    "statement": "'); DROP TABLE disclosure_disclosurerequest; --",
    "typesetting": '#read("/etc/passwd") $x$ \\ *b* _i_ @a <b>',
    "formula": '=HYPERLINK("//evil.example","图")',
    "control characters": CONTROL,
    "right to left": "\u202eלארשי\u202c \u2066م\u2069 \u200f",
    "emoji": "🏠👨\u200d👩\u200d👧 学区图 🇨🇳",
    "rare characters": "\U00030edd\U0010ffff\ufdd0\ufffe",
    "accents without end": "a" + "\u0301" * 70,
    "one long word": "图" * 80,
}


@pytest.fixture
def office(clerk) -> Client:
    browser = Client()
    browser.force_login(clerk, "django.contrib.auth.backends.ModelBackend")
    return browser


def sent(client: Client, text: str) -> DisclosureRequest:
    """Return the request of somebody who types `text` wherever she can."""
    answer = client.post(APPLY, {**TYPED, **dict.fromkeys(FREE, text)})
    assert answer.status_code == 303
    return DisclosureRequest.objects.get()


def registered(request: DisclosureRequest, clerk: Person) -> Letter:
    today = timezone.localdate()
    return actions.register(step_of(request), confirmed_on=today, how="电话", by=clerk, at=timezone.now())


def planted(page: Page) -> list[object]:
    """Return what would run, or lead elsewhere, though nobody of us wrote it."""
    return page.tree.xpath(
        "//script[contains(., 'alert(1)')] | //@onerror | //@onfocus | //@autofocus | //b | //img[@src='x']"
        " | //form[starts-with(@action, '//')] | //a[starts-with(@href, '//')]"
    )


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_is_kept_and_shown_as_text(client, office, clerk, text):
    asked = sent(client, text)
    assert [getattr(asked, name) for name in FREE] == [text.strip()] * len(FREE)
    registered(asked, clerk)
    words = " ".join(text.split())
    hers = Page(client.get(f"/disclosure/requests/{asked.pk}/"))
    theirs = Page(office.get(reverse("disclosure_desk:case", args=[asked.pk])))
    act = Page(office.get(reverse("disclosure_desk:act", args=[asked.pk, "examine"])))
    lists = [
        Page(office.get(address))
        for address in (f"{reverse('disclosure_desk:today')}?whose=all", reverse("requests:index"))
    ]
    assert [page.facts()["申请内容"] for page in (hers, theirs, act)] == [words] * 3
    assert [words[:30] in page.text for page in lists] == [True, True]
    assert [found for page in (hers, theirs, act, *lists) for found in planted(page)] == []
    assert [broken for _, broken in verify() if broken] == []


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_form_that_is_shown_again_holds_it_and_nothing_runs(client, staff, text):
    page = Page(client.post(APPLY, {**TYPED, **dict.fromkeys(FREE, text), "phone": ""}))
    assert page.status == 422
    assert planted(page) == []
    kept = page.typed()
    assert [kept[name].strip() for name in FREE] == [text.strip()] * len(FREE)


@pytest.mark.parametrize("name", ["control characters", "typesetting", "right to left"])
def test_letter_can_be_printed_and_edited(client, office, clerk, name):
    letter = registered(sent(client, TEXTS[name]), clerk)
    pdf, word = (
        office.get(reverse("disclosure_desk:letter", args=[letter.request_id, letter.pk, ending]))
        for ending in ("pdf", "docx")
    )
    assert pdf.content.startswith(b"%PDF")
    said = "".join(each.text for each in docx.Document(BytesIO(word.content)).paragraphs)
    assert TEXTS[name].replace("\x01", "").replace("\x0b", "").replace("\x1b", "").strip() in said


class TestTakenAway:
    """One request must not keep the office from taking all of them away as a table."""

    def table(self, office: Client, kind: str) -> bytes:
        answer = office.get(reverse("requests:index"), {"export": kind})
        assert answer.status_code == 200
        return b"".join(answer.streaming_content)

    @pytest.mark.parametrize("name", ["control characters", "formula", "emoji", "rare characters"])
    def test_table_holds_it_as_text(self, client, office, name):
        text = TEXTS[name]
        sent(client, text)
        [row] = list(csv.DictReader(self.table(office, "csv").decode().splitlines()))
        sheet = openpyxl.load_workbook(BytesIO(self.table(office, "xlsx"))).active
        heads, values = sheet.iter_rows()
        cell = dict(zip([head.value for head in heads], values, strict=True))["姓名或者名称"]
        readable = "".join(sign for sign in text.strip() if sign >= " " and sign != "\ufffe")
        assert (cell.value, cell.data_type) == (readable, "s")
        assert row["姓名或者名称"] == (f"'{readable}" if name == "formula" else readable)


class TestRefused:
    @pytest.mark.parametrize("name", [*FREE, "identity"])
    def test_sign_that_no_text_has_is_named_beside_its_field(self, client, staff, name):
        page = Page(client.post(APPLY, {**TYPED, name: f"{TYPED[name]}\0"}))
        assert page.status == 422
        assert page.beside(name) == ["内容里有不能保存的字符，请重新输入。"]
        assert not DisclosureRequest.objects.exists()

    @pytest.mark.parametrize(
        "text", [TEXTS["markup"], TEXTS["emoji"], "\u202e5550199", "０７５６５５５０１９９"]
    )
    def test_telephone_and_mailbox_are_what_one_can_call_and_write_to(self, client, staff, text):
        page = Page(client.post(APPLY, {**TYPED, "phone": text, "email": text}))
        assert page.status == 422
        assert (len(page.beside("phone")), len(page.beside("email"))) == (1, 1)

    def test_nothing_that_is_seen_is_nothing_written(self, client, staff):
        page = Page(client.post(APPLY, {**TYPED, "wanted": " \t\r\n\u3000\u00a0"}))
        assert page.beside("wanted") == ["请写明你需要的政府信息。"]

    def test_of_what_nobody_asked_nothing_is_kept(self, client, clerk):
        """Values of the office's own, sent along with the form."""
        more = {
            "received_on": "2020-01-01",
            "outcome": "granted",
            "row": "granted",
            "code": "22222222",
            "account": "1",
        }
        client.post(APPLY, {**TYPED, **more, "org": "1", "channel": "in_person", "fee": "7"})
        asked = DisclosureRequest.objects.get()
        assert (asked.received_on, asked.outcome, asked.row, asked.account, asked.fee) == (
            None,
            "",
            "",
            None,
            0,
        )
        assert (asked.channel, asked.org.code) == ("online", "440404-03")
        assert asked.code != "22222222"
        assert Record.objects.get(kind="disclosure.submitted").by == "visitor"


class TestSearching:
    @pytest.mark.parametrize("words", ["%", "_", "\\", "' OR 1=1 --", "图" * 5000, "\u202e", "<b>"])
    def test_finds_words_and_not_patterns(self, client, office, words):
        asked = sent(client, "学区划分图")
        page = Page(office.get(reverse("disclosure_desk:today"), {"whose": "all", "q": words}))
        assert page.status == 200
        assert asked.case.number not in page.text
        assert planted(page) == []

    @pytest.mark.parametrize(
        "query", ["page=-1", "page=9999999999999999999", "page=<b>", "whose=<b>", "mode=<b>"]
    )
    def test_list_is_shown_however_it_is_asked_for(self, client, office, query):
        asked = sent(client, "学区划分图")
        answer = office.get(f"{reverse('disclosure_desk:today')}?whose=all&{query}")
        assert asked.case.number in answer.text
        assert "<b>" not in answer.text
