"""The office that publishes: made once for the tests of all parts, and each has it as it was."""

import pytest

from tests.publishing.newsroom import Newsroom, newsroom
from yangguang.web.testing import Kept, Standing


@pytest.fixture(scope="module")
def newsroom_stands(standing: Standing) -> Kept:
    return standing(newsroom)


@pytest.fixture
def office(newsroom_stands, db, settings, tmp_path) -> Newsroom:
    settings.PUBLIC_ROOT = tmp_path / "public"
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return newsroom_stands.bring(tmp_path)
