"""The shell of the office, as a browser fetches it with each page."""

import re
from datetime import date

import pytest
from django.test import Client

from yangguang.core.orgs.models import Organisation, Person, Post


@pytest.fixture
def clerk(db) -> Client:
    org = Organisation.add(code="440404", name="金湾区人民政府", short_name="金湾府", kind="government")
    person = Person.objects.create_user("clerk", name="林晓")
    Post.objects.create(org=org, person=person, role="受理窗口", since=date(2021, 1, 1))
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def test_a_browser_keeps_the_icons_and_words_of_the_shell_and_no_page(clerk):
    page = clerk.get("/office/")
    fetched = re.findall(r'"(/office/(?:sprite|jsi18n)/[^"]*)"', page.content.decode())
    assert len(fetched) == 2
    for address in fetched:
        kept = clerk.get(address)
        assert kept.status_code == 200
        assert "no-store" not in kept["Cache-Control"]
        assert int(re.search(r"max-age=(\d+)", kept["Cache-Control"])[1]) >= 3600
    assert "no-store" in page["Cache-Control"]


def test_the_address_of_the_icons_changes_with_them(clerk):
    """Or a browser that keeps them would not see the new ones."""
    assert re.search(r"/office/sprite/\?h=[0-9a-f]{8}", clerk.get("/office/").content.decode())
