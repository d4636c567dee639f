"""Looking for what was asked for, and taking longer for it (检索、延期); whom it concerns is asked in `consulting`."""

from datetime import datetime

from django.utils.timezone import localdate

from yangguang.core.cases import actions as cases
from yangguang.core.cases.models import Clock, Step
from yangguang.core.orgs.models import Person
from yangguang.core.records.actions import act, record
from yangguang.rules.problems import refuse_if

from .. import queries, rules, wording
from ..models import DisclosureRequest, Letter
from ..rules import REGULATION, TERMS
from .common import complete, holds, locked, received_on, request_at, write

HEAD = "公开工作机构负责人"


@act
def search(step: Step, *, opinion: str, by: Person, at: datetime, once: str = "") -> Step:
    """Say what the search found and how to answer (检索).

    Raises:
        Refused: when nothing is said.
    """
    request = request_at(step, "search")
    missing = "请写明检索的经过、结果和答复意见。"
    refuse_if(rules.why_not_without("opinion", opinion, missing, f"{REGULATION}第三十三条"))
    done = complete(step, "found", by=by, at=at, opinion=opinion)
    record("disclosure.searched", about=request.case, by=by, at=at, note=f"检索：{opinion}")
    return done


@act
def extend_reply(
    request: DisclosureRequest,
    *,
    workdays: int,
    reason: str,
    by: Person,
    at: datetime,
    once: str = "",
) -> Letter:
    """Extend the time for an answer and tell the applicant (延长答复期限). It is the head who does so.

    Raises:
        Refused: for what `rules.why_not_extend` finds.
    """
    request = locked(request.pk)
    on = localdate(at)
    source = f"{REGULATION}第三十三条第二款"
    refuse_if(
        [
            *rules.why_not_change_term(is_running=queries.reply_clock(request).state == Clock.State.RUNNING),
            *rules.why_not_extend(
                workdays=workdays,
                extended=queries.extended_workdays(request),
                approved=holds(request.org, by, on, HEAD),
                longest=TERMS["extension"].on(on).workdays,
            ),
            *rules.why_not_without("reason", reason, "请写明不能按期答复的原因，将告知申请人。", source),
        ]
    )
    cases.extend_clock(request.case, "reply", workdays=workdays, approved_by=by, by=by, at=at, on=on)
    due = queries.reply_due(request)
    letter = write(
        request,
        Letter.Kind.EXTENSION,
        wording.extension(received_on=received_on(request), workdays=workdays, due=due, reason=reason),
        on=on,
        by=by,
    )
    note = f"延长答复期限{workdays}个工作日，至{wording.written_due(due)}：{reason}"
    record("disclosure.extended", about=request.case, by=by, at=at, note=note)
    return letter
