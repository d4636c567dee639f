"""One office and its people, as the tests of requests meet it; and how far a request has come."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from yangguang.core.cases.models import Case, Step
from yangguang.core.records.models import Record
from yangguang.rules.problems import Refused
from yangguang.work.disclosure import actions, queries
from yangguang.work.disclosure.models import Contest, DisclosureRequest, Letter
from yangguang.work.disclosure.rules import Part

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


SEARCH = {
    "searched_in": "公文系统、2019年至2023年文书档案",
    "searched_words": "学区划分、招生地段",
    "searched_on": "2023-03-02",
    "searched_by": "义务教育科何平",
}
AGENCY = {
    "agency_name": "珠海市教育局",
    "agency_address": "珠海市示范路1号",
    "agency_phone": "0756-5550100",
}
PART = Part(
    "学区划分会议纪要", "金教纪〔2022〕3号", "与会人员的发言记录", "process_info", "公开会影响坦率地讨论"
)


def said_of(outcome: str) -> dict[str, Any]:
    """Return the plainest things that an answer of this kind must state besides its words."""
    way = {"facts": {"way": "请到区政务服务中心三楼窗口办理，电话0756-5550111"}}
    return {
        "already_public": {"facts": {"address": "https://www.example.cn/map.html"}},
        "partial": {"parts": [PART]},
        "law_forbids": {"facts": {"law": "《中华人民共和国测绘法》第四十七条"}},
        "admin_query": way,
        "petition": way,
        "publication": way,
        "not_existing": {"facts": SEARCH},
        "not_responsible": {"facts": AGENCY},
        "repeat": {"facts": {"previous_number": "金湾教育公开答〔2020〕8号", "previous_on": "2020-05-06"}},
    }.get(outcome, {})


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI)


def step_of(request: DisclosureRequest) -> Step:
    return Step.objects.get(case=request.case_id, state=Step.State.OPEN)


def due_of(request: DisclosureRequest) -> date:
    return queries.reply_due(request).on


def examined(request, clerk, day, outcome="accept") -> Step:
    actions.examine(step_of(request), outcome=outcome, by=clerk, at=at(day))
    return step_of(request)


def drafted(request, staff, day, outcome="granted", text="见附件。", **values) -> Step:
    examined(request, staff["clerk"], day)
    actions.search(step_of(request), opinion="已检索到", by=staff["unit"], at=at(day))
    said = {"outcome": outcome, "text": text, **values}
    actions.draft_answer(step_of(request), **said, by=staff["clerk"], at=at(day))
    return step_of(request)


def signed(request, staff, day) -> Step:
    actions.sign_answer(
        drafted(request, staff, day), signed=True, reviewed=True, by=staff["head"], at=at(day)
    )
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
