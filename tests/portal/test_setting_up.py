"""A new office opens its site and its columns by itself, in the browser."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.publishing.newsroom import newsroom
from yangguang.core.publishing.site import writer
from yangguang.core.publishing.site.sites import site_of
from yangguang.work.portal.pages import Column, Home


@pytest.fixture(autouse=True)
def _own_tree(settings, tmp_path):
    settings.PUBLIC_ROOT = tmp_path / "public"


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


COLUMN = {"title": "通知公告", "slug": "notices", "intro": "", "rhythm": "notice", "on_home": "on"}


def test_the_administrator_opens_a_column_and_readers_find_it(office):
    address = reverse("portal_desk:open_column", args=[office.home.pk])
    assert signed_in(office.admin).post(address, {**COLUMN, "once": "1"}).status_code == 303
    site = site_of(office.home)
    writer.work(site)
    assert "通知公告" in (site.root / "notices/index.html").read_text()
    assert "通知公告" in (site.root / "index.html").read_text()
    assert "通知公告" in signed_in(office.author).get(reverse("portal_desk:sites")).content.decode()


def test_a_site_that_is_opened_with_its_columns_at_once_shows_them_on_every_page(
    db, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        office = newsroom("440403", "斗门区人民政府")
    for file in ("index.html", "news/index.html", "agencies/index.html", "accessibility.html"):
        assert "要闻动态" in (site_of(office.home).root / file).read_text(), file


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("Notices", "写得不对"),
        ("office", "已用于网上办事"),
        ("news", "已有地址为"),
        ("a b", "写得不对"),
        ("", "请填写"),
    ],
)
def test_an_address_that_will_not_do_is_said_and_nothing_is_lost(office, slug, said):
    address = reverse("portal_desk:open_column", args=[office.home.pk])
    answer = signed_in(office.admin).post(address, {**COLUMN, "slug": slug, "once": "1"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="通知公告"' in answer.content.decode()
    assert Column.objects.count() == 1


def test_a_column_gets_another_name_and_keeps_its_address(office):
    office.publish(office.write(title="春耕"))
    address = reverse("portal_desk:change_column", args=[office.news.pk])
    sent = {"title": "金湾要闻", "intro": "", "rhythm": "news", "on_home": "on", "once": "1"}
    assert signed_in(office.admin).post(address, sent).status_code == 303
    site = site_of(office.home)
    writer.work(site)
    assert "金湾要闻" in (site.root / "news/index.html").read_text()
    assert "春耕" in (site.root / "news/index.html").read_text()


@pytest.mark.parametrize("name", ["open_column", "change_column"])
def test_nobody_else_opens_or_changes_one(office, name):
    place = office.home if name == "open_column" else office.news
    address = reverse(f"portal_desk:{name}", args=[place.pk])
    answer = signed_in(office.author).post(address, {**COLUMN, "once": "1"}, follow=True)
    assert "系统管理员" in answer.content.decode()
    assert list(Column.objects.values_list("title", flat=True)) == ["要闻动态"]
    assert Home.objects.count() == 1
