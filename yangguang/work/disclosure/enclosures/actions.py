"""What people do with the files of a request."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localdate

from yangguang.core.files.actions import keep
from yangguang.core.orgs.models import Person
from yangguang.core.orgs.queries import posts_of
from yangguang.core.records.actions import Actor, act, record
from yangguang.core.redaction import actions as redacting
from yangguang.core.redaction.models import Redaction
from yangguang.rules.problems import Problem, refuse_if

from ..models import DisclosureRequest, Enclosure
from . import rules

Role = Enclosure.Role


Upload = tuple[str, bytes]
"""What a file is called, and what is in it."""


@act
def add(
    request: DisclosureRequest, files: Sequence[Upload], *, by: Actor, at: datetime, once: str = ""
) -> DisclosureRequest:
    """Add files to one's own request (补充材料).

    Args:
        request: a request under way.
        files: what is added.
        by: the applicant; the page has seen that she is.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_add` finds, or when a file is not what it should be.
    """
    request = _locked(request.pk)
    take(request, files, by=by, at=at)
    return request


def take(request: DisclosureRequest, files: Sequence[Upload], *, by: Actor, at: datetime) -> None:
    """Keep what an applicant sent with what she said, in the act by which she said it.

    Args:
        request: her request, locked.
        files: what she sent; there may be none.
        by: the applicant, or the clerk who enters it for her.
        at: when.

    Raises:
        Refused: for what `rules.why_not_add` finds, or when a file is not what it should be.
    """
    if not files:
        return
    refuse_if(
        rules.why_not_add(
            adding=len(files),
            added=request.enclosures.filter(role=Role.ATTACHED).count(),
            is_signed=bool(request.answer_number),
            is_closed=request.closed_on is not None,
            on=localdate(at),
        )
    )
    _kept("disclosure.added", "申请人提交", Role.ATTACHED, request, files, by=by, at=at)


def take_advice(request: DisclosureRequest, files: Sequence[Upload], *, by: Actor, at: datetime) -> None:
    """Keep what goes with the opinion of one who was invited to confer, in the act by which it is given.

    Raises:
        Refused: when a file is not what it should be.
    """
    if files:
        _kept("disclosure.advice_added", "会商意见附", Role.ADVICE, request, files, by=by, at=at)


def _kept(
    kind: str,
    said: str,
    role: str,
    request: DisclosureRequest,
    files: Sequence[Upload],
    *,
    by: Actor,
    at: datetime,
) -> None:
    kept = [keep(request.org, name=name, content=content, by=by, at=at) for name, content in files]
    Enclosure.objects.bulk_create(
        Enclosure(request=request, org=request.org, file=each, role=role) for each in kept
    )
    names = "、".join(f"“{each.name}”" for each in kept)
    files_kept = [[each.name, each.sha256] for each in kept]
    note = f"{said}{len(kept)}个文件：{names}"
    record(kind, about=request.case, by=by, at=at, note=note, files=files_kept)


@act
def attach(
    request: DisclosureRequest,
    *,
    role: str,
    name: str,
    content: bytes,
    by: Person,
    at: datetime,
    once: str = "",
) -> Enclosure:
    """Put a file to a request (存入文件): what the applicant sent, or what the search found.

    Args:
        request: the request.
        role: `attached` or `found`.
        name: what the file is called.
        content: what is in it.
        by: somebody of the organisation.
        at: when.
        once: see `act`.

    Raises:
        Refused: when the file is not what it should be, see `core.files`, or `by` has no post there.
    """
    request = _locked(request.pk)
    refuse_if([*_why_not_office(request, by, at), *rules.why_not_attach(role)])
    file = keep(request.org, name=name, content=content, by=by, at=at)
    made = Enclosure.objects.create(request=request, org=request.org, file=file, role=role)
    note = f"存入{made.get_role_display()}“{file.name}”"
    record("disclosure.attached", about=request.case, by=by, at=at, note=note, sha256=file.sha256)
    return made


@act
def begin_covering(
    enclosure: Enclosure, *, back: str = "", by: Person, at: datetime, once: str = ""
) -> Redaction:
    """Begin to make from a file what may go out (开始遮盖).

    Args:
        enclosure: what was found, or what the applicant sent.
        back: the address of the request's page.
        by: somebody of the organisation.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_enclose` and `why_not_cover` find, or when no file of this kind can go out.
    """
    request = _locked(enclosure.request_id)
    refuse_if(
        [
            *_why_not_office(request, by, at),
            *_why_not_enclose(request),
            *rules.why_not_cover(goes_out=enclosure.role == Role.OUTGOING),
        ]
    )
    begun = redacting.begin(
        enclosure.file,
        grounds=rules.GROUNDS,
        belongs_to=f"申请 {request.case.number}",
        back=back,
        by=by,
        at=at,
    )
    record(
        "disclosure.covering_begun", about=request.case, by=by, at=at, note=f"开始遮盖“{enclosure.file.name}”"
    )
    return begun


def enclose(redaction: Redaction, *, at: datetime) -> None:
    """Let a finished file go out with the answer (随答复发出); it follows from `redaction.made`.

    Raises:
        Refused: for what `rules.why_not_enclose` finds; then the file is not made either.
    """
    source = Enclosure.objects.select_related("request").filter(file=redaction.original_id).first()
    if source is None:
        return  # it belongs to something else
    request = _locked(source.request_id)
    refuse_if(_why_not_enclose(request))
    assert redaction.result is not None  # it was made just now
    assert redaction.made_by is not None
    Enclosure.objects.create(
        request=request,
        org=request.org,
        file=redaction.result,
        role=Role.OUTGOING,
        made_from=source,
        redaction=redaction,
    )
    record(
        "disclosure.enclosed",
        about=request.case,
        by=redaction.made_by,
        at=at,
        note=f"“{redaction.result.name}”列入随答复发出的文件",
        sha256=redaction.result.sha256,
    )


@act
def take_off(
    enclosure: Enclosure, *, reason: str = "", by: Person, at: datetime, once: str = ""
) -> Enclosure:
    """Take a file off those that go out with the answer (取下).

    Raises:
        Refused: for what `rules.why_not_enclose` and `why_not_take_off` find.
    """
    request = _locked(enclosure.request_id)
    enclosure = Enclosure.objects.select_for_update(of=("self",)).select_related("file").get(pk=enclosure.pk)
    refuse_if(
        [
            *_why_not_office(request, by, at),
            *_why_not_enclose(request),
            *rules.why_not_take_off(
                goes_out=enclosure.role == Role.OUTGOING, taken_off=enclosure.taken_off_at is not None
            ),
        ]
    )
    enclosure.taken_off_at = at
    enclosure.save(update_fields=["taken_off_at"])
    said = "：".join(filter(None, (f"取下随答复发出的“{enclosure.file.name}”", reason)))
    record("disclosure.taken_off", about=request.case, by=by, at=at, note=said)
    return enclosure


def _locked(key: int) -> DisclosureRequest:
    return DisclosureRequest.objects.select_for_update(of=("self",)).select_related("case", "org").get(pk=key)


def _why_not_enclose(request: DisclosureRequest) -> list[Problem]:
    return [
        *rules.why_not_enclose(is_signed=bool(request.answer_number), is_closed=request.closed_on is not None)
    ]


def _why_not_office(request: DisclosureRequest, by: Person, at: datetime) -> list[Problem]:
    if posts_of(by, localdate(at)).filter(org=request.org_id).exists():
        return []
    return [Problem(f"您在{request.org}没有岗位，不能办理；请联系该机关，或由管理员为您设置岗位。")]
