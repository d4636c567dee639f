import pytest

from .office import Office
from .office import office as made


@pytest.fixture(autouse=True)
def _own_tree(settings, tmp_path):
    settings.PUBLIC_ROOT = tmp_path / "public"
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture
def office(db) -> Office:
    return made()
