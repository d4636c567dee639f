"""The chart: all of it is there, nothing lies on top of anything else, and it can be read without seeing it."""

from itertools import combinations, pairwise

import pytest
from lxml import etree

from yangguang.rules.processes import Process, load
from yangguang.rules.processes.chart import svg
from yangguang.rules.processes.layout import Box, Layout, Line, laid_out
from yangguang.rules.processes.tests.sketches import (
    DISCLOSURE,
    PERMIT,
    SIGNING,
    TRIAL,
    Chance,
    drawn,
    refusal,
    sketch,
)

SVG = "{http://www.w3.org/2000/svg}"
IN_USE = {"disclosure": DISCLOSURE, "trial": TRIAL, "signing": SIGNING, "permit": PERMIT}

Segment = tuple[tuple[float, float], tuple[float, float]]


def by_chance(count: int) -> list[Process]:
    """Return sound nets of 2 to 15 steps, and as many that are changed as can be read."""
    nets = [Chance(seed).sound(2 + seed % 14) for seed in range(count)]
    changed = [Chance(seed).mutated(2 + seed % 8) for seed in range(count)]
    return [net.process() for net in [*nets, *changed] if not refusal(net.text())]


def segments(line: Line) -> list[Segment]:
    return list(pairwise(line.points))


def covers(box: Box, segment: Segment) -> bool:
    """Whether a piece of a line runs inside of a box and not only along its rim."""
    (ax, ay), (bx, by) = segment
    left, right = box.x - box.width / 2, box.x + box.width / 2
    top, bottom = box.y - box.height / 2, box.y + box.height / 2
    return min(ax, bx) < right and max(ax, bx) > left and min(ay, by) < bottom and max(ay, by) > top


def common(one: Segment, other: Segment) -> float:
    """Return how long the stretch is that two pieces of lines share."""
    for along in (0, 1):
        if len({point[1 - along] for point in (*one, *other)}) == 1:
            (a, b), (c, d) = (sorted(point[along] for point in each) for each in (one, other))
            return min(b, d) - max(a, c)
    return 0


def assert_can_be_read(process: Process) -> None:
    layout = laid_out(process)
    assert set(layout.boxes) == set(process.nodes)
    assert sorted(line.flow for line in layout.lines) == sorted(process.flows)
    assert_boxes_are_apart(layout)
    assert_boxes_are_in_their_lanes(process, layout)
    for line in layout.lines:
        assert_runs_from_end_to_end(process, layout, line)
    for one, other in combinations(layout.lines, 2):
        ends = [{process.flows[line.flow].source, process.flows[line.flow].target} for line in (one, other)]
        shared = max(common(a, b) for a in segments(one) for b in segments(other))
        assert shared <= 0.5 or ends[0] & ends[1], (one, other)


def assert_boxes_are_apart(layout: Layout) -> None:
    for one, other in combinations(layout.boxes.values(), 2):
        beside = abs(one.x - other.x) >= (one.width + other.width) / 2
        below = abs(one.y - other.y) >= (one.height + other.height) / 2
        assert beside or below
    for box in layout.boxes.values():
        assert box.width / 2 <= box.x <= layout.width - box.width / 2
        assert box.height / 2 <= box.y <= layout.height - box.height / 2


def assert_boxes_are_in_their_lanes(process: Process, layout: Layout) -> None:
    lanes = {lane.role: lane for lane in layout.lanes}
    assert tuple(lanes) == process.roles
    for before, after in pairwise(layout.lanes):
        assert before.x + before.width <= after.x
    for node in process.nodes.values():
        if node.role:
            box, lane = layout.boxes[node.id], lanes[node.role]
            assert lane.x <= box.x - box.width / 2
            assert box.x + box.width / 2 <= lane.x + lane.width


def assert_runs_from_end_to_end(process: Process, layout: Layout, line: Line) -> None:
    flow = process.flows[line.flow]
    for end, (x, y) in ((flow.source, line.points[0]), (flow.target, line.points[-1])):
        box = layout.boxes[end]
        assert abs(x - box.x) <= box.width / 2
        assert abs(y - box.y) <= box.height / 2
    for segment in segments(line):
        (ax, ay), (bx, by) = segment
        assert ax == bx or ay == by
        for node, box in layout.boxes.items():
            assert node in (flow.source, flow.target) or not covers(box, segment), (line, node)
        for x, y in segment:
            assert 0 <= x <= layout.width
            assert 0 <= y <= layout.height


@pytest.mark.parametrize("name", IN_USE)
def test_charts_in_use_can_be_read(name):
    assert_can_be_read(load(IN_USE[name]))


def test_charts_of_nets_drawn_by_chance_can_be_read():
    nets = by_chance(60)
    assert len(nets) >= 90
    for process in nets:
        assert_can_be_read(process)


def test_it_is_read_from_top_to_bottom():
    """Only what is sent back runs up the page."""
    process = load(DISCLOSURE)
    boxes = laid_out(process).boxes
    upwards = {flow.id for flow in process.flows.values() if boxes[flow.target].y < boxes[flow.source].y}
    assert upwards == {"f_corrected", "f_third_said", "f_agency_said", "f_returned", "f_unsigned"}


@pytest.mark.parametrize(
    "ways",
    [
        ("收件 > 受理 > 办结", "复查 > 通知 > 复查"),
        ("收件 > ?一 > ?二 > 受理 > 办结", "?二 > ?一"),
        ("收件 > 受理 > ?去向 > 受理", "?去向 > 办结", "?去向 > 办结", "?去向 > 受理"),
        ("收件 > +分 > +合 > 受理 > 办结", "+分 > +合", "+分 > +合", "+分 > +合"),
        (
            "收件 > 受理 > ?一 > 办结",
            "?一 > 审查 > ?二 > 补正 > ?三 > 补正",
            "复查 > ?四 > 复查",
            "?四 > 通知 > 补正",
        ),
    ],
)
def test_even_what_is_not_sound_can_be_drawn(ways):
    """A person must see what is wrong with it."""
    assert_can_be_read(drawn(*ways))


class TestPicture:
    def root(self, process: Process, progress: dict[str, str] | None = None):
        return etree.fromstring(svg(process, progress).encode())

    def nodes(self, root) -> dict[str, str]:
        """Return the classes of each node by what is said of it."""
        return {group.findtext(f"{SVG}title"): group.get("class") for group in root.iter(f"{SVG}g")}

    @pytest.mark.parametrize("name", IN_USE)
    def test_every_step_arrow_and_lane_is_drawn(self, name):
        process = load(IN_USE[name])
        root = self.root(process)
        assert len(root.findall(f"{SVG}g")) == len(process.nodes)
        assert len(root.findall(f"{SVG}path[@class='flow']")) == len(process.flows)
        groups = zip(process.nodes.values(), root.findall(f"{SVG}g"), strict=True)
        for node, group in groups:
            written = "".join(text.text for text in group.findall(f"{SVG}text") if text.text != "？")
            assert written in (
                node.name,
                node.name * 2,
            )  # twice: what stands beside a gateway has a white rim
        written = "".join(text.text for text in root.findall(f"{SVG}text"))
        for words in [*process.roles, *(flow.name for flow in process.flows.values())]:
            assert words in written

    def test_screen_reader_finds_its_title_and_what_each_node_is(self):
        root = self.root(load(DISCLOSURE))
        assert root.get("role") == "img"
        title = root.find(f"{SVG}title")
        assert (title.text, title.get("id")) == ("政府信息依申请公开流程图", root.get("aria-labelledby"))
        said = self.nodes(root)
        assert "第三方提出意见，第三方和其他机关" in said
        assert "收到申请，申请人" in said

    def test_progress_is_shown_by_class_and_in_words(self):
        states = {"start": "done", "register": "done", "examine": "late", "search": "open"}
        root = self.root(load(DISCLOSURE), states)
        assert root.findtext(f"{SVG}title") == "政府信息依申请公开办件进度图"
        said = self.nodes(root)
        assert said["登记并发回执，受理窗口，已办"] == "node done"
        assert said["审查申请，公开工作机构，已逾期"] == "node late"
        assert said["检索并提出意见，责任科室，办理中"] == "node open"
        assert said["归档，受理窗口"] == "node"
        assert sorted(said.values()).count("node") == len(said) - len(states)

    @pytest.mark.parametrize("progress", [None, {"register": "done"}])
    def test_it_stands_alone_and_runs_nothing(self, progress):
        """The site serves it under a policy that allows neither scripts nor anything from elsewhere."""
        root = self.root(load(DISCLOSURE), progress)
        allowed = {"svg", "title", "defs", "marker", "path", "rect", "circle", "polygon", "text", "g"}
        assert {etree.QName(element).localname for element in root.iter()} <= allowed
        own = f"url(#{root.find(f'{SVG}defs/{SVG}marker').get('id')})"
        for element in root.iter():
            for name, value in element.attrib.items():
                assert not name.startswith("on")
                assert name not in ("style", "href")
                assert "url(" not in value or value == own

    def test_marks_of_html_in_a_name_are_only_letters(self):
        name = "<script>alert('1')</script> & \"甲\""
        net = sketch("收件 > 受理 > 办结")
        net.flows = [(a.replace("受理", name), b.replace("受理", name)) for a, b in net.flows]
        process = net.process()
        root = self.root(process)
        assert name in "".join(root.itertext())
        assert "<script" not in svg(process)

    def test_two_charts_on_one_page_do_not_share_their_ids(self):
        one, other = (etree.fromstring(svg(load(text)).encode()) for text in (DISCLOSURE, TRIAL))
        assert not set(one.xpath("//@id")) & set(other.xpath("//@id"))

    def test_somebody_outside_the_office_has_a_dashed_rim(self):
        root = self.root(load(DISCLOSURE))
        dashed = {
            group.findtext(f"{SVG}title").split("，")[0]
            for group in root.iter(f"{SVG}g")
            if group.xpath(".//*[@stroke-dasharray]")
        }
        assert dashed == {
            "补正申请", "说明申请理由", "缴纳信息处理费", "第三方提出意见", "其他机关提出意见",
        }  # fmt: skip


def test_same_process_is_always_drawn_alike():
    assert svg(load(DISCLOSURE)) == svg(load(DISCLOSURE))
    assert svg(drawn("收件 > 受理 > 办结")) != svg(drawn("收件 > 登记 > 办结"))
