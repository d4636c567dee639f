"""Filling a site with published pages as their acts would have left them: revisions, sealed grants, publications."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import JSONField
from tqdm import tqdm
from wagtail.fields import StreamField
from wagtail.models import Revision

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.publishing import addresses, seals
from yangguang.core.publishing.content import hash_of
from yangguang.core.publishing.models import Grant, OfficialPage, Pending, Publication
from yangguang.core.publishing.site.sites import Site, site_of
from yangguang.core.records.chain import algorithm
from yangguang.core.records.keys import ROWS_IN_A_REGION, region_of
from yangguang.work.portal.actions import open_column, open_site
from yangguang.work.portal.pages import Article, Column, Home

BEGIN = datetime(2021, 1, 4, 2, tzinfo=UTC)
COLUMNS = 50
AT_ONCE = 1000
FILLED = (OfficialPage, Article, Revision, Grant, Publication)
"""The tables in which a published page has a row."""

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
    with (
        transaction.atomic()
    ):  # each column changes the navigation of every page: written once, after the last
        home = open_site(org, title=name, by=admin, at=BEGIN)
        columns = [
            open_column(
                home, title=f"第{number}栏", slug=f"c{number}", by=admin, at=BEGIN, on_home=number < 8
            )
            for number in range(COLUMNS)
        ]
    return site_of(Home.objects.get(pk=home.pk)), columns, admin


def publish_pages(columns: list[Column], count: int, *, by: Person) -> None:
    """Publish `count` more pages, the next of each column in turn. Nothing is written to files, nothing waits."""
    places = [Publication.objects.filter(column=each).count() for each in columns]
    press = Press(columns, by)
    with tqdm(total=count, desc="  publishing", unit=" pages", unit_scale=True) as bar:
        for since in range(0, count, AT_ONCE):
            more = []
            for number in range(since, min(since + AT_ONCE, count)):
                column = number % len(columns)
                places[column] += 1
                more.append((column, places[column]))
            with transaction.atomic():
                press.publish(more)
            bar.update(len(more))
    for column, place in zip(columns, places, strict=True):
        OfficialPage.objects.filter(pk=column.pk).update(numchild=place)
    Pending.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class Press:
    """Makes the rows of many pages out of one that was made as an act makes it; they go into the tables by COPY."""

    def __init__(self, columns: list[Column], by: Person) -> None:
        self._columns, self._by = columns, by
        self._random = Random(Publication.objects.count())
        self._article = Article(
            owner=by, live=True, depth=4, has_unpublished_changes=False, content_type=_type_of(Article)
        )
        self._said = self._article.serializable_data()

    def publish(self, places: list[tuple[int, int]]) -> None:
        """Publish one page for each column, by its number, and place in it."""
        keys = {model: _keys(model, len(places)) for model in (OfficialPage, Revision, Grant)}
        rows: dict[Any, list[list[Any]]] = {model: [] for model in FILLED}
        # The database begins the key of a grant with the code of the region; one that begins so is left as it is.
        region = region_of(self._columns[0].org_id) * ROWS_IN_A_REGION
        numbered = zip(places, *keys.values(), strict=True)
        for (column, place), page_key, revision_key, grant_key in numbered:
            at = BEGIN + timedelta(minutes=place * len(self._columns) + column)
            page = self._page(self._columns[column], place, at, page_key, revision_key)
            grant = Grant(
                pk=region + grant_key, org_id=page.org_id, page_id=page_key, revision_id=revision_key,
                kind=Grant.Kind.REVIEWED, algorithm=algorithm(), hash=hash_of(page),
                given_at=at, given_by_id=self._by.pk,
            )  # fmt: skip
            grant.seal = seals.seal(*grant.parts())
            made = (
                page,
                page,
                self._revision(page, at, revision_key),
                grant,
                self._publication(page, grant, column, at),
            )
            for model, row in zip(FILLED, made, strict=True):
                rows[model].append([_stored(field, row) for field in _fields(model)])
        for model in FILLED:
            _copy(model, rows[model])

    def _page(self, column: Column, place: int, at: datetime, key: int, revision: int) -> Article:
        """Return the page, with what differs from the one before."""
        words, page = self._random, self._article
        page.title = page.draft_title = f"{words.choice(WORDS)}{words.choice(WORDS)}（第{place}期）"
        text = "".join(f"<p>{'，'.join(words.choices(WORDS, k=24))}。</p>" for _ in range(6))
        page.body = json.dumps([{"type": "text", "value": text, "id": f"b{place}"}], ensure_ascii=False)
        page.pk = page.id = page.officialpage_ptr_id = key
        page.slug, page.url_path = f"p{place}", f"{column.url_path}p{place}/"
        page.path = Article._get_path(column.path, 4, place)
        page.org_id, page.locale_id, page.translation_key = column.org_id, column.locale_id, uuid4()
        page.first_published_at = page.last_published_at = page.latest_revision_created_at = at
        page.live_revision_id = page.latest_revision_id = revision
        return page

    def _revision(self, page: Article, at: datetime, key: int) -> Revision:
        said = self._said | {
            name: getattr(page, name) for name in ("title", "draft_title", "slug", "path", "url_path")
        }
        said |= {
            "pk": page.pk,
            "org": page.org_id,
            "body": json.dumps(list(page.body.raw_data), ensure_ascii=False),
        }
        said |= {"locale": page.locale_id, "translation_key": str(page.translation_key)}
        said |= dict.fromkeys(("first_published_at", "last_published_at"), at.isoformat())
        return Revision(
            pk=key, content_type=_type_of(Article), base_content_type=_type_of(OfficialPage),
            object_id=str(page.pk), created_at=at, user_id=self._by.pk, content=said, object_str=page.title,
        )  # fmt: skip

    def _publication(self, page: Article, grant: Grant, column: int, at: datetime) -> Publication:
        place_in = self._columns[column]
        return Publication(
            org_id=page.org_id, page_id=page.pk, column_id=place_in.pk, author_id=self._by.pk, grant_id=grant.pk,
            stage=Publication.Stage.DONE, place=int(page.slug[1:]), published_at=at, updated_at=at,
            address=addresses.address_of(page, place_in),
            index_number=f"{place_in.org.credit_code[:9]}/2021-{page.pk:05}",
        )  # fmt: skip


def _keys(model: Any, count: int) -> list[int]:
    """Return keys that nobody has yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [key for (key,) in cursor]


@cache
def _fields(model: Any) -> list[Any]:
    """Return the fields that the table of a model has; the key of a publication comes from the database."""
    return [
        each for each in model._meta.local_concrete_fields if each.name != "id" or model is not Publication
    ]


def _stored(field: Any, row: Any) -> Any:
    """Return a value as it is copied; a body was cleaned when the page was made, and is not cleaned once more."""
    value = getattr(row, field.attname)
    if isinstance(field, StreamField):
        return json.dumps(list(value.raw_data), ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False) if isinstance(field, JSONField) else value


def _copy(model: Any, rows: list[list[Any]]) -> None:
    names = ", ".join(f'"{each.column}"' for each in _fields(model))
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _type_of(model: Any) -> ContentType:
    return ContentType.objects.get_for_model(model, for_concrete_model=False)
