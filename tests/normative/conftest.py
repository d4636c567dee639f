import pytest

from yangguang.web.testing import Kept, Standing

from .office import Office
from .office import office as made


@pytest.fixture(autouse=True)
def _own_tree(settings, tmp_path):
    settings.PUBLIC_ROOT = tmp_path / "public"
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture(scope="module")
def office_stands(standing: Standing) -> Kept:
    return standing(made)


@pytest.fixture
def office(office_stands, db, tmp_path) -> Office:
    return office_stands.bring(tmp_path)
