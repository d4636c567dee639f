"""What does not fit together in a process that was read: references, gateways, conditions."""

from collections.abc import Iterator

from yangguang.rules.problems import Problem

from .definition import Clock, Condition, Flow, Moment, Node, NodeKind, Process

FIELD_TYPES = {"bool": bool, "int": int, "text": str}

MOST_NODES, MOST_FLOWS = 300, 600
"""More than anybody could check on a chart."""


def mistakes(process: Process) -> Iterator[Problem]:
    """Say what does not fit together: references, gateways, conditions."""
    if len(process.nodes) > MOST_NODES or len(process.flows) > MOST_FLOWS:
        yield Problem(f"流程超过{MOST_NODES}个节点或者{MOST_FLOWS}条连线，请拆分流程。")
        return
    dangling = [
        Problem(f"第{flow.line}行：连线 {flow.id} 所连的“{end}”不存在。")
        for flow in process.flows.values()
        for end in (flow.source, flow.target)
        if end not in process.nodes
    ]
    if dangling:
        yield from dangling
        return
    starts = [node for node in process.nodes.values() if node.kind is NodeKind.START]
    if len(starts) != 1:
        yield Problem(f"流程须有且只有一个开始，现有{len(starts)}个。")
        return
    if not any(node.kind is NodeKind.END for node in process.nodes.values()):
        yield Problem("流程没有结束，请加上结束事件。")
    if not process.steps:
        yield Problem("流程没有任何步骤，请加上任务。")
    for node in process.nodes.values():
        yield from _of_node(process, node)
    for clock in process.clocks.values():
        yield from _of_clock(process, clock)


def _of_node(process: Process, node: Node) -> Iterator[Problem]:
    def wrong(message: str) -> Problem:
        return Problem(f"第{node.line}行：{message}")

    name = node.name or node.id
    if node.kind is NodeKind.START and (node.incoming or len(node.outgoing) != 1):
        yield wrong("开始须有且只有一条引出的连线，且没有引入的连线。")
    elif node.kind is NodeKind.END and (node.outgoing or not node.incoming):
        yield wrong(f"结束“{name}”须有引入的连线，且没有引出的连线。")
    elif node.is_step and (len(node.outgoing) != 1 or not node.incoming):
        yield wrong(f"步骤“{name}”须有引入的连线和唯一一条引出的连线；分支请用网关。")
    elif node.is_gateway and (not node.incoming or not node.outgoing):
        yield wrong(f"网关“{name}”须既有引入也有引出的连线。")
    if node.is_step and not node.role:
        yield wrong(f"步骤“{name}”不在任何泳道里，不知由哪个岗位办理。")

    conditions = [process.flows[id] for id in node.outgoing if process.flows[id].condition]
    if node.kind is not NodeKind.EXCLUSIVE or len(node.outgoing) == 1:
        for flow in conditions:
            yield Problem(f"第{flow.line}行：“{name}”的这条连线不该带条件：只有排他网关的分支可以带条件。")
        if node.default:
            yield wrong(f"“{name}”没有分支，不该有默认分支。")
        return
    if node.default and node.default not in node.outgoing:
        yield wrong(f"网关“{name}”的默认分支 {node.default} 不是从它引出的。")
        return
    for id in node.outgoing:
        flow = process.flows[id]
        if id == node.default and flow.condition:
            yield Problem(f"第{flow.line}行：网关“{name}”的默认分支不该带条件。")
        if id != node.default and not flow.condition:
            yield Problem(f"第{flow.line}行：网关“{name}”的这条分支没有条件，也不是默认分支。")
    yield from _of_conditions(process, node, [flow for flow in conditions if flow.id != node.default])


def _of_conditions(process: Process, node: Node, branches: list[Flow]) -> Iterator[Problem]:
    name = node.name or node.id
    before = _steps_before(process, node)
    covered: set[object] = set()
    by_outcome = True
    for flow in branches:
        condition = flow.condition
        if condition is None:
            continue
        if condition.name == Condition.OUTCOME:
            if before is None:
                yield Problem(f"第{flow.line}行：网关“{name}”之前不只是步骤，不能按上一步的结果分支。")
                return
            known = {outcome.key for step in before for outcome in step.outcomes}
            if condition.operator != "==":
                yield Problem(f"第{flow.line}行：上一步的结果只能用 == 比较。")
            elif condition.value not in known:
                listed = "、".join(sorted(known)) or "（没有）"
                yield Problem(f"第{flow.line}行：上一步没有结果“{condition.value}”；它的结果有：{listed}。")
            covered.add(condition.value)
        else:
            by_outcome = False
            yield from _of_field(process, flow, condition)
    if not node.default:
        missing = {o.key for step in before or () for o in step.outcomes} - covered
        undecided = any(not step.outcomes for step in before or ())
        if not by_outcome or missing or undecided:
            yield Problem(f"第{node.line}行：网关“{name}”缺少默认分支：条件都不成立时不知往哪里走。")


def _of_field(process: Process, flow: Flow, condition: Condition) -> Iterator[Problem]:
    field = process.fields.get(condition.name)
    if field is None:
        yield Problem(f"第{flow.line}行：条件里的字段“{condition.name}”没有声明（field）。")
    elif type(condition.value) is not FIELD_TYPES[field.type]:
        yield Problem(f"第{flow.line}行：字段“{field.label}”是 {field.type}，与“{condition.value}”不能比较。")
    elif field.type != "int" and condition.operator not in ("==", "!="):
        yield Problem(f"第{flow.line}行：字段“{field.label}”只能用 == 或 != 比较。")


def _steps_before(process: Process, node: Node) -> list[Node] | None:
    """Return the steps whose outcome a gateway sees, or None when something else leads to it."""
    found: list[Node] = []
    seen = {node.id}
    waiting = list(node.incoming)
    while waiting:
        source = process.nodes[process.flows[waiting.pop()].source]
        if source.is_step:
            found.append(source)
        elif source.kind is NodeKind.EXCLUSIVE:
            if source.id not in seen:
                seen.add(source.id)
                waiting += source.incoming
        else:
            return None
    return found


def _of_clock(process: Process, clock: Clock) -> Iterator[Problem]:
    moments = [*([clock.start] if clock.start else []), *clock.stop, *clock.restart]
    for moment in [*moments, *(Moment(node) for node in clock.pause_while)]:
        node = process.nodes.get(moment.node)
        if node is None or not node.is_step:
            yield Problem(f"第{clock.line}行：时限“{clock.name}”所指的步骤“{moment.node}”不存在。")
        elif moment.outcome and not node.outcome(moment.outcome):
            yield Problem(f"第{clock.line}行：步骤“{node.name}”没有结果“{moment.outcome}”。")
