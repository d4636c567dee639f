"""One office and its people, as the tests of requests meet it; and how far a request has come."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from yangguang.core.cases.models import Case, Step
from yangguang.core.records.models import Record
from yangguang.rules.problems import Refused
from yangguang.work.disclosure import actions, queries
from yangguang.work.disclosure.models import Contest, DisclosureRequest, Letter

SHANGHAI = ZoneInfo("Asia/Shanghai")
ROLES = {
    "clerk": ("林晓", ("受理窗口", "公开工作机构")),
    "unit": ("何平", ("责任科室",)),
    "lawyer": ("梁律", ("法制审核",)),
    "head": ("周正", ("公开工作机构负责人",)),
}
VALUES = {
    "applicant_kind": "natural_person",
    "applicant": "陈阿婆",
    "identity": "44040419500101123X",
    "representative": "",
    "phone": "0756-5550199",
    "email": "",
    "address": "",
    "wanted": "2022年三灶镇学区划分图",
    "form": "electronic",
    "way": "online",
    "needs_help": False,
}


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI)


def step_of(request: DisclosureRequest) -> Step:
    return Step.objects.get(case=request.case_id, state=Step.State.OPEN)


def due_of(request: DisclosureRequest) -> date:
    return queries.reply_due(request).on


def examined(request, clerk, day, outcome="accept") -> Step:
    actions.examine(step_of(request), outcome=outcome, by=clerk, at=at(day))
    return step_of(request)


def drafted(request, staff, day, outcome="granted", text="见附件。") -> Step:
    examined(request, staff["clerk"], day)
    actions.search(step_of(request), opinion="已检索到", by=staff["unit"], at=at(day))
    actions.draft_answer(step_of(request), outcome=outcome, text=text, by=staff["clerk"], at=at(day))
    return step_of(request)


def signed(request, staff, day) -> Step:
    actions.sign_answer(drafted(request, staff, day), signed=True, by=staff["head"], at=at(day))
    return step_of(request)


def answered(request, staff, day) -> Letter:
    return actions.deliver(signed(request, staff, day), way="online", by=staff["clerk"], at=at(day))


@contextmanager
def refused(*words: str) -> Iterator[None]:
    """Expect a refusal that says all of `words` and leaves nothing behind."""
    before = [model.objects.count() for model in (Record, Letter, Case, Contest)]
    with pytest.raises(Refused) as caught:
        yield
    said = str(caught.value)
    assert [word for word in words if word not in said] == [], said
    assert [model.objects.count() for model in (Record, Letter, Case, Contest)] == before
