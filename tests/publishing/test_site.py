"""The files that the public reads: whole, listed, verified, mended, and written again after any interruption."""

import os
import re
import shutil
import signal
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from yangguang.core.publishing.models import Digest, OfficialPage, Pending, Publication, PublishedFile
from yangguang.core.publishing.seals import is_signed, public_key
from yangguang.core.publishing.site import manifest, units, verifying, writer
from yangguang.core.publishing.site.sites import site_of
from yangguang.core.publishing.site.tree import Tree
from yangguang.rules.problems import Refused
from yangguang.web.testing import killed_at_work
from yangguang.work.normative.pages import Interpretation, PolicyDocument
from yangguang.work.portal.actions import open_column

from .newsroom import at


@pytest.fixture
def site(office):
    """Return the site of an office with three articles, all written."""
    for number in range(3):
        office.publish(office.write(title=f"第{number + 1}篇"))
    found = site_of(office.home)
    writer.work(found)
    return found


def links_in(file: Path) -> list[str]:
    from lxml import html

    return [each for each in html.parse(str(file)).xpath("//main//@href") if each.startswith("/")]


def is_answered(path: str) -> bool:
    """Whether the program answers an address itself, rather than with a file of the site."""
    return resolve(path).url_name != "published"


class TestLists:
    def test_are_numbered_from_the_oldest(self, office, site, monkeypatch):
        monkeypatch.setattr(units, "ON_A_LIST", 2)
        monkeypatch.setattr("yangguang.core.publishing.site.producing.ON_A_LIST", 2)
        writer.rebuild(site)
        first = (site.root / "news/list-1.html").read_text()
        assert "第1篇" in first
        assert "第2篇" in first
        assert "第3篇" not in first
        assert "第3篇" in (site.root / "news/list-2.html").read_text()

    def test_lead_only_to_files_that_are_there(self, site):
        for file in site.root.rglob("*.html"):
            for address in links_in(file):
                path = re.split("[?#]", address)[0]
                if path.startswith("/static/"):
                    continue  # files of the program, not of the site
                place = site.root / path.lstrip("/")
                assert is_answered(path) or place.is_file() or (place / "index.html").is_file(), (
                    f"{file}: {address}"
                )

    def test_one_more_page_leaves_the_older_lists_as_they_are(self, office, site, monkeypatch):
        monkeypatch.setattr(units, "ON_A_LIST", 2)
        monkeypatch.setattr("yangguang.core.publishing.site.producing.ON_A_LIST", 2)
        writer.rebuild(site)
        before = PublishedFile.objects.get(path="/news/list-1.html").written_at
        office.publish(office.write(title="第4篇"))
        writer.work(site)
        assert PublishedFile.objects.get(path="/news/list-1.html").written_at == before

    def test_one_more_page_makes_as_little_stale_at_thirteen_as_at_three(self, office, site):
        def stale() -> int:
            office.publish(office.write())
            count = Pending.objects.count()
            writer.work(site)
            return count

        at_three = stale()
        for _ in range(10):
            office.publish(office.write())
        writer.work(site)
        assert stale() == at_three


class TestTogether:
    """Pages that are written together share what is looked up and what is rendered once."""

    def test_a_page_is_the_same_as_written_alone(self, office, site):
        day = date(2024, 3, 1)
        document = office.write(
            title="办法", kind=PolicyDocument, number="金府〔2024〕1号", made_on=day, effective_on=day
        )
        office.publish(document)
        office.publish(office.write(title="解读", kind=Interpretation, of=document))
        open_column(
            office.home, title="公告", slug="notices", by=office.admin, at=at("2024-03-03"), on_home=True
        )
        writer.rebuild(site)
        for unit in units.everything(site):
            for file in units.kind_of(unit).produce(site, unit.partition(":")[2]):
                if file.content is not None and file.path.endswith(".html"):
                    assert (site.root / file.path[1:]).read_bytes() == file.content, file.path

    def test_a_list_reads_no_bodies_of_what_stands_on_it(self, office, site):
        with CaptureQueriesContext(connection) as seen:
            writer.write(site, [f"list:{office.news.pk}:1"])
        bodies = [
            query["sql"]
            for query in seen
            if "publishing_publication" in query["sql"] and '"body"' in query["sql"]
        ]
        assert not bodies

    def test_what_says_the_same_is_not_written_once_more(self, office, site):
        page = next(site.root.glob("news/*.html"))
        os.utime(page, (1, 1))
        writer.rebuild(site)
        assert page.stat().st_mtime == 1
        page.write_text("改动")
        writer.rebuild(site)
        assert "改动" not in page.read_text()

    def test_more_pages_take_no_more_queries(self, office, site):
        def queries() -> int:
            batch = [f"page:{key}" for key in Publication.objects.values_list("page", flat=True)]
            with CaptureQueriesContext(connection) as seen:
                writer.write(site, batch)
            return len(seen)

        for_three = queries()
        for _ in range(3):
            office.publish(office.write())
        assert queries() == for_three

    def test_one_that_nobody_granted_holds_up_no_other(self, office, site):
        forged, other = Publication.objects.order_by("pk")[:2]
        OfficialPage.objects.filter(pk=forged.page_id).update(title="假的")
        (site.root / other.address[1:]).unlink()
        [refused] = writer.write(site, [f"page:{forged.page_id}", f"page:{other.page_id}"])
        assert forged.address in refused
        assert "假的" not in (site.root / forged.address[1:]).read_text()
        assert (site.root / other.address[1:]).is_file()


class TestCodes:
    """A QR code takes longer than all the rest of a page, and stays while the address stays."""

    @pytest.fixture
    def code(self, site) -> Path:
        return site.root / Publication.objects.first().address[1:].removesuffix(".html") / "qr.svg"

    def test_that_is_right_stays(self, site, code):
        before = code.stat().st_ino
        writer.rebuild(site)
        assert code.stat().st_ino == before

    def test_of_another_address_is_drawn_anew(self, site, code):
        before = code.read_bytes()
        writer.rebuild(replace(site, base_url="https://www.example.gov.cn"))
        assert code.read_bytes() != before
        assert "<title>https://www.example.gov.cn/news/" in code.read_text()

    def test_that_somebody_changed_is_found_and_drawn_anew(self, site, code):
        before = code.read_bytes()
        code.write_bytes(before.replace(b"M", b"m", 1))
        assert [each.kind for each in verifying.differences(site)] == ["changed"]
        writer.rebuild(site)
        assert code.read_bytes() == before

    def test_with_a_row_that_somebody_changed_with_it_is_drawn_anew(self, site, code):
        before = code.read_bytes()
        forged = before.replace(b"M", b"m", 1)
        code.write_bytes(forged)
        sha256, sm3 = manifest.hashes_of(forged)
        path = f"/{code.relative_to(site.root)}"
        PublishedFile.objects.filter(path=path).update(sha256=sha256, sm3=sm3, size=len(forged))
        writer.rebuild(site)
        assert code.read_bytes() == before
        assert list(verifying.differences(site)) == []


class TestMachines:
    def test_read_feeds_and_maps(self, office, site):
        address = f"{site.base_url}{Publication.objects.first().address}"
        rss = ET.parse(site.root / "news/rss.xml")
        assert address in [each.text for each in rss.iter("link")]
        assert address in (site.root / "news/atom.xml").read_text()
        index = ET.parse(site.root / "sitemap.xml")
        maps = [each.text.removeprefix(site.base_url) for each in index.iter() if each.tag.endswith("loc")]
        listed = [
            each.text
            for name in maps
            for each in ET.parse(site.root / name[1:]).iter()
            if each.tag.endswith("loc")
        ]
        assert address in listed
        assert len(listed) == 3

    def test_read_what_a_page_is(self, site):
        text = (site.root / Publication.objects.first().address[1:]).read_text()
        assert '"@type": "NewsArticle"' in text
        assert '"headline": "第1篇"' in text

    def test_of_hostile_words_can_make_nothing_in_a_page(self, office, site):
        title = "</script><script>alert(1)</script>"
        page = office.write(title=title, summary='"><script>alert(2)</script>')
        office.publish(page)
        writer.work(site)
        text = (site.root / Publication.objects.get(page=page.pk).address[1:]).read_text()
        assert "<script>alert" not in text

    def test_can_open_it_with_the_camera(self, site):
        code = site.root / Publication.objects.first().address[1:].removesuffix(".html") / "qr.svg"
        assert code.read_text().count("<path") == 1


class TestVerify:
    """Each way in which a tree may differ from what was published."""

    def test_finds_nothing_where_nothing_is_wrong(self, site):
        assert list(verifying.differences(site)) == []

    def test_finds_one_byte_that_changed(self, site):
        file = site.root / Publication.objects.first().address[1:]
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
        [found] = verifying.differences(site)
        assert (found.kind, found.path) == ("changed", Publication.objects.first().address)

    def test_finds_a_file_that_was_removed(self, site):
        (site.root / "news/index.html").unlink()
        [found] = verifying.differences(site)
        assert (found.kind, found.path) == ("missing", "/news/index.html")

    def test_finds_a_file_that_was_added(self, site):
        (site.root / "news/casino.html").write_text("<a href='https://casino.example'>x</a>")
        [found] = verifying.differences(site)
        assert (found.kind, found.path) == ("extra", "/news/casino.html")

    @pytest.mark.parametrize("column", ["sha256", "sm3", "path"])
    def test_finds_a_row_of_the_manifest_that_was_changed(self, site, column):
        """Whoever changes the file and the row for it has still not the seal."""
        address = Publication.objects.first().address
        (site.root / address[1:]).write_text("falsch")
        sha256, sm3 = manifest.hashes_of(b"falsch")
        new = {"sha256": {"sha256": sha256, "size": 6}, "sm3": {"sm3": sm3}, "path": {"path": "/x.html"}}[
            column
        ]
        PublishedFile.objects.filter(path=address).update(**new)
        assert "manifest" in {each.kind for each in verifying.differences(site)}

    def test_finds_a_page_whose_row_and_file_are_both_gone(self, site):
        address = Publication.objects.first().address
        (site.root / address[1:]).unlink()
        PublishedFile.objects.filter(path=address).delete()
        assert [(each.kind, each.path) for each in verifying.differences(site)] == [("unlisted", address)]

    def test_mends_all_of_it(self, site, tmp_path):
        address = Publication.objects.first().address
        (site.root / address[1:]).write_text("falsch")
        (site.root / "news/index.html").unlink()
        (site.root / "news/casino.html").write_text("x")
        assert verifying.mend(site, list(verifying.differences(site))) == []
        assert list(verifying.differences(site)) == []
        assert "第1篇" in (site.root / address[1:]).read_text()
        assert list(site.root.parent.rglob("*set-aside/news/casino.html")), (
            "what was added is kept to be looked at"
        )

    def test_a_copy_is_made_compared_and_mended_like_the_site_itself(self, site, tmp_path):
        mirror = tmp_path / "mirror"
        assert verifying.copy_to(site, mirror) == PublishedFile.objects.count()
        assert list(verifying.differences(site, mirror)) == []
        (mirror / "news/index.html").write_text("falsch")
        [found] = verifying.differences(site, mirror)
        assert found.kind == "changed"
        verifying.mend(site, [found], mirror)
        assert (mirror / "news/index.html").read_bytes() == (site.root / "news/index.html").read_bytes()
        assert verifying.copy_to(site, mirror) == 0


class TestTheDay:
    def test_is_closed_under_one_signed_hash(self, office, site):
        digest = manifest.close_day(office.org, at("2024-03-05").date(), by=office.admin, at=at("2024-03-05"))
        assert digest.files == PublishedFile.objects.count()
        assert is_signed(digest.said(), digest.signature, public_key())
        assert not is_signed(digest.said().replace("2024", "2023"), digest.signature, public_key())

    def test_is_closed_once(self, office, site):
        first = manifest.close_day(office.org, at("2024-03-05").date(), by=office.admin, at=at("2024-03-05"))
        office.publish(office.write())
        writer.work(site)
        again = manifest.close_day(office.org, at("2024-03-05").date(), by=office.admin, at=at("2024-03-05"))
        assert again == first
        assert Digest.objects.count() == 1


class TestInterrupted:
    def test_a_full_disk_is_said_and_loses_nothing(self, office, site, monkeypatch):
        page = office.write(title="第4篇")
        office.publish(page)
        before = (site.root / "news/index.html").read_bytes()

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as no_room:
            no_room.setattr(Path, "write_bytes", full)
            with pytest.raises(Refused, match="腾出空间"):
                writer.work(site)
        assert (site.root / "news/index.html").read_bytes() == before
        assert Pending.objects.exists()
        writer.work(site)
        assert "第4篇" in (site.root / "news/index.html").read_text()
        assert list(verifying.differences(site)) == []

    def test_a_folder_that_cannot_be_written_is_said(self, tmp_path):
        (tmp_path / "site").write_text("a file, where the folder should be")
        with pytest.raises(Refused, match="写不进"):
            Tree(tmp_path / "site").write("/a.html", b"x")

    def test_no_path_leads_out_of_the_site(self, tmp_path):
        with pytest.raises(ValueError, match="leads out"):
            Tree(tmp_path / "site").write("/../outside.html", b"x")


@pytest.mark.django_db(transaction=True)
def test_killed_fifty_times_no_page_is_half_written_and_no_list_leads_nowhere(office):
    """The writer is a process of its own here, and is killed at fifty places all over its work."""
    for number in range(8):
        office.publish(office.write(title=f"第{number + 1}篇", words=f"<p>{'字' * 3000}</p>"))
    site = site_of(office.home)
    everything = list(units.everything(site))
    PublishedFile.objects.all().delete()
    shutil.rmtree(site.root)  # what says the same would not be written once more
    whole = steps_of(site, everything)
    assert whole >= 50
    Pending.objects.all().delete()
    for number in range(50):
        shutil.rmtree(site.root, ignore_errors=True)
        # One that finds no connection free, while those of the killed are still ending, never begins: it is sent again.
        assert any(killed(site, everything, at_step=1 + number * whole // 50) for _ in range(3))
        for file in site.root.rglob("*.html"):
            assert file.read_text().rstrip().endswith("</html>"), file
        for file in (*site.root.rglob("index.html"), *site.root.rglob("list-*.html")):
            for address in links_in(file):
                if address.startswith("/news/") and address.endswith(".html"):
                    assert (site.root / address[1:]).is_file(), f"{file} leads to {address}"
    writer.work(site)
    assert list(verifying.differences(site)) == []


STEPS = ((Path, "write_bytes"), (Path, "replace"), (manifest, "store"))
"""What the writer does to the disk and to the manifest."""


def steps_of(site, stale: list[str]) -> int:
    """Return how many such steps it takes to write everything."""
    steps = 0
    with pytest.MonkeyPatch.context() as counted:
        for owner, name in STEPS:
            then = getattr(owner, name)

            def step(*given, then=then):
                nonlocal steps
                steps += 1
                return then(*given)

            counted.setattr(owner, name, step)
        writer.write(site, stale)
    return steps


def killed(site, stale: list[str], at_step: int) -> bool:
    """Let another process write everything, and kill it at one step; return whether it died of that."""
    Pending.objects.bulk_create([Pending(org=site.org, unit=unit, since=at("2024-03-05")) for unit in stale])

    def work() -> None:
        steps = 0
        for owner, name in STEPS:
            then = getattr(owner, name)

            def step(*given, then=then):
                nonlocal steps
                steps += 1
                if steps == at_step:
                    os.kill(os.getpid(), signal.SIGKILL)
                return then(*given)

            setattr(owner, name, step)
        writer.work(site)

    return killed_at_work(work)
