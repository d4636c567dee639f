"""The chart (流程图) as one static SVG: no script, no style of its own page needed, readable in print.

Its twin in words is the table of steps in the handbook, which says the same to those who cannot see it.
"""

from collections.abc import Mapping
from html import escape

from .definition import Node, NodeKind, Process
from .layout import LANE_HEAD, MARGIN, Box, Layout, Line, laid_out

INK, QUIET, LINE_COLOUR = "#1d2b3a", "#5a6672", "#6b7a89"
FILL = {"": "#ffffff", "done": "#e3f1e8", "open": "#fff3d6", "late": "#fde3e1"}
RIM = {"": "#2f5d8a", "done": "#2b7a4b", "open": "#9a6700", "late": "#b3261e"}
STATE = {"": "", "done": "已办", "open": "办理中", "late": "已逾期"}
LANES = ("#f4f7fa", "#fbfcfd")
FONT = "'Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif"
PER_LINE = 9
NOT_AT_START = "，。；：、？！）》”’"


def svg(process: Process, progress: Mapping[str, str] | None = None) -> str:
    """Return the chart of `process`.

    Args:
        process: what to draw.
        progress: for the chart of one case (办件进度图), which nodes are `done`, `open` or `late`.
    """
    layout = laid_out(process)
    states = progress or {}
    title = f"{process.name}{'办件进度图' if progress else '流程图'}"
    key = f"chart-{process.sha256[:8]}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="process-chart" role="img" aria-labelledby="{key}"'
        f' viewBox="0 0 {layout.width:g} {layout.height:g}" width="{layout.width:g}" height="{layout.height:g}"'
        f' font-family="{FONT}" font-size="13">',
        f'<title id="{key}">{escape(title)}</title>',
        f'<defs><marker id="{key}-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8"'
        f' orient="auto"><path d="M0 0.5 7.5 4 0 7.5z" fill="{LINE_COLOUR}"/></marker></defs>',
        *_lanes(layout),
        *(_line(process, line, f"{key}-arrow") for line in layout.lines),
        *(_node(node, layout.boxes[node.id], states.get(node.id, "")) for node in process.nodes.values()),
        *(_label(process, line) for line in layout.lines),
        "</svg>",
    ]
    return "\n".join(part for part in parts if part)


def _lanes(layout: Layout) -> list[str]:
    drawn = []
    height = layout.height - 2 * MARGIN
    for number, lane in enumerate(layout.lanes):
        drawn.append(
            f'<rect x="{lane.x:g}" y="{MARGIN}" width="{lane.width:g}" height="{height:g}"'
            f' fill="{LANES[number % 2]}" stroke="#d5dde5"/>'
            f'<rect x="{lane.x:g}" y="{MARGIN}" width="{lane.width:g}" height="{LANE_HEAD - 8}" fill="#2f5d8a"/>'
        )
        lines = wrapped(lane.role, PER_LINE)
        top = MARGIN + (LANE_HEAD - 8) / 2 - (len(lines) - 1) * 8 + 4.5
        drawn += [
            f'<text x="{lane.x + lane.width / 2:g}" y="{top + row * 16:g}" text-anchor="middle" fill="#ffffff">{escape(line)}</text>'
            for row, line in enumerate(lines)
        ]
    return drawn


def _line(process: Process, line: Line, arrow: str) -> str:
    path = "M" + " L".join(f"{x:g} {y:g}" for x, y in line.points)
    return (
        f'<path class="flow" d="{path}" fill="none" stroke="{LINE_COLOUR}" stroke-width="1.4"'
        f' stroke-linejoin="round" marker-end="url(#{arrow})"/>'
    )


def _label(process: Process, line: Line) -> str:
    name = process.flows[line.flow].name
    if not name:
        return ""
    x, y = line.label
    anchor = ' text-anchor="end"' if line.leftward else ""
    text = f'x="{x:g}" y="{y:g}" font-size="11"{anchor}'
    return (
        f'<text {text} stroke="#ffffff" stroke-width="4" stroke-linejoin="round">{escape(name)}</text>'
        f'<text {text} fill="{INK}">{escape(name)}</text>'
    )


def _node(node: Node, box: Box, state: str) -> str:
    said = "，".join(word for word in (node.name, node.role, STATE[state]) if word)
    classes = f"node {state}".strip()
    shape = _shape(node, box, state)
    return f'<g class="{classes}"><title>{escape(said)}</title>{shape}{_text(node, box)}</g>'


def _shape(node: Node, box: Box, state: str) -> str:
    paint = f'fill="{FILL[state]}" stroke="{RIM[state]}"'
    left, top = box.x - box.width / 2, box.y - box.height / 2
    match node.kind:
        case NodeKind.START | NodeKind.END:
            rim = 1.6 if node.kind is NodeKind.START else 4
            return f'<circle cx="{box.x:g}" cy="{box.y:g}" r="{box.width / 2 - 2:g}" {paint} stroke-width="{rim}"/>'
        case NodeKind.EXCLUSIVE | NodeKind.PARALLEL:
            half = box.width / 2
            points = f"{box.x:g},{box.y - half:g} {box.x + half:g},{box.y:g} {box.x:g},{box.y + half:g} {left:g},{box.y:g}"
            mark = (
                f'<path d="M{box.x - 8:g} {box.y:g}h16M{box.x:g} {box.y - 8:g}v16" stroke="{RIM[state]}" stroke-width="3"/>'
                if node.kind is NodeKind.PARALLEL
                else f'<text x="{box.x:g}" y="{box.y + 5:g}" text-anchor="middle" fill="{RIM[state]}">？</text>'
            )
            return f'<polygon points="{points}" {paint} stroke-width="1.6"/>{mark}'
        case _:
            dash = ' stroke-dasharray="5 3"' if node.outside else ""
            return (
                f'<rect x="{left:g}" y="{top:g}" width="{box.width:g}" height="{box.height:g}" rx="8" {paint}'
                f' stroke-width="1.6"{dash}/>'
            )


def _text(node: Node, box: Box) -> str:
    if not node.is_step:
        if not node.name:
            return ""
        x, y = box.x + box.width / 2 - (4 if node.is_gateway else -6), box.y - (10 if node.is_gateway else -4)
        text = f'x="{x:g}" y="{y:g}" font-size="11"'
        return (
            f'<text {text} stroke="#ffffff" stroke-width="4" stroke-linejoin="round">{escape(node.name)}</text>'
            f'<text {text} fill="{QUIET}">{escape(node.name)}</text>'
        )
    lines = wrapped(node.name, PER_LINE)
    top = box.y - (len(lines) - 1) * 8.5 + 4.5
    return "".join(
        f'<text x="{box.x:g}" y="{top + row * 17:g}" text-anchor="middle" fill="{INK}">{escape(line)}</text>'
        for row, line in enumerate(lines)
    )


def wrapped(text: str, per_line: int) -> list[str]:
    """Return `text` in lines of about equal length, none of which begins with a closing mark (避头).

    >>> wrapped("保密审查和合法性审核", 9)
    ['保密审查和', '合法性审核']
    >>> wrapped("一二三四五六七八九，十", 9)
    ['一二三四五六', '七八九，十']
    """
    rows = -(-len(text) // per_line)
    length = -(-len(text) // rows) if rows else 1
    lines: list[str] = []
    while text:
        end = length
        while end < len(text) and text[end] in NOT_AT_START:
            end += 1
        lines.append(text[:end])
        text = text[end:]
    return lines
