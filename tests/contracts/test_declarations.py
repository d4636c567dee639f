"""What the parts declare is true: each task has its function, each figure its rows, each term its source.

Every diagram, metric, term and act is found, so that a new one is covered without being named here.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.db.models import F
from django.urls import reverse

import yangguang
from yangguang.core.cases import versions
from yangguang.core.cases.processes import all_processes, diagram_in
from yangguang.core.metrics import Metric
from yangguang.core.metrics.registry import all_metrics
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.records.models import Record
from yangguang.rules.periods import Period
from yangguang.rules.terms import load_terms
from yangguang.web.checks import stop_at_mistakes
from yangguang.web.demo.seed import YEARS
from yangguang.web.testing import Demo
from yangguang.work.disclosure import actions
from yangguang.work.disclosure import metrics as disclosure_metrics
from yangguang.work.disclosure import processes as disclosure_processes
from yangguang.work.disclosure.models import Contest, DisclosureRequest
from yangguang.work.disclosure.tests.office import ROLES, VALUES, at, step_of

HOUSE = Path(yangguang.__file__).parent
METRICS = all_metrics()
PROCESSES = all_processes()
TERMS = {file.relative_to(HOUSE): load_terms(file) for file in HOUSE.rglob("terms.toml")}


class TestDiagrams:
    def test_are_all_declared(self):
        shipped = {file for file in HOUSE.rglob("*.bpmn") if "tests" not in file.parts}
        assert shipped
        assert {process.diagram for process in PROCESSES.values()} == shipped

    @pytest.mark.parametrize("key", PROCESSES)
    def test_name_only_functions_and_forms_that_exist(self, key):
        process = PROCESSES[key]
        named = [node.action for node in diagram_in(process.diagram).steps if node.action]
        missing = [
            each
            for each in named
            if not callable(getattr(process.actions, each, getattr(process.forms, each, None)))
        ]
        assert named
        assert not missing

    def test_that_names_an_unknown_function_stops_the_program_and_says_where(self, tmp_path, monkeypatch):
        planted = tmp_path / "disclosure.bpmn"
        text = disclosure_processes.DIAGRAM.read_text(encoding="utf-8")
        planted.write_text(text.replace('action="register"', 'action="registar"'), encoding="utf-8")
        line = next(n for n, each in enumerate(text.splitlines(), 1) if 'id="register"' in each)
        process = replace(disclosure_processes.PROCESSES[0], diagram=planted)
        monkeypatch.setattr(disclosure_processes, "PROCESSES", [process])
        with pytest.raises(SystemExit) as stopped:
            stop_at_mistakes()
        said = str(stopped.value)
        assert "registar" in said
        assert str(planted) in said
        assert f"第{line}行" in said

    def test_that_cannot_be_read_stops_the_program_and_says_where(self, tmp_path, monkeypatch):
        planted = tmp_path / "disclosure.bpmn"
        planted.write_text("<nothing/>")
        process = replace(disclosure_processes.PROCESSES[0], diagram=planted)
        monkeypatch.setattr(disclosure_processes, "PROCESSES", [process])
        with pytest.raises(SystemExit, match=str(planted)):
            stop_at_mistakes()


class TestMetrics:
    @pytest.mark.parametrize("name", METRICS)
    def test_rest_on_a_law(self, name):
        assert any(word in METRICS[name].source for word in ("条例", "法", "国办", "规定"))

    @pytest.mark.parametrize(
        ("change", "problem"),
        [({"source": " "}, "has no source"), ({"name": "disclosure.closed"}, "is declared twice")],
    )
    def test_that_are_wrong_stop_the_program_and_say_where(self, change, problem, monkeypatch):
        first, *others = disclosure_metrics.METRICS
        monkeypatch.setattr(disclosure_metrics, "METRICS", [replace(first, **change), *others])
        with pytest.raises(SystemExit, match=problem) as stopped:
            stop_at_mistakes()
        assert disclosure_metrics.__file__ in str(stopped.value)

    def test_and_all_else_that_is_declared_are_right_as_they_are(self):
        assert not run_checks()

    @pytest.mark.slow
    def test_the_server_does_not_start_with_a_mistake(self, tmp_path):
        """The mistake is planted before the program that granian runs is loaded."""
        plant = (
            "import yangguang.core.metrics as m; kept = m.Metric.__init__\n"
            "def init(self, **given): kept(self, **{**given, 'source': ''})\n"
            "m.Metric.__init__ = init\n"
            "import yangguang.web.wsgi"
        )
        env = {"PATH": os.environ["PATH"], "YG_HOME": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-c", plant], capture_output=True, text=True, check=False, env=env
        )
        assert done.returncode == 1
        assert "has no source" in done.stderr
        assert "disclosure/metrics.py" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.fixture(scope="class")
def district(demo: Demo) -> Iterator[Organisation]:
    with demo() as district:
        yield district


class TestFigures:
    """Each figure is the number of its rows, or the sum of one of their columns, counted here one by one."""

    @pytest.mark.parametrize("name", METRICS)
    @pytest.mark.parametrize("year", YEARS)
    def test_is_counted_from_its_rows(self, district, name, year):
        metric, period = METRICS[name], Period.year(year)
        for orgs in (district.subtree(), Organisation.objects.filter(pk=district.pk)):
            rows = list(metric.rows_of(orgs, period))
            assert metric.value(orgs, period) == number_of(metric, rows)
            assert {row.org_id for row in rows} <= set(orgs.values_list("pk", flat=True))

    @pytest.mark.parametrize("name", [name for name, metric in METRICS.items() if metric.groups])
    @pytest.mark.parametrize("year", YEARS)
    def test_is_the_sum_of_its_groups(self, district, name, year):
        metric, period, orgs = METRICS[name], Period.year(year), district.subtree()
        for group in metric.groups:
            counted = metric.by(orgs, period, group)
            assert sum(counted.values()) == metric.value(orgs, period)
            for (value,), figure in counted.items():
                assert figure == number_of(metric, list(metric.rows_of(orgs, period, **{group: value})))

    def test_is_not_always_nothing(self, district):
        """A contract that holds because the demo has no rows would say nothing."""
        orgs, years = district.subtree(), [Period.year(year) for year in YEARS]
        counted = {name for name, each in METRICS.items() if any(each.value(orgs, year) for year in years)}
        assert {name for name in METRICS if name.startswith("disclosure.")} - counted <= {
            "disclosure.fees",
            "disclosure.fee_cases",
        }
        assert {"reports.permits", "reports.fees", "reports.penalties"} <= counted


def number_of(metric: Metric, rows: list) -> object:
    return sum(getattr(row, metric.adds) for row in rows) if metric.adds else len({row.pk for row in rows})


class TestTerms:
    def test_are_found(self):
        assert Path("work/disclosure/terms.toml") in TERMS

    @pytest.mark.parametrize("file", TERMS, ids=str)
    def test_rest_on_an_article_or_say_that_they_were_agreed_on(self, file):
        for dated in TERMS[file].values():
            for term in dated.values:
                assert "条" in term.source or "号" in term.source or not term.confirmed, (file, term.name)
                assert term.confirmed or term.source.startswith("约定") or "第" in term.source or term.note

    @pytest.mark.django_db
    def test_that_nobody_checked_are_listed_in_the_office(self, client):
        org = Organisation.add(
            code="440404", name="金湾区人民政府", short_name="金湾府", kind=Organisation.Kind.GOVERNMENT
        )
        lawyer = Person.objects.create_user("lawyer", name="梁律")
        Post.objects.create(org=org, person=lawyer, role="法制审核", since=date(2021, 1, 1))
        client.force_login(lawyer, "django.contrib.auth.backends.ModelBackend")
        listed = client.get(reverse("web_desk:terms")).context["terms"]
        page = client.get(reverse("web_desk:terms")).content.decode()
        unconfirmed = [term for terms in TERMS.values() for term in terms.unconfirmed()]
        assert unconfirmed
        assert {(each.title, each.since) for each in listed} == {
            (each.title, each.since) for each in unconfirmed
        }
        for term in unconfirmed:
            assert term.source in page
            assert str(term) in page


class Walk:
    """Somebody who does every act there is, and looks into the ledger each time."""

    def __init__(self) -> None:
        self.done: set[str] = set()

    def __call__(self, act: Callable, *args, records=1, **said):
        before = Record.objects.count()
        result = act(*args, **said)
        written = list(Record.objects.order_by("-pk")[: Record.objects.count() - before])
        assert len(written) == records, f"{act.__name__} left {[each.kind for each in written]}"
        assert {each.by for each in written} == {said["by"].ledger_key}
        assert {each.at for each in written} == {said["at"]}
        self.done.add(act.__name__)
        return result


ACTS = {
    name
    for name, each in vars(actions).items()
    if hasattr(each, "__wrapped__") and each.__module__.startswith(f"{actions.__name__}.")
}


@pytest.mark.django_db
class TestActs:
    """A request that meets everything, so that each act is done at least once and leaves its one record."""

    @pytest.fixture(autouse=True)
    def office(self):
        self.org = Organisation.add(
            code="440404",
            name="金湾区人民政府",
            short_name="金湾府",
            kind=Organisation.Kind.GOVERNMENT,
            disclosure_office="金湾区人民政府办公室",
            review_body="珠海市人民政府",
            court="珠海市金湾区人民法院",
        )
        for username, (name, roles) in ROLES.items():
            person = Person.objects.create_user(username, name=name)
            setattr(self, username, person)
            for role in roles:
                Post.objects.create(org=self.org, person=person, role=role, since=date(2021, 1, 1))
        since = date(2021, 1, 1)
        versions.publish_declared(org=self.org, effective_on=since, by=self.head, at=at("2021-01-01"))
        self.walk = Walk()
        decided = {"tariff": "by_page", "review_online": "https://review.example.cn/"}
        self.walk(actions.set_practice, self.org, since=since, **decided, **self.on("2021-01-01", self.head))

    def on(self, day: str, by: Person) -> dict:
        return {"by": by, "at": at(day)}

    def submitted(self) -> DisclosureRequest:
        visitor = actions.Visitor("陈阿婆")
        asked = self.walk(actions.submit, self.org, values=VALUES, by=visitor, at=at("2024-03-01"))
        confirmed = {"confirmed_on": date(2024, 3, 1), "how": "电话"}
        self.walk(actions.register, step_of(asked), **confirmed, **self.on("2024-03-01", self.clerk))
        return asked

    def test_leave_one_record_each(self):
        self.correction_and_its_end()
        self.reasons_and_a_fee()
        self.a_fee_that_is_waived()
        self.a_phrase_of_the_office()
        self.a_fee_that_is_not_paid()
        self.the_whole_way()
        self.an_opinion_of_another_agency()
        self.a_third_party_that_is_overruled()
        self.a_conferral()
        self.a_request_by_fax()
        self.withdrawn()
        self.divided()
        assert self.walk.done == ACTS

    def correction_and_its_end(self):
        told = {"unclear": "哪一年", "by_on": date(2024, 3, 20)}
        asked = self.submitted()
        self.walk(actions.ask_for_correction, step_of(asked), **told, **self.on("2024-03-04", self.clerk))
        self.walk(
            actions.take_correction, step_of(asked), wanted="2022年", **self.on("2024-03-05", self.clerk)
        )
        other = self.submitted()
        self.walk(actions.ask_for_correction, step_of(other), **told, **self.on("2024-03-04", self.clerk))
        self.walk(actions.give_up_correction, step_of(other), **self.on("2024-03-21", self.clerk))
        self.walk(actions.close, step_of(other), **self.on("2024-03-22", self.clerk))

    def reasons_and_a_fee(self):
        asked = self.submitted()
        told = {"why": "一月五十件", "by_on": date(2024, 3, 20)}
        self.walk(actions.ask_for_reasons, step_of(asked), **told, **self.on("2024-03-04", self.clerk))
        self.walk(actions.take_reasons, step_of(asked), text="研究", **self.on("2024-03-05", self.clerk))
        judged = {"reasonable": True, "opinion": "确有需要"}
        self.walk(actions.weigh_reasons, step_of(asked), **judged, **self.on("2024-03-06", self.clerk))
        paid = self.submitted()
        self.walk(actions.charge_fee, step_of(paid), pages=57, **self.on("2024-03-04", self.clerk))
        nontax = {"way": "nontax", "receipt": "粤财0001"}
        self.walk(actions.take_payment, step_of(paid), **nontax, **self.on("2024-03-05", self.clerk))

    def a_fee_that_is_waived(self):
        asked = self.submitted()
        self.walk(actions.charge_fee, step_of(asked), pages=57, **self.on("2024-03-04", self.clerk))
        self.walk(actions.waive_fee, step_of(asked), reason="低保户", **self.on("2024-03-05", self.head))

    def a_phrase_of_the_office(self):
        said = {"outcome": "process_info", "title": "讨论记录", "text": "属于内部讨论记录"}
        phrase = self.walk(actions.add_phrase, self.org, **said, **self.on("2024-03-01", self.clerk))
        self.walk(actions.end_phrase, phrase, **self.on("2024-03-04", self.clerk))

    def a_fee_that_is_not_paid(self):
        asked = self.submitted()
        self.walk(actions.charge_fee, step_of(asked), pages=57, **self.on("2024-03-04", self.clerk))
        self.walk(actions.give_up_payment, step_of(asked), **self.on("2024-04-30", self.clerk))

    def the_whole_way(self):
        asked = self.submitted()
        self.walk(actions.examine, step_of(asked), outcome="accept", **self.on("2024-03-04", self.clerk))
        self.walk(actions.take_back, asked, reason="看错了", **self.on("2024-03-04", self.clerk))
        self.walk(actions.examine, step_of(asked), outcome="accept", **self.on("2024-03-04", self.clerk))
        self.walk(actions.send_back, step_of(asked), reason="不归本科室", **self.on("2024-03-05", self.unit))
        self.walk(actions.examine, step_of(asked), outcome="accept", **self.on("2024-03-05", self.clerk))
        whom = {"whom": "示范企业", "about": "商业秘密"}
        self.walk(actions.consult_third_party, step_of(asked), **whom, **self.on("2024-03-06", self.unit))
        opinion = {"outcome": "agree", "text": "同意"}
        self.walk(actions.record_opinion, step_of(asked), **opinion, **self.on("2024-03-12", self.clerk))
        self.walk(actions.search, step_of(asked), opinion="已检索", **self.on("2024-03-13", self.unit))
        longer = {"workdays": 5, "reason": "材料多"}
        self.walk(actions.extend_reply, asked, **longer, **self.on("2024-03-14", self.head))
        drafted = {"outcome": "process_info", "text": "属于内部讨论的记录。"}
        self.walk(actions.draft_answer, step_of(asked), **drafted, **self.on("2024-03-15", self.clerk))
        clear = {"check": "secrecy", "passed": True}
        self.walk(actions.check_answer, asked, **clear, **self.on("2024-03-15", self.unit))
        passed = {"passed": True, "opinion": "通过"}
        self.walk(actions.review, step_of(asked), **passed, **self.on("2024-03-18", self.lawyer))
        self.walk(
            actions.sign_answer,
            step_of(asked),
            signed=True,
            reviewed=True,
            **self.on("2024-03-19", self.head),
        )
        self.walk(actions.deliver, step_of(asked), way="online", **self.on("2024-03-19", self.clerk))
        filed = {"records": 2, "place": "3柜"}  # one for the case, one for its package
        self.walk(actions.archive, step_of(asked), **filed, **self.on("2024-03-20", self.clerk))
        asked.refresh_from_db()
        self.a_review_that_orders_another_answer(asked)

    def a_review_that_orders_another_answer(self, asked):
        filed = {"kind": Contest.Kind.REVIEW, "filed_on": date(2024, 4, 1)}
        contest = self.walk(actions.contest, asked, **filed, **self.on("2024-04-01", self.clerk))
        served = {"served_on": date(2024, 4, 2), "is_simple": True}
        self.walk(actions.serve_contest, contest, **served, **self.on("2024-04-02", self.clerk))
        replied = {"on": date(2024, 4, 9)}
        self.walk(actions.reply_to_contest, contest, **replied, **self.on("2024-04-09", self.clerk))
        heard = {"on": date(2024, 4, 16), "appeared": "周正"}
        self.walk(actions.hear_contest, contest, **heard, **self.on("2024-04-10", self.clerk))
        ended = {"ruling": "annulled", "on": date(2024, 5, 6), "redo_by": date(2024, 6, 3)}
        self.walk(actions.decide_contest, contest, **ended, **self.on("2024-05-06", self.clerk))
        drafted = {"outcome": "granted", "text": "随本答复书提供。"}
        self.walk(actions.draft_redo, contest, **drafted, **self.on("2024-05-07", self.clerk))
        self.walk(actions.sign_redo, contest, reviewed=True, **self.on("2024-05-08", self.head))
        self.walk(actions.deliver_redo, contest, way="online", **self.on("2024-05-08", self.clerk))

    def an_opinion_of_another_agency(self):
        asked = self.submitted()
        self.walk(actions.examine, step_of(asked), outcome="accept", **self.on("2024-03-04", self.clerk))
        whom = {"whom": "区统计局", "about": "共同制作"}
        self.walk(actions.consult_agency, step_of(asked), **whom, **self.on("2024-03-06", self.unit))

    def a_third_party_that_is_overruled(self):
        asked = self.submitted()
        self.walk(actions.examine, step_of(asked), outcome="accept", **self.on("2024-03-04", self.clerk))
        whom = {"whom": "示范企业", "about": "商业秘密"}
        self.walk(actions.consult_third_party, step_of(asked), **whom, **self.on("2024-03-06", self.unit))
        [party] = asked.parties.all()
        arrived = {"reached_on": date(2024, 3, 7), "proof": "回执"}
        self.walk(actions.record_delivery, party, **arrived, **self.on("2024-03-08", self.clerk))
        opinion = {"outcome": "refuse", "text": "商业秘密"}
        self.walk(actions.record_opinion, step_of(asked), **opinion, **self.on("2024-03-12", self.clerk))
        weight = {"weight": "public_interest", "because": "涉及饮用水安全"}
        self.walk(actions.weigh_opinion, party, **weight, **self.on("2024-03-13", self.clerk))
        self.walk(actions.search, step_of(asked), opinion="已检索", **self.on("2024-03-13", self.unit))
        drafted = {"outcome": "granted", "text": "见附件。"}
        self.walk(actions.draft_answer, step_of(asked), **drafted, **self.on("2024-03-14", self.clerk))
        self.walk(actions.tell_party, party, way="online", **self.on("2024-03-14", self.head))

    def a_conferral(self):
        asked = self.submitted()
        other = Organisation.add(
            code="440404-07", name="区司法局", short_name="区司法", kind="agency", parent=self.org
        )
        jurist = Person.objects.create_user("jurist", name="司法局干部")
        Post.objects.create(org=other, person=jurist, role="经办", since=date(2021, 1, 1))
        self.walk(actions.confer, asked, question="能否公开", **self.on("2024-03-05", self.clerk))
        about = {"org": other, "message": "请研究"}
        invited = self.walk(actions.invite, asked, **about, **self.on("2024-03-05", self.clerk))
        said = {"position": "agree", "opinion": "可以公开"}
        self.walk(actions.give_opinion, invited, **said, **self.on("2024-03-06", jurist))
        self.walk(
            actions.weigh_advice,
            invited,
            adopted=True,
            because="理由充分",
            **self.on("2024-03-07", self.head),
        )
        self.walk(actions.write_minutes, asked, minutes="一致同意", **self.on("2024-03-07", self.clerk))
        decided = {"decision": "公开", "because": "各方一致"}
        self.walk(actions.decide_conferral, asked, **decided, **self.on("2024-03-07", self.head))

    def a_request_by_fax(self):
        fax = {**VALUES, "channel": "fax", "arrived_on": date(2024, 3, 1), "confirmed_on": None}
        self.walk(actions.take_in, self.org, values=fax, **self.on("2024-03-01", self.clerk))

    def withdrawn(self):
        self.walk(actions.withdraw, self.submitted(), reason="不要了", **self.on("2024-03-04", self.clerk))

    def divided(self):
        """A part is split off and registered, each with a record; so has the whole, and a joined draft its own."""
        parts = ["2022年", "2023年"]
        self.walk(
            actions.split,
            step_of(self.submitted()),
            records=5,
            parts=parts,
            **self.on("2024-03-04", self.clerk),
        )
        lead, other = self.submitted(), self.submitted()
        to_lead = {"number": lead.case.number, "reason": "相同"}
        self.walk(actions.join, other, **to_lead, **self.on("2024-03-04", self.clerk))
        self.walk(actions.part_again, other, reason="不同", **self.on("2024-03-04", self.clerk))
        self.walk(actions.join, other, **to_lead, **self.on("2024-03-04", self.clerk))
        for asked in (lead, other):
            self.walk(
                actions.examine, step_of(asked), outcome="not_a_request", **self.on("2024-03-05", self.clerk)
            )
        drafted = {"outcome": "petition", "facts": {"way": "请向区信访局提出"}}
        self.walk(actions.draft_answer, step_of(lead), **drafted, **self.on("2024-03-05", self.clerk))
        self.walk(
            actions.sign_answer, step_of(lead), signed=True, reviewed=True, **self.on("2024-03-05", self.head)
        )
        self.walk(actions.answer_together, step_of(other), records=2, **self.on("2024-03-06", self.clerk))

    def test_at_the_counter_two_are_done_at_once_and_leave_two(self):
        """What is handed in at the counter is entered, and with that received and registered."""
        said = {**VALUES, "channel": "in_person", "arrived_on": date(2024, 3, 1)}
        self.walk(actions.take_in, self.org, records=2, values=said, **self.on("2024-03-01", self.clerk))
        kinds = Record.objects.order_by("seq").values_list("kind", flat=True)
        assert list(kinds)[-2:] == ["disclosure.taken_in", "disclosure.registered"]

    def test_are_numbered_without_a_gap(self):
        self.the_whole_way()
        sequence = Record.objects.filter(org_id=self.org.pk).order_by("seq").annotate(place=F("seq"))
        assert [each.place for each in sequence] == list(range(1, len(sequence) + 1))
