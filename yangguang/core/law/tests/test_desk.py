import io
import json
from datetime import date

import pytest
from docx import Document

from yangguang.core.law import corpus
from yangguang.core.law.models import Instrument
from yangguang.core.orgs.models import Organisation, Person, Post


def called(title: str) -> Instrument:
    return Instrument.objects.get(key=corpus.key_of_title(title))


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk, "django.contrib.auth.backends.ModelBackend")
    return client


def words_at(desk, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_list_is_narrowed_by_validity_and_words(library, desk):
    repealed = words_at(desk, "/office/laws/?standing=repealed")
    assert "云东省桥梁条例" in repealed
    assert "云东省道路条例" not in repealed
    found = words_at(desk, "/office/laws/?q=水井")
    assert "云东省水井办法" in found
    assert "待核查" in found
    assert "云东省道路条例" not in found


def test_list_is_taken_away_with_what_holds_today(library, desk):
    answer = desk.get("/office/laws/?export=csv")
    text = b"".join(answer.streaming_content).decode()
    assert "云东省桥梁条例,地方性法规,云东,已废止" in text


def test_page_shows_the_standing_with_its_sentence_and_every_article_has_its_place(library, desk):
    shown = words_at(desk, called("云东省桥梁条例").desk_url)
    assert "已废止" in shown
    assert "同时废止" in shown
    assert 'id="tiao-3"' in shown


def test_another_day_shows_the_text_of_that_day(library, desk):
    shown = words_at(desk, f"{called('云东省道路条例').desk_url}?on=2010-01-01")
    assert "道路由市级人民政府管理" in shown
    assert "责令改正" not in shown


def test_two_texts_are_compared_word_by_word(library, desk):
    address = f"{called('云东省道路条例').desk_url}compare/?old=roads2005&new=roads2022"
    shown = words_at(desk, address)
    assert "道路由<del>市级</del><ins>县级以上</ins>人民政府管理" in shown
    assert "新增" in shown


def test_who_cites_an_article_is_listed(library, desk):
    shown = words_at(desk, f"{called('云东省道路条例').desk_url}cited/?place=第二条")
    assert "云东省桥梁和隧道条例" in shown


@pytest.mark.parametrize("wrong", ["cited/?place=二", "compare/?old=x&new=y", "law.exe", "?text=x"])
def test_what_is_not_there_is_not_found(library, desk, wrong):
    assert desk.get(f"{called('云东省道路条例').desk_url}{wrong}").status_code == 404


def test_it_is_taken_away_as_data_and_as_documents(library, desk):
    law = called("云东省道路条例")
    data = json.loads(desk.get(f"{law.desk_url}law.json").content)
    assert data["@type"] == "Legislation"
    assert data["legislationLegalForce"] == "https://schema.org/InForce"
    assert [each["label"] for each in data["yangguang"]["articles"]] == [
        "第一条",
        "第二条",
        "第三条",
        "第四条",
    ]
    paper = Document(io.BytesIO(desk.get(f"{law.desk_url}law.docx").content))
    assert any("县级以上人民政府" in each.text for each in paper.paragraphs)
    assert desk.get(f"{law.desk_url}law.pdf").content.startswith(b"%PDF")


def test_words_of_a_law_are_words_and_never_markup(imports, desk):
    from yangguang.core.law.tests.laws import law

    imports(law("云东省标记条例", "<script>alert(1)</script>"))
    shown = words_at(desk, called("云东省标记条例").desk_url)
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown


def test_a_document_of_an_office_is_not_found_by_others(library, client, clerk):
    other = Organisation.add(code="440403", name="邻区人民政府", short_name="邻区府", kind="government")
    stranger = Person.objects.create_user("stranger", name="外人", is_staff=True)
    Post.objects.create(org=other, person=stranger, role="经办", since=date(2021, 1, 1))
    law = called("云东省道路条例")
    Instrument.objects.filter(pk=law.pk).update(org=library.org)
    for person, status in ((clerk, 200), (stranger, 404)):
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        for address in (law.desk_url, f"{law.desk_url}law.json", f"{law.desk_url}cited/"):
            assert client.get(address).status_code == status, address
        assert ("云东省道路条例" in client.get("/office/laws/").content.decode()) is (status == 200)


def test_what_could_not_be_read_is_listed(imports, desk):
    from yangguang.core.law.tests.laws import ROADS_2005

    imports(ROADS_2005, "{坏")
    assert "第2行：不是 JSON" in words_at(desk, "/office/law/imports/")
