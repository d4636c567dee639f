import pytest

from tests.publishing.newsroom import Newsroom, newsroom


@pytest.fixture(autouse=True)
def _own_tree(settings, tmp_path):
    settings.PUBLIC_ROOT = tmp_path / "public"
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture
def office(db) -> Newsroom:
    return newsroom()
