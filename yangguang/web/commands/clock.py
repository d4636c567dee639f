"""`yangguang clock FILE.json`: the last day of a term, and its proof."""

import json
import re
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from yangguang.rules.clocks import Clock, Event, Extended, Paused, Restarted, reckon
from yangguang.rules.problems import Problem, Refused
from yangguang.rules.terms import Term, Unit, terms_of
from yangguang.rules.workdays import WorkCalendar, parse_day

LONGEST_FILE = 1_000_000
"""In bytes. A case has a handful of events; a longer file was picked by mistake."""

EVENTS = {
    "paused": ({"from"}, {"to"}),
    "extended": ({"on"}, {"workdays", "days"}),
    "restarted": ({"on"}, set[str]()),
}
"""The keys that each kind of event must have, and those it may have."""


@click.command(help="推算期限的最后一日；FILE 写明期限、收到之日和经过")
@click.argument("file", metavar="FILE.json")
@click.option("--proof", is_flag=True, help="附逐日证明")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def command(file: str, proof: bool, as_json: bool) -> None:
    clock = _clock(_read(file))
    if as_json:
        click.echo(json.dumps(_plain(clock, with_proof=proof), ensure_ascii=False, indent=2))
        return
    for day in clock.proof() if proof else []:
        click.echo(str(day))
    click.echo(str(clock.due) if clock.due else f"正在征求意见，收到意见后还有{clock.left}日")
    if not clock.term.confirmed:
        click.echo(f"注意：{clock.term.title}{clock.term}尚待核实（{clock.term.source}）", err=True)


def _read(file: str) -> dict[str, Any]:
    try:
        with Path(file).open("rb") as opened:
            raw = opened.read(LONGEST_FILE + 1)
    except (OSError, ValueError):  # ValueError: a name that no file can have
        raise _refused(f"读不到文件“{file}”，请核对文件名和权限。") from None
    if len(raw) > LONGEST_FILE:
        raise _refused(f"文件“{file}”太大，应是一件办件的期限和经过，不超过1MB。")
    try:
        written = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):  # ValueError: not UTF-8, not JSON, or a number beyond all measure
        raise _refused(f"文件“{file}”不是正确的 JSON（UTF-8 编码），请检查引号、逗号和括号。") from None
    return _table(written, "文件", {"term", "received_on"}, {"events"})


def _clock(written: dict[str, Any]) -> Clock:
    received = parse_day(written["received_on"], field="received_on")
    events = written.get("events", [])
    if not isinstance(events, list):
        raise _refused('events 应当是一个列表，如 [{"kind": "paused", …}]。')
    term = _term(written["term"], received)
    happened = [_event(event, f"events 第{n}项") for n, event in enumerate(events, start=1)]
    return reckon(term, received, happened, WorkCalendar.of_state_council())


def _term(name: object, received: date) -> Term:
    if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*", name):
        raise _refused(f"term 应写成 disclosure.reply 这样的期限名称，不是“{_shown(name)}”。")
    part, _, key = name.partition(".")
    if not find_spec(f"yangguang.work.{part}"):
        raise _refused(f"没有“{part}”这项业务，请核对 term。")
    try:
        terms = terms_of(part)
    except FileNotFoundError:
        raise _refused(f"“{part}”这项业务没有期限，请核对 term。") from None
    periods = [each for each in terms if terms[each].values[0].unit is not Unit.AMOUNT]
    if key not in periods:
        raise _refused(f"“{part}”没有“{key}”这一期限；有 {'、'.join(periods)}。")
    return terms[key].on(received)


def _event(written: object, where: str) -> Event:
    kind = written.get("kind") if isinstance(written, dict) else None
    if not isinstance(kind, str) or kind not in EVENTS:
        raise _refused(f"{where}须写明 kind，只有 {'、'.join(EVENTS)}。")
    must, may = EVENTS[kind]
    table = _table(written, where, {"kind"} | must, may)
    if kind == "paused":
        until = table.get("to")
        return Paused(parse_day(table["from"]), None if until is None else parse_day(until))
    on = parse_day(table["on"])
    if kind == "restarted":
        return Restarted(on)
    for unit in ("workdays", "days"):
        if type(table.get(unit, 0)) is not int:
            raise _refused(f"{where}的 {unit} 应当是整数。")
    return Extended(on, workdays=table.get("workdays", 0), days=table.get("days", 0))


def _table(written: object, where: str, must: set[str], may: set[str]) -> dict[str, Any]:
    if not isinstance(written, dict):
        raise _refused(f"{where}应当是一个对象，写明 {'、'.join(sorted(must))}。")
    for key in sorted(must - written.keys()):
        raise _refused(f"{where}缺少 {key}。")
    for key in written.keys() - must - may:
        raise _refused(f"{where}里没有“{_shown(key)}”这一项，只有 {'、'.join(sorted(must | may))}。")
    return written


def _plain(clock: Clock, *, with_proof: bool) -> dict[str, Any]:
    due = clock.due
    answer: dict[str, Any] = {
        "due_on": due and str(due.on),
        "provisional": bool(due and due.provisional),
        "state": "paused" if clock.is_paused else "running",
        "title": clock.term.title,
        "term": str(clock.term),
        "source": clock.term.source,
        "confirmed": clock.term.confirmed,
        "received_on": str(clock.received),
        "started_on": str(clock.started_on),
        "extended": clock.extended,
        "left": clock.left if clock.is_paused else None,
    }
    if with_proof:
        answer["proof"] = [
            {
                "on": str(day.on),
                "step": day.step,
                "words": day.words,
                "count": day.count,
                "source": day.source,
                "provisional": day.provisional,
            }
            for day in clock.proof()
        ]
    return answer


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


def _refused(sentence: str) -> Refused:
    return Refused(Problem(sentence))
