"""An invented report whose figures all come out, in the forms in which reports are published."""

from html import escape

from yangguang.rules.statutory import COLUMNS, TABLE2, TABLE3, TABLE4, TABLE4_COLUMNS, Tables

ROWS = {
    "new_received": (30, 4, 0, 1, 2, 1),
    "carried_over": (3, 1, 0, 0, 0, 0),
    "granted": (12, 2, 0, 1, 0, 0),
    "partial": (4, 0, 0, 0, 1, 0),
    "denied_third_party": (2, 1, 0, 0, 0, 0),
    "denied_process_info": (1, 0, 0, 0, 0, 0),
    "unable_not_held": (7, 1, 0, 0, 0, 1),
    "refused_petition": (2, 0, 0, 0, 0, 0),
    "other_no_correction": (1, 0, 0, 0, 0, 0),
    "other_unpaid_fee": (1, 0, 0, 0, 0, 0),
    "other_misc": (1, 0, 0, 0, 0, 0),
    "total_results": (31, 4, 0, 1, 1, 1),
    "carry_forward": (2, 1, 0, 0, 1, 0),
}


def correct() -> Tables:
    """Return figures that satisfy every identity, counted by hand."""
    table3 = {key: (*(row := ROWS.get(key, (0,) * 6)), sum(row)) for key in TABLE3}
    table2 = dict.fromkeys(TABLE2, 0) | {
        "documents_issued": 3,
        "documents_repealed": 1,
        "documents_in_force": 20,
    }
    table4 = {"review": (4, 1, 0, 2, 7), "direct": (1, 0, 0, 0, 1), "postreview": (0, 0, 1, 0, 1)}
    return Tables(table2, table3, table4, section_six="全年收取信息处理费0元。")


def as_json(tables: Tables) -> dict[str, object]:
    return {
        "format_version": tables.layout,
        "org": "某区人民政府",
        "year": 2023,
        "table2": dict(tables.table2),
        "table3": {key: list(row) for key, row in tables.table3.items()},
        "table4": {key: list(row) for key, row in tables.table4.items()},
        "section_six": tables.section_six,
    }


def as_html(tables: Tables) -> str:
    """Return a page with merged cells, as the editors of real sites make them."""
    body = ["<html><head><meta charset='utf-8'></head><body><p>收到政府信息公开申请 38 件。</p>"]
    body.append("<table><tr><td colspan=4>第二十条第（一）项</td></tr>")
    for kind, name in (("rules", "规章"), ("documents", "行政规范性文件")):
        figures = "".join(
            f"<td>{tables.table2[f'{kind}_{what}']}</td>" for what in ("issued", "repealed", "in_force")
        )
        body.append(f"<tr><td>{name}</td>{figures}</tr>")
    body += [
        f"<tr><td>{TABLE2[key][1]}</td><td colspan=3>{tables.table2[key]}</td></tr>"
        for key in ("permits", "penalties", "coercion", "fees")
    ]
    body.append("</table><table><tr><td rowspan=2 colspan=3>（本列数据的勾稽关系为：…）</td>")
    body.append("<td colspan=7>申请人情况</td></tr><tr>")
    body += [f"<td>{name}</td>" for name in COLUMNS.values()]
    body.append("</tr>")
    within = ""
    for key, row in tables.rows.items():
        names = f"<td colspan=3>{escape(row.name)}</td>"
        if row.within.startswith("（"):
            high = sum(each.within == row.within for each in tables.rows.values())
            head = f"<td rowspan={high} colspan=2>{row.within}</td>" if row.within != within else ""
            names = f"{head}<td>{escape(row.name)}</td>"
        within = row.within
        figures = "".join(f"<td>{figure}</td>" for figure in tables.table3[key])
        body.append(f"<tr>{names}{figures}</tr>")
    body.append("</table><table><tr><td colspan=5 rowspan=2>行政复议</td><td colspan=10>行政诉讼</td></tr>")
    body.append("<tr><td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr><tr>")
    body += [f"<td>{name}</td>" for _ in TABLE4 for name in TABLE4_COLUMNS.values()]
    body.append("</tr><tr>")
    body += [f"<td>{figure}</td>" for group in tables.table4.values() for figure in group]
    body.append("</tr></table><p>六、其他需要报告的事项</p><p>全年收取信息处理费0元。</p></body></html>")
    return "".join(body)
