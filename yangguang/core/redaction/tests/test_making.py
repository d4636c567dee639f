"""A long file is made beside the answers: asked for once, with its progress on the page, and never half."""

import threading
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from yangguang.core.files.models import StoredFile
from yangguang.core.redaction import actions, making
from yangguang.core.redaction.models import Making
from yangguang.core.redaction.rules import Rectangle
from yangguang.core.redaction.tests.conftest import AT
from yangguang.core.redaction.tests.papers import HARMLESS, IDENTITY, WITH_IDENTITY, everything_in, paper
from yangguang.rules.problems import Refused

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = 12


def on(by) -> dict:
    return {"by": by, "at": AT}


@pytest.fixture
def long(begun, clerk):
    """A document of twelve pages on which everything that was proposed is covered."""
    redaction = begun(paper(WITH_IDENTITY, HARMLESS, pages=PAGES))
    groups = set(redaction.boxes.values_list("group", flat=True))
    actions.decide(redaction, covered=groups, declined=[], ground="privacy", **on(clerk))
    return redaction


@pytest.fixture
def office(client, clerk):
    client.force_login(clerk, "django.contrib.auth.backends.ModelBackend")
    return client


def finished(redaction) -> None:
    """Wait for the thread that makes the file."""
    for each in threading.enumerate():
        if each.name == making.NAME.format(redaction.pk):
            each.join(120)
            assert not each.is_alive()
    redaction.refresh_from_db()


def address(redaction, name: str) -> str:
    return reverse(f"redaction_desk:{name}", args=[redaction.pk])


def test_it_is_made_while_the_page_shows_how_far_it_is(office, long):
    answer = office.post(address(long, "make"), {"once": "1"})
    assert answer.status_code == 303
    finished(long)
    assert long.is_ready
    assert IDENTITY not in everything_in(long.result.read())
    assert not Making.objects.exists()
    assert office.get(address(long, "progress")).json()["is_over"]
    assert "公开版已经生成" in office.get(answer.url).content.decode()


def test_each_page_is_counted_as_it_is_made_and_as_it_is_tested(long):
    seen = []
    actions.prepare(long, told=lambda: seen.append(1))
    assert len(seen) == 2 * PAGES


def test_while_it_is_made_nothing_can_be_changed_on_the_page_nor_asked_for_again(office, long, clerk):
    now = timezone.now()
    Making.objects.create(redaction=long, every_page=False, by=clerk, asked_at=now, heard_at=now, done=6)
    source = office.get(address(long, "redaction")).content.decode()
    assert "正在生成公开版" in source
    assert "已完成25%" in source
    assert address(long, "add_box") not in source
    with pytest.raises(Refused, match="正在生成"):
        making.ask(long, by=clerk, at=now)


def test_one_whose_server_died_can_be_asked_for_again(office, long, clerk):
    before = timezone.now() - making.SILENT_FOR - timedelta(seconds=1)
    Making.objects.create(redaction=long, every_page=False, by=clerk, asked_at=before, heard_at=before)
    assert "生成中断了" in office.get(address(long, "redaction")).content.decode()
    office.post(address(long, "make"), {"once": "again"})
    finished(long)
    assert long.is_ready


def test_a_box_that_is_drawn_meanwhile_is_not_lost(long, clerk):
    prepared = actions.prepare(long)
    actions.add_box(long, place=Rectangle(1, 0, 0, 500, 500), ground="privacy", **on(clerk))
    with pytest.raises(Refused, match="生成期间有人改动了遮盖的内容"):
        actions.make(long, prepared=prepared, **on(clerk))
    long.refresh_from_db()
    assert not long.is_ready
    assert StoredFile.objects.count() == 1


def test_one_that_fails_the_test_says_so_on_the_page_and_keeps_nothing(office, begun, clerk):
    redaction = begun(paper(WITH_IDENTITY, HARMLESS, pages=PAGES))
    [first, *others] = sorted(set(redaction.boxes.values_list("group", flat=True)))
    actions.decide(redaction, covered=[first], declined=others, ground="privacy", **on(clerk))
    office.post(address(redaction, "make"), {"once": "1"})
    finished(redaction)
    assert not redaction.is_ready
    source = office.get(address(redaction, "redaction")).content.decode()
    assert "公开版没有生成" in source
    assert "还有被遮盖的文字" in source
    assert StoredFile.objects.count() == 1


def test_only_somebody_of_the_office_asks(long, stranger):
    with pytest.raises(Refused, match="没有岗位"):
        making.ask(long, by=stranger, at=AT)
    assert not Making.objects.exists()
