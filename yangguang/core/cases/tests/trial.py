"""One office, its people, and two processes that exist for the tests of the engine alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps

from yangguang.core.cases import actions, versions
from yangguang.core.cases.models import Case, ProcessVersion, Step
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.rules.problems import Refused

SHANGHAI = ZoneInfo("Asia/Shanghai")
TRIAL = Path(__file__).with_name("trial.bpmn").read_text(encoding="utf-8")
SIGNING = Path(__file__).with_name("signing.bpmn").read_text(encoding="utf-8")
PEOPLE = {
    "window": ("林晓", ("窗口",)),
    "officer": ("何平", ("经办",)),
    "colleague": ("何静", ("经办",)),
    "water": ("沈清", ("供水",)),
    "fire": ("陆焱", ("消防",)),
    "first": ("周正", ("负责人",)),
    "second": ("吴越", ("负责人",)),
    "third": ("郑明", ("负责人",)),
}


def at(day: str, hour: int = 10) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=SHANGHAI)


def employed(name: str, org: Organisation, *roles: str, **post: Any) -> Person:
    """Return a new person with these posts in `org`."""
    person = Person.objects.create_user(name, f"{name}@example.cn", None, name=name)
    for role in roles:
        Post.objects.create(org=org, person=person, role=role, **{"since": date(2021, 1, 1), **post})
    return person


def published(xml: str, *, org: Organisation, effective_on: date = date(2021, 1, 1)) -> ProcessVersion:
    key = versions.load(xml).key
    made = versions.draft(key, xml, org=org, by=administrator(), at=at("2021-01-01"))
    return versions.publish(made, effective_on=effective_on, by=administrator(), at=at("2021-01-01"))


def administrator() -> Person:
    """Return the administrator of the installation."""
    known = Person.objects.filter(is_superuser=True).first()
    return known or Person.objects.create_superuser("root", "root@example.cn", None, name="系统管理员")


def opened(org: Organisation, by: Person, day: str = "2024-03-01", key: str = "trial", **given: Any) -> Case:
    values = {"title": "三灶镇农贸市场", "received_on": date.fromisoformat(day)} | given
    return actions.open_case(key, org=org, by=by, at=at(day), **values)


def step_at(case: Case, node: str) -> Step:
    """Return the open step of a case at a node."""
    return case.steps.get(node=node, state=Step.State.OPEN)


def done(case: Case, node: str, by: Person, day: str, outcome: str = "", **given: Any) -> Step:
    return actions.complete(step_at(case, node), outcome, by=by, at=at(day), **given)


def marking(case: Case) -> set[str]:
    return set(case.steps.filter(state__in=Step.LIVE).values_list("via", flat=True))


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of the engine, the ledger and the organisations."""
    models = [
        model for label in ("cases", "records", "orgs") for model in apps.get_app_config(label).get_models()
    ]
    return {model._meta.label: list(model.objects.order_by("pk").values_list()) for model in models}


@contextmanager
def refused(*words: str) -> Iterator[None]:
    """Expect a refusal that says all of `words` and changes no row."""
    before = everything()
    with pytest.raises(Refused) as caught:
        yield
    said = str(caught.value)
    assert [word for word in words if word not in said] == [], said
    assert everything() == before
