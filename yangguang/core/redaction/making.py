"""Making a long file beside the answers: somebody asks for it, a thread does it, the page shows how far it is.

Nothing is kept before the file has passed the test, so a server that dies meanwhile leaves nothing behind but the
row that says that somebody asked; after a while without news the page says so, and it can be asked for again.
"""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from yangguang.core.orgs.models import Person
from yangguang.core.records.actions import act, record
from yangguang.rules.problems import Problem, Refused, refuse_if

from . import actions
from .models import Making, Redaction

log = logging.getLogger(__name__)

IN_ONE_ANSWER = 10
"""Up to how many pages a file is made while the browser waits: three seconds or so."""

SILENT_FOR = timedelta(seconds=60)
"""After how long without news whoever made the file must have died; no page takes so long."""

NAME = "redaction-{}"
"""How the thread is called that makes a file."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is.

    Args:
        done: how many pages were made or tested.
        of: twice the number of pages.
        is_over: whether nothing is done any more: it is ready, or failed, or whoever made it died.
        problems: why it was not made.
    """

    done: int
    of: int
    is_over: bool
    problems: tuple[str, ...] = ()

    @property
    def percent(self) -> int:
        return min(100 * self.done // max(self.of, 1), 100)


def takes_long(redaction: Redaction) -> bool:
    """Whether a file is made beside the answers."""
    return redaction.pages > IN_ONE_ANSWER


def progress_of(redaction: Redaction, at: datetime) -> Progress | None:
    """Return how far a file is that was asked for; None when none was, or it is ready."""
    making = Making.objects.filter(redaction=redaction).first()
    if making is None or redaction.is_ready:
        return None
    problems = tuple(making.problems)
    if not problems and at - making.heard_at > SILENT_FOR:
        problems = ("生成中断了（可能是服务器重新启动），没有产生文件；请重新生成。",)
    return Progress(making.done, 2 * redaction.pages, bool(problems), problems)


@act
def ask(
    redaction: Redaction, *, every_page: bool = False, by: Person, at: datetime, once: str = ""
) -> Redaction:
    """Ask for a long file to be made (生成公开版); it is begun as soon as this is kept.

    Args:
        redaction: what is worked on.
        every_page: whether the pages without boxes are drawn anew as well.
        by: somebody of the organisation.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_make` finds, while it is being made, or when `by` has no post there.
    """
    redaction = actions.locked(redaction, by, at)
    found = actions.why_not_make(redaction, redaction.boxes.all())
    under_way = progress_of(redaction, at)
    if under_way is not None and not under_way.is_over:
        found.append(Problem("公开版正在生成，请稍候。"))
    refuse_if(found)
    values = {"every_page": every_page, "by": by, "asked_at": at, "heard_at": at, "done": 0, "problems": []}
    Making.objects.update_or_create(redaction=redaction, defaults=values)
    record(
        "redaction.asked_for", about=redaction, by=by, at=at, note=f"开始生成公开版，共{redaction.pages}页"
    )
    work = threading.Thread(target=_work, args=(redaction.pk,), name=NAME.format(redaction.pk), daemon=True)
    transaction.on_commit(work.start)
    return redaction


def _work(key: int) -> None:
    try:
        _make(Making.objects.select_related("redaction__org", "redaction__original", "by").get(pk=key))
    except Refused as refused:
        _say(key, [str(each) for each in refused.problems])
    except Exception:
        log.exception("a file could not be made")
        _say(key, ["程序出错，没有产生文件；请重新生成，仍然不行的请联系管理员。"])
    finally:
        connection.close()


def _make(making: Making) -> None:
    redaction = making.redaction
    done = 0

    def told() -> None:
        nonlocal done
        done += 1
        Making.objects.filter(pk=making.pk).update(done=done, heard_at=timezone.now())

    prepared = actions.prepare(redaction, every_page=making.every_page, told=told)
    with transaction.atomic():
        actions.make(redaction, prepared=prepared, by=making.by, at=timezone.now())
        making.delete()


def _say(key: int, problems: list[str]) -> None:
    Making.objects.filter(pk=key).update(problems=problems, heard_at=timezone.now())
