"""The arrows of the house hold for imports, for foreign keys and for templates, and each is seen to break.

`.importlinter` states them. Here a violation of each contract is planted into a copy of the sources, so that a
contract that could not fail would be found out.
"""

import configparser
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = configparser.ConfigParser()
CONTRACTS.read(ROOT / ".importlinter")


def layers(contract: str) -> list[str]:
    return CONTRACTS[f"importlinter:contract:{contract}"]["layers"].split()


def name_of(contract: str) -> str:
    return CONTRACTS[f"importlinter:contract:{contract}"]["name"]


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Path:
    """Return a folder with a copy of the sources and their contracts."""
    folder = tmp_path_factory.mktemp("house")
    for source in (ROOT / "yangguang").rglob("*.py"):
        copy = folder / source.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, copy)
    shutil.copy(ROOT / ".importlinter", folder)
    return folder


def broken(house: Path) -> list[str]:
    """Return the names of the contracts that do not hold in the sources below `house`."""
    linter = Path(sys.executable).with_name("lint-imports")
    # Wide enough that no line is folded.
    found = subprocess.run(
        [linter, "--cache-dir", house / "cache"],
        cwd=house,
        capture_output=True,
        text=True,
        env={"COLUMNS": "200"},
    )
    assert "Contracts:" in found.stdout, found.stdout + found.stderr
    return re.findall(r"^(.+) BROKEN", found.stdout, re.MULTILINE)


VIOLATIONS = [
    ("house", "core/orgs/queries.py", "from yangguang.work.disclosure import wording"),
    ("house", "rules/fees.py", "from yangguang.core import parts"),
    ("core", "core/orgs/queries.py", "from yangguang.core.cases import models as cases"),
    ("work", "work/reports/building.py", "from yangguang.work.disclosure import wording"),
    ("pure", "rules/fees.py", "from django.db import models"),
    ("pure", "work/disclosure/rules/__init__.py", "from django.utils import timezone"),
    ("wagtail", "core/records/queries.py", "from wagtail.models import Page"),
    ("letters", "work/disclosure/letters.py", "import typst"),
    ("search", "core/publishing/forms.py", "import tantivy"),
]


@pytest.mark.slow
def test_the_contracts_hold_in_the_sources(house):
    assert broken(house) == []


@pytest.mark.slow
@pytest.mark.parametrize(("contract", "file", "line"), VIOLATIONS)
def test_a_planted_import_breaks_its_contract(house, contract, file, line):
    source = house / "yangguang" / file
    whole = source.read_text()
    # After the line that must come first, where there is one.
    place = whole.find("\nfrom ")
    source.write_text(f"{whole[:place]}\n{line}{whole[place:]}")
    try:
        assert name_of(contract) in broken(house)
    finally:
        source.write_text(whole)


@pytest.mark.slow
@pytest.mark.parametrize(("contract", "folder"), [("house", ""), ("core", "core")])
def test_a_folder_that_no_contract_names_is_found(house, contract, folder):
    added = house / "yangguang" / folder / "utils"
    added.mkdir()
    (added / "__init__.py").touch()
    try:
        assert name_of(contract) in broken(house)
    finally:
        shutil.rmtree(added)


def test_every_contract_is_seen_to_break():
    named = {name.rpartition(":")[2] for name in CONTRACTS.sections() if ":contract:" in name}
    assert named == {contract for contract, *_ in VIOLATIONS}


def test_every_line_of_work_is_named_in_its_contract():
    named = CONTRACTS["importlinter:contract:work"]["modules"].split()
    folders = [each.parent.name for each in (ROOT / "yangguang/work").glob("*/__init__.py")]
    assert sorted(named) == sorted(f"yangguang.work.{folder}" for folder in folders)


def is_downward(of: str, to: str) -> bool:
    """Whether a part may lean on another, by the same layers that hold for imports.

    >>> is_downward("yangguang.work.disclosure", "yangguang.core.cases")
    True
    >>> is_downward("yangguang.core.cases", "yangguang.work.disclosure")
    False
    >>> is_downward("yangguang.work.reports", "yangguang.work.disclosure")
    False
    """
    if of == to:
        return True
    (_, layer_of, *part_of), (_, layer_to, *part_to) = of.split("."), to.split(".")
    if layer_of != layer_to:
        house = layers("house")
        return house.index(layer_of) < house.index(layer_to)
    if layer_of == "core":
        core = layers("core")
        return core.index(part_of[0]) < core.index(part_to[0])
    return layer_of == "web"


def part_of(module: str) -> str:
    return ".".join(module.split(".")[:3])


def foreign_keys() -> Iterator[tuple[type[Model], str, type[Model]]]:
    for model in apps.get_models():
        if model.__module__.startswith("yangguang."):
            for field in model._meta.get_fields():
                if field.is_relation and not field.auto_created and field.related_model:
                    yield model, field.name, field.related_model


def test_foreign_keys_point_down():
    arrows = [
        (f"{model._meta.label}.{name}", part_of(model.__module__), part_of(to.__module__))
        for model, name, to in foreign_keys()
        if to.__module__.startswith("yangguang.")
    ]
    assert len(arrows) > 20
    assert [label for label, of, to in arrows if not is_downward(of, to)] == []


@pytest.mark.parametrize(
    ("of", "to"),
    [
        ("yangguang.core.orgs", "yangguang.core.cases"),
        ("yangguang.core.cases", "yangguang.work.disclosure"),
        ("yangguang.work.reports", "yangguang.work.disclosure"),
        ("yangguang.work.disclosure", "yangguang.web"),
    ],
)
def test_an_arrow_that_points_up_or_aside_is_seen(of, to):
    assert not is_downward(of, to)


TEMPLATES = {
    path.relative_to(folder).as_posix(): ".".join(folder.relative_to(ROOT).parent.parts)
    for folder in (ROOT / "yangguang").rglob("templates")
    for path in folder.rglob("*.html")
}
"""Every template by its name, with the part it belongs to."""

LEANS = re.compile(r"""{%\s*(?:extends|include)\s+["']([^"']+)["']""")


def upward_templates(written: dict[str, str]) -> list[str]:
    """Return which of these templates (their text by their name) lean on a part above or beside their own."""
    return [
        f"{name} → {other}"
        for name, text in written.items()
        for other in LEANS.findall(text)
        if other in TEMPLATES and not is_downward(TEMPLATES[name], TEMPLATES[other])
    ]


def test_templates_lean_on_what_stands_below_them():
    written = {
        name: next((ROOT / part.replace(".", "/") / "templates").glob(name)).read_text(encoding="utf-8")
        for name, part in TEMPLATES.items()
    }
    assert sum(len(LEANS.findall(text)) for text in written.values()) > 20
    assert upward_templates(written) == []


def test_a_template_that_leans_on_another_line_of_work_is_seen():
    planted = '{% extends "disclosure/guide.html" %}'
    assert upward_templates({"reports/desk/live.html": planted}) != []
