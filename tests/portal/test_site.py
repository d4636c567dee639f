"""The files of the portal: what a reader finds in them, and that every link in them leads somewhere."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from tests.publishing.newsroom import at, picture
from yangguang.core.matters import actions as keeping
from yangguang.core.matters import queries as matters
from yangguang.core.matters.models import Catalogue, Guide
from yangguang.core.matters.tests.rows import entry
from yangguang.core.orgs.actions import add_organisation, change_organisation
from yangguang.core.orgs.models import Organisation
from yangguang.core.publishing import actions, releasing
from yangguang.core.publishing.models import Pending
from yangguang.core.publishing.site import manifest, queue, units, writer
from yangguang.core.publishing.site.sites import site_of
from yangguang.rules.validity import Validity
from yangguang.work.normative.pages import Interpretation, PolicyDocument
from yangguang.work.portal.actions import open_column


@pytest.fixture
def platform(office) -> Catalogue:
    """Return a catalogue of the office, which has a guide, too; both are written."""
    Organisation.objects.filter(pk=office.org.pk).update(
        address="示范路1号", phone="0756-5550001", hours="工作日", disclosure_office="办公室"
    )
    org = Organisation.objects.get(pk=office.org.pk)
    guide = keeping.write_guide(
        org, classification="机构职能", arrangement="本机关的信息按领域编排", access_methods="网站查阅",
        by=office.admin, at=at("2024-02-01"),
    )  # fmt: skip
    keeping.check_guide(guide, by=office.admin, at=at("2024-03-01"))
    catalogue = keeping.adopt_catalogue(
        org, title="主动公开基本目录", kind=Catalogue.Kind.BASIC, edition="2024年版",
        adopted_on=at("2024-01-02").date(), by=office.admin, at=at("2024-01-02"),
        entries=[entry(1, publisher=org.name), entry(2, "财政", "预算", publisher=org.name)],
    )  # fmt: skip
    all_written(office)
    return catalogue


def all_written(office) -> None:
    """Let everything of the site be written anew, as `yangguang site publish --all` does."""
    site = site_of(office.home)
    queue.touch(site, units.everything(site), at=timezone.now())


def column(office, title, slug, **values):
    return open_column(office.home, title=title, slug=slug, by=office.admin, at=at("2024-01-03"), **values)


def document(office, place, **values):
    """Return a document that six have signed; it is in force for many years."""
    words = {
        "title": "停车管理办法",
        "number": "珠金府〔2024〕3号",
        "made_on": "2024-01-10",
        "effective_on": "2024-02-01",
        "expires_on": "2999-01-31",
        **values,
    }
    return office.write(kind=PolicyDocument, column=place, **words)


def written(office, path: str) -> str:
    """Return a file of the site, after the writer has worked."""
    site = site_of(office.home)
    writer.work(site)
    return (site.root / path.lstrip("/")).read_text()


def files(office) -> list[Path]:
    site = site_of(office.home)
    writer.work(site)
    return sorted(site.root.rglob("*.html"))


class TestWhatTheOfficeChanges:
    """It is on the site when the act is stored, without anybody asking for it."""

    def now_on(self, office, path: str) -> str:
        return (site_of(office.home).root / path).read_text()

    def test_an_organisation_says_its_new_address(self, office, platform, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            change_organisation(
                Organisation.objects.get(pk=office.org.pk),
                address="新政路8号",
                by=office.admin,
                at=at("2024-03-02"),
            )
        for path in (f"agencies/{office.org.code}.html", f"guides/{office.org.code}.html"):
            assert "新政路8号" in self.now_on(office, path)
            assert "示范路1号" not in self.now_on(office, path)

    def test_a_guide_that_was_looked_through_has_its_new_day(
        self, office, platform, django_capture_on_commit_callbacks
    ):
        guide = Guide.objects.get(org=office.org.pk)
        with django_capture_on_commit_callbacks(execute=True):
            keeping.check_guide(guide, by=office.admin, at=at("2024-09-30"))
        assert "2024年9月30日" in self.now_on(office, f"guides/{office.org.code}.html")
        assert "2024年9月30日" in self.now_on(office, "guides/index.html")

    def test_an_item_of_a_catalogue_is_there_and_one_taken_out_is_not(
        self, office, platform, django_capture_on_commit_callbacks
    ):
        more = entry(3, "教育", "招生范围", publisher=office.org.name)
        with django_capture_on_commit_callbacks(execute=True):
            item = keeping.add_item(
                platform, more, since=at("2024-03-02").date(), by=office.admin, at=at("2024-03-02")
            )
        assert "招生范围" in self.now_on(office, f"catalogues/{platform.pk}/index.html")
        with django_capture_on_commit_callbacks(execute=True):
            keeping.retire_item(
                item, until=at("2024-03-03").date(), reason="合并", by=office.admin, at=at("2024-03-03")
            )
        assert "招生范围" not in self.now_on(office, f"catalogues/{platform.pk}/index.html")

    def test_a_catalogue_is_written_anew_on_the_day_on_which_an_item_ends(self, office, platform):
        ends_on = at("2024-04-03").date()
        keeping.retire_item(
            platform.items.get(seq=2), until=ends_on, reason="合并", by=office.admin, at=at("2024-03-02")
        )
        manifest.close_day(office.org, at("2024-04-01").date(), by=office.admin, at=at("2024-04-01"))
        Pending.objects.all().delete()
        for day, is_stale in (("2024-04-02", False), ("2024-04-03", True), ("2024-04-04", False)):
            manifest.close_day(office.org, at(day).date(), by=office.admin, at=at(day))
            assert Pending.objects.filter(unit=f"catalogue:{platform.pk}").exists() == is_stale, day
            Pending.objects.all().delete()

    def test_a_village_stands_on_the_page_of_its_town(
        self, office, platform, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            town = add_organisation(
                Organisation.objects.get(pk=office.org.pk), code=f"{office.org.code}100", name="三灶镇人民政府",
                short_name="三灶镇", kind=Organisation.Kind.TOWN, by=office.admin, at=at("2024-03-02"),
            )  # fmt: skip
            add_organisation(
                town, code=f"{office.org.code}100001", name="鱼月村民委员会", short_name="鱼月村",
                kind=Organisation.Kind.VILLAGE, by=office.admin, at=at("2024-03-02"),
            )  # fmt: skip
        assert "鱼月村" in self.now_on(office, f"agencies/{town.code}.html")
        assert "三灶镇人民政府" in self.now_on(office, "agencies/index.html")


class TestTheHomePage:
    def test_shows_the_newest_news_with_its_picture(self, office):
        body = [("picture", {"image": picture(office.author), "alt": "插秧机在田里", "caption": ""})]
        office.publish(office.write(title="春耕备耕有序推进", body=body))
        home = written(office, "index.html")
        shown = re.search(r'<img src="(/news/[^"]+\.png)"', home)
        assert shown
        assert (site_of(office.home).root / shown[1].lstrip("/")).is_file()
        assert home.count("春耕备耕有序推进") == 1

    def test_shows_documents_with_their_validity_number_and_explanation(self, office):
        place = column(office, "政策文件", "policy")
        page = document(office, place)
        office.publish(page)
        office.publish(
            office.write(
                kind=Interpretation,
                column=column(office, "政策解读", "interpretations"),
                title="停车管理办法问答",
                of=page,
                form=Interpretation.Form.QUESTIONS,
            )
        )
        home = written(office, "index.html")
        assert '<span class="badge in_force">现行有效</span><span>珠金府〔2024〕3号</span>' in home
        assert re.search(r'class="explains" href="/interpretations/\d+\.html">问答</a>', home)

    def test_of_a_site_that_was_just_opened_leads_nowhere_wrong(self, office):
        assert "政府信息，依法向你公开" in written(office, "index.html")
        assert dead_links(office) == []


class TestValidity:
    def test_stands_on_the_document_and_on_the_list_and_its_explanation_warns(self, office):
        place = column(office, "政策文件", "policy")
        page = document(office, place)
        office.publish(page)
        explanation = office.write(
            kind=Interpretation,
            column=column(office, "政策解读", "interpretations"),
            title="一图读懂",
            of=page,
        )
        office.publish(explanation)
        head = office.reviewers["final_review"]
        basis = "《关于废止部分文件的决定》（珠金府〔2024〕9号）"
        actions.end_validity(
            page, on=at("2024-06-01").date(), how=Validity.REPEALED, basis=basis, by=head, at=at("2024-06-01")
        )
        assert '<span class="badge repealed">已废止</span>' in written(office, "policy/index.html")
        assert basis in written(office, f"policy/{page.pk}.html")
        assert "所解读的文件已废止" in written(office, f"interpretations/{explanation.pk}.html")

    @pytest.mark.parametrize(
        ("days", "is_changed"),
        [
            ({"effective_on": 0}, True),
            ({"effective_on": 1}, False),
            ({"expires_on": -1}, True),
            ({"expires_on": 0}, False),
        ],
    )
    def test_is_written_anew_with_its_explanation_on_the_day_it_changes(self, office, days, is_changed):
        """The last day of a term counts in full; the day after it the files must say something else."""
        today = at("2024-08-01").date()
        moved = {name: today + timedelta(days=far) for name, far in days.items()}
        page = document(office, column(office, "政策文件", "policy"), **moved)
        office.publish(page)
        explanation = office.write(
            kind=Interpretation,
            column=column(office, "政策解读", "interpretations"),
            title="一图读懂",
            of=page,
        )
        office.publish(explanation)
        site = site_of(office.home)
        writer.work(site)
        manifest.close_day(office.org, today - timedelta(days=1), by=office.admin, at=at("2024-07-31"))
        releasing.follow_validity(site, at=at("2024-08-01"))
        touched = set(Pending.objects.values_list("unit", flat=True))
        assert touched >= {f"page:{page.pk}", f"page:{explanation.pk}"} if is_changed else not touched


class TestOrganisations:
    def test_have_a_page_each_with_what_they_say_about_themselves(self, office):
        town = Organisation.add(
            code="440404100", name="三灶镇人民政府", parent=office.org, kind=Organisation.Kind.TOWN,
            address="示范路1号", phone="0756-5550001", hours="工作日",
        )  # fmt: skip
        Organisation.add(
            code="440404100001", name="鱼月村", parent=town, kind=Organisation.Kind.VILLAGE, phone="5550002"
        )
        all_written(office)
        assert '<a href="/agencies/440404100.html">三灶镇人民政府</a>' in written(
            office, "agencies/index.html"
        )
        page = written(office, "agencies/440404100.html")
        assert all(words in page for words in ("示范路1号", "0756-5550001", "鱼月村"))
        assert not (site_of(office.home).root / "agencies/440404100001.html").exists()

    def test_of_a_government_below_stand_on_its_own_site(self, office):
        kinds = Organisation.Kind
        below = Organisation.add(code="440405", name="下级人民政府", parent=office.org, kind=kinds.GOVERNMENT)
        Organisation.add(code="440405-01", name="下级教育局", parent=below, kind=kinds.AGENCY)
        all_written(office)
        assert "下级" not in written(office, "agencies/index.html")

    def test_show_what_they_published_last(self, office):
        written(office, "index.html")
        office.publish(office.write(title="新的公告"))
        assert "新的公告" in written(office, "agencies/440404.html")

    def test_say_nothing_that_is_not_escaped(self, office):
        Organisation.objects.filter(pk=office.org.pk).update(address="<script>alert(1)</script>")
        all_written(office)
        assert "<script>alert" not in written(office, "agencies/440404.html")


class TestTheWay:
    def test_is_the_same_on_files_and_on_what_the_program_answers(self, office):
        column(office, "政策文件", "policy")
        column(office, "通知公告", "notices")
        all_written(office)
        assert ways(written(office, "index.html")) == ways(Client().get("/disclosure/").content.decode())
        assert ("/policy/", "政策文件") in ways(written(office, "index.html"))

    def test_knows_a_new_column_wherever_no_editor_wrote(self, office):
        written(office, "index.html")
        column(office, "政策文件", "policy")
        for path in ("index.html", "news/index.html", "agencies/index.html", "sitemap.html", "404.html"):
            assert ("/policy/", "政策文件") in ways(written(office, path)), path

    def test_leads_from_the_map_to_every_column(self, office):
        place = column(office, "政府信息公开", "open")
        open_column(place, title="财政信息", slug="finance", by=office.admin, at=at("2024-01-03"))
        all_written(office)
        found = written(office, "sitemap.html")
        assert all(f'href="{address}"' in found for address in ("/news/", "/open/", "/open/finance/"))

    def test_never_ends_at_nothing(self, office):
        place = column(office, "政策文件", "policy", on_home=True)
        office.publish(document(office, place))
        taken_back = office.write(title="有误的通告")
        office.publish(taken_back)
        actions.withdraw(taken_back, reason="有误", by=office.reviewers["final_review"], at=at("2024-03-05"))
        for number in range(3):
            office.publish(office.write(title=f"公告{number}"))
        assert dead_links(office) == []


class TestEveryFile:
    def test_holds_nothing_that_the_security_policy_refuses(self, office):
        office.publish(document(office, column(office, "政策文件", "policy")))
        for file in files(office):
            html = file.read_text()
            assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html), file
            scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", html)
            assert all("application/ld+json" in each for each in scripts), file
            assert not re.search(r'(?:src|action)="(?:https?:)?//', html), file

    def test_names_the_codes_of_the_site_only_where_there_are_any(self, office, settings):
        assert "网站标识码" not in written(office, "index.html")
        settings.SITE_CODE, settings.SITE_ICP = "4404040001", "粤ICP备00000000号"
        all_written(office)
        assert all(
            each in written(office, "index.html") for each in ("网站标识码：4404040001", "粤ICP备00000000号")
        )


def ways(html: str) -> list[tuple[str, str]]:
    """Return the main navigation of a page, without the sign-in."""
    found = re.search(r'aria-label="主导航".*?</nav>', html, re.DOTALL)
    assert found
    links = re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', found[0])
    return [each for each in links if not each[0].startswith("/account/")]


def dead_links(office) -> list[str]:
    """Return where links of the site lead to neither a file nor an address of the program."""
    root, dead = site_of(office.home).root, []
    for file in files(office):
        for address in re.findall(r'(?:href|src)="(/[^"#?]*)', file.read_text()):
            place = root / address.lstrip("/")
            is_file = (place / "index.html" if address.endswith("/") else place).is_file()
            is_known = address.startswith(("/static/", "/search/"))
            if not is_file and not is_known and resolve(address).url_name == "published":
                dead.append(f"{file.name}: {address}")
    return dead


class TestThePlatform:
    """政府信息公开平台: guides and catalogues, from what the office keeps of them."""

    def test_shows_a_guide_with_the_day_it_was_looked_through(self, office, platform):
        listed = written(office, "guides/index.html")
        assert "2024年3月1日" in listed
        assert "本机关的信息按领域编排" in written(office, "guides/440404.html")

    def test_says_of_an_organisation_without_a_guide_that_it_has_none(self, office, platform):
        Organisation.add(
            code="440404-03", name="金湾区教育局", parent=office.org, kind=Organisation.Kind.AGENCY
        )
        all_written(office)
        row = written(office, "guides/index.html").partition("金湾区教育局")[2]
        assert row.partition("</tr>")[0].endswith("指南尚未公布，请直接与该机关联系</td>")
        assert not (site_of(office.home).root / "guides/440404-03.html").exists()

    def test_takes_a_guide_back_when_it_may_not_be_shown_any_more(self, office, platform):
        """Without a telephone number a guide is not published: 政府信息公开条例第十二条第二款."""
        assert written(office, "guides/440404.html")
        Organisation.objects.filter(pk=office.org.pk).update(phone="")
        all_written(office)
        written(office, "index.html")
        assert not (site_of(office.home).root / "guides/440404.html").exists()
        assert dead_links(office) == []

    def test_shows_each_catalogue_where_the_search_leads(self, office, platform):
        for found in matters.search_entries(platform, at("2024-04-01").date()):
            path, _, anchor = found["url"].partition("#")
            assert f'id="{anchor}"' in written(office, f"{path.lstrip('/')}index.html")
        assert f'href="/catalogues/{platform.pk}/"' in written(office, "catalogues/index.html")
