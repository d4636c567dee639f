"""The desk at which somebody covers parts of a file; forms alone do all of it."""

import io

import docx
import pytest
from django.urls import reverse
from lxml import html
from PIL import Image

from yangguang.core.redaction import actions
from yangguang.core.redaction.models import Box
from yangguang.core.redaction.rules import Rectangle
from yangguang.core.redaction.tests import papers
from yangguang.core.redaction.tests.conftest import AT
from yangguang.core.redaction.tests.papers import HARMLESS, IDENTITY, WITH_IDENTITY, paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, clerk):
    client.force_login(clerk, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def made(begun):
    return begun(paper(WITH_IDENTITY, HARMLESS, pages=2))


def at(redaction, name: str = "redaction", *more: object) -> str:
    return reverse(f"redaction_desk:{name}", args=[redaction.pk, *more])


def tree_of(answer) -> html.HtmlElement:
    return html.document_fromstring(answer.content.decode())


def sent(tree: html.HtmlElement, action: str | None, **typed: object) -> dict[str, object]:
    """Return what a browser without scripts sends from one form of a page, with what somebody typed."""
    [form] = [each for each in tree.forms if each.action == action and "once" in each.fields]
    known = set(form.fields)
    assert typed.keys() <= known, f"the form asks for {known}"
    return {**{name: value for name, value in form.form_values() if value}, **typed}


def test_a_box_is_added_by_its_numbers(office, made):
    tree = tree_of(office.get(f"{at(made)}?page=2"))
    values = sent(tree, at(made, "add_box"), x="10.5", y="20", width="30.25", height="4", ground="privacy")
    answer = office.post(at(made, "add_box"), values)
    assert answer.url == f"{at(made)}?page=2"
    box = made.boxes.get(state=Box.State.COVERED)
    assert box.rectangle == Rectangle(2, 1050, 2000, 3025, 400)
    page = office.get(answer.url).content.decode()
    assert "10.5、20、30.25、4" in page
    assert "个人隐私（政府信息公开条例第十五条）" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"x": "99"}, "超出了页面"),
        ({"width": ""}, "请填写宽"),
        ({"height": "-1"}, "高不能小于0"),
        ({"y": "abc"}, "上边请填写数字"),
        ({"y": "NaN"}, "上边请填写数字"),
        ({"x": "1e99"}, "左边不能大于100"),
        ({"ground": ""}, "请选择不予公开的依据"),
        ({"page": "9"}, "没有第9页"),
    ],
)
def test_a_box_that_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(office, made, typed, said):
    values = {"page": "1", "x": "10", "y": "20", "width": "30", "height": "4", "ground": "privacy", **typed}
    answer = office.post(at(made, "add_box"), values)
    assert answer.status_code == 422
    tree = tree_of(answer)
    assert said in tree.xpath("string(//*[@role='alert'])")
    assert tree.findtext(".//title").strip().startswith("错误：")
    assert tree.xpath("string(//input[@name='width']/@value)") == values["width"]
    assert not made.boxes.filter(state=Box.State.COVERED).exists()


def test_proposals_show_their_words_and_are_decided_one_by_one(office, made):
    tree = tree_of(office.get(at(made)))
    legends = [each.text_content() for each in tree.xpath("//legend")]
    assert any(IDENTITY in each and each.startswith("身份证号码") for each in legends)
    groups = dict(made.boxes.filter(page=1).values_list("kind", "group"))
    values = sent(
        tree,
        at(made, "decide"),
        ground="privacy",
        **{f"group-{groups['identity']}": "cover", f"group-{groups['name']}": "decline"},
    )
    assert office.post(at(made, "decide"), values).status_code == 303
    assert made.boxes.get(group=groups["identity"]).state == "covered"
    assert made.boxes.get(group=groups["name"]).state == "declined"


def test_a_decision_without_a_ground_is_asked_for_again_and_remembers_the_choice(office, made):
    group = made.boxes.filter(page=1).first().group
    answer = office.post(at(made, "decide"), {"page": "1", f"group-{group}": "cover", "ground": ""})
    assert answer.status_code == 422
    tree = tree_of(answer)
    assert "请为遮盖选择依据" in tree.xpath("string(//*[@role='alert'])")
    [form] = [each for each in tree.forms if "once" in each.fields]
    again = {**dict(form.form_values()), "ground": "privacy"}
    assert office.post(at(made, "decide"), again).status_code == 303
    assert set(made.boxes.filter(group=group).values_list("state", flat=True)) == {"covered"}


def test_all_proposals_of_a_kind_are_decided_at_once(office, made):
    tree = tree_of(office.get(at(made)))
    values = sent(tree, at(made, "decide_kinds"), kinds=["identity"], what="cover", ground="privacy")
    office.post(at(made, "decide_kinds"), values)
    assert list(made.boxes.filter(state="covered").values_list("kind", "page")) == [
        ("identity", 1), ("identity", 2),
    ]  # fmt: skip
    assert made.boxes.filter(state="proposed").count() == 2


def test_a_box_is_changed_and_taken_away(office, made, clerk):
    place = Rectangle(1, 1000, 1000, 1000, 1000)
    box = actions.add_box(made, place=place, ground="privacy", by=clerk, at=AT)
    tree = tree_of(office.get(at(made, "change_box", box.pk)))
    [form] = [each for each in tree.forms if "once" in each.fields]
    assert float(dict(form.form_values())["x"]) == 10
    office.post(at(made, "change_box", box.pk), {**dict(form.form_values()), "x": "5"})
    box.refresh_from_db()
    assert box.x == 500
    for _ in range(2):  # a second click finds it gone, and says the same
        assert office.post(at(made, "remove_box", box.pk)).status_code == 303
    assert not Box.objects.filter(pk=box.pk).exists()


def test_a_box_of_another_file_is_not_found_here(office, made, begun, clerk):
    other = begun(paper(HARMLESS), "另一份.pdf")
    box = actions.add_box(other, place=Rectangle(1, 0, 0, 99, 99), ground="privacy", by=clerk, at=AT)
    assert office.get(at(made, "change_box", box.pk)).status_code == 404
    office.post(at(made, "remove_box", box.pk))
    assert Box.objects.filter(pk=box.pk).exists()


def test_the_pages_are_shown_as_pictures_to_whoever_works_on_them(office, made):
    answer = office.get(at(made, "picture", 2))
    with Image.open(io.BytesIO(answer.content)) as shown:
        assert shown.format == "PNG"
        assert shown.width > 600
    assert "no-store" in answer["Cache-Control"]
    assert office.get(at(made, "picture", 3)).status_code == 404
    assert office.get(at(made, "picture", 0)).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "99", "abc", "1e9", "９９９９９９"])
def test_a_page_that_is_not_there_leads_to_one_that_is(office, made, page):
    assert office.get(at(made), {"page": page}).status_code == 200


def test_the_finished_file_and_its_receipt(office, made, clerk):
    groups = set(made.boxes.values_list("group", flat=True))
    actions.decide(made, covered=groups, declined=[], ground="privacy", by=clerk, at=AT)
    assert office.get(at(made, "file", "result")).status_code == 404
    assert "尚未定稿" in office.get(at(made, "receipt")).content.decode()
    tree = tree_of(office.get(at(made)))
    assert office.post(at(made, "make"), sent(tree, at(made, "make"))).status_code == 303
    made.refresh_from_db()
    receipt = office.get(at(made, "receipt")).content.decode()
    for told in (made.original.sha256, made.result.sha256, "第十五条", "林晓", "全部2页", "共4处"):
        assert told in receipt
    assert IDENTITY not in receipt
    assert office.get(at(made, "file", "result")).content == made.result.read()
    page = office.get(at(made)).content.decode()
    assert at(made, "make") not in page
    assert at(made, "add_box") not in page


@pytest.mark.parametrize("what", ["cover", "stand"])
def test_words_that_stand_elsewhere_are_shown_and_decided(office, begun, clerk, what):
    content = paper(HARMLESS, "家庭情况", pages=2)
    made = begun(content)
    first = papers.places_of(content, "家庭情况")[0]
    actions.add_box(made, place=first, ground="privacy", by=clerk, at=AT)
    answer = office.post(at(made, "make"), {})
    assert answer.status_code == 422
    [way_out] = tree_of(answer).xpath("//h1/following::a[text()='别处还有的文字']/@href")
    tree = tree_of(office.get(way_out))
    assert "家庭情况（第2页）" in tree.xpath("string(//main|//body)")
    values = sent(tree, None, words=["家庭情况"], what=what, ground="privacy", reason="栏目名称")
    assert office.post(way_out, values).status_code == 303
    assert "没有这样的文字" in office.get(way_out).content.decode()
    assert office.post(at(made, "make"), {}).status_code == 303
    made.refresh_from_db()
    assert made.boxes.filter(state="covered").count() == (2 if what == "cover" else 1)


def test_a_document_of_word_shows_what_will_be_removed_or_what_to_do(office, begun):
    good, content = docx.Document(), io.BytesIO()
    good.core_properties.author = papers.HIDDEN
    good.add_paragraph("说明")
    good.save(content)
    made = begun(content.getvalue(), "说明.docx")
    page = office.get(at(made)).content.decode()
    assert "文件属性" in page
    assert office.post(at(made, "make"), {}).status_code == 303
    made.refresh_from_db()
    assert made.result.name == "说明（公开版）.docx"
    good.paragraphs[0].runs[0].font.hidden = True
    content = io.BytesIO()
    good.save(content)
    hidden = begun(content.getvalue(), "说明.docx")
    page = office.get(at(hidden)).content.decode()
    assert "隐藏的文字" in page
    assert at(hidden, "make") not in page
    assert office.post(at(hidden, "make"), {}).status_code == 422


def test_nothing_of_it_is_found_by_a_stranger(client, made, stranger):
    client.force_login(stranger, "django.contrib.auth.backends.ModelBackend")
    for address in (
        at(made), at(made, "picture", 1), at(made, "receipt"), at(made, "file", "original"), at(made, "add_box"),
        at(made, "cover_words"), at(made, "decide"), at(made, "decide_kinds"), at(made, "make"),
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address
        assert client.post(address, {"x": "1"}).status_code in (404, 405), address
