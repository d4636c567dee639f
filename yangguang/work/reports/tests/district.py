"""A district with an agency and a town, a neighbour, and the acts by which their requests come to an end."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from yangguang.core.cases import versions
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.records.models import Record
from yangguang.rules.problems import Refused
from yangguang.rules.statutory import COLUMNS, TABLE2, TABLE3, TABLE4
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.models import Contest, DisclosureRequest
from yangguang.work.disclosure.tests.office import ROLES, VALUES, at, said_of, step_of
from yangguang.work.reports import actions as reports
from yangguang.work.reports.models import Edition, Passage, Statement

Staff = dict[str, Person]
YEAR = 2023
RECEIVED, ANSWERED = "2023-03-01", "2023-03-20"
WRITTEN = (Record, Edition, Passage, Statement)


@contextmanager
def taken_back(blocker) -> Iterator[None]:
    """Let several tests stand on what is written here, and take it back after the last of them."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def refused(*words: str) -> Iterator[None]:
    """Expect a refusal that says all of `words` and leaves nothing behind."""
    before = [model.objects.count() for model in WRITTEN]
    with pytest.raises(Refused) as caught:
        yield
    said = str(caught.value)
    assert [word for word in words if word not in said] == [], said
    assert [model.objects.count() for model in WRITTEN] == before


def found_offices() -> None:
    """Found a district with an agency and a town, and the district next door, with the same people in all."""
    kind = Organisation.Kind
    district = _add("440404", "珠海市金湾区人民政府", "金湾府", kind.GOVERNMENT)
    offices = [
        district,
        _add("440404-03", "金湾区教育局", "金湾教育", kind.AGENCY, district),
        _add("440404100", "三灶镇人民政府", "三灶府", kind.TOWN, district),
        _add("440403", "珠海市斗门区人民政府", "斗门府", kind.GOVERNMENT),
    ]
    people = {key: Person.objects.create_user(key, name=name) for key, (name, _) in ROLES.items()}
    for org in offices:
        for key, (_, roles) in ROLES.items():
            for role in roles:
                appoint(people[key], org, role, oversees=True)
    head = people["head"]
    decided = {"tariff": "by_page", "review_online": "https://review.example.cn/", "since": date(2021, 1, 1)}
    for org in (offices[0], offices[-1]):
        actions.set_practice(org, **decided, by=head, at=at("2021-01-01"))
    versions.publish_declared(org=district, effective_on=date(2021, 1, 1), by=head, at=at("2021-01-01"))


def _add(code: str, name: str, short: str, kind: str, parent: Organisation | None = None) -> Organisation:
    return Organisation.add(
        code=code,
        name=name,
        short_name=short,
        kind=kind,
        parent=parent,
        address="珠海市金湾区金鑫路9号",
        postcode="519040",
        phone="0756-7262600",
        email="zwgk@example.cn",
        disclosure_office=f"{name}办公室",
        review_body="珠海市人民政府",
        court="珠海市金湾区人民法院",
    )


def everybody() -> Staff:
    """Return the people of the offices by what they do."""
    return {key: Person.objects.get(username=key) for key in ROLES}


def appoint(person: Person, org: Organisation, role: str, *, oversees: bool = False) -> None:
    Post.objects.create(org=org, person=person, role=role, since=date(2021, 1, 1), oversees=oversees)


def hand_in(org: Organisation, staff: Staff, day: str = RECEIVED, **values: str) -> DisclosureRequest:
    """Hand a request in at the counter."""
    said = {**VALUES, **values, "channel": "in_person", "arrived_on": date.fromisoformat(day)}
    return actions.take_in(org, values=said, by=staff["clerk"], at=at(day))


def answer(
    request: DisclosureRequest,
    staff: Staff,
    outcome: str = "granted",
    *,
    searched: str = "2023-03-02",
    on: str = ANSWERED,
) -> DisclosureRequest:
    """Search, draft, review where the law asks for it, sign and deliver."""
    if step_of(request).node == "examine":
        actions.examine(step_of(request), outcome="accept", by=staff["clerk"], at=at(searched))
    if step_of(request).node == "search":
        actions.search(step_of(request), opinion="已检索", by=staff["unit"], at=at(searched))
    drafted = {"outcome": outcome, "text": "详见本答复书。", **said_of(outcome)}
    actions.draft_answer(step_of(request), **drafted, by=staff["clerk"], at=at(on))
    if step_of(request).node == "review":
        actions.review(step_of(request), passed=True, opinion="同意", by=staff["lawyer"], at=at(on))
    actions.sign_answer(step_of(request), signed=True, reviewed=True, by=staff["head"], at=at(on))
    actions.deliver(step_of(request), way="online", by=staff["clerk"], at=at(on))
    request.refresh_from_db()
    return request


def closed_as(
    outcome: str, org: Organisation, staff: Staff, *, received: str = RECEIVED, **values: str
) -> DisclosureRequest:
    """Bring a request of March 2023 to one of the 23 endings, on the way that the law asks for it."""
    request = hand_in(org, staff, received, **values)
    if outcome in ENDINGS:
        ENDINGS[outcome](request, staff)
    else:
        if outcome in PREPARED:
            PREPARED[outcome](request, staff)
        answer(request, staff, outcome)
    request.refresh_from_db()
    return request


def ask_for_correction(request: DisclosureRequest, staff: Staff) -> None:
    said = {"unclear": "请写明年份", "by_on": date(2023, 3, 16)}
    actions.ask_for_correction(step_of(request), **said, by=staff["clerk"], at=at("2023-03-02"))


def _correct(request: DisclosureRequest, staff: Staff) -> None:
    ask_for_correction(request, staff)
    said = {"wanted": "近年的学区划分图"}
    actions.take_correction(step_of(request), **said, by=staff["clerk"], at=at("2023-03-13"))
    actions.examine(step_of(request), outcome="not_a_request", by=staff["clerk"], at=at("2023-03-14"))


def _give_bad_reasons(request: DisclosureRequest, staff: Staff) -> None:
    said = {"why": "一个月内提出62件申请", "by_on": date(2023, 3, 16)}
    actions.ask_for_reasons(step_of(request), **said, by=staff["clerk"], at=at("2023-03-02"))
    actions.take_reasons(step_of(request), text="逾期未说明", by=staff["clerk"], at=at("2023-03-13"))
    weighed = {"reasonable": False, "opinion": "已核实"}
    actions.weigh_reasons(step_of(request), **weighed, by=staff["clerk"], at=at("2023-03-14"))


def _ask_third_party(request: DisclosureRequest, staff: Staff) -> None:
    actions.examine(step_of(request), outcome="accept", by=staff["clerk"], at=at("2023-03-02"))
    asked = {"whom": "金湾某公司", "about": "信息由你公司提供"}
    actions.consult_third_party(step_of(request), **asked, by=staff["unit"], at=at("2023-03-02"))
    said = {"outcome": "refuse", "text": "商业秘密"}
    actions.record_opinion(step_of(request), **said, by=staff["unit"], at=at("2023-03-13"))


def _leave_uncorrected(request: DisclosureRequest, staff: Staff) -> None:
    ask_for_correction(request, staff)
    actions.give_up_correction(step_of(request), by=staff["clerk"], at=at(ANSWERED))
    actions.close(step_of(request), by=staff["clerk"], at=at(ANSWERED))


def _leave_unpaid(request: DisclosureRequest, staff: Staff) -> None:
    actions.charge_fee(step_of(request), pages=57, by=staff["clerk"], at=at("2023-03-02"))
    actions.give_up_payment(step_of(request), by=staff["clerk"], at=at("2023-04-07"))
    actions.close(step_of(request), by=staff["clerk"], at=at("2023-04-07"))


def _withdraw(request: DisclosureRequest, staff: Staff) -> None:
    actions.withdraw(request, by=staff["clerk"], at=at(ANSWERED))


PREPARED = {
    "still_unclear": _correct,
    "excessive": _give_bad_reasons,
    "third_party_rights": _ask_third_party,
}
"""What goes before an answer that the law allows only after something else."""

ENDINGS = {"no_correction": _leave_uncorrected, "unpaid_fee": _leave_unpaid, "other": _withdraw}
"""The endings without an answer."""


def contested(
    request: DisclosureRequest,
    staff: Staff,
    kind: str,
    filed: str,
    *,
    decided: str = "",
    result: str = "",
) -> Contest:
    """Enter a review or a suit, and its result where there is one."""
    rulings = {"upheld": "dismissed", "corrected": "annulled", "other": "ended"}
    made = actions.contest(
        request, kind=kind, filed_on=date.fromisoformat(filed), by=staff["clerk"], at=at(filed)
    )
    if decided:
        on = date.fromisoformat(decided)
        made = actions.decide_contest(made, ruling=rulings[result], on=on, by=staff["clerk"], at=at(decided))
    return made


def state(org: Organisation, staff: Staff, item: str, month: str, quantity: str) -> None:
    """Report what another system of `org` counted in a month, at the end of that month."""
    said = {"item": item, "on": date.fromisoformat(f"{month}-01"), "quantity": Decimal(quantity)}
    reports.report_statement(org, **said, basis="业务系统对账单", by=staff["clerk"], at=at(f"{month}-28"))


def write_problems(org: Organisation, staff: Staff, year: int = YEAR) -> Passage:
    """Write part five, without which no report is frozen."""
    said = {"section": "problems", "text": "问题：答复说理不够充分。\n改进：已组织培训。"}
    return reports.write_passage(org, year, **said, by=staff["head"], at=at(f"{year + 1}-03-19"))


def frozen(org: Organisation, staff: Staff, year: int = YEAR, **values: object) -> Edition:
    """Write part five and freeze the report of a year, in March of the next."""
    write_problems(org, staff, year)
    return reports.freeze(org, year, **values, by=staff["head"], at=at(f"{year + 1}-03-20"))


def row_of(kind: str, count: int = 1) -> tuple[int, ...]:
    """Return a row of table 3 with `count` in the column of one kind of applicant and in the total."""
    return tuple(count if column in (kind, "total") else 0 for column in COLUMNS)


def table2(**figures: object) -> dict[str, object]:
    """Return table 2 with these figures, and zero everywhere else."""
    return dict.fromkeys(TABLE2, 0) | figures


def table3(**rows: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    """Return table 3 with these rows, and zero everywhere else."""
    return dict.fromkeys(TABLE3, (0,) * 7) | rows


def table4(**groups: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    """Return table 4 with these groups, and zero everywhere else."""
    return dict.fromkeys(TABLE4, (0,) * 5) | groups
