"""Human steps: our engine, with worklist, clocks and ledger, beside SpiffWorkflow that stores its JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from random import Random

from django.db import connection, transaction
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from yangguang.core.cases import actions, versions
from yangguang.core.cases.models import Case, Step
from yangguang.core.orgs.models import Organisation, Person
from yangguang.rules.processes import Process, net
from yangguang.work.disclosure.processes import PROCESSES

from .filling import TODAY
from .measuring import OURS, Goal, Measurement, side_by_side
from .sizes import Size

NOON = datetime.fromisoformat(f"{TODAY}T12:00:00+08:00")


@dataclass(frozen=True, slots=True)
class Story:
    """One case that both sides tell: whether the answer withholds something, and the outcome of each step."""

    withheld: bool
    outcomes: tuple[str, ...]


def steps(size: Size) -> Measurement:
    """Measure how many human steps of the disclosure process each way completes, one transaction for each."""
    stories = _stories(size.stepped_cases)
    count = sum(len(story.outcomes) for story in stories)
    batches = size.rounds + 1
    ours, spiff = _Ours(stories, batches), _Spiff(stories, batches)
    return Measurement(
        name="steps",
        title="Human steps",
        unit="steps",
        count=count,
        sides=side_by_side({OURS: ours.tell, "SpiffWorkflow": spiff.tell}, rounds=size.rounds),
        goal=Goal(1),
        compared=f"the way of each of {len(stories)} cases through its steps, {count} in all",
    )


class _Ours:
    """Cases of the product, opened and completed by its own acts: worklist, clocks and ledger are written too."""

    def __init__(self, stories: Sequence[Story], batches: int) -> None:
        orgs = Organisation.objects.filter(kind=Organisation.Kind.AGENCY).order_by("pk")[:20]
        clerks = [(org, Person.objects.get(posts__org=org, posts__role="受理窗口")) for org in orgs]
        self.waiting = [
            [(self._open(story, *clerk), story, clerk[1]) for story, clerk in zip(stories, cycle(clerks))]
            for _ in range(batches)
        ]

    def tell(self) -> list[list[str]]:
        return [self._told(*opened) for opened in self.waiting.pop()]

    def _open(self, story: Story, org: Organisation, clerk: Person) -> Case:
        fields = {"withheld": story.withheld}
        return actions.open_case(
            "disclosure", org=org, title="申请公开信息", received_on=TODAY, fields=fields, by=clerk, at=NOON
        )

    def _told(self, case: Case, story: Story, clerk: Person) -> list[str]:
        visited = []
        for minutes, outcome in enumerate(story.outcomes):
            step = _open_step(case)
            visited.append(step.node)
            actions.complete(step, outcome, by=clerk, at=NOON + timedelta(minutes=minutes))
        case.refresh_from_db()
        return [*visited, case.ending]


def _open_step(case: Case) -> Step:
    """Return the step that a clerk would have before him."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, node FROM cases_step WHERE case_id = %s AND state = 'open'", [case.pk])
        [[key, node]] = cursor.fetchall()
    return Step(pk=key, case_id=case.pk, node=node)


class _Spiff:
    """Workflows of SpiffWorkflow, each kept as the text of its JSON and nothing else."""

    def __init__(self, stories: Sequence[Story], batches: int) -> None:
        parser = BpmnParser()
        parser.add_bpmn_file(str(PROCESSES[0].diagram))
        self.spec: BpmnProcessSpec = parser.get_spec("disclosure")
        self.serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bench_workflow (id bigserial PRIMARY KEY, state text NOT NULL)")
        self.waiting = [[(self._open(story), story) for story in stories] for _ in range(batches)]

    def tell(self) -> list[list[str]]:
        return [self._told(*opened) for opened in self.waiting.pop()]

    def _told(self, workflow_id: int, story: Story) -> list[str]:
        visited = [self._complete(workflow_id, outcome) for outcome in story.outcomes]
        with connection.cursor() as cursor:
            cursor.execute("SELECT state FROM bench_workflow WHERE id = %s", [workflow_id])
            workflow = self.serializer.deserialize_json(cursor.fetchone()[0])
        ends = workflow.get_tasks(spec_name="end", state=TaskState.COMPLETED)
        return [*visited, *(end.task_spec.bpmn_id for end in ends)]

    @transaction.atomic
    def _open(self, story: Story) -> int:
        workflow = BpmnWorkflow(self.spec)
        workflow.task_tree.data.update({"withheld": story.withheld, "outcome": "", "true": True})
        workflow.do_engine_steps()
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bench_workflow (state) VALUES (%s) RETURNING id",
                [self.serializer.serialize_json(workflow)],
            )
            return int(cursor.fetchone()[0])

    @transaction.atomic
    def _complete(self, workflow_id: int, outcome: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT state FROM bench_workflow WHERE id = %s FOR UPDATE", [workflow_id])
            workflow = self.serializer.deserialize_json(cursor.fetchone()[0])
            (task,) = workflow.get_tasks(state=TaskState.READY, manual=True)
            task.data["outcome"] = outcome
            task.run()
            workflow.do_engine_steps()
            cursor.execute(
                "UPDATE bench_workflow SET state = %s WHERE id = %s",
                [self.serializer.serialize_json(workflow), workflow_id],
            )
        return str(task.task_spec.bpmn_id)


def _stories(count: int) -> list[Story]:
    """Return how cases of the disclosure process go, drawn from all of its ways; the same in every run."""
    random = Random(33)
    process = versions.diagram_of(versions.in_force("disclosure", TODAY))
    return [_drawn(process, random) for _ in range(count)]


def _drawn(process: Process, random: Random) -> Story:
    fields = {"withheld": random.random() < 0.3}
    marking = net.start(process, fields).marking
    outcomes: list[str] = []
    while marking:
        (flow,) = marking
        possible = [each.key for each in process.node_at(flow).outcomes if not each.automatic]
        outcomes.append(random.choice(possible) if possible else "")
        marking = net.complete(process, marking, flow, outcomes[-1], fields).marking
    return Story(fields["withheld"], tuple(outcomes))
