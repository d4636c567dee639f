"""What a person does to a file that may go out only in part.

`begin` belongs to an act of the line of work, which knows what the file is for; `make` tests what it made before it
keeps it. Boxes are no secret, what lies below them is: records name pages and grounds, never words.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import datetime

from django.conf import settings
from django.utils.timezone import localdate

from yangguang.core.files.actions import keep_made
from yangguang.core.files.models import StoredFile
from yangguang.core.orgs.models import Person
from yangguang.core.orgs.queries import posts_of
from yangguang.core.records.actions import act, record
from yangguang.rules.problems import Problem, refuse_if
from yangguang.rules.wording import covering

from . import laying, leaking, naming, office, reading, rules
from .models import Box, Redaction
from .rules import Ground, Rectangle

State = Box.State
WITH_PAGES = ("pdf", "jpg", "png")


@act
def begin(
    original: StoredFile,
    *,
    grounds: Sequence[Ground],
    belongs_to: str,
    back: str = "",
    by: Person,
    at: datetime,
    once: str = "",
) -> Redaction:
    """Begin to prepare a file for going out (开始遮盖); what may have to be covered is proposed.

    Args:
        original: the file as it is.
        grounds: why something may be withheld, as the line of work names it.
        belongs_to: what the file belongs to, in Chinese.
        back: the address of the page to which the desk leads back.
        by: somebody of the organisation.
        at: when.
        once: see `act`.

    Raises:
        Refused: when the file is of a kind that cannot be made safe, or `by` has no post there.
    """
    refuse_if([*_why_not_office(original.org_id, by, at), *rules.why_not_begin(original.kind)])
    content = original.read()
    pages, proposed = (0, []) if original.kind not in WITH_PAGES else _looked_at(original.kind, content)
    begun = Redaction.objects.create(
        org=original.org,
        original=original,
        pages=pages,
        grounds=[asdict(each) for each in grounds],
        belongs_to=belongs_to,
        back=back,
        begun_by=by,
        begun_at=at,
    )
    Box.objects.bulk_create(
        Box(redaction=begun, state=State.PROPOSED, kind=kind, group=group, **asdict(place))
        for group, (kind, places) in enumerate(proposed, 1)
        for place in places
    )
    note = f"开始遮盖“{original.name}”，程序建议{len(proposed)}处"
    record("redaction.begun", about=begun, by=by, at=at, note=note, sha256=original.sha256)
    return begun


@act
def add_box(
    redaction: Redaction, *, place: Rectangle, ground: str, by: Person, at: datetime, once: str = ""
) -> Box:
    """Cover a place on a page (画方框).

    Raises:
        Refused: for what `rules.why_not_box`, `why_not_ground` and `why_not_change` find.
    """
    redaction = locked(redaction, by, at)
    refuse_if(
        [
            *rules.why_not_change(is_ready=redaction.is_ready),
            *rules.why_not_box(place, pages=redaction.pages),
            *rules.why_not_ground(ground, grounds=redaction.known_grounds),
        ]
    )
    box = Box.objects.create(
        redaction=redaction,
        state=State.COVERED,
        group=_next_group(redaction),
        ground=ground,
        by=by,
        at=at,
        **asdict(place),
    )
    record("redaction.box_added", about=redaction, by=by, at=at, note=f"遮盖{_said(box)}", **asdict(place))
    return box


@act
def change_box(box: Box, *, place: Rectangle, ground: str, by: Person, at: datetime, once: str = "") -> Box:
    """Move a box, or give it another ground (改方框).

    Raises:
        Refused: for what `add_box` refuses.
    """
    redaction = locked(box.redaction, by, at)
    refuse_if(
        [
            *rules.why_not_change(is_ready=redaction.is_ready),
            *rules.why_not_box(place, pages=redaction.pages),
            *rules.why_not_ground(ground, grounds=redaction.known_grounds),
        ]
    )
    before = asdict(box.rectangle)
    box.page, box.x, box.y, box.width, box.height = place.page, place.x, place.y, place.width, place.height
    box.state, box.ground, box.by, box.at = State.COVERED, ground, by, at
    box.save()
    record(
        "redaction.box_changed",
        about=redaction,
        by=by,
        at=at,
        note=f"修改{_said(box)}",
        before=before,
        after=asdict(place),
    )
    return box


@act
def remove_box(box: Box, *, by: Person, at: datetime, once: str = "") -> Redaction:
    """Take a box away (取消方框).

    Raises:
        Refused: for what `rules.why_not_change` finds.
    """
    redaction = locked(box.redaction, by, at)
    refuse_if(rules.why_not_change(is_ready=redaction.is_ready))
    found = Box.objects.filter(pk=box.pk).first()
    if found is not None:
        found.delete()
        place = asdict(found.rectangle)
        record("redaction.box_removed", about=redaction, by=by, at=at, note=f"取消{_said(found)}", **place)
    return redaction


@act
def cover_words(
    redaction: Redaction, *, words: str, ground: str, by: Person, at: datetime, once: str = ""
) -> Redaction:
    """Cover certain words wherever they stand in the document (按文字遮盖).

    Raises:
        Refused: when they stand nowhere, or for what `rules.why_not_ground` and `why_not_change` find.
    """
    redaction = locked(redaction, by, at)
    refuse_if(
        [
            *rules.why_not_change(is_ready=redaction.is_ready),
            *rules.why_not_search(words),
            *rules.why_not_ground(ground, grounds=redaction.known_grounds),
        ]
    )
    found: list[list[Rectangle]] = []
    with reading.shown(redaction.original.kind, redaction.original.read()) as paper:
        for number in range(1, len(paper) + 1):
            found.extend(places for places in paper.words(number).places_of(words) if places)
    refuse_if(rules.why_not_found(len(found)))
    group, covered = _next_group(redaction), _covered(redaction)
    for places in found:
        for place in places:
            if place not in covered:
                Box.objects.create(
                    redaction=redaction,
                    state=State.COVERED,
                    group=group,
                    ground=ground,
                    by=by,
                    at=at,
                    **asdict(place),
                )
        group += 1
    source = redaction.known_grounds[ground].source
    pages = "、".join(str(each) for each in sorted({places[0].page for places in found}))
    note = f"按文字遮盖{len(found)}处（第{pages}页），{source}"
    record("redaction.words_covered", about=redaction, by=by, at=at, note=note)
    return redaction


@act
def let_stand(
    redaction: Redaction, *, words: Sequence[str], reason: str, by: Person, at: datetime, once: str = ""
) -> Redaction:
    """Decide that words covered in one place may stand in others (别处可以保留), such as the label of a column.

    Args:
        redaction: what is worked on.
        words: some of those that `queries.standing_elsewhere` names.
        reason: why they may stand.
        by: somebody of the organisation.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_stand` and `why_not_change` find.
    """
    redaction = locked(redaction, by, at)
    plain = [covering.plain(each) for each in words]
    private = [each for each in plain if covering.is_private(each)]
    refuse_if(
        [
            *rules.why_not_change(is_ready=redaction.is_ready),
            *rules.why_not_stand(plain, private=private, reason=reason),
        ]
    )
    redaction.standing = sorted({*redaction.standing, *plain})
    redaction.save(update_fields=["standing"])
    note = f"决定在别处可以保留{len(plain)}处文字：{reason}"
    record("redaction.let_stand", about=redaction, by=by, at=at, note=note, words=plain)
    return redaction


@act
def decide(
    redaction: Redaction,
    *,
    covered: Iterable[int],
    declined: Iterable[int],
    ground: str = "",
    by: Person,
    at: datetime,
    once: str = "",
) -> Redaction:
    """Accept or decline what was proposed (采纳、不采纳建议).

    Args:
        redaction: what is worked on.
        covered: the groups of boxes that are covered.
        declined: those that are not.
        ground: why those of the first kind are withheld.
        by: somebody of the organisation.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_ground` and `why_not_change` find, or when nothing is decided.
    """
    redaction = locked(redaction, by, at)
    covered, declined = set(covered), set(declined) - set(covered)
    refuse_if(
        [
            *rules.why_not_change(is_ready=redaction.is_ready),
            *rules.why_not_decide(covered=len(covered), declined=len(declined)),
            *(rules.why_not_ground(ground, grounds=redaction.known_grounds) if covered else ()),
        ]
    )
    proposed = Box.objects.filter(redaction=redaction).exclude(kind="")
    proposed.filter(group__in=covered).update(state=State.COVERED, ground=ground, by=by, at=at)
    proposed.filter(group__in=declined).update(state=State.DECLINED, ground="", by=by, at=at)
    note = f"建议中遮盖{len(covered)}处，不遮盖{len(declined)}处"
    record("redaction.decided", about=redaction, by=by, at=at, note=note)
    return redaction


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that passed the test and is not kept yet.

    Args:
        made: the file.
        name: what it is called, without what is covered.
        places: what is covered.
        of: what it was made from, see `_state_of`.
    """

    made: laying.Made
    name: str
    places: Sequence[Rectangle]
    of: str


def prepare(
    redaction: Redaction, *, every_page: bool = False, told: Callable[[], None] = lambda: None
) -> Prepared:
    """Make the file that goes out and test it, without keeping anything; of a long document this takes minutes.

    Args:
        redaction: what is worked on.
        every_page: whether the pages without boxes are drawn anew as well.
        told: what is called twice for each page: as it is made, and as it is tested.

    Raises:
        Refused: when something was found that cannot be removed surely, or the finished file did not pass the test.
    """
    original, content = redaction.original, redaction.original.read()
    boxes = list(redaction.boxes.all())
    places = [box.rectangle for box in boxes if box.state == State.COVERED]
    secrets: set[str] = set()
    if redaction.has_pages:
        secrets = covering.secrets(laying.covered(original.kind, content, places)) - set(redaction.standing)
        made = _made(original.kind, content, places, every_page=every_page, told=told)
        found = leaking.leaks(
            original.kind, made.content, secrets=secrets, boxes=places, drawn=made.drawn, told=told
        )
    else:
        made = office.cleaned(original.kind, content)
        found = office.leaks(original.kind, made.content)
    refuse_if(rules.as_problems(found))
    name = naming.public_name(original.name, secrets, fallback=f"公开文件{redaction.pk}")
    return Prepared(made, name, places, _state_of(redaction, boxes))


@act
def make(
    redaction: Redaction,
    *,
    every_page: bool = False,
    prepared: Prepared | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Redaction:
    """Make the file that goes out (生成公开版), and test that it holds nothing of what was covered.

    Args:
        redaction: what is worked on.
        every_page: whether the pages without boxes are drawn anew as well, which is safest.
        prepared: the file, where it was made and tested before.
        by: somebody of the organisation.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_make` finds; when something was found that cannot be removed surely; when
            the finished file did not pass the test; or when something was changed while it was made. Then no file
            is kept.
    """
    redaction = locked(redaction, by, at)
    boxes = list(redaction.boxes.all())
    refuse_if(why_not_make(redaction, boxes))
    ready = prepared or prepare(redaction, every_page=every_page)
    refuse_if(rules.why_not_keep(is_changed=ready.of != _state_of(redaction, boxes)))
    made, original = ready.made, redaction.original
    redaction.result = keep_made(redaction.org, name=ready.name, content=made.content, by=by, at=at)
    redaction.made_by, redaction.made_at = by, at
    redaction.drawn, redaction.removed = made.drawn, made.removed
    redaction.save(update_fields=["result", "made_by", "made_at", "drawn", "removed"])
    record(
        "redaction.made",
        about=redaction,
        by=by,
        at=at,
        note=f"生成公开版“{ready.name}”，遮盖{len(ready.places)}处，泄漏检查通过",
        original=original.sha256,
        result=redaction.result.sha256,
        boxes=[
            {**asdict(box.rectangle), "ground": box.ground} for box in boxes if box.state == State.COVERED
        ],
    )
    return redaction


def why_not_make(redaction: Redaction, boxes: Iterable[Box]) -> list[Problem]:
    """Say why the file that goes out is not made yet, or not again."""
    undecided = len({box.group for box in boxes if box.state == State.PROPOSED})
    return [*rules.why_not_make(is_ready=redaction.is_ready, undecided=undecided)]


def _state_of(redaction: Redaction, boxes: Iterable[Box]) -> str:
    """Return what a finished file depends on: the places that are covered, and the words that may stand."""
    places = sorted(astuple(box.rectangle) for box in boxes if box.state == State.COVERED)
    return json.dumps([places, sorted(redaction.standing)])


def _made(
    kind: str,
    content: bytes,
    places: Sequence[Rectangle],
    *,
    every_page: bool,
    told: Callable[[], None],
) -> laying.Made:
    if kind == "pdf":
        return laying.pdf_without(
            content, places, dpi=settings.REDACTION_DPI, every_page=every_page, told=told
        )
    return laying.picture_without(kind, content, places)


def _looked_at(kind: str, content: bytes) -> tuple[int, list[tuple[str, list[Rectangle]]]]:
    """Return how many pages a document has, and what should be proposed on them."""
    with reading.shown(kind, content) as paper:
        proposed = [each for number in range(1, len(paper) + 1) for each in paper.words(number).proposed()]
        return len(paper), proposed


def locked(redaction: Redaction, by: Person, at: datetime) -> Redaction:
    """Return the redaction as it stands now, kept from others until the end of the transaction."""
    refuse_if(_why_not_office(redaction.org_id, by, at))
    return (
        Redaction.objects.select_for_update(of=("self",))
        .select_related("org", "original")
        .get(pk=redaction.pk)
    )


def _why_not_office(org: int, by: Person, at: datetime) -> list[Problem]:
    if posts_of(by, localdate(at)).filter(org=org).exists():
        return []
    return [Problem("您在该机关没有岗位，不能办理；请联系该机关，或由管理员为您设置岗位。")]


def _next_group(redaction: Redaction) -> int:
    last = redaction.boxes.order_by("-group").first()
    return last.group + 1 if last else 1


def _covered(redaction: Redaction) -> set[Rectangle]:
    return {box.rectangle for box in redaction.boxes.filter(state=State.COVERED)}


def _said(box: Box) -> str:
    return f"第{box.page}页一处，{box.source}"
