"""Filling a site with published pages as their acts would have left them: revisions, sealed grants, publications."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from tqdm import tqdm
from wagtail.models import Revision

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.publishing import addresses, seals
from yangguang.core.publishing.content import hash_of
from yangguang.core.publishing.models import Grant, OfficialPage, Pending, Publication
from yangguang.core.publishing.site.sites import Site, site_of
from yangguang.core.records.chain import algorithm
from yangguang.work.portal.actions import open_column, open_site
from yangguang.work.portal.pages import Article, Column, Home

BEGIN = datetime(2021, 1, 4, 2, tzinfo=UTC)
COLUMNS = 50
AT_ONCE = 1000

MADE_LIVE = """
UPDATE publishing_officialpage page SET live_revision_id = revision_id, latest_revision_id = revision_id
FROM publishing_grant granted WHERE granted.page_id = page.id AND granted.id = ANY(%s)
"""
WORDS = (
    "春耕备耕", "有序推进", "各镇街", "认真落实", "防汛值守", "项目建设", "产业园区", "社区服务", "老年食堂",
    "便民窗口", "公开征求意见", "财政预算", "工作部署", "安全检查", "信息公开", "基层治理", "道路改造", "农田水利",
)  # fmt: skip


def open_newspaper(code: str = "440404", name: str = "金湾区人民政府") -> tuple[Site, list[Column], Person]:
    """Return a new site with its columns, and its administrator, who stands for everybody that signs."""
    org = Organisation.add(
        code=code, name=name, short_name=name[:2], kind=Organisation.Kind.GOVERNMENT,
        credit_code=f"11{code}MB0000004X"[:18],
    )  # fmt: skip
    admin = Person.objects.create_superuser(f"admin{code}", password=None, name="管理员", email="")
    home = open_site(org, title=name, by=admin, at=BEGIN)
    columns = [
        open_column(home, title=f"第{number}栏", slug=f"c{number}", by=admin, at=BEGIN, on_home=number < 8)
        for number in range(COLUMNS)
    ]
    return site_of(Home.objects.get(pk=home.pk)), columns, admin


def publish_pages(columns: list[Column], count: int, *, by: Person) -> None:
    """Publish `count` more pages, the next of each column in turn. Nothing is written to files, nothing waits."""
    places = [Publication.objects.filter(column=each).count() for each in columns]
    random = Random(sum(places))
    with tqdm(total=count, desc="  publishing", unit=" pages", unit_scale=True) as bar:
        for since in range(0, count, AT_ONCE):
            more = [
                (columns[number % len(columns)], number)
                for number in range(since, min(since + AT_ONCE, count))
            ]
            with transaction.atomic():
                _publish(more, places, columns, by, random)
            bar.update(len(more))
    for column, place in zip(columns, places, strict=True):
        OfficialPage.objects.filter(pk=column.pk).update(numchild=place)
    Pending.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _publish(
    more: list[tuple[Column, int]], places: list[int], columns: list[Column], by: Person, random: Random
) -> None:
    pages, publications = [], []
    for column, _ in more:
        at_column = columns.index(column)
        places[at_column] += 1
        place = places[at_column]
        at = BEGIN + timedelta(minutes=place * len(columns) + at_column)
        page = _article(column, place, at, by, random)
        pages.append(page)
        publications.append(
            Publication(
                org_id=column.org_id,
                column=column,
                author=by,
                stage=Publication.Stage.DONE,
                place=place,
                published_at=at,
                updated_at=at,
            )
        )
    bases = OfficialPage.objects.bulk_create(_base_of(page) for page in pages)
    for page, base in zip(pages, bases, strict=True):
        page.pk = page.id = page.officialpage_ptr_id = base.pk
    _store_articles(pages)
    _grant(pages, publications, by)
    for page, base, publication in zip(pages, bases, publications, strict=True):
        publication.page = base
        publication.address = addresses.address_of(base, publication.column)
        publication.index_number = f"{publication.column.org.credit_code[:9]}/2021-{page.pk:05}"
    with connection.cursor() as cursor:
        cursor.execute(MADE_LIVE, [[each.grant.pk for each in publications]])
    Publication.objects.bulk_create(publications)


def _article(column: Column, place: int, at: datetime, by: Person, random: Random) -> Article:
    title = f"{random.choice(WORDS)}{random.choice(WORDS)}（第{place}期）"
    text = "".join(f"<p>{'，'.join(random.choices(WORDS, k=24))}。</p>" for _ in range(6))
    page = Article(
        title=title, draft_title=title, slug=f"p{place}", org_id=column.org_id, owner=by, live=True, depth=4,
        path=Article._get_path(column.path, 4, place), url_path=f"{column.url_path}p{place}/",
        first_published_at=at, last_published_at=at, latest_revision_created_at=at, locale_id=column.locale_id,
        translation_key=uuid4(), has_unpublished_changes=False, content_type=_type_of(Article),
    )  # fmt: skip
    page.body = json.dumps([{"type": "text", "value": text, "id": f"b{place}"}])
    return page


def _base_of(page: Article) -> OfficialPage:
    values = {
        field.attname: getattr(page, field.attname)
        for field in OfficialPage._meta.concrete_fields
        if not field.primary_key
    }
    return OfficialPage(**values)


def _store_articles(pages: list[Article]) -> None:
    """Store what `bulk_create` does not: the row of the type beside that of the page."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Article._meta.db_table} (officialpage_ptr_id) SELECT unnest(%s::bigint[])",
            [[page.pk for page in pages]],
        )


def _grant(pages: list[Article], publications: list[Publication], by: Person) -> None:
    revisions = Revision.objects.bulk_create(
        Revision(
            content_type=_type_of(Article), base_content_type=_type_of(OfficialPage), object_id=str(page.pk),
            created_at=page.first_published_at, user=by, content=page.serializable_data(), object_str=page.title,
        )
        for page in pages
    )  # fmt: skip
    grants = []
    for page, publication, revision in zip(pages, publications, revisions, strict=True):
        made = Grant(
            org_id=page.org_id, page_id=page.pk, revision_id=revision.pk, kind=Grant.Kind.REVIEWED,
            algorithm=algorithm(), hash=hash_of(page), given_at=publication.published_at, given_by=by,
        )  # fmt: skip
        made.seal = seals.seal(*made.parts())
        grants.append(made)
    for publication, made in zip(publications, Grant.objects.bulk_create(grants), strict=True):
        publication.grant = made


def _type_of(model: Any) -> ContentType:
    return ContentType.objects.get_for_model(model, for_concrete_model=False)
