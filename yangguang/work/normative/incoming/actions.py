"""What people do with existing documents: hand them in, ask about what is missing, confirm, or leave them out."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.orgs.queries import posts_of
from yangguang.core.publishing.bringing import bring_in
from yangguang.core.publishing.models import OfficialPage, Publication
from yangguang.core.publishing.page_forms import EDITOR
from yangguang.core.records.actions import act, record
from yangguang.rules.metadata import BY_NAME, INDEX_FORM, Field, read, without_top
from yangguang.rules.problems import Problem, Refused, refuse_if

from .. import reading
from ..pages import PolicyDocument
from . import rules
from .models import Incoming

State = Incoming.State
MOST_FILES = reading.MOST_IN_ZIP
ON_THE_PAGE = ("number", "made_on", "effective_on", "expires_on", "theme", "keywords")
KEPT = tuple(field.value for field in Field)
LONGEST = {"title": 255, "number": 60, "theme": 40, "keywords": 200, "index_number": 40}


@act
def receive(
    org: Organisation,
    files: Iterable[tuple[str, bytes]],
    *,
    by: Person,
    at: datetime,
    once: str = "",
) -> None:
    """Take in files, read each, and put it into the queue; a file that cannot be read is kept with the reason.

    Args:
        org: whose documents they are.
        files: their names and contents; a ZIP stands for what is in it.
        by: an editor of `org`.
        at: when.
        once: see `act`.

    Raises:
        Refused: when there are none or too many, a ZIP cannot be opened, or `by` is no editor of `org`.
    """
    refuse_if(_why_not_editor(org, by, localdate(at)))
    handed_in = [each for name, content in files for each in _single(name, content)]
    refuse_if(
        [
            *([] if handed_in else [Problem("请选择要整理的文件。", "files")]),
            *(
                [Problem(f"一次最多{MOST_FILES}个文件，请分几次上传。", "files")]
                if len(handed_in) > MOST_FILES
                else []
            ),
        ]
    )
    # One upload at a time, so that a file that comes twice at once is still found to be known.
    Organisation.objects.select_for_update(no_key=True).get(pk=org.pk)
    known = set(Incoming.objects.filter(org=org).values_list("hash", flat=True))
    new = {hashlib.sha256(content).hexdigest(): (name, content) for name, content in handed_in}
    fresh = {key: file for key, file in new.items() if key not in known}
    refuse_if([] if fresh else [Problem("这些文件都已经上传过，请在清单中查找。", "files")])
    for key, (name, content) in fresh.items():
        row = Incoming(org=org, name=name[-100:], content=content, hash=key, received_at=at, received_by=by)
        _read_into(row)
        row.save(force_insert=True)
        record(
            "normative.incoming_received", about=row, by=by, at=at, note=f"上传存量文件：{row.name}", hash=key
        )


@act
def ask(
    row: Incoming,
    *,
    org: Organisation,
    person: str,
    about: Collection[str],
    question: str,
    by: Person,
    at: datetime,
    once: str = "",
) -> Incoming:
    """Ask an organisation, and maybe one person there, about what the original does not say.

    Raises:
        Refused: when the document is settled, nothing is asked, or `by` is no editor of its organisation.
    """
    row = _held(row)
    unknown = [name for name in about if name not in KEPT]
    refuse_if(
        [
            *_why_not_editor(row.org, by, localdate(at)),
            *_why_not_open(row),
            *([] if about and not unknown else [Problem("请选择要询问的项目。", "about")]),
            *([] if question.strip() else [Problem("请写明要对方核实什么。", "question")]),
        ]
    )
    row.asked_org, row.asked_person, row.question = org, person.strip(), question.strip()
    # Who was asked about a field before has been asked about it still.
    row.asked_about = sorted({*row.asked_about, *about})
    row.asked_at, row.state = at, State.ASKED
    row.answer, row.answered_at, row.answered_by = "", None, None
    row.save()
    said = f"就“{row}”向{row.who_is_asked()}询问：{row.question}"
    record("normative.incoming_asked", about=row, by=by, at=at, note=said, fields=row.asked_about)
    return row


@act
def answer(row: Incoming, *, words: str, by: Person, at: datetime, once: str = "") -> Incoming:
    """Answer what was asked; by somebody of the organisation that is asked.

    Raises:
        Refused: when nothing is asked or said, or `by` has no post in the organisation that is asked.
    """
    row = _held(row)
    asked = row.state == State.ASKED and row.asked_org is not None
    is_theirs = asked and posts_of(by, localdate(at)).filter(org=row.asked_org_id).exists()
    refuse_if(
        [
            *([] if asked else [Problem("这份文件没有待答复的询问。")]),
            *([] if is_theirs or not asked else [Problem(f"此项由{row.who_is_asked()}答复。")]),
            *([] if words.strip() else [Problem("请填写答复；查不到的，写明查过哪里。", "words")]),
        ]
    )
    row.answer, row.answered_at, row.answered_by, row.state = words.strip(), at, by, State.OPEN
    row.save()
    record("normative.incoming_answered", about=row, by=by, at=at, note=f"答复：{row.answer[:200]}")
    return row


@act
def confirm(
    row: Incoming,
    *,
    column: OfficialPage,
    values: Mapping[str, Any],
    unstated: Collection[str] = (),
    by: Person,
    at: datetime,
    once: str = "",
) -> Incoming:
    """Make a draft of the document with what a person checked; it then goes the way of every page.

    Args:
        row: the document.
        column: where it is to stand.
        values: the fields by name: words, days, and for `issuer`, `basis` what stands there.
        unstated: the fields that the original does not name.
        by: an editor of the organisation.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_confirm` finds, for a number that another document has, or when the file
            cannot be brought in.
    """
    row = _held(row)
    given = {name: _trimmed(value) for name, value in values.items() if name in KEPT}
    refuse_if(
        [
            *_why_not_editor(row.org, by, localdate(at)),
            *_why_not_open(row),
            *rules.why_not_confirm(given, unstated=unstated, asked_about=row.asked_about),
            *_why_not_numbers(row, given),
            *_why_not_too_long(given),
        ]
    )
    page = _draft(row, column, given, by=by, at=at)
    row.page, row.state, row.settled_at, row.settled_by = page, State.DONE, at, by
    row.values = {name: _stored(value) for name, value in given.items() if value}
    row.unstated = [name for name in KEPT if name in unstated]
    row.save()
    changed = {
        name: [read_as, str(row.values.get(name, ""))]
        for name in KEPT
        if (read_as := _was_read(row, name)) != str(row.values.get(name, ""))
    }
    record(
        "normative.incoming_confirmed",
        about=row,
        by=by,
        at=at,
        note=f"核对并确认：{page.title}",
        changed=changed,
    )
    return row


@act
def leave_out(row: Incoming, *, reason: str, by: Person, at: datetime, once: str = "") -> Incoming:
    """Say that a document is not brought in, and why.

    Raises:
        Refused: when it is settled, no reason is given, or `by` is no editor of its organisation.
    """
    row = _held(row)
    refuse_if(
        [
            *_why_not_editor(row.org, by, localdate(at)),
            *_why_not_open(row),
            *([] if reason.strip() else [Problem("请写明不导入的原因。", "reason")]),
        ]
    )
    row.state, row.left_why, row.settled_at, row.settled_by = State.LEFT, reason.strip(), at, by
    row.save()
    record("normative.incoming_left_out", about=row, by=by, at=at, note=f"不导入：{row}。{row.left_why}")
    return row


def _single(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the file, or what is in it when it is a ZIP; a Word file is one too, but not to us."""
    if name.lower().endswith(".zip"):
        yield from reading.unpacked(name, content)
    else:
        yield name, content


def _read_into(row: Incoming) -> None:
    try:
        paper = reading.read_file(row.name, bytes(row.content))
    except Refused as refused:
        row.state, row.problem = State.FAILED, "".join(str(each) for each in refused.problems)[:300]
        return
    row.text = paper.document.text
    row.reading = rules.plain(read(paper.document))


def _draft(
    row: Incoming, column: OfficialPage, given: Mapping[str, Any], *, by: Person, at: datetime
) -> PolicyDocument:
    paper = reading.read_file(row.name, bytes(row.content))
    title = str(given["title"])
    if paper.html:
        html = reading.without_lines(paper.html, without_top(paper.document))
        publication = bring_in(column, PolicyDocument, org=row.org, title=title, html=html, by=by, at=at)
    else:
        word = io.BytesIO(bytes(row.content))
        word.name = row.name
        publication = bring_in(column, PolicyDocument, org=row.org, title=title, word=word, by=by, at=at)
    page: PolicyDocument = PolicyDocument.objects.get(pk=publication.page_id)
    for name in ON_THE_PAGE:
        empty: Any = None if BY_NAME[name].is_day else ""
        setattr(page, name, given.get(name) or empty)
    issuer = str(given.get("issuer") or "")
    page.source = issuer[:100] if issuer and issuer != row.org.name else ""
    page.save()
    page.save_revision(user=by)
    if given.get("index_number"):
        publication.index_number = str(given["index_number"])
        publication.save(update_fields=["index_number"])
    return page


def _held(row: Incoming) -> Incoming:
    return Incoming.objects.select_for_update(of=("self",)).select_related("org", "asked_org").get(pk=row.pk)


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _stored(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _was_read(row: Incoming, name: str) -> str:
    found = row.reading.get("fields", {}).get(name, {})
    value = found.get("value", "")
    return "、".join(value) if isinstance(value, list) else str(value)


def _why_not_editor(org: Organisation, by: Person, on: date) -> list[Problem]:
    if posts_of(by, on).filter(org=org, role=EDITOR).exists():
        return []
    return [Problem(f"存量文件由{org.name}的“{EDITOR}”岗位整理，您不在该岗位。", "org")]


def _why_not_open(row: Incoming) -> list[Problem]:
    if row.settled_at is None and row.state != State.FAILED:
        return []
    if row.state == State.FAILED:
        return [Problem(f"这份文件没有读出来：{row.problem}")]
    return [Problem(f"这份文件已经办结（{row.get_state_display()}），不能再改。")]


def _why_not_numbers(row: Incoming, given: Mapping[str, Any]) -> Iterator[Problem]:
    number, index = given.get("number"), given.get("index_number")
    if number and (same := PolicyDocument.objects.filter(org=row.org, number=number).first()):
        yield Problem(f"文号{number}已经用于“{same.title}”，请核对是不是同一份文件。", "number")
    if index and not INDEX_FORM.fullmatch(str(index)):
        yield Problem(
            "索引号应写成 机构代码/年份-五位流水号；原页面写法不同的，请留空，发布时自动生成。",
            "index_number",
        )
    elif index and Publication.objects.filter(index_number=index).exists():
        yield Problem(f"索引号{index}已经用于另一份稿件，请核对。", "index_number")


def _why_not_too_long(given: Mapping[str, Any]) -> Iterator[Problem]:
    for name, most in LONGEST.items():
        if len(str(given.get(name) or "")) > most:
            yield Problem(f"{BY_NAME[name].label}最多{most}个字，请缩短。", name)
