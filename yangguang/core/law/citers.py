"""What of the parts stands on law: each part tells it in its `citing.py`, and all of it is linked here.

CITING = [items]    # each yields who cites, the text, and the day on which it was written
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.db import transaction

from yangguang.core.parts import declared

from . import linking
from .linking import LAW, Told
from .models import Link
from .reading import Shown, unseen

Tells = Callable[[], Iterable[Told]]


def told() -> Iterator[Told]:
    """Yield everything of all parts that may cite law."""
    tells: Tells
    for tells in declared("citing", "CITING"):
        yield from tells()


@transaction.atomic
def link_all(shown: Shown = unseen) -> int:
    """Link everything of the parts anew (引用关联); return how many citations there are.

    What is no longer told is forgotten. Acts link what they change at once; this is for what stands in files, and for
    texts that cite what came into the library after them.

    Args:
        shown: shows how far it is.
    """
    everything = list(told())
    Link.objects.filter(source=None).exclude(kind=LAW).delete()
    return linking.put_all(shown(everything, len(everything), "关联本系统引用法规之处"))
