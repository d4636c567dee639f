"""New editions of a process: drafted, compared, published, and running cases changed over to them."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from yangguang.core.cases import changeover, versions
from yangguang.core.cases.models import Case, ProcessVersion, Step
from yangguang.core.cases.tests.trial import (
    TRIAL,
    administrator,
    at,
    done,
    marking,
    opened,
    published,
    refused,
)
from yangguang.core.orgs.models import Person
from yangguang.core.records.models import Record
from yangguang.rules.processes import load
from yangguang.rules.processes.differences import Difference, Kind, differences

RENAMED = TRIAL.replace('name="审查"', 'name="实质审查"')
SHORTER = TRIAL.replace('<yg:step limit="5" law="约定"/>', '<yg:step limit="3" law="约定"/>')
WITHOUT_ASKING = (
    TRIAL.replace('<bpmn:flowNodeRef>ask</bpmn:flowNodeRef>', "")
    .replace('pauseWhile="ask fix water"', 'pauseWhile="fix water"')
    .replace('<yg:outcome key="ask" label="征求意见"/>', "")
    .replace('<bpmn:sequenceFlow id="f_asked" sourceRef="ask" targetRef="examine"/>', "")
)  # fmt: skip
for first, last in (
    ('<bpmn:userTask id="ask"', "</bpmn:userTask>"),
    ('<bpmn:sequenceFlow id="f_ask" ', "</bpmn:sequenceFlow>"),
):
    head, _, rest = WITHOUT_ASKING.partition(first)
    WITHOUT_ASKING = head + rest.partition(last)[2]
"""The process without the step in which a third party is asked."""
CHECKED_BEFORE_THE_JOIN = TRIAL.replace(
    '<bpmn:sequenceFlow id="f_water_done" sourceRef="water" targetRef="join"/>',
    '<bpmn:userTask id="water_check" name="供水复核"/>'
    '<bpmn:sequenceFlow id="f_water_check" sourceRef="water" targetRef="water_check"/>'
    '<bpmn:sequenceFlow id="f_water_checked" sourceRef="water_check" targetRef="join"/>',
).replace(
    "<bpmn:flowNodeRef>water</bpmn:flowNodeRef>",
    "<bpmn:flowNodeRef>water</bpmn:flowNodeRef><bpmn:flowNodeRef>water_check</bpmn:flowNodeRef>",
)
"""The process with one more step before the branches come together, so that another flow leads to the join."""
LONGER_TERM = TRIAL.replace('term="disclosure.reply"', 'days="30" unit="workday" law="约定"')


@pytest.fixture
def admin(db) -> Person:
    return Person.objects.create_superuser("admin", "admin@example.cn", None, name="管理员")


def plan(old: ProcessVersion, new: ProcessVersion) -> dict[str, str]:
    """Return for the number of each case that is running what keeps it from `new`."""
    numbers = dict(Case.objects.values_list("pk", "number"))
    return {
        numbers[case]: group.problem for group in changeover.plan_migration(old, new) for case in group.cases
    }


def change_over(old: ProcessVersion, new: ProcessVersion) -> None:
    changeover.migrate(old, new, by=administrator(), at=at("2024-03-08"))


class TestDifferences:
    ON = date(2024, 3, 1)

    def of(self, new: str) -> list[Difference]:
        return differences(load(TRIAL), load(new), self.ON)

    def test_same_text_has_none(self):
        assert self.of(TRIAL) == []

    def test_limit(self):
        assert self.of(SHORTER) == [Difference(Kind.CHANGED, "审查", "时限", "5个工作日", "3个工作日")]

    def test_step_that_is_gone(self):
        assert Difference(Kind.REMOVED, "第三方意见") in self.of(WITHOUT_ASKING)

    def test_step_that_is_new(self):
        found = self.of(CHECKED_BEFORE_THE_JOIN)
        assert Difference(Kind.ADDED, "供水复核") in found
        assert Difference(Kind.CHANGED, "供水审查", "下一步", "全部办完后：答复", "供水复核") in found

    def test_name(self):
        assert Difference(Kind.CHANGED, "实质审查", "名称", "审查", "实质审查") in self.of(RENAMED)


class TestChangingOver:
    def test_renamed_step_takes_its_cases_along(self, examining, trial, org, staff):
        new = published(RENAMED, org=org)
        assert plan(trial, new) == {examining.number: ""}
        change_over(trial, new)
        examining.refresh_from_db()
        assert examining.version == new
        done(examining, "examine", staff["officer"], "2024-03-11", "reject")
        assert marking(examining) == {"f_reject"}

    def test_token_that_waits_at_a_join_finds_the_new_flow(self, parallel, trial, org, staff):
        done(parallel, "water", staff["water"], "2024-03-05")
        new = published(CHECKED_BEFORE_THE_JOIN, org=org)
        change_over(trial, new)
        assert marking(parallel) == {"f_fire", "f_water_checked"}
        parallel.refresh_from_db()
        done(parallel, "fire", staff["fire"], "2024-03-11")
        done(parallel, "fire_check", staff["fire"], "2024-03-12")
        assert list(parallel.steps.filter(state=Step.State.OPEN).values_list("node", flat=True)) == ["answer"]

    def test_case_in_a_step_that_is_gone_ends_as_it_began(self, examining, trial, org, staff):
        done(examining, "examine", staff["officer"], "2024-03-04", "ask")
        other = opened(org, staff["window"])
        new = published(WITHOUT_ASKING, org=org)
        assert plan(trial, new) == {
            examining.number: "新版本里没有“第三方意见”，停在这里的办件不能换到新版本。",
            other.number: "",
        }
        change_over(trial, new)
        assert set(Case.objects.filter(version=new)) == {other}
        assert Record.objects.latest("seq").note == "1件由第1版换到第2版"

    def test_term_follows_the_new_length(self, examining, trial, org, staff):
        """Thirty working days from 2024-03-01: 7 April is worked, 4 to 6 April are the festival."""
        change_over(trial, published(LONGER_TERM, org=org))
        assert examining.clocks.get(key="reply").due_on == date(2024, 4, 15)

    def test_term_that_still_runs_is_not_lost(self, examining, trial, org, staff):
        gone = TRIAL.replace('key="reply"', 'key="answer"')
        new = published(gone, org=org)
        assert "没有期限“答复期限”" in plan(trial, new)[examining.number]

    def test_plan_writes_nothing(self, examining, trial, org, staff):
        new = published(RENAMED, org=org)
        before = list(Case.objects.values_list())
        changeover.plan_migration(trial, new)
        assert list(Case.objects.values_list()) == before

    def test_only_to_what_is_published(self, examining, trial, org, staff):
        drafted = versions.draft("trial", RENAMED, org=org, by=administrator(), at=at("2024-03-01"))
        with refused("已经发布的版本"):
            change_over(trial, drafted)


class TestPages:
    def page(self, name: str, *args: object) -> str:
        return reverse(f"cases_desk:{name}", args=["trial", *args])

    def upload(self, client, text: str | bytes):
        content = text if isinstance(text, bytes) else text.encode()
        file = SimpleUploadedFile("trial.bpmn", content)
        return client.post(self.page("draft_edition"), {"file": file})

    def test_edition_is_put_in_compared_and_published(self, trial, admin, client):
        client.force_login(admin)
        assert self.upload(client, SHORTER).headers["Location"] == self.page("edition", 2)
        shown = client.get(self.page("edition", 2)).text
        assert "5个工作日" in shown
        assert "3个工作日" in shown
        day = timezone.localdate() + timedelta(days=7)
        assert (
            client.post(self.page("publish_edition", 2), {"effective_on": day.isoformat()}).status_code == 303
        )
        assert versions.in_force("trial", day).number == 2
        assert versions.in_force("trial", day - timedelta(days=1)).number == 1

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (TRIAL, "相同，不必再存"),
            (TRIAL.replace('<bpmn:process id="trial"', '<bpmn:process id="other"'), "应为“trial”"),
            ("<bpmn:definitions>", "第1行"),
            (b"\xff\xfe\x00", "不是 UTF-8"),
            ("", "文件是空的"),
            ("<a>" + " " * 2**20, "不能超过1MB"),
        ],
        ids=["the same", "another process", "broken", "not text", "empty", "too large"],
    )
    def test_wrong_file_is_refused_with_what_is_wrong(self, trial, admin, client, text, said):
        client.force_login(admin)
        answer = self.upload(client, text)
        assert answer.status_code == 422
        assert said in answer.text
        assert ProcessVersion.objects.count() == 1

    def test_draft_that_cannot_end_says_why_it_is_not_published(self, trial, admin, client):
        client.force_login(admin)
        stuck = TRIAL.replace('sourceRef="how" targetRef="answer"', 'sourceRef="how" targetRef="join"')
        self.upload(client, stuck)
        shown = client.get(self.page("edition", 2)).text
        assert "不能发布的原因" in shown
        assert self.page("publish_edition", 2) not in shown
        answer = client.post(
            self.page("publish_edition", 2), {"effective_on": timezone.localdate().isoformat()}
        )
        assert answer.status_code == 422
        assert ProcessVersion.objects.get(number=2).state == "draft"

    def test_not_from_a_day_gone_by(self, trial, admin, client):
        client.force_login(admin)
        self.upload(client, SHORTER)
        answer = client.post(self.page("publish_edition", 2), {"effective_on": "2024-03-01"})
        assert "不能早于今天" in answer.text

    def test_change_over_shows_first_and_then_does(self, examining, trial, org, staff, admin, client):
        published(RENAMED, org=org)
        client.force_login(admin)
        page = self.page("change_over", 2, 1)
        assert page in client.get(self.page("edition", 2)).text
        assert "把1件换到第2版" in client.get(page).text
        assert client.post(page, {"once": "c" * 32}).status_code == 303
        examining.refresh_from_db()
        assert examining.version.number == 2

    @pytest.mark.parametrize(
        ("name", "args"), [("draft_edition", ()), ("publish_edition", (1,)), ("change_over", (1, 1))]
    )
    def test_others_are_told_whom_to_ask(self, trial, staff, client, name, args):
        client.force_login(staff["window"])
        assert "请与管理员联系" in client.post(self.page(name, *args), follow=True).text
