"""Every page of the public site and of the newsroom, in each of its states, each way of showing it."""

from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from tests.journeys.journey import WIDER_THAN_SCREEN, Journey
from tests.journeys.judging import wrong_with
from tests.publishing.newsroom import Newsroom, at, newsroom, picture
from yangguang.core.matters import actions as keeping
from yangguang.core.matters.models import Catalogue, Guide
from yangguang.core.matters.tests.rows import entry
from yangguang.core.orgs.models import Organisation
from yangguang.core.publishing import actions
from yangguang.core.publishing.models import Attachment, OfficialPage, Publication
from yangguang.core.publishing.rules import LEVELS
from yangguang.core.publishing.site.sites import site_of
from yangguang.core.search import actions as search
from yangguang.rules.validity import Validity
from yangguang.web.testing import World
from yangguang.work.normative.pages import Interpretation, PolicyDocument
from yangguang.work.portal.actions import open_column

pytestmark = pytest.mark.slow

WIDTHS = (360, 1280)
MODES = ("standard", "elder", "contrast")
DIFFERS = {"elder": 360, "contrast": 1280}
"""The screen on which a mode can go wrong: large letters where there is little room, colours where all is shown."""

SHOWN_LEVELS = (LEVELS[0], LEVELS[2], LEVELS[-1])
"""The first, one in the middle and the last: the forms of the others differ in their words alone."""

TABLE = (
    "<table><thead><tr><th scope='col'>村</th><th scope='col'>亩数</th></tr></thead>"
    "<tbody><tr><th scope='row'>鱼月村</th><td>120</td></tr></tbody></table>"
)
IN_FORCE = {"made_on": "2024-01-10", "effective_on": "2024-02-01", "expires_on": "2999-01-31"}


class EveryPage(Journey):
    """Looks at each page of a small district; what is wrong with any is told at the end, of all of them."""

    office: Newsroom

    @pytest.fixture(autouse=True)
    def _district(self, world: World, _open_browser) -> None:
        self.office = world(newsroom)
        self.found: list[str] = []

    def walk(self, address: str, modes: tuple[str, ...] = MODES) -> None:
        """Look at a page on both screens, and in the other modes on theirs."""
        answer = self.page.goto(address)
        assert answer is not None
        if answer.status >= 400 and "no-such" not in address:
            self.found.append(f"{address}: {answer.status}")
        self.see(modes)

    def see(self, modes: tuple[str, ...] = MODES) -> None:
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 800})
            for mode in modes:
                if width != DIFFERS.get(mode, width):
                    continue
                # What a visitor chooses changes this one mark of a page, and nothing else: see `publishing.views`.
                self.page.evaluate("mode => { document.documentElement.dataset.mode = mode; }", mode)
                where = f"{self.page.url} {mode} {width}"
                self.found += [f"{where}: {each}" for each in wrong_with(self.page, f"{mode} {width}")]
                if self.page.evaluate(WIDER_THAN_SCREEN) > 0:
                    self.found.append(f"{where}: wider than the screen")

    def publish_one_of_each(self) -> dict[str, OfficialPage]:
        """Write, sign and publish a page of each type in each state in which the public can find it."""
        office = self.office
        head = office.reviewers["final_review"]
        policy = open_column(
            office.home, title="政策文件", slug="policy", by=office.admin, at=at("2024-01-03"), on_home=True,
            intro="本机关制定的文件。",
        )  # fmt: skip
        explaining = open_column(
            office.home,
            title="政策解读",
            slug="interpretations",
            by=office.admin,
            at=at("2024-01-03"),
            on_home=True,
        )
        open_column(office.home, title="人事信息", slug="people", by=office.admin, at=at("2024-01-03"))
        file = Attachment.objects.create(
            title="申请表", file=ContentFile(b"a,b\n", "form.csv"), uploaded_by_user=office.author
        )
        body = [
            ("text", "<p>各镇春耕备耕有序推进。</p><h2>面积</h2><ul><li>早造水稻；</li></ul>"),
            ("text", "<blockquote>不误农时。</blockquote>"),
            ("picture", {"image": picture(office.author), "alt": "插秧机在田里", "caption": "田间"}),
            ("table", {"caption": "各村面积", "html": TABLE}),
            ("file", {"document": file, "title": "申请表（样表）"}),
        ]  # fmt: skip

        def document(title: str, number: int, **values: object) -> OfficialPage:
            return office.write(
                kind=PolicyDocument, column=policy, title=title, number=f"珠金府〔2024〕{number}号",
                words="<p>第一条　规范停车。</p><p>第二条　自公布之日起施行。</p>", **{**IN_FORCE, **values},
            )  # fmt: skip

        made = {
            "article": office.write(title="春耕备耕有序推进", summary="面积过半。", body=body),
            "in_force": document("停车管理办法", 1, must_be_explained=True),
            "repealed": document("养犬管理办法", 2),
            "expired": document("摊贩管理办法", 3, expires_on="2024-03-01"),
            "not_yet": document("路灯管理办法", 4, effective_on="2998-01-01"),
            "withdrawn": office.write(title="有误的通告", words="<p>错误的内容</p>"),
        }
        explains = {"kind": Interpretation, "column": explaining, "form": Interpretation.Form.QUESTIONS}
        made["explained"] = office.write(
            title="停车问答", of=made["in_force"], words="<p>要钱吗？</p>", **explains
        )
        made["explains_repealed"] = office.write(title="养犬问答", of=made["repealed"], **explains)
        for each in made.values():
            office.publish(each)
        made["urgent"] = office.write(title="台风红色预警", words="<p>请留在室内。</p>")
        actions.publish_urgently(made["urgent"], reason="台风登陆", by=head, at=at("2024-03-01"))
        actions.end_validity(
            made["repealed"], on=at("2024-03-05").date(), how=Validity.REPEALED, basis="珠金府〔2024〕9号",
            by=head, at=at("2024-03-05"),
        )  # fmt: skip
        actions.withdraw(made["withdrawn"], reason="办理地点有误", by=head, at=at("2024-03-05"))
        return made

    def keep_a_guide_and_a_catalogue(self) -> tuple[Guide, Catalogue]:
        office = self.office
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
        return guide, catalogue


class TestTheSite(EveryPage):
    def test_no_page_of_the_public_is_closed_to_anybody(self):
        self.publish_one_of_each()
        self.keep_a_guide_and_a_catalogue()
        search.refresh()
        for address in (*self.files(), *self.answered()):
            self.walk(address)
        assert not self.found, "\n".join(self.found)

    def files(self) -> Iterator[str]:
        """Return the address of every page that is written to a file: none is forgotten."""
        root = site_of(self.office.home).root
        found = sorted(f"/{file.relative_to(root)}" for file in root.rglob("*.html"))
        for part in (
            "/index.html",
            "/people/",
            "/news/list-1.html",
            "/agencies/",
            "/guides/",
            "/catalogues/",
        ):
            assert any(each.startswith(part) for each in found), f"{part} is not written"
        yield from found

    def answered(self) -> list[str]:
        return [
            "/search/", "/search/?q=停车", "/search/?q=停车&year=2024", "/search/?q=火星探测器", "/search/?q=？",
            "/no-such-page/", "/visits/", "/disclosure/", "/disclosure/apply/440404/", "/disclosure/track/",
            "/reports/", "/account/login/",
        ]  # fmt: skip


class TestTheNewsroom(EveryPage):
    """The shell of the office knows no modes; what it shows of the site does."""

    def test_no_page_of_the_desk_is_closed_to_anybody(self):
        self.as_the_office_begins()
        made = self.publish_one_of_each()
        self.and_pages_on_their_way(made)
        self.as_the_editor(made)
        self.as_the_six(made)
        self.as_the_head(made)
        self.as_the_keeper_of_catalogues_and_words()
        assert not self.found, "\n".join(self.found)

    def at_desk(self, *addresses: str) -> None:
        for address in addresses:
            self.walk(address, modes=("standard",))

    def act(self, page: OfficialPage, name: str, *, empty: bool = True) -> None:
        """Look at the form of an act, and at what it says when it is sent with nothing in it."""
        self.at_desk(reverse("publishing_desk:act", args=[page.pk, name]))
        if empty:
            self.page.get_by_role("main").locator("form button[type=submit]").last.click()
            assert self.page.title().startswith("错误："), f"{name} takes anything"
            self.see(("standard",))

    def as_the_office_begins(self):
        self.come(self.office.author)
        self.at_desk("/office/", "/office/writing/", "/office/publications/")
        self.come(self.office.reviewers["first_proof"])
        self.at_desk("/office/writing/", "/office/writing/new/")

    def and_pages_on_their_way(self, made):
        office = self.office
        for level in SHOWN_LEVELS:
            made[level.node] = office.write(title=f"等待{level.name}的稿件")
            office.submit(made[level.node])
            office.sign_all(made[level.node], upto=level.node)
        made["returned"] = office.write(title="退回的稿件")
        office.submit(made["returned"])
        office.sign(made["returned"], "first_review", outcome="returned", opinion="请补充来源", checks=())
        made["draft"] = office.write(title="草稿", words="<p>早造面积一千亩。</p>")
        office.revise(made["draft"], "<p>早造面积一万亩。</p>", by=office.author)
        made["held"] = office.write(
            kind=PolicyDocument, column=made["in_force"].get_parent(), title="等待解读的办法",
            number="珠金府〔2024〕8号", must_be_explained=True, **IN_FORCE,
        )  # fmt: skip
        made["scheduled"] = office.write(title="定时的稿件", go_live_at=at("2999-01-01"))
        for name in ("held", "scheduled"):
            office.publish(made[name])
        stages = set(Publication.objects.values_list("stage", flat=True))
        assert stages == set(Publication.Stage.values), "a stage is not shown"

    def as_the_editor(self, made):
        self.come(self.office.author)
        self.at_desk("/office/", "/office/writing/", "/office/writing/new/", "/office/publications/")
        self.at_desk(*(reverse("publishing_desk:page", args=[each.pk]) for each in made.values()))
        self.act(made["draft"], "submit", empty=False)
        self.act(made["returned"], "resubmit")
        last = OfficialPage.objects.get(pk=made["draft"].pk).latest_revision_id
        self.at_desk(reverse("publishing_desk:compare", args=[made["draft"].pk, last]))
        for mode in MODES:
            self.at_desk(reverse("publishing_desk:proof", args=[made["draft"].pk, mode]))
        self.at_desk(reverse("wagtailadmin_pages:edit", args=[made["draft"].pk]))
        bring_in = reverse("publishing_desk:bring_in", args=[self.office.news.pk, "portal", "article"])
        self.at_desk(bring_in)
        self.page.get_by_role("button", name="带入为草稿").click()
        self.see(("standard",))

    def as_the_six(self, made):
        for level in SHOWN_LEVELS:
            self.come(self.office.reviewers[level.node])
            self.act(made[level.node], "sign")
        self.at_desk("/office/writing/")

    def as_the_head(self, made):
        self.come(self.office.reviewers["final_review"])
        self.at_desk("/office/", reverse("publishing_desk:page", args=[made["article"].pk]))
        self.act(made["draft"], "urgent")
        self.act(made["in_force"], "end-validity")
        self.act(made["article"], "withdraw")

    def as_the_keeper_of_catalogues_and_words(self):
        self.come(self.office.author)
        self.at_desk("/office/catalogues/", "/office/guides/")
        guide, catalogue = self.keep_a_guide_and_a_catalogue()
        item = catalogue.items.first()
        self.at_desk(
            "/office/search/", "/office/search/?q=停车", "/office/search/words/", "/office/search/words/add/",
            "/office/search/unfound/", "/office/visits/",
        )  # fmt: skip
        self.at_desk(
            "/office/catalogues/", guide.desk_url, catalogue.desk_url, "/office/guides/",
            reverse("matters_desk:item", args=[item.pk]),
        )  # fmt: skip
