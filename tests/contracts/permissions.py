"""Who may do which act, read from the code: the table of docs/permissions.md.

    python -m tests.contracts.permissions > docs/permissions.md

An act is followed through what it calls until something asks for the posts of whoever acts, or whether he is the
administrator. The sentences with which that refuses are what the table shows: they are what a person would read.
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from yangguang.rules.processes.bpmn import load_file
from yangguang.rules.processes.definition import NodeKind

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "yangguang"
TABLE = ROOT / "docs" / "permissions.md"

DECIDES = {"posts_of", "holds_post", "holders_of", "visible_to", "is_superuser", "worklist"}
"""What is asked for the posts of a person, what he may see, what waits for him, and whether he is the administrator."""

PERSONAL = re.compile("岗位|管理员|由.*办理|由.*维护|只有|不归|不属于")
"""What a sentence says that refuses somebody, rather than something."""

DEEP = 4
"""How many calls an act is followed."""

COMMAND = "a command at the machine, or the clock; there is no page"
WITHIN = "only within another act, which asks"

NOT_BY_POST = {
    ("core.archive", "_taken_over"): COMMAND,
    ("core.archive", "_exported"): COMMAND,
    ("core.cases", "extend_clock"): WITHIN,
    ("core.cases", "mark_read"): "whoever the copy was sent to; it is looked up among his own",
    ("core.law", "import_laws"): COMMAND,
    ("core.law", "note_end"): WITHIN,
    ("core.publishing", "_publish_one"): WITHIN,
    ("work.disclosure", "submit"): "any applicant",
    ("work.disclosure", "add"): "whoever has the applicant's account or code",
    ("work.disclosure", "take_back"): "whoever did the step; the engine compares",
    ("work.disclosure", "note_opening"): "whoever has the applicant's account or code",
    ("work.normative", "comment"): "anybody",
    ("work.visits", "read_batch"): COMMAND,
    ("work.visits", "pass_time"): COMMAND,
    ("work.visits", "bring_in"): COMMAND,
}
"""The acts that ask for no post, each with who may do it instead."""

HEAD = """\
# Who may do what

<!-- Written by `python -m tests.contracts.permissions`; do not edit. -->

Nobody acts without a post (岗位) in the organisation whose row it is. Who oversees an organisation sees its rows, and
may urge, supervise, stop and resume its cases. Every act asks itself, whatever page or command it comes from, but for
the few below of which it is said who else may: those of the public and of the clock.
`tests/contracts/test_permissions.py` finds an act that does not ask, and `tests/contracts/test_strangers.py` walks
every address of the office as somebody with all posts of another organisation: each answers that there is nothing.
"""


@dataclass(frozen=True)
class Function:
    """A function of the code: where it is, what it calls, and with which sentences it refuses."""

    module: str
    name: str
    node: ast.FunctionDef

    @property
    def part(self) -> str:
        """The part that it belongs to, such as `work.disclosure`."""
        return ".".join(self.module.split(".")[1:3])

    @property
    def is_act(self) -> bool:
        return any(isinstance(each, ast.Name) and each.id == "act" for each in self.node.decorator_list)

    @property
    def by(self) -> str:
        """The kind of whoever acts, as the signature says; empty when it names nobody."""
        arguments = [*self.node.args.args, *self.node.args.kwonlyargs]
        return next(
            (ast.unparse(each.annotation) for each in arguments if each.arg == "by" and each.annotation), ""
        )

    @property
    def title(self) -> str:
        first, *_ = (ast.get_docstring(self.node) or self.name).splitlines()
        return first.rstrip(".").partition(";")[0]

    @property
    def names(self) -> set[str]:
        """What it calls or reads, by the last name."""
        found = set()
        for each in ast.walk(self.node):
            if isinstance(each, ast.Name):
                found.add(each.id)
            elif isinstance(each, ast.Attribute):
                found.add(each.attr)
        return found

    @property
    def called(self) -> set[tuple[str, str]]:
        """What it calls: the name, and before it that of the module, or nothing."""
        found = set()
        for call in ast.walk(self.node):
            match call:
                case ast.Call(func=ast.Name(id=name)):
                    found.add(("", name))
                case ast.Call(func=ast.Attribute(value=ast.Name(id=module), attr=name)):
                    found.add((module, name))
        return found

    @property
    def refusals(self) -> list[str]:
        """The sentences with which it refuses somebody."""
        calls = [
            each
            for each in ast.walk(self.node)
            if isinstance(each, ast.Call) and getattr(each.func, "id", "") == "Problem" and each.args
        ]
        said = [_sentence(each.args[0], self.node) for each in calls]
        return [each for each in said if PERSONAL.search(each)]


def _sentence(node: ast.expr, within: ast.FunctionDef) -> str:
    """Return the words of a sentence, with … for what is known only when somebody acts."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            _sentence(each, within) if isinstance(each, ast.Constant) else "…" for each in node.values
        )
    if isinstance(node, ast.Name):
        for each in ast.walk(within):
            if isinstance(each, ast.Assign) and getattr(each.targets[0], "id", "") == node.id:
                return _sentence(each.value, within)
    return ""


@cache
def modules() -> dict[str, ast.Module]:
    """Return the modules of the code by their names."""
    files = [
        each for each in sorted(CODE.rglob("*.py")) if not {"tests", "migrations", "demo"} & set(each.parts)
    ]
    names = {
        ".".join(each.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): each
        for each in files
    }
    return {name: ast.parse(file.read_text(encoding="utf-8")) for name, file in names.items()}


@cache
def functions() -> dict[str, list[Function]]:
    """Return all functions of the code by their names."""
    found: dict[str, list[Function]] = {}
    for module, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                found.setdefault(node.name, []).append(Function(module, node.name, node))
    return found


@cache
def known_as(module: str) -> dict[str, str]:
    """Return of which part each name is that a module imports."""
    found = {}
    for node in ast.walk(modules()[module]):
        if isinstance(node, ast.ImportFrom):
            here = ".".join(module.split(".")[:3]) if node.level else ""
            part = here or ".".join((node.module or "").split(".")[:3])
            for each in node.names:
                far = part if part.count(".") == 2 else f"{part}.{each.name}"
                found[each.asname or each.name] = ".".join(far.split(".")[1:3])
    return found


def acts() -> list[Function]:
    """Return every act of the code that somebody does, part after part."""
    found = [each for same in functions().values() for each in same if each.is_act and each.by]
    return sorted(found, key=lambda each: (each.part, each.module, each.node.lineno))


def called_by(function: Function) -> list[Function]:
    """Return the functions of the code that a function calls, in its own module, its part, or one that it imports."""
    found, imported = [], known_as(function.module)
    for module, name in sorted(function.called):
        same = [each for each in functions().get(name, []) if each.node is not function.node]
        part = imported.get(module or name, function.part)
        here = [each for each in same if not module and each.module == function.module]
        found += here or [each for each in same if each.part == part]
    return found


def decides(function: Function) -> bool:
    """Whether a function asks for somebody's posts, itself or by the next thing that it calls."""
    return bool(DECIDES & function.names) or any(bool(DECIDES & each.names) for each in called_by(function))


def asked(act: Function) -> list[str] | None:
    """Return the sentences with which an act may refuse somebody; None when it asks nobody for his posts."""
    seen, edge, said, has_asked = {id(act.node)}, [act], list[str](), False
    for _ in range(DEEP):
        onward = list[Function]()
        for each in edge:
            has_asked = has_asked or bool(DECIDES & each.names)
            below = called_by(each)
            if decides(each):
                said += each.refusals
                said += [words for callee in below for words in callee.refusals]
                if each.refusals and each is not act:
                    continue  # what lies beyond serves this answer
            onward += below
        edge = list({id(each.node): each for each in onward if id(each.node) not in seen}.values())
        seen |= {id(each.node) for each in edge}
    return list(dict.fromkeys(said)) if has_asked or said else None


def table() -> str:
    """Return docs/permissions.md as it should be."""
    lines = [HEAD, "\n## Steps\n", "| process | step | post |", "| --- | --- | --- |"]
    for file in sorted(CODE.rglob("*.bpmn")):
        if "tests" not in file.parts:
            process = load_file(file)
            steps = [each for each in process.nodes.values() if each.kind == NodeKind.STEP]
            lines += [f"| {process.name} | {each.name} | {each.role} |" for each in steps]
    part = ""
    for each in acts():
        if each.part != part:
            part = each.part
            lines += [
                f"\n## {part}\n",
                "| act | who acts | refuses with, or who else may |",
                "| --- | --- | --- |",
            ]
        instead = NOT_BY_POST.get((each.part, each.name))
        words = instead or "<br>".join(asked(each) or ()) or "whoever has no post for it"
        lines.append(f"| `{each.name}` {each.title} | {each.by.replace('|', 'or')} | {words} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table())
