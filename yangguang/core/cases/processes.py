"""What processes the parts declare, and the diagrams they rest on."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

from yangguang.core.parts import declared
from yangguang.rules.problems import Problem
from yangguang.rules.processes import Process as Diagram
from yangguang.rules.processes import load_file


@dataclass(frozen=True, slots=True)
class Process:
    """A process of a part (流程).

    Args:
        key: as its diagram calls it.
        title: how the office calls it.
        diagram: the file beside the part's code.
        actions: where the functions are that its steps name; None when it names none.
        forms: where the forms are.
        series: the word in its cases' numbers (字), such as `公开申请`.
        page: the name of the address of a case's page in the office, such as `disclosure_desk:case`.
    """

    key: str
    title: str
    diagram: Path
    actions: ModuleType | None = None
    forms: ModuleType | None = None
    series: str = ""
    page: str = ""

    def unknown_actions(self, diagram: Diagram) -> Iterator[Problem]:
        """Yield where an edition names an action or a form that the part does not have."""
        for node in diagram.steps:
            known = hasattr(self.actions, node.action) or hasattr(self.forms, node.action)
            if node.action and not known:
                yield Problem(
                    f"第{node.line}行：步骤“{node.name}”（{node.id}）指定的操作“{node.action}”不存在。"
                )


def diagram_beside(file: str, name: str) -> Path:
    """Return the path of the diagram `name` in the folder of `file`."""
    return Path(file).with_name(f"{name}.bpmn")


def all_processes() -> dict[str, Process]:
    """Return every process of every part by its key."""
    return {process.key: process for process in declared("processes", "PROCESSES")}


@cache
def diagram_in(path: Path) -> Diagram:
    """Return the diagram in the file at `path`, read once."""
    return load_file(path)


PROCESSES: list[Process] = []
"""The engine has no process of its own; the lines of work list theirs under this name."""
