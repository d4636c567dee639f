"""Mistakes in what the parts declare stop the program at its start, and name the file to open."""

from typing import Any

from django.core.checks import Error, register

from yangguang.rules.problems import Refused
from yangguang.rules.processes import soundness

from .processes import all_processes, diagram_in


@register
def check_processes(**_: Any) -> list[Error]:
    """Find diagrams that are not sound, and steps that name an action which does not exist."""
    found = []
    for process in all_processes().values():
        try:
            diagram = diagram_in(process.diagram)
        except Refused as refused:
            found += [Error(str(problem), hint=str(process.diagram)) for problem in refused.problems]
            continue
        problems = [str(problem) for problem in soundness.problems(diagram)]
        if diagram.key != process.key:
            problems.append(f"its id is {diagram.key}, not {process.key}")
        problems += [str(problem) for problem in process.unknown_actions(diagram)]
        found += [Error(problem, hint=str(process.diagram)) for problem in problems]
    return found
