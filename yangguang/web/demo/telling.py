"""Telling the stories of the district side by side: one process for each share of the organisations.

Ledgers and numbers belong to an organisation, so two organisations never wait for each other.
"""

import heapq
import os
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from random import Random

from django.db import connection, transaction
from django.utils import timezone
from tqdm import tqdm

from yangguang.core.orgs.models import Organisation, Person, Post

from .district import BEGINS_ON
from .shares import in_shares
from .stories import Staff, Teller

SEED = 440404
CASES = {"small": 36, "full": 900}
NOW = {"small": 6, "full": 30}
"""How many requests came in the last weeks, so that there is work to do in the office today."""

AT_YEARS_END = [date(BEGINS_ON.year, 12, 28), date(BEGINS_ON.year + 1, 12, 28)]
"""On these days a request comes in each demo, so that each carries some over into the next year."""

FORGOTTEN = {"small": 1, "full": 4}
"""How many lie about in the office until their term is over, so that the list of what is late is not empty."""

ACTS_OF_A_STORY = 9
ACTS_A_TRANSACTION = 50
MOST_SHARES = 4


def tell(district: Organisation, size: str) -> None:
    """Tell three years of requests up to now; shows how far it is."""
    shares = min(os.cpu_count() or 1, MOST_SHARES) if size == "full" else 1
    with tqdm(
        total=(CASES[size] + NOW[size] + FORGOTTEN[size]) * ACTS_OF_A_STORY, desc="三年的申请", unit="步"
    ) as shown:
        if shares == 1:
            tell_share(district.pk, size, 0, 1, shown.update)
        else:
            in_shares(f"{__name__}.tell_share", district.pk, size, shares=shares, shown=shown)
        shown.total = shown.n
        shown.refresh()


def tell_share(district: int, size: str, share: int, shares: int, done: Callable[[int], object]) -> None:
    """Let the stories of a share of the organisations go on together in the order of time, until now."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")  # a demo that is interrupted is made anew
    now = timezone.now()
    waiting = [
        (at, number, story)
        for number, story in _stories(Organisation.objects.get(pk=district), size, share, shares)
        if (at := next(story, None)) is not None
    ]
    heapq.heapify(waiting)
    while waiting and waiting[0][0] <= now:
        acts = 0
        with transaction.atomic():
            while waiting and waiting[0][0] <= now and acts < ACTS_A_TRANSACTION:
                _, number, story = heapq.heappop(waiting)
                if (after := next(story, None)) is not None:
                    heapq.heappush(waiting, (after, number, story))
                acts += 1
        done(acts)


def _stories(
    district: Organisation, size: str, share: int, shares: int
) -> Iterator[tuple[int, Iterator[datetime]]]:
    """Yield the stories of a share with their numbers; each has a seed of its own, whoever tells it."""
    random = Random(SEED)  # noqa: S311  a demo that is the same every time
    staff = _staff(district)
    weights = [6 if each.org == district else 3 if each.org.code.endswith("-01") else 1 for each in staff]
    today = timezone.localdate()
    days = [BEGINS_ON + timedelta(days=random.randrange(365 * 3 - 5)) for _ in range(CASES[size])]
    days[: len(AT_YEARS_END)] = AT_YEARS_END
    days += [today - timedelta(days=random.randrange(1, 35)) for _ in range(NOW[size])]
    for number, day in enumerate(sorted(days), 1):
        place = random.choices(range(len(staff)), weights)[0]
        if place % shares == share:
            yield number, _teller(number).request(staff[place], day, number)
    if share == 0:
        for number in range(len(days) + 1, len(days) + FORGOTTEN[size] + 1):
            day = today - timedelta(days=random.randrange(50, 70))
            yield number, _teller(number).forgotten(staff[0], day, number)


def _teller(number: int) -> Teller:
    return Teller(SEED + number, "珠海市金湾区")


def _staff(district: Organisation) -> list[Staff]:
    posts = Post.objects.filter(org__in=district.subtree()).select_related("org", "person").order_by("pk")
    by_org: dict[Organisation, dict[str, Person]] = {}
    for post in posts:
        by_org.setdefault(post.org, {})[post.role] = post.person
    return [Staff(org, roles) for org, roles in by_org.items() if len(roles) >= 5]
