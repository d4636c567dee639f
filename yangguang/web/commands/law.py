"""`yangguang law import`: reading laws into the library; `yangguang law link`: who of the office cites them."""

import json
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from yangguang.rules.problems import Problem, Refused
from yangguang.web.start import office

MOST_SHOWN = 50
"""How many problems are told one by one; all of them are kept with the import, and in --json."""


@click.group(help="法规库：入库、引用关联")
def command() -> None:
    pass


@command.command(
    "import",
    help="把法规文件读入法规库，可重复运行；--dry-run 只读文件、不用数据库，不写入任何内容",
)
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="文件")
@click.option("--dry-run", is_flag=True, help="只检查文件，不写入")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：法规数、条文数、文本数和问题")
@click.option(
    "--checked-to", type=click.DateTime(["%Y-%m-%d"]), metavar="日期",
    help="来源核对到哪一天；不写则按来源里最新的一部",
)  # fmt: skip
def import_(path: Path, dry_run: bool, as_json: bool, checked_to: datetime | None) -> None:
    counts = _read(path) if dry_run else _imported(path, checked_to)
    if as_json:
        click.echo(json.dumps(counts, ensure_ascii=False, indent=1))
        return
    for each in counts["problems"][:MOST_SHOWN]:
        click.echo(each, err=True)
    if len(counts["problems"]) > MOST_SHOWN:
        click.echo(f"还有{len(counts['problems']) - MOST_SHOWN}处，用 --json 看全部。", err=True)
    said = "没有写入任何内容" if dry_run else "已入库"
    click.echo(
        f"{said}：法规{counts['instruments']}部，文本{counts['versions']}个，条文{counts['articles']}条，"
        f"需要核对的{len(counts['problems'])}处。"
    )


@command.command(
    "link",
    help="重新关联本系统引用法规之处：公开事项、期限、流程、指标和稿件；导入法规后已自动关联，可重复运行",
)
def link() -> None:
    with office():
        from django.db import transaction

        from yangguang.core.law import actions

        with transaction.atomic():
            count = actions.link_all(_shown)
    click.echo(f"已关联{count}处引用。")


def _shown(rows: Iterable[Any] | None, total: int, what: str) -> Any:
    """Show a bar where somebody looks on; elsewhere, as in the log of a container, one line for each stage."""
    looks_on = sys.stderr.isatty()
    if not looks_on:
        click.echo(f"{what}（{total}）", err=True)
    return tqdm(rows, total=total, desc=what, unit="", disable=not looks_on)


def _read(path: Path) -> dict[str, Any]:
    from yangguang.core.law.reading import read_laws

    found = read_laws(path, shown=_shown).corpus
    return _counts(found.instruments, found.articles, len(found.texts), found.problems)


def _imported(path: Path, checked_to: datetime | None) -> dict[str, Any]:
    with office():
        from django.utils import timezone

        from yangguang.core.cases.timer import Timer
        from yangguang.core.law import actions
        from yangguang.core.search import actions as search
        from yangguang.core.search.queries import owner_of_site

        org = owner_of_site()
        if org is None:
            raise Refused(Problem("还没有设立机关；请先运行 yangguang found，或者用 --dry-run 只检查文件。"))
        row = actions.import_laws(
            path, org=org, by=Timer("import", "法规入库"), at=timezone.localtime(),
            checked_to=checked_to.date() if checked_to else None, shown=_shown,
        )  # fmt: skip
        search.refresh(lambda rows, total: _shown(rows, total, "更新检索目录"))
        _write_pages()
        return _counts(row.instruments, row.articles, row.versions, row.problems)


def _write_pages() -> None:
    """Write the pages of the laws, and those that cite them, which the import made stale."""
    from yangguang.core.publishing.models import Pending
    from yangguang.core.publishing.site import writer
    from yangguang.core.publishing.site.sites import all_sites

    for site in all_sites():
        waiting = Pending.objects.filter(org=site.org).count()
        with _shown(None, waiting, "写出网站上的页面") as bar:
            problems = writer.work(site, bar.update)
        for each in problems:
            click.echo(each, err=True)


def _counts(instruments: int, articles: int, versions: int, problems: list[str]) -> dict[str, Any]:
    return {"instruments": instruments, "articles": articles, "versions": versions, "problems": problems}
