"""The whole report: its six parts in their fixed order, with every number counted and none typed.

Source: 政府信息公开条例第四十九条、第五十条; 国办公开办函〔2021〕30号.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from yangguang.core.metrics.registry import all_metrics
from yangguang.core.orgs.models import Organisation
from yangguang.rules.identities import Finding, findings
from yangguang.rules.periods import Period
from yangguang.rules.statutory import COLUMNS, TABLE2, TABLE4, TABLE4_COLUMNS, Number, Tables

from . import building, queries
from .models import Edition, Passage
from .reading.grids import stated_in

PARTS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
Section = Passage.Section


@dataclass(frozen=True, slots=True)
class Part:
    """One of the six parts: its title and its words; tables 2, 3 and 4 follow those of parts two, three and four."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """A report as the records give it now."""

    org: Organisation
    year: int
    tables: Tables
    parts: tuple[Part, ...]
    findings: tuple[Finding, ...]
    has_problems_section: bool
    problems_last_year: str

    @property
    def title(self) -> str:
        return f"{self.org.name}{self.year}年政府信息公开工作年度报告"


def report(org: Organisation, year: int) -> Report:
    """Return the report of `org` for `year`, over itself and all organisations below."""
    orgs = org.subtree()
    tables = building.count(orgs, year)
    before = queries.newest_edition(org, year - 1)
    previous = from_json(before.tables) if before else None
    below = building.count_each(orgs, year)
    written = queries.passages(org, year)
    parts = tuple(
        Part(title, tuple(paragraphs))
        for title, paragraphs in zip(
            PARTS,
            (
                list(_overview(org, year, tables, written)),
                [],
                [],
                [],
                _lines(written.get(Section.PROBLEMS, "")),
                list(_other_matters(orgs, year, written)),
            ),
            strict=True,
        )
    )
    # What people wrote is held against the tables; the words of ours are made from them.
    said = replace(
        tables,
        stated=stated_in("\n".join(written.values())),
        section_six="\n".join(parts[-1].paragraphs),
    )
    return Report(
        org,
        year,
        tables,
        parts,
        tuple(findings(said, previous=previous, children=below)),
        bool(written.get(Section.PROBLEMS, "").strip()),
        queries.passages(org, year - 1).get(Section.PROBLEMS, ""),
    )


def as_json(tables: Tables) -> dict[str, Any]:
    """Return the figures in the form of docs/report-json.md, in the order of the tables."""
    return {
        "format_version": tables.layout,
        "table2": {key: _number(tables.table2[key]) for key in TABLE2},
        "table3": {key: [_number(figure) for figure in tables.table3[key]] for key in tables.rows},
        "table4": {key: [_number(figure) for figure in tables.table4[key]] for key in TABLE4},
    }


def from_json(form: dict[str, Any]) -> Tables:
    """Return the figures that `as_json` wrote."""
    return Tables(
        {key: _figure(value) for key, value in form["table2"].items()},
        {key: tuple(map(_figure, row)) for key, row in form["table3"].items()},
        {key: tuple(map(_figure, row)) for key, row in form["table4"].items()},
        form["format_version"],
    )


def differences(edition: Edition) -> Iterator[tuple[building.Cell, Number, Number, set[str], set[str]]]:
    """Yield each cell that would differ today from a frozen edition: then, now, rows gone, rows come."""
    orgs = edition.org.subtree()
    then, now = from_json(edition.tables), building.count(orgs, edition.year)
    keys = building.keys(orgs, edition.year)
    for key, cell in building.cells().items():
        before, today = set(edition.rows.get(key, ())), set(keys[key])
        figures = figure(then, cell), figure(now, cell)
        if before != today or figures[0] != figures[1]:
            yield cell, *figures, before - today, today - before


def figure(tables: Tables, cell: building.Cell) -> Number:
    """Return the figure of a cell."""
    if cell.table == 2:
        return tables.table2[cell.row]
    if cell.table == 3:
        return tables.table3[cell.row][list(COLUMNS).index(cell.column)]
    return tables.table4[cell.row][list(TABLE4_COLUMNS).index(cell.column)]


def _overview(org: Organisation, year: int, tables: Tables, written: dict[str, str]) -> Iterator[str]:
    yield (
        f"根据《中华人民共和国政府信息公开条例》（以下简称《条例》）的规定，{org.name}编制本报告。"
        f"所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。{_contact(org)}"
    )
    issued, repealed, valid = (
        tables.table2[f"documents_{key}"] for key in ("issued", "repealed", "in_force")
    )
    ran_out = all_metrics()[building.IN_THE_LIBRARY["documents_repealed"]].value(
        queries.keeping(org.subtree(), Period.year(year)), Period.year(year), how="ran_out"
    )
    among = f"（含有效期届满自动失效{ran_out}件）" if ran_out else ""
    yield f"（一）主动公开。{year}年制发行政规范性文件{issued}件，废止{repealed}件{among}，现行有效{valid}件。"
    new, over, total, forward = (
        tables.cell(key, "total")
        for key in ("new_received", "carried_over", "total_results", "carry_forward")
    )
    yield (
        f"（二）依申请公开。{year}年新收政府信息公开申请{new}件，上年结转{over}件；办结{total}件，结转下年度继续办理{forward}件。"
        f"予以公开{tables.cell('granted', 'total')}件，部分公开{tables.cell('partial', 'total')}件。"
    )
    reviews, suits = (
        tables.table4["review"][-1],
        sum(tables.table4[key][-1] for key in TABLE4 if key != "review"),
    )
    filed = all_metrics()["disclosure.contests_filed"].by(org.subtree(), Period.year(year), "kind")
    filed_reviews = filed.get(("review",), 0)
    filed_suits = sum(filed.values()) - filed_reviews
    yield (
        f"{year}年在审的政府信息公开行政复议案件{reviews}件、行政诉讼案件{suits}件（在审口径，含上年结转）；"
        f"其中当年新收行政复议案件{filed_reviews}件、行政诉讼案件{filed_suits}件（新收口径）。"
    )
    for mark, section in (("三", Section.MANAGEMENT), ("四", Section.PLATFORM), ("五", Section.SUPERVISION)):
        name = Section(section).label.split("：")[1]
        lines = _lines(written.get(section, ""))
        if lines:
            yield f"（{mark}）{name}。{lines[0]}"
            yield from lines[1:]


def _contact(org: Organisation) -> str:
    """Say where the organisation is reached, as far as that is known."""
    ways = {"联系地址": org.address, "邮编": org.postcode, "电话": org.phone, "电子邮箱": org.email}
    said = "，".join(f"{name}：{value}" for name, value in ways.items() if value)
    return f"{said}。" if said else ""


def _other_matters(orgs: Any, year: int, written: dict[str, str]) -> Iterator[str]:
    yield f"（一）{_fees(orgs, year)}"
    lines = _lines(written.get(Section.OTHER, ""))
    if lines:
        yield f"（二）{lines[0]}"
        yield from lines[1:]


def _fees(orgs: Any, year: int) -> str:
    """Say what was charged and, where several organisations charged, how much each (逐机关列件数与金额)."""
    period = Period.year(year)
    fees, cases = (
        all_metrics()[f"disclosure.{name}"].by(orgs, period, "org") for name in ("fees", "fee_cases")
    )
    whole = f"{year}年共{sum(cases.values())}件申请收取政府信息公开信息处理费{sum(fees.values())}元"
    each = [f"{org}{cases[org,]}件、{figure}元" for (org,), figure in sorted(fees.items())]
    return f"{whole}：{'；'.join(each)}。" if each else f"{whole}。"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _number(figure: Number) -> int | float:
    """Return a figure for JSON; four decimals of 万元 survive the way there and back."""
    return figure if isinstance(figure, int) else float(figure)


def _figure(value: float) -> Number:
    return value if isinstance(value, int) else Decimal(str(value))
