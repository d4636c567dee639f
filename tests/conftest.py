"""What the tests share that span the parts."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _files_as_they_are(settings: Any) -> None:
    """Let pages name their files as they lie in the checkout; only an installation gathers and stamps them."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
