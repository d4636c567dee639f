"""The site of the demo: its columns and pages, written by an editor and signed by six, as every page is."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from random import Random
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.html import escape
from tqdm import tqdm

from yangguang.core.cases.models import Step
from yangguang.core.letters.model import Document, Paragraph
from yangguang.core.letters.pdf import document_to_pdf
from yangguang.core.orgs import actions as orgs
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.publishing import actions
from yangguang.core.publishing.models import Attachment, OfficialPage, Picture, Publication
from yangguang.core.publishing.page_forms import EDITOR
from yangguang.core.publishing.rules import LEVELS
from yangguang.rules.validity import Validity
from yangguang.work.normative.pages import Interpretation, PolicyDocument
from yangguang.work.portal.actions import open_column, open_site
from yangguang.work.portal.pages import Article

from .district import BEGAN_AT, BEGINS_ON
from .drawing import DRAWN
from .stories import SHANGHAI

SEED = 20190403
PUBLISHING = ("440404-04", "440404-13")
"""The agencies that publish under their own names, besides the government and its office."""

LEVEL_NAMES = {"一校": "孔令仪", "复审": "程若谷", "二校": "方亦舟", "三校": "许望舒"}
"""Who signs at the levels for which nobody signs in to try the demo."""

PAGES_A_TRANSACTION = 50
"""How many pages are brought before the site is written: each time its lists are written anew."""
LINK = re.compile(r"\[([^\]]+)\]\((/[^)]*)\)")


@dataclass
class Planned:
    """A page that will be written, and what becomes of it."""

    kind: type[OfficialPage]
    on: date
    words: dict[str, Any]
    explained: list["Planned"] = field(default_factory=list)


def fill_pages(district: Organisation, size: str) -> None:
    """Open the site of the district, and write, sign and publish what stands in it; shows how far it is.

    Args:
        district: its government; posts and the process of the three reviews are there already.
        size: `small` for tests, `full` for the demo.
    """
    plan = tomllib.loads(files(__package__).joinpath("pages.toml").read_text(encoding="utf-8"))
    newsroom = Newsroom(district, _open(district, plan))
    pages = [*_listed(plan), *(_repeated(plan["series"]) if size == "full" else ())]
    pages.sort(key=lambda each: each.on)
    with tqdm(total=len(pages), desc="网站稿件", unit="篇") as shown:
        for start in range(0, len(pages), PAGES_A_TRANSACTION):
            batch = pages[start : start + PAGES_A_TRANSACTION]
            with transaction.atomic():
                for each in batch:
                    newsroom.bring(each)
                    shown.update()


@transaction.atomic
def _open(district: Organisation, plan: dict[str, Any]) -> dict[str, OfficialPage]:
    """Open the site with its columns, and return these by their addresses."""
    admin = Person.objects.get(username="admin")
    places: dict[str, OfficialPage] = {"": open_site(district, by=admin, at=BEGAN_AT, **plan["site"])}
    for words in plan["column"]:
        above, _, slug = words["slug"].rpartition("/")
        places[words["slug"]] = open_column(places[above], **{**words, "slug": slug}, by=admin, at=BEGAN_AT)
    return places


def _listed(plan: dict[str, Any]) -> Iterator[Planned]:
    """Yield what is written one by one; the newest are always a day old."""
    today = timezone.localdate()
    for words in plan["page"]:
        yield Planned(Article, today - timedelta(days=words["days_ago"]), words)
    for words in plan["document"]:
        on = today - timedelta(days=words["days_ago"])
        explained = [Planned(Interpretation, on, each) for each in words.get("explained", ())]
        yield Planned(PolicyDocument, on, words, explained)


def _repeated(series: list[dict[str, Any]]) -> Iterator[Planned]:
    """Yield what is written again and again since the demo begins, with other words each time."""
    random = Random(SEED)  # noqa: S311  a demo that is the same every time
    towns = ("三灶镇", "南水镇", "红旗镇", "平沙镇")
    last = timezone.localdate() - timedelta(days=15)
    for words in series:
        for number, on in enumerate(_days(words["months"], words["day"], last)):
            said = {
                "year": on.year,
                "last_year": on.year - 1,
                "month": on.month,
                "quarter": (on.month - 1) // 3 + 1,
                "town": towns[(number + number // len(towns)) % len(towns)],
                "a": random.randint(11, 96),
                "b": random.randint(110, 480),
                "percent": min(95, 8 + number * 4),
            }
            titles, again = words["titles"], number // len(words["titles"])
            title = titles[number % len(titles)].format(**said)
            if words.get("document") and again:
                title += f"（{on.year}年修订）"
            values = {**words, "title": title, "text": words["text"].format(**said), "n": 20 + number % 9}
            if "table" in words:
                values["table"] = TABLES[words["table"]](random)
            kind = PolicyDocument if words.get("document") else Article
            yield Planned(kind, on, values)


def _days(months: int, day: int, last: date) -> Iterator[date]:
    """Yield a day every so many months, from the beginning of the demo until `last`."""
    month = BEGINS_ON.month - 1
    while (on := date(BEGINS_ON.year + month // 12, month % 12 + 1, day)) <= last:
        yield on
        month += months


def _finance(random: Random) -> dict[str, Any]:
    names = ("一般公共预算收入", "其中：税收收入", "一般公共预算支出", "其中：民生支出")
    rows = [[name, f"{random.uniform(6, 40):.1f}", f"{random.uniform(-4, 9):.1f}"] for name in names]
    return {"caption": "收支情况", "rows": [["项目", "金额（亿元）", "同比（%）"], *rows]}


def _quality(random: Random) -> dict[str, Any]:
    rows = [
        [name, f"{random.randint(80, 320)}", f"{random.uniform(96, 100):.1f}"]
        for name in ("甲类", "乙类", "丙类")
    ]
    return {"caption": "监测（抽检）结果", "rows": [["类别", "次数", "合格率（%）"], *rows]}


TABLES = {"finance": _finance, "quality": _quality}


class Newsroom:
    """The editor, the six who sign, and the columns they fill."""

    def __init__(self, district: Organisation, places: dict[str, OfficialPage]) -> None:
        self.district, self.places = district, places
        self.editor = Person.objects.get(username="editor")
        self.signers = self._appoint()
        self.written = 0

    def bring(self, planned: Planned) -> None:
        """Write a page, and let become of it what is planned: most are signed by six and go live."""
        page = self._write(planned)
        explaining = [self._write(each, of=page) for each in planned.explained]
        words, on, head = planned.words, planned.on, self.signers["final_review"]
        fate = words.get("fate", "")
        if fate == "draft":
            return
        if fate == "urgent":
            actions.publish_urgently(page, reason=words["reason"], by=head, at=_at(on, 20))
            return
        # The document comes last: what explains it waits, and all go live together.
        for each in (*explaining, page):
            actions.submit(each, by=self.editor, at=_at(on, 8))
            self._sign(each, on, LEVELS[: words["signed"]] if fate == "review" else LEVELS)
        if fate == "withdrawn":
            actions.withdraw(page, reason=words["reason"], by=head, at=_at(on + timedelta(days=2), 9))
        if "ended_by" in words:
            ended_on = timezone.localdate() - timedelta(days=words["ended_days_ago"])
            actions.end_validity(
                page,
                on=ended_on,
                how=Validity.REPEALED,
                basis=words["ended_by"],
                by=head,
                at=_at(ended_on, 9),
            )

    def _appoint(self) -> dict[str, Person]:
        """Give everybody his post in each organisation that publishes, and return who signs at which level."""
        admin = Person.objects.get(username="admin")
        agencies = Organisation.objects.filter(code__in=PUBLISHING)
        everywhere = [self.district, Organisation.objects.get(code=f"{self.district.code}-01"), *agencies]
        signed_in = {"初审": "reviewer", "终审": "chief"}
        signers = {}
        for number, level in enumerate(LEVELS):
            name = LEVEL_NAMES.get(level.name)
            if name:
                person = Person.objects.create_user(
                    f"level-{number}", f"level-{number}@example.cn", name=name
                )
            else:
                person = Person.objects.get(username=signed_in[level.name])
            signers[level.node] = person
            for org in everywhere if name else agencies:
                orgs.appoint(person, org, role=level.name, since=BEGINS_ON, by=admin, at=BEGAN_AT)
        for org in agencies:
            orgs.appoint(self.editor, org, role=EDITOR, since=BEGINS_ON, by=admin, at=BEGAN_AT)
        return signers

    def _write(self, planned: Planned, of: OfficialPage | None = None) -> OfficialPage:
        words, on = planned.words, planned.on
        self.written += 1
        values: dict[str, Any] = {"summary": words.get("summary", ""), "theme": words.get("theme", "")}
        if planned.kind is PolicyDocument:
            values |= _facts(words, on)
        if of is not None:
            values |= {"of": of, "form": words["form"]}
        code = words.get("org", of.org.code if of is not None and of.org else self.district.code)
        page = planned.kind(
            title=words["title"], slug=f"p{self.written}", owner=self.editor, live=False,
            org=Organisation.objects.get(code=code), body=[*self._body(words)], **values,
        )  # fmt: skip
        column = self.places["interpretations" if of is not None else words["column"]]
        OfficialPage.objects.get(pk=column.pk).add_child(instance=page)
        page.save_revision(user=self.editor)
        return page

    def _sign(self, page: OfficialPage, on: date, levels: Any) -> None:
        case = Publication.objects.get(page=page.pk).case
        for hour, level in enumerate(levels, 9):
            step = Step.objects.get(case=case, node=level.node, state=Step.State.OPEN)
            actions.sign(
                step, outcome="passed", checks=level.checks, by=self.signers[level.node], at=_at(on, hour)
            )

    def _body(self, words: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Yield the blocks of a body: its words, with picture, table and file where the text names them."""
        lines: list[str] = []
        for line in words["text"].strip().splitlines():
            block = {"[picture]": self._picture, "[table]": _table, "[file]": self._file}.get(line)
            if block is None:
                lines.append(line)
                continue
            if lines:
                yield "text", _html(lines)
            lines = []
            yield block(words[line.strip("[]")])
        if lines:
            yield "text", _html(lines)

    def _picture(self, words: dict[str, Any]) -> tuple[str, Any]:
        drawn = {key: words[key] for key in ("title", "labels", "values") if key in words}
        content = ContentFile(DRAWN[words["draw"]](**drawn), f"{words['draw']}-{self.written}.png")
        image = Picture.objects.create(title=words["caption"], file=content, uploaded_by_user=self.editor)
        return "picture", {"image": image, "alt": words["alt"], "caption": words["caption"]}

    def _file(self, words: dict[str, Any]) -> tuple[str, Any]:
        paragraphs = tuple(Paragraph(each) for each in words["paragraphs"])
        document = Document(words["title"], paragraphs, demo=True)
        content = ContentFile(document_to_pdf(document), f"file-{self.written}.pdf")
        attachment = Attachment.objects.create(
            title=words["title"], file=content, uploaded_by_user=self.editor
        )
        return "file", {"document": attachment, "title": words["title"]}


def _facts(words: dict[str, Any], on: date) -> dict[str, Any]:
    """Return what a document says of itself: its number, its dates, whether it waits for what explains it."""
    effective = on + timedelta(days=words.get("effective_after", 1))
    expires = effective.replace(year=effective.year + words["years"], day=min(effective.day, 28))
    return {
        "number": words["number"].format(year=on.year, n=words["n"]),
        "made_on": on - timedelta(days=3),
        "effective_on": effective,
        "expires_on": expires - timedelta(days=1),
        "must_be_explained": "explained" in words,
    }


def _table(words: dict[str, Any]) -> tuple[str, Any]:
    head, *rows = words["rows"]
    first = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    others = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
        for name, *cells in rows
    )
    html = f"<table><thead><tr>{first}</tr></thead><tbody>{others}</tbody></table>"
    return "table", {"caption": words["caption"], "html": html}


def _html(lines: list[str]) -> str:
    """Return lines as the editor would store them.

    >>> _html(["第一段", "## 标题", "- 甲；", "- 乙。"])
    '<p>第一段</p><h2>标题</h2><ul><li>甲；</li><li>乙。</li></ul>'
    """
    made = []
    for line in lines:
        words = LINK.sub(r'<a href="\2">\1</a>', escape(line))
        if line.startswith("## "):
            made.append(f"<h2>{words[3:]}</h2>")
        elif line.startswith("- "):
            made.append(f"<ul><li>{words[2:]}</li></ul>")
        else:
            made.append(f"<p>{words}</p>")
    return "".join(made).replace("</ul><ul>", "")


def _at(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour, 10), SHANGHAI)
