"""`yangguang report check FILE` reads published reports; `yangguang report disclosure YEAR` writes ours."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from yangguang.rules.identities import Finding, findings
from yangguang.rules.problems import Problem, Refused, refuse_if
from yangguang.rules.statutory import Tables
from yangguang.work.reports.reading import read_report


@click.group(help="政府信息公开工作年度报告：生成、核对")
def command() -> None:
    pass


@command.command(help="核对一份已发布的报告（PDF、网页、JSON）：没有问题退出码为0，有问题为1，读不出为2")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--previous", type=click.Path(path_type=Path), help="上一年度的报告，用于核对结转和现行有效件数"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def check(file: Path, previous: Path | None, as_json: bool) -> None:
    tables = read_report(file)
    before = read_report(previous) if previous else None
    found = findings(tables, previous=before)
    unchecked = list(_unchecked(tables, before))
    if as_json:
        click.echo(json.dumps(_as_json(file, tables, found, unchecked), ensure_ascii=False, indent=1))
    else:
        for finding in found:
            click.echo(f"{finding.identity} {finding}")
        for words in unchecked:
            click.echo(f"未核对：{words}", err=True)
        click.echo(f"共发现{len(found)}处问题。" if found else "没有发现问题。")
    sys.exit(1 if found else 0)


def _unchecked(tables: Tables, before: Tables | None) -> Any:
    if before is None:
        yield "与上一年度报告的衔接（没有给出 --previous）。"
    if not tables.stated:
        yield "正文与表中数字是否一致（正文里没有读到确定的数字）。"


def _as_json(file: Path, tables: Tables, found: list[Finding], unchecked: list[str]) -> dict[str, Any]:
    return {
        "file": file.name,
        "format_version": tables.layout,
        "findings": [
            {
                "identity": each.identity,
                "level": each.level.value,
                "table": each.table,
                "row": each.row,
                "column": each.column,
                "message": each.message,
                "expected": None if each.expected is None else float(each.expected),
                "found": None if each.found is None else float(each.found),
            }
            for each in found
        ],
        "unchecked": unchecked,
    }


FORMATS = ("html", "docx", "pdf", "json", "csv")


@command.command(help="由记录生成某一机关某一年度的报告，如 report disclosure 2023 --org 440404")
@click.argument("year", type=click.IntRange(2008, 2100))
@click.option("--org", "code", required=True, help="机关代码，如 440404（含下属机关）")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path(), help="写到哪个文件夹；不写则为当前文件夹"
)
@click.option("--format", "formats", default=",".join(FORMATS), help="html,docx,pdf,json,csv，用逗号分开")
def disclosure(year: int, code: str, out: Path, formats: str) -> None:
    chosen = [each.strip() for each in formats.split(",")]
    refuse_if(
        [
            Problem(f"没有格式“{each}”，可用的有 {'、'.join(FORMATS)}。")
            for each in chosen
            if each not in FORMATS
        ]
    )
    from yangguang.web.start import office

    with office():
        from yangguang.core.orgs.models import Organisation
        from yangguang.work.reports import files, writing

        org = Organisation.objects.filter(code=code).first()
        if org is None:
            raise Refused(Problem(f"没有代码为“{code}”的机关，请核对代码。"))
        report = writing.report(org, year)
        written = {each: files.of_report(report, each) for each in chosen}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for ending, content in written.items():
            target = out / f"disclosure-{code}-{year}.{ending}"
            target.write_bytes(content)
            click.echo(target)
    except OSError as error:
        raise Refused(Problem(f"不能写到 {out}（{error.strerror}），请换一个位置。")) from None
    for finding in report.findings:
        click.echo(f"{finding.identity} {finding}", err=True)
