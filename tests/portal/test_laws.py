"""The laws on the site: every one has its page, says whether it holds, and every link leads somewhere."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from yangguang.core.law import actions, corpus
from yangguang.core.law.models import Instrument
from yangguang.core.law.tests.laws import LIBRARY, law, written
from yangguang.core.publishing.models import Publication
from yangguang.core.publishing.site import verifying, writer
from yangguang.core.publishing.site.sites import site_of
from yangguang.rules.validity import Validity
from yangguang.web.commands.tick import bring_about

FIXED = datetime(2024, 7, 1, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path / "home"


@pytest.fixture
def site(office, tmp_path):
    """Return the site on which the import of a small library let its laws be written."""
    odd = law(
        "云东省标记条例", "<b>&</b></script>", "本条例自2020年1月1日起施行。", category="法律", region=""
    )
    path = written(tmp_path, *LIBRARY, odd)
    actions.import_laws(path, org=office.org, by=office.admin, at=FIXED, checked_to=date(2024, 5, 31))
    found = site_of(office.home)
    assert writer.work(found) == []
    return found


def key(title: str) -> str:
    return corpus.key_of_title(title)


def read(site, address: str) -> str:
    return (site.root / address.lstrip("/")).read_text(encoding="utf-8")


def test_every_text_has_a_page_and_the_manifest_knows_it(site):
    pages = list((site.root / "laws").rglob("*.html"))
    texts = [each for each in pages if re.fullmatch(r"[0-9a-f]{12}|roads.*", each.stem)]
    assert len(texts) == 6
    assert not list(verifying.differences(site))


def test_page_says_what_holds_and_why(site):
    shown = read(site, f"/laws/{key('云东省桥梁条例')}.html")
    assert '<span class="badge repealed">已废止</span>' in shown
    assert "《云东省桥梁条例》同时废止" in shown
    assert "效力核对至" in shown
    assert 'id="tiao-2"' in shown


def test_an_earlier_text_says_that_it_is_not_the_one_that_holds(site):
    shown = read(site, f"/laws/{key('云东省道路条例')}/roads2005.html")
    assert "今日适用的是另一个文本" in shown
    assert f"/laws/{key('云东省道路条例')}.html" in shown


def test_data_has_the_articles(site):
    data = json.loads(read(site, f"/laws/{key('云东省道路条例')}.json"))
    assert data["@type"] == "Legislation"
    assert len(data["yangguang"]["articles"]) == 4


def test_words_of_a_law_are_never_markup(site):
    shown = read(site, f"/laws/{key('云东省标记条例')}.html")
    assert "<b>&</b>" not in shown
    assert "&lt;b&gt;&amp;&lt;/b&gt;&lt;/script&gt;" in shown


def test_a_page_that_was_there_before_leads_to_the_law_that_came_after_it(office, tmp_path):
    page = office.write(words="<p>依照《云东省道路条例》第二条办理。</p>")
    office.publish(page)
    found = site_of(office.home)
    writer.work(found)
    address = Publication.objects.get(page=page.pk).address
    assert 'class="cited"' not in read(found, address)
    path = written(tmp_path, *LIBRARY)
    actions.import_laws(path, org=office.org, by=office.admin, at=FIXED, checked_to=date(2024, 5, 31))
    assert writer.work(found) == []
    assert f'href="/laws/{key("云东省道路条例")}.html#tiao-2"' in read(found, address)


def test_what_begins_overnight_says_so_the_next_day(site, office, tmp_path, monkeypatch):
    coming = law("云东省将来条例", "甲。", "本条例自2024年9月1日起施行。", promulgated="2024-06-01")
    address = f"/laws/{key('云东省将来条例')}.html"
    actions.import_laws(written(tmp_path, coming), org=office.org, by=office.admin, at=FIXED)
    for day, badge in (
        (datetime(2024, 8, 31, 4, tzinfo=UTC), "尚未施行"),
        (datetime(2024, 9, 1, 4, tzinfo=UTC), "现行有效"),
    ):
        monkeypatch.setattr("django.utils.timezone.now", lambda day=day: day)
        bring_about(day)
        assert re.findall(r'<span class="badge \w+">([^<]*)</span>', read(site, address))[:1] == [badge]
        assert badge in beside(read(site, "/laws/yundongdifangxingfagui.html"), "云东省将来条例")


def test_a_law_that_is_noted_as_ended_says_so_at_once(site, office, django_capture_on_commit_callbacks):
    ended = Instrument.objects.get(key=key("云东省道路条例"))
    said = {"on": date(2024, 6, 1), "how": Validity.REPEALED, "basis": "清理决定第三项。"}
    with django_capture_on_commit_callbacks(execute=True):
        actions.note_end(ended, **said, org=office.org, by=office.admin, at=FIXED)
    shown = read(site, f"/laws/{ended.key}.html")
    assert '<span class="badge repealed">已废止</span>' in shown
    assert "清理决定第三项。" in shown


def beside(text: str, title: str) -> str:
    """Return what a list says after the title of a law, up to the end of its entry."""
    return text.split(f">{title}</a>", 1)[1].split("</li>", 1)[0]


def test_lists_lead_to_every_law_and_every_link_leads_somewhere(site):
    led_to = set()
    for file in (site.root / "laws").rglob("*.html"):
        for address, anchor in re.findall(
            r'href="(/laws/[^"#]*)(#[^"]*)?"', file.read_text(encoding="utf-8")
        ):
            target = site.root / (address + "index.html" if address.endswith("/") else address).lstrip("/")
            assert target.is_file(), f"{file.name} leads to {address}"
            if anchor:
                assert f'id="{anchor[1:]}"' in target.read_text(encoding="utf-8")
            led_to.add(Path(address).stem)
    assert {key(each["title"]) for each in LIBRARY} <= led_to
