"""The handbook (办事手册) of a process: its steps in words, its terms, its materials, its chart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape

from .chart import svg
from .critical_path import CriticalPath, critical_path
from .definition import Condition, Flow, Limit, Node, NodeKind, Process
from .layout import ranks

YES_OR_NO = ("是", "否")
"""Names of branches that say nothing without the question at which they part."""

SIGNING = {"any": "或签（一人即可）", "all": "会签（全部同意）", "vote": "票签", "order": "顺签（依次）"}


@dataclass(frozen=True, slots=True)
class StepRow:
    """One row of the table of steps (步骤、办理人、时限、依据、材料、下一步); `key` is the node's in the file."""

    key: str
    number: int
    name: str
    role: str
    limit: str
    law: str
    materials: str
    following: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One row of the table of terms (时限、长度、依据、计算方法); `key` is the clock's in the file."""

    key: str
    name: str
    length: str
    source: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Handbook:
    """All that the handbook says, as plain values; `chart` is an SVG."""

    name: str
    on: date
    steps: tuple[StepRow, ...]
    clocks: tuple[ClockRow, ...]
    chart: str


def handbook(process: Process, on: date) -> Handbook:
    """Return the handbook of `process` by the terms in force on `on`."""
    ordered = _in_order(process)
    return Handbook(
        process.name,
        on,
        tuple(_step_row(process, number, node, on) for number, node in enumerate(ordered, 1)),
        tuple(
            _clock_row(process, critical_path(process, clock, on), on) for clock in process.clocks.values()
        ),
        svg(process),
    )


def html(book: Handbook) -> str:
    """Return the handbook as one page that stands alone: no script, nothing from elsewhere."""
    steps = "".join(
        f"<tr><td>{row.number}</td><th scope='row'>{escape(row.name)}</th><td>{escape(row.role)}</td>"
        f"<td>{escape(row.limit)}</td><td>{escape(row.law)}</td><td>{escape(row.materials)}</td>"
        f"<td>{'<br>'.join(escape(line) for line in row.following)}</td></tr>\n"
        for row in book.steps
    )
    clocks = "".join(
        f"<tr><th scope='row'>{escape(row.name)}</th><td>{escape(row.length)}</td>"
        f"<td>{escape(row.source)}</td><td>{'<br>'.join(escape(line) for line in row.remarks)}</td></tr>\n"
        for row in book.clocks
    )
    return _PAGE.format(
        name=escape(book.name), on=_written(book.on), steps=steps, clocks=clocks, chart=book.chart
    )


def _in_order(process: Process) -> list[Node]:
    """Return the steps in the order of the chart, from top to bottom."""
    row = ranks(process)
    return sorted(process.steps, key=lambda node: (row[node.id], node.line))


def _step_row(process: Process, number: int, node: Node, on: date) -> StepRow:
    role = f"{node.role}（{SIGNING[node.sign]}）" if node.sign else node.role
    materials = "；".join(
        "，".join(
            word for word in (each.name, each.form, f"{each.copies}份" if each.copies > 1 else "") if word
        )
        for each in node.materials
    )
    return StepRow(
        node.id,
        number,
        node.name,
        role,
        _length(node.limit, on),
        node.law or (node.limit.on(on).source if node.limit else ""),
        materials,
        tuple(_following(process, node)),
    )


def _following(process: Process, node: Node) -> Iterator[str]:
    """Say where a case goes after a step, for each outcome that leads to another place."""
    target = process.node_at(node.outgoing[0])
    if target.kind is not NodeKind.EXCLUSIVE or len(target.outgoing) == 1:
        yield _called(process, target)
        return
    for flow_id in sorted(target.outgoing, key=lambda flow: flow == target.default):
        flow = process.flows[flow_id]
        goes_to = _called(process, process.nodes[flow.target])
        label = flow.name or _outcome(node, flow) or ("其他情形" if flow_id == target.default else "")
        if label in YES_OR_NO and target.name:
            label = f"{target.name}，{label}"
        yield f"{label}：{goes_to}" if label else goes_to


def _outcome(node: Node, flow: Flow) -> str:
    """Return what the outcome of a step is called with which a flow is taken; empty when it asks for none."""
    if flow.condition is None or flow.condition.name != Condition.OUTCOME:
        return ""
    outcome = node.outcome(str(flow.condition.value))
    return outcome.label if outcome else ""


def _called(process: Process, node: Node, passed: tuple[Node, ...] = ()) -> str:
    """Return the name of a step or an end, or of all that a gateway leads to."""
    if not node.is_gateway or node in passed:
        return node.name or "办结"
    after = dict.fromkeys(_called(process, process.node_at(flow), (*passed, node)) for flow in node.outgoing)
    several = len(node.outgoing) > 1
    if node.kind is NodeKind.PARALLEL:
        return f"{'同时进行' if several else '全部办完后'}：{'、'.join(after)}"
    places = "或者".join(after)
    return f"{node.name}（{places}）" if several and node.name else places


def _clock_row(process: Process, path: CriticalPath, on: date) -> ClockRow:
    clock = path.clock
    term = clock.limit.on(on)
    remarks = []
    if clock.pause_while:
        names = "、".join(f"“{process.nodes[node].name}”" for node in clock.pause_while)
        remarks.append(f"{names}期间不计入。")
    if several := [process.nodes[node].name for node in clock.pause_while if process.nodes[node].each]:
        names = "、".join(f"“{name}”" for name in several)
        remarks.append(f"{names}可以同时征求多方，各方的期间分别计算，重叠的只扣除一次。")
    if clock.restart:
        names = "、".join(f"“{process.nodes[moment.node].name}”" for moment in clock.restart)
        remarks.append(f"{names}完成之日起重新计算。")
    if term.extension:
        remarks.append(f"可延长一次，最长{term.extension}。")
    if clock.promise:
        remarks.append(f"承诺不超过{clock.promise}{term.unit.label}；各步骤最长合计 {path}。")
    return ClockRow(clock.key, clock.name, str(term), term.source, tuple(remarks))


def _length(limit: Limit | None, on: date) -> str:
    return str(limit.on(on)) if limit else ""


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


_PAGE = """<!doctype html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}办事手册</title>
<style>
body {{ font: 16px/1.7 "Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  color: #1d2b3a; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }}
h1 {{ font-size: 1.9rem; }} h2 {{ margin-top: 2.5rem; font-size: 1.3rem; }}
table {{ border-collapse: collapse; width: 100%; }}
caption {{ text-align: left; color: #5a6672; padding-bottom: .5rem; }}
th, td {{ border: 1px solid #c8d2dc; padding: .5rem .7rem; text-align: left; vertical-align: top; }}
thead th {{ background: #eaf0f6; }}
.wide {{ overflow-x: auto; }}
@media print {{ body {{ margin: 0; }} .wide svg {{ max-width: 100%; height: auto; }} }}
</style>
</head>
<body>
<main>
<h1>{name}办事手册</h1>
<p>按{on}有效的规定生成。</p>
<h2>办理步骤</h2>
<div class="wide" role="region" aria-label="办理步骤表" tabindex="0"><table>
<caption>每一步由谁办理、多长时间、依据什么、下一步去哪里</caption>
<thead><tr><th scope="col">序</th><th scope="col">步骤</th><th scope="col">办理人</th>
<th scope="col">时限</th><th scope="col">依据</th><th scope="col">材料</th>
<th scope="col">下一步</th></tr></thead>
<tbody>
{steps}</tbody></table></div>
<h2>时限</h2>
<div class="wide" role="region" aria-label="时限表" tabindex="0"><table>
<caption>整件事的时限，及其计算方法</caption>
<thead><tr><th scope="col">时限</th><th scope="col">长度</th>
<th scope="col">依据</th><th scope="col">说明</th></tr></thead>
<tbody>
{clocks}</tbody></table></div>
<h2>流程图</h2>
<p>图中内容与上面的步骤表相同。</p>
<div class="wide" role="region" aria-label="流程图" tabindex="0">
{chart}
</div>
</main>
</body>
</html>
"""
