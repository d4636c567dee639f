"""An office with a site and a column for its documents."""

from datetime import date

import pytest

from tests.publishing.newsroom import Newsroom, newsroom
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.web.testing import Kept, Standing


@pytest.fixture(autouse=True)
def _own_tree(settings, tmp_path):
    settings.PUBLIC_ROOT = tmp_path / "public"
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture(scope="module")
def newsroom_stands(standing: Standing) -> Kept:
    return standing(newsroom)


@pytest.fixture
def office(newsroom_stands, db, tmp_path) -> Newsroom:
    return newsroom_stands.bring(tmp_path)


@pytest.fixture
def archive(office) -> Person:
    """Return somebody of the archive, an agency of the district that is asked about old documents."""
    org = Organisation.add(
        code="440404-09",
        name="金湾区档案馆",
        short_name="档案馆",
        kind=Organisation.Kind.AGENCY,
        parent=office.org,
    )
    person = Person.objects.create_user("archive", name="梁档案")
    Post.objects.create(org=org, person=person, role="经办人", since=date(2020, 1, 1))
    return person
