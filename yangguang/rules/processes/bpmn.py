"""Reading a process file: what it may contain, and what is wrong with it, by element and line.

Only what is listed here is read; anything else is refused, never guessed. All mistakes are told at once.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Set
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree

from yangguang.rules.problems import Problem, Refused, refuse_if
from yangguang.rules.terms import Kind, TermsError, Unit, terms_of

from .definition import (
    Clock,
    Condition,
    Field,
    Flow,
    Limit,
    Material,
    Moment,
    Node,
    NodeKind,
    Outcome,
    Process,
)
from .fitting import FIELD_TYPES, mistakes

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
OURS = "urn:yangguang:process:1"
DRAWING = ("http://www.omg.org/spec/BPMN/20100524/DI", "http://www.omg.org/spec/DD/20100524/DI")
"""Where the elements of an editor's drawing live. They are kept in the file and not read."""

LARGEST_FILE = 2_000_000
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,59}")
CONDITION = re.compile(
    r"\s*(?P<name>[a-z][a-z0-9_]*)\s*(?P<operator>==|!=|>=|<=|>|<)\s*"
    r"(?:'(?P<text>[^']*)'|(?P<number>-?[0-9]{1,15})|(?P<truth>true|false))\s*"
)
UNITS = {"workday": Unit.WORKDAYS, "day": Unit.DAYS, "month": Unit.MONTHS, "year": Unit.YEARS}
SIGNING = ("any", "all", "vote", "order")

_ATTRIBUTES = {
    "definitions": {
        "id",
        "name",
        "targetNamespace",
        "exporter",
        "exporterVersion",
        "expressionLanguage",
        "typeLanguage",
    },
    "process": {"id", "name", "isExecutable", "processType", "isClosed"},
    "laneSet": {"id", "name"},
    "lane": {"id", "name"},
    "flowNodeRef": set(),
    "incoming": set(),
    "outgoing": set(),
    "documentation": {"id", "textFormat"},
    "extensionElements": set(),
    "sequenceFlow": {"id", "name", "sourceRef", "targetRef"},
    "conditionExpression": {"id", "language"},
    "startEvent": {"id", "name"},
    "endEvent": {"id", "name"},
    "userTask": {"id", "name"},
    "serviceTask": {"id", "name"},
    "exclusiveGateway": {"id", "name", "default", "gatewayDirection"},
    "parallelGateway": {"id", "name", "gatewayDirection"},
    "textAnnotation": {"id"},
    "text": set(),
    "association": {"id", "sourceRef", "targetRef", "associationDirection"},
}
_OUR_ATTRIBUTES = {
    "field": {"name", "type", "label"},
    "clock": {"key", "name", "kind", "days", "unit", "term", "law", "start", "stop", "pauseWhile", "restart"},
    "promise": {"clock", "days"},
    "step": {"outside", "limit", "unit", "term", "law", "onExpire", "each", "sign", "share", "action"},
    "outcome": {"key", "label", "auto"},
    "material": {"name", "form", "copies"},
}
_NODES = frozenset(NodeKind)
_STEPS = frozenset({NodeKind.STEP, NodeKind.SERVICE})
_PLACES: dict[str, Set[str]] = {
    "laneSet": {"process"},
    "sequenceFlow": {"process"},
    "textAnnotation": {"process"},
    "association": {"process"},
    **{kind: {"process"} for kind in _NODES},
    "lane": {"laneSet"},
    "flowNodeRef": {"lane"},
    "incoming": _NODES,
    "outgoing": _NODES,
    "extensionElements": {"process", *_NODES},
    "conditionExpression": {"sequenceFlow"},
    "text": {"textAnnotation"},
    **{ours: {"extensionElements"} for ours in _OUR_ATTRIBUTES},
}
"""Where an element may stand; anywhere else it would not be read."""
_AT_MOST_ONCE = ("extensionElements", "conditionExpression")


def load_file(path: Path) -> Process:
    """Return the process written in the file at `path`.

    Raises:
        Refused: when it cannot be read, or for everything that is wrong in it.
    """
    try:
        with path.open("rb") as file:
            return load(file.read(LARGEST_FILE + 1))
    except FileNotFoundError:
        raise Refused(Problem(f"没有找到文件 {path}，请检查路径。")) from None
    except IsADirectoryError:
        raise Refused(Problem(f"{path} 是文件夹，请给出一个 .bpmn 文件。")) from None
    except OSError as error:
        raise Refused(Problem(f"文件 {path} 不能读取（{error.strerror}），请检查权限。")) from None


def load(text: str | bytes) -> Process:
    """Return the process written in `text`.

    Raises:
        Refused: with everything that is wrong, each with its element and line.
    """
    raw = text.encode(errors="surrogatepass") if isinstance(text, str) else text
    root = _parsed(raw)
    reader = _Reader(root)
    refuse_if(reader.problems)
    process = reader.process(raw)
    refuse_if(mistakes(process))
    return process


def _parsed(raw: bytes) -> Any:
    if len(raw) > LARGEST_FILE:
        raise Refused(Problem(f"流程文件超过{LARGEST_FILE // 1_000_000}MB，请拆分流程。"))
    if re.search(rb"<!(DOCTYPE|ENTITY)", raw, re.IGNORECASE):
        raise Refused(Problem("流程文件不得含有 DOCTYPE 或实体声明，请从编辑器重新导出。"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise Refused(Problem(f"第{line}行：不是有效的 XML，请用流程编辑器打开并重新导出。")) from None
    if (root.getroottree().docinfo.encoding or "").upper() != "UTF-8":
        raise Refused(Problem("流程文件不是 UTF-8 编码，请从编辑器另存为 UTF-8。"))
    return root


class _Reader:
    """Reads the elements of a file into plain values, and collects what is wrong on the way."""

    def __init__(self, root: Any) -> None:
        self.problems: list[Problem] = []
        self.root = root
        self.roles: dict[str, str] = {}
        self.fields: dict[str, Field] = {}
        self.clocks: dict[str, Clock] = {}
        self.promises: list[tuple[str, int, int]] = []
        self.flows: dict[str, Flow] = {}
        self.nodes: dict[str, Any] = {}
        self.element = self._process_element()
        if self.element is not None:
            self._read()

    def process(self, raw: bytes) -> Process:
        incoming, outgoing = defaultdict(list), defaultdict(list)
        for flow in self.flows.values():
            outgoing[flow.source].append(flow.id)
            incoming[flow.target].append(flow.id)
        promised = {key: days for key, days, _ in self.promises}
        return Process(
            key=self.element.get("id"),
            name=self.element.get("name"),
            text=raw.decode(),
            sha256=hashlib.sha256(raw).hexdigest(),
            nodes={
                id: Node(incoming=tuple(incoming[id]), outgoing=tuple(outgoing[id]), **values)
                for id, values in self.nodes.items()
            },
            flows=self.flows,
            roles=tuple(dict.fromkeys(values["role"] for values in self.nodes.values() if values["role"])),
            fields=self.fields,
            clocks={key: _with_promise(clock, promised.get(key, 0)) for key, clock in self.clocks.items()},
        )

    # What is wrong

    def wrong(self, element: Any, message: str) -> None:
        self.problems.append(Problem(f"第{element.sourceline}行：{message}"))

    def _process_element(self) -> Any:
        if self.root.tag != f"{{{BPMN}}}definitions":
            self.wrong(self.root, f"不是 BPMN 2.0 文件（最外层应为 definitions，现为 {_local(self.root)}）。")
            return None
        processes = [child for child in self.root if child.tag == f"{{{BPMN}}}process"]
        for child in self.root:
            if child.tag == f"{{{BPMN}}}collaboration":
                self._check_pool(child, processes)
            elif child.tag != f"{{{BPMN}}}process" and _namespace(child) not in DRAWING:
                self.wrong(child, f"不支持的元素 {_local(child)}，请删除。")
        if len(processes) != 1:
            self.wrong(self.root, f"一个文件只能有一个流程，现有{len(processes)}个。")
            return None
        return processes[0]

    def _check_pool(self, element: Any, processes: list[Any]) -> None:
        """Let editors draw the one pool (池) without which they draw no lanes; it says nothing of the process."""
        pools = [each for each in element if each.tag == f"{{{BPMN}}}participant"]
        for each in element:
            if each not in pools:
                self.wrong(each, f"不支持的元素 {_local(each)}；流程之间不传递消息，请删除。")
        if [pool.get("processRef") for pool in pools] != [process.get("id") for process in processes]:
            self.wrong(element, "一个文件只能画一个池，即流程本身；请删除其他的池。")

    def _read(self) -> None:
        if not NAME.fullmatch(self.element.get("id", "")) or not self.element.get("name"):
            self.wrong(self.element, "流程须有名称（name）和由字母、数字组成的编号（id）。")
        self._check_attributes(self.root)
        self._check_known(self.element)
        for child in self.element:
            match _local(child):
                case "laneSet":
                    self._read_lanes(child)
                case "extensionElements":
                    self._read_case(child)
        for child in self.element:
            local = _local(child)
            if local == "sequenceFlow":
                self._read_flow(child)
            elif local in _NODES:
                self._read_node(child, NodeKind(local))

    def _check_known(self, element: Any) -> None:
        """Refuse every element and attribute that is not listed above."""
        for each in element.iter():
            local = _local(each)
            known = {BPMN: _ATTRIBUTES, OURS: _OUR_ATTRIBUTES}.get(_namespace(each), {})
            if local not in known:
                self.wrong(each, f"不支持的元素 {local}；请改用任务、排他网关或并行网关表达。")
                continue
            self._check_attributes(each)
            self._check_place(each)

    def _check_attributes(self, element: Any) -> None:
        local = _local(element)
        known = (_OUR_ATTRIBUTES if _namespace(element) == OURS else _ATTRIBUTES)[local]
        for name in map(str, element.attrib):
            # attributes of an editor are kept and not read; of ours there are none on elements of BPMN
            if name not in known and (not name.startswith("{") or name.startswith(f"{{{OURS}}}")):
                self.wrong(element, f"元素 {local} 不支持属性 {name.rpartition('}')[2]}，请删除。")

    def _check_place(self, element: Any) -> None:
        local, around = _local(element), element.getparent()
        if element is not self.element and _local(around) not in _PLACES.get(local, {_local(around)}):
            self.wrong(element, f"元素 {local} 不能写在 {_local(around)} 里，写在这里不会被读取。")
        elif local in _AT_MOST_ONCE and around.find(element.tag) is not element:
            self.wrong(element, f"{_local(around)} 里只能写一个 {local}。")

    # What stands in the file

    def _read_lanes(self, element: Any) -> None:
        for lane in element.iter(f"{{{BPMN}}}lane"):
            name = lane.get("name") or ""
            if not name:
                self.wrong(lane, "泳道须有名称，即办理的岗位。")
            for node in lane.iter(f"{{{BPMN}}}flowNodeRef"):
                id = (node.text or "").strip()
                if self.roles.get(id, name) != name:
                    self.wrong(node, f"“{id}”既在泳道“{self.roles[id]}”里，又在“{name}”里，只能在一处。")
                self.roles[id] = name

    def _read_case(self, element: Any) -> None:
        for each in element:
            match _local(each):
                case "field":
                    self._read_field(each)
                case "clock":
                    self._read_clock(each)
                case "promise":
                    if any(key == each.get("clock") for key, _, _ in self.promises):
                        self.wrong(each, f"时限“{each.get('clock')}”只能有一个承诺。")
                    days = self._whole(each, "days")
                    self.promises.append((each.get("clock", ""), days, each.sourceline))
                case local if local in _OUR_ATTRIBUTES:
                    self.wrong(each, f"{local} 只能写在步骤里。")
        for key, _, line in self.promises:
            if key not in self.clocks:
                self.problems.append(Problem(f"第{line}行：承诺所指的时限“{key}”不存在。"))

    def _read_field(self, element: Any) -> None:
        name, kind = element.get("name", ""), element.get("type", "")
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name == Condition.OUTCOME or name in self.fields:
            self.wrong(element, f"字段名“{name}”须由小写字母、数字和下划线组成，不重复，且不是 outcome。")
        if kind not in FIELD_TYPES:
            self.wrong(element, f"字段“{name}”的类型应为 {'、'.join(FIELD_TYPES)} 之一，现为“{kind}”。")
        self.fields[name] = Field(name, kind, element.get("label") or name)

    def _read_clock(self, element: Any) -> None:
        key = element.get("key", "")
        if not re.fullmatch(r"[a-z][a-z0-9_]*", key) or key in self.clocks:
            self.wrong(element, f"时限的 key“{key}”须由小写字母、数字和下划线组成，且不重复。")
        if element.get("kind", "max") not in set(Kind):
            self.wrong(element, "时限的 kind 应为 max（不超过）或 min（不少于）。")
            return
        limit = self._limit(element, "days", Kind(element.get("kind", "max")))
        if limit is None:
            self.wrong(element, f"时限“{key}”须写明 term，或者 days 和 law。")
            return
        start = [Moment(*word.split(":", 1)) for word in element.get("start", "").split()]
        if len(start) > 1:
            self.wrong(element, f"时限“{key}”只能由一个步骤起算，现有{len(start)}个。")
        self.clocks[key] = Clock(
            key=key,
            name=element.get("name") or key,
            limit=limit,
            start=start[0] if start else None,
            stop=tuple(Moment(*word.split(":", 1)) for word in element.get("stop", "").split()),
            pause_while=tuple(element.get("pauseWhile", "").split()),
            restart=tuple(Moment(*word.split(":", 1)) for word in element.get("restart", "").split()),
            line=element.sourceline,
        )

    def _read_flow(self, element: Any) -> None:
        id = self._id(element)
        condition = None
        for child in element.iter(f"{{{BPMN}}}conditionExpression"):
            condition = self._condition(child)
        self.flows[id] = Flow(
            id, element.get("sourceRef", ""), element.get("targetRef", ""), element.get("name") or "",
            element.sourceline, condition,
        )  # fmt: skip

    def _condition(self, element: Any) -> Condition | None:
        text = element.text or ""
        found = CONDITION.fullmatch(text)
        if not found:
            self.wrong(
                element,
                f"条件“{text.strip()}”写法不对，应为一个比较，如 outcome == 'agree' 或 pages > 30。",
            )
            return None
        value: str | int | bool
        if found["truth"]:
            value = found["truth"] == "true"
        elif found["number"]:
            value = int(found["number"])
        else:
            value = found["text"]
        return Condition(found["name"], found["operator"], value)

    def _read_node(self, element: Any, kind: NodeKind) -> None:
        id = self._id(element)
        values: dict[str, Any] = {
            "id": id,
            "kind": kind,
            "name": element.get("name") or "",
            "line": element.sourceline,
            "role": self.roles.get(id, ""),
            "default": element.get("default", ""),
        }
        extension = element.find(f"{{{BPMN}}}extensionElements")
        ours = list(extension) if extension is not None else []
        if kind in _STEPS:
            values |= self._step(element, ours)
        elif ours:
            self.wrong(element, f"“{values['name'] or id}”不是步骤，不能写岗位、时限或结果。")
        self.nodes[id] = values

    def _step(self, element: Any, ours: list[Any]) -> dict[str, Any]:
        name = element.get("name") or ""
        if not name:
            self.wrong(element, f"步骤 {element.get('id')} 须有名称。")
        found: dict[str, Any] = {}
        steps = [each for each in ours if _local(each) == "step"]
        if len(steps) > 1:
            self.wrong(steps[1], f"步骤“{name}”只能写一个 step。")
        for each in steps[:1]:
            sign = each.get("sign", "")
            if sign and sign not in SIGNING:
                self.wrong(each, f"会签方式“{sign}”应为 {'、'.join(SIGNING)} 之一。")
            share = self._whole(each, "share") if each.get("share") else 100
            if not 1 <= share <= 100:
                self.wrong(each, "票签的比例 share 应为1至100。")
            if self._truth(each, "each") and (sign or not self._truth(each, "outside")):
                self.wrong(each, "分别征求多方（each）的步骤由机关以外的人办理（outside），不能会签。")
            if each.get("share") and sign != "vote":
                self.wrong(each, "比例 share 只用于票签（vote）。")
            found = {
                "outside": self._truth(each, "outside"),
                "limit": self._limit(each, "limit", Kind.MAX),
                "on_expire": each.get("onExpire", ""),
                "law": each.get("law", ""),
                "each": self._truth(each, "each"),
                "sign": sign,
                "share": share,
                "action": each.get("action", ""),
            }
        outcomes = tuple(
            Outcome(each.get("key", ""), each.get("label", ""), self._truth(each, "auto"))
            for each in ours
            if _local(each) == "outcome"
        )
        keys = [outcome.key for outcome in outcomes]
        if len(set(keys)) != len(keys) or "" in keys or not all(outcome.label for outcome in outcomes):
            self.wrong(element, f"步骤“{name}”的每个结果须有不重复的 key 和 label。")
        if found.get("on_expire") and found["on_expire"] not in keys:
            self.wrong(element, f"步骤“{name}”逾期后的结果“{found['on_expire']}”没有列在它的结果里。")
        if found.get("on_expire") and not found.get("limit"):
            self.wrong(element, f"步骤“{name}”写了逾期后的结果，却没有时限。")
        for each in ours:
            if _local(each) in ("field", "clock", "promise"):
                self.wrong(each, f"{_local(each)} 只能写在流程的 extensionElements 里，不能写在步骤里。")
            elif _local(each) == "material" and not each.get("name"):
                self.wrong(each, f"步骤“{name}”的材料须有名称。")
        materials = tuple(
            Material(
                each.get("name", ""),
                each.get("form", ""),
                self._whole(each, "copies") if each.get("copies") else 1,
            )
            for each in ours
            if _local(each) == "material"
        )
        return {**found, "outcomes": outcomes, "materials": materials}

    def _limit(self, element: Any, number: str, kind: Kind) -> Limit | None:
        term = element.get("term", "")
        if term and element.get(number) is not None:
            self.wrong(element, f"term 和 {number} 只能写一个。")
        if term:
            if not _is_term(term):
                self.wrong(
                    element, f"terms.toml 里没有期限“{term}”（应写作 部分.期限，如 disclosure.reply）。"
                )
                return None
            return Limit(term=term, kind=kind)
        if element.get(number) is None:
            return None
        unit = element.get("unit", "workday")
        if unit not in UNITS:
            self.wrong(element, f"单位“{unit}”应为 {'、'.join(UNITS)} 之一。")
            return None
        if not element.get("law"):
            self.wrong(element, "写了天数就要写明依据（law）；机关自定的写“约定”。")
        return Limit(
            number=self._whole(element, number), unit=UNITS[unit], law=element.get("law", ""), kind=kind
        )

    def _whole(self, element: Any, name: str) -> int:
        value = element.get(name, "")
        if not re.fullmatch(r"\d{1,4}", value) or int(value) == 0:
            self.wrong(element, f"{name} 应为1至9999的整数，现为“{value}”。")
            return 1
        return int(value)

    def _truth(self, element: Any, name: str) -> bool:
        value = element.get(name, "false")
        if value not in ("true", "false", "1", "0"):
            self.wrong(element, f"{name} 应为 true 或 false，现为“{value}”。")
        return value in ("true", "1")

    def _id(self, element: Any) -> str:
        id = element.get("id", "")
        if not NAME.fullmatch(id):
            self.wrong(element, f"{_local(element)} 须有由字母、数字组成的编号（id），现为“{id}”。")
        elif id in self.nodes or id in self.flows:
            self.wrong(element, f"编号“{id}”重复。")
        return str(id)


def _with_promise(clock: Clock, days: int) -> Clock:
    return replace(clock, promise=days)


def _is_term(name: str) -> bool:
    part, _, term = name.partition(".")
    if not re.fullmatch(r"[a-z_]+", part):
        return False
    try:
        return term in terms_of(part)
    except (ModuleNotFoundError, FileNotFoundError, TermsError):
        return False


def _namespace(element: Any) -> str:
    return str(etree.QName(element).namespace or "")


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)
