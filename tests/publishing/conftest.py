import pytest


@pytest.fixture(autouse=True)
def _own_tree(settings, tmp_path):
    settings.PUBLIC_ROOT = tmp_path / "public"
    settings.MEDIA_ROOT = str(tmp_path / "media")
