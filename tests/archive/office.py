"""An office with requests that were answered, archived and contested, as the tests of the archive meet it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from yangguang.core.archive.models import Package
from yangguang.core.cases import versions
from yangguang.core.cases.models import Case, Step
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.models import DisclosureRequest

SHANGHAI = ZoneInfo("Asia/Shanghai")
ROLES = {
    "clerk": ("林晓", ("受理窗口", "公开工作机构")),
    "unit": ("何平", ("责任科室",)),
    "lawyer": ("梁律", ("法制审核",)),
    "head": ("周正", ("公开工作机构负责人",)),
}
VALUES = {
    "channel": "in_person",
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


class Office:
    """One organisation, its people, and how far they bring a request."""

    def __init__(
        self, code: str = "440404", name: str = "金湾区人民政府", *, parent: Organisation | None = None
    ):
        self.org = Organisation.add(
            code=code,
            name=name,
            short_name=name[:2],
            kind=Organisation.Kind.GOVERNMENT if parent is None else Organisation.Kind.AGENCY,
            parent=parent,
            disclosure_office=f"{name}办公室",
            review_body="珠海市人民政府",
            court="珠海市金湾区人民法院",
        )
        self.people: dict[str, Person] = {}
        for username, (person, roles) in ROLES.items():
            self.people[username] = Person.objects.create_user(f"{username}-{code}", name=person)
            for role in roles:
                Post.objects.create(
                    org=self.org, person=self.people[username], role=role, since=date(2021, 1, 1)
                )
        if parent is None:
            self.publish()

    def publish(self) -> None:
        since = date(2021, 1, 1)
        versions.publish_declared(
            org=self.org, effective_on=since, by=self.people["head"], at=at("2021-01-01")
        )

    def __getattr__(self, username: str) -> Person:
        try:
            return self.__dict__["people"][username]
        except KeyError:
            raise AttributeError(username) from None

    def step(self, request: DisclosureRequest) -> Step:
        return Step.objects.get(case=request.case_id, state=Step.State.OPEN)

    def asked(self, day: str = "2024-03-01", **values: object) -> DisclosureRequest:
        said = {**VALUES, "arrived_on": date.fromisoformat(day), **values}
        return actions.take_in(self.org, values=said, by=self.clerk, at=at(day))

    def answered(
        self, received: str = "2024-03-01", sent: str = "2024-03-18", **values: object
    ) -> DisclosureRequest:
        request = self.asked(received, **values)
        actions.examine(self.step(request), outcome="accept", by=self.clerk, at=at(sent))
        actions.search(self.step(request), opinion="已检索到", by=self.unit, at=at(sent))
        actions.draft_answer(
            self.step(request), outcome="granted", text="见附件。", by=self.clerk, at=at(sent)
        )
        actions.sign_answer(self.step(request), signed=True, reviewed=True, by=self.head, at=at(sent))
        actions.deliver(
            self.step(request), way="post", mail_number="XA12345678901", by=self.clerk, at=at(sent)
        )
        request.refresh_from_db()
        return request

    def archived(self, day: str = "2024-03-20", **values: object) -> Package:
        request = self.answered(**values)
        actions.archive(self.step(request), by=self.clerk, at=at(day))
        return Package.objects.get(case=request.case_id, supplements=None)

    def case_of(self, request: DisclosureRequest) -> Case:
        return Case.objects.select_related("org", "version").get(pk=request.case_id)
