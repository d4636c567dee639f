"""`yangguang process check|chart|handbook FILE.bpmn [-o OUT]`: reads the file alone, no database."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from yangguang.rules.problems import Problem, Refused, refuse_if
from yangguang.rules.processes import Process, load_file, soundness
from yangguang.rules.processes.chart import svg
from yangguang.rules.processes.critical_path import broken_promises, critical_path
from yangguang.rules.processes.handbook import Handbook, handbook, html

FILE = click.argument("file", type=click.Path(path_type=Path))
OUT = click.option("-o", "--out", type=click.Path(path_type=Path), help="写到这个文件；不写则输出到屏幕")


@click.group(help="流程：检查、画图、生成手册")
def command() -> None:
    pass


@command.command(help="证明流程总能办结、时限合得上；有错时逐条指出所在的行，退出码为2")
@FILE
def check(file: Path) -> None:
    process = _sound(file)
    reachable = soundness.states(process)
    click.echo(f"{process.name}：{len(process.steps)}个步骤，{len(process.roles)}个岗位，流程总能办结。")
    if reachable is not None:
        click.echo(f"办理状态共{len(reachable)}种，逐一走过。")
    for clock in process.clocks.values():
        path = critical_path(process, clock, date.today())  # noqa: DTZ011  the terms of today
        click.echo(f"{clock.name}：{clock.limit.on(date.today())}；最长路径合计 {path}")  # noqa: DTZ011
        if path.unlimited:
            click.echo(f"  未设时限的步骤：{'、'.join(node.name for node in path.unlimited)}")
        if path.uncounted:
            click.echo(f"  不计入的步骤：{'、'.join(node.name for node in path.uncounted)}")
        if path.loops:
            click.echo(f"  可能往返的环节：{'、'.join(node.name for node in path.loops)}")


@command.command(help="画出流程图（SVG）")
@FILE
@OUT
def chart(file: Path, out: Path | None) -> None:
    _write(svg(_sound(file)), out, (".svg",))


@command.command("handbook", help="生成办事手册：按扩展名为网页（.html）、PDF（.pdf）或可编辑文档（.docx）")
@FILE
@OUT
def write_handbook(file: Path, out: Path | None) -> None:
    book = handbook(_sound(file), date.today())  # noqa: DTZ011  the edge asks the clock
    ways: dict[str, Callable[[Handbook], str | bytes]] = {
        ".html": html,
        ".htm": html,
        ".pdf": _pdf,
        ".docx": _docx,
    }
    ending = out.suffix.lower() if out else ".html"
    _write(ways.get(ending, html)(book), out, tuple(ways))


def _pdf(book: Handbook) -> bytes:
    from yangguang.core.letters import document_to_pdf
    from yangguang.core.letters.handbook import handbook_document

    return document_to_pdf(handbook_document(book))


def _docx(book: Handbook) -> bytes:
    from yangguang.core.letters import document_to_docx
    from yangguang.core.letters.handbook import handbook_document

    return document_to_docx(handbook_document(book))


def _sound(file: Path) -> Process:
    process = load_file(file)
    refuse_if(soundness.problems(process) or broken_promises(process, date.today()))  # noqa: DTZ011
    return process


def _write(content: str | bytes, out: Path | None, endings: tuple[str, ...]) -> None:
    if out is None:
        click.echo(content)
        return
    if out.suffix.lower() not in endings:
        raise Refused(Problem(f"不能写成“{out.suffix or out.name}”，请用扩展名 {'、'.join(endings)}。"))
    try:
        out.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise Refused(Problem(f"不能写到 {out}（{error.strerror}），请换一个位置。")) from None
