"""Documents that the folder of any case may hold: what was done to it, and how its terms were counted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils.timezone import localtime
from lxml import etree

from yangguang.core.cases import queries as cases
from yangguang.core.cases import versions
from yangguang.core.cases.models import Case, Step
from yangguang.core.letters import Cell, Heading, Paragraph, Table, document_to_pdf
from yangguang.core.letters import Document as Paper
from yangguang.core.records.models import Record

from .metadata import clean

RECORDS = "urn:yangguang:records:1"


def paper(title: str, *blocks: Heading | Paragraph | Table) -> bytes:
    """Return a document as PDF/A."""
    return document_to_pdf(Paper(title, blocks, demo=settings.DEMO))


def table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[object]], widths: Sequence[float] = ()
) -> Table:
    """Return a table of plain words; what there is none of is a dash."""
    return Table(
        caption,
        (tuple(Cell(each) for each in head),),
        tuple(tuple(str(cell) if cell not in (None, "") else "—" for cell in row) for row in rows),
        widths=tuple(widths),
    )


def facts(caption: str, rows: Iterable[tuple[str, object]]) -> Table:
    """Return a table of two columns: what is known, and what it is."""
    return table(caption, ("项目", "内容"), rows, (1, 3))


def records_paper(case: Case) -> bytes:
    """Return what was done to a case, as people read it (办理经过)."""
    rows = [
        (each.seq, f"{localtime(each.at):%Y-%m-%d %H:%M}", each.by_name, each.note)
        for each in cases.timeline(case)
    ]
    said = Paragraph(f"办件{case.number}的台账记录，共{len(rows)}条；逐条的原文和哈希另存为 XML。")
    return paper("办理经过", said, table("", ("台账序号", "时间", "行为人", "记录"), rows, (1, 2, 1.2, 5)))


def records_xml(case: Case) -> bytes:
    """Return the rows of the ledger on a case as they are, with the hashes that tie them to the others."""
    root = etree.Element(f"{{{RECORDS}}}台账记录", nsmap={None: RECORDS}, 办件编号=clean(case.number))
    for each in cases.timeline(case):
        _record(root, each)
    etree.indent(root)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return made


def clock_paper(case: Case, key: str) -> bytes:
    """Return the proof of a term of a case, day by day (期限证明)."""
    clock = cases.clock(case, key)
    assert clock is not None  # the folder asks only for terms that began
    name = versions.diagram_of(case.version).clocks[key].name
    ended = f"，于{clock.closed_on}终结" if clock.closed_on else ""
    due = f"到{clock.due_on}为止" if clock.due_on else "没有届满日"
    rows = [
        (each.on, f"第{each.count}日" if each.count else "", each.words, each.step.label, each.source)
        for each in cases.clock_proof(case, key)
    ]
    return paper(
        f"期限证明：{name}",
        Paragraph(f"办件{case.number}的{name}{due}{ended}。逐日的计算和依据如下。"),
        table("逐日证明", ("日期", "第几日", "这一天", "怎样计算", "依据"), rows, (1.6, 1.1, 1.6, 2, 4)),
    )


def steps_paper(title: str, case: Case, nodes: Sequence[str]) -> bytes:
    """Return who did some steps of a case, when, with which outcome and opinion."""
    diagram = versions.diagram_of(case.version)
    done = Step.objects.filter(case=case, node__in=nodes, state=Step.State.DONE).order_by("closed_at", "pk")
    rows = []
    for step in done:
        node = diagram.nodes[step.node]
        outcome = node.outcome(step.outcome)
        closed = f"{localtime(step.closed_at):%Y-%m-%d %H:%M}" if step.closed_at else ""
        rows.append(
            (
                node.name,
                step.done_by_name or step.role,
                closed,
                outcome.label if outcome else "办结",
                step.opinion,
            )
        )
    return paper(
        title,
        table(
            f"办件{case.number}", ("环节", "办理人", "时间", "结果", "意见"), rows, (1.5, 1.2, 1.8, 1.5, 4)
        ),
    )


def _record(root: etree._Element, row: Record) -> None:
    element = etree.SubElement(
        root,
        f"{{{RECORDS}}}记录",
        序号=str(row.seq),
        时间=row.at.isoformat(),
        行为=row.kind,
        行为人=clean(row.by_name),
    )
    for name, words in (
        ("对象", row.about), ("行为人标识", row.by), ("说明", row.note), ("算法", row.algorithm),
        ("前一条", row.previous), ("本条", row.hash),
    ):  # fmt: skip
        etree.SubElement(element, f"{{{RECORDS}}}{name}").text = clean(str(words))
    details = etree.SubElement(element, f"{{{RECORDS}}}详情")
    for key, value in sorted(row.details.items()):
        etree.SubElement(details, f"{{{RECORDS}}}项", 名称=clean(str(key))).text = clean(_plain(value))


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
