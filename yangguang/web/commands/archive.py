"""`yangguang archive verify | export | import`: packages of closed cases, kept, handed over, taken over."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from yangguang.rules.problems import Problem, Refused
from yangguang.web.start import office

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group(help="归档：核验归档信息包，整批导出、接收")
def command() -> None:
    pass


@command.command(
    help="逐个核验归档信息包（真实、完整、可用、安全）；完好退出码为0，有差别逐条列出，退出码为1。"
    "写明文件夹的，核验其中导出的一批，不用数据库"
)
@click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="文件夹"
)
@click.option("--org", "code", metavar="代码", help="只核验这一机关的；不写则全部核验")
def verify(folder: Path | None, code: str | None) -> None:
    found, number = _of_lot(folder) if folder else _of_office(code)
    for each in found:
        click.echo(str(each))
    if found:
        sys.exit(1)
    click.echo(f"{number}个归档信息包完好。")


@command.command(help="把某一机关某一年度的归档信息包连同目录导出到文件夹，可重复运行")
@click.argument("folder", type=FOLDER, metavar="文件夹")
@click.option("--org", "code", required=True, metavar="代码", help="机关代码，如 440404")
@click.option("--year", required=True, type=click.IntRange(1949, 2100), help="年度")
def export(folder: Path, code: str, year: int) -> None:
    with office():
        from django.utils import timezone

        from yangguang.core.archive import handing

        lot = handing.export(_org(code), year, folder, by=_by(), at=timezone.now(), shown=_shown("导出"))
        click.echo(f"已导出{len(lot.packages)}个归档信息包到 {folder}。")


@command.command("import", help="接收导出的一批归档信息包，先核验，不完好的不接收；可重复运行")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="文件夹")
def import_(folder: Path) -> None:
    with office():
        from django.conf import settings
        from django.utils import timezone

        from yangguang.core.archive import handing, lots

        done = handing.bring(
            lots.read(folder),
            by=_by(),
            at=timezone.now(),
            scanner=settings.ARCHIVE_SCANNER,
            shown=_shown("接收"),
        )
        click.echo(f"接收{done.added}个归档信息包，已有的{done.there}个没有变动。")


def _of_lot(folder: Path) -> tuple[list[Any], int]:
    from yangguang.core.archive import lots

    lot = lots.read(folder)
    rows = tqdm(lots.differences(lot), total=len(lot.packages) + 1, desc="核验", unit="个", disable=None)
    return [each for found in rows for each in found], len(lot.packages)


def _of_office(code: str | None) -> tuple[list[Any], int]:
    with office():
        from yangguang.core.archive import verifying

        found, number = [], 0
        for org in [_org(code)] if code else verifying.organisations():
            total = verifying.count(org)
            rows = tqdm(
                verifying.differences(org), total=total + 1, desc=org.short_name, unit="个", disable=None
            )
            found += [each for differences in rows for each in differences]
            number += total
        return found, number


def _org(code: str):  # type: ignore[no-untyped-def]  # models are loaded only when the office is open
    from yangguang.core.orgs.models import Organisation

    org = Organisation.objects.filter(code=code).first()
    if org is None:
        raise Refused(Problem(f"没有代码为“{code}”的机关，请核对代码。"))
    return org


def _by() -> Any:
    from yangguang.core.cases.timer import Timer

    return Timer("archive", "归档命令")


def _shown(what: str) -> Any:
    def show(rows: Iterable[Any], total: int) -> Iterable[Any]:
        shown: Iterable[Any] = tqdm(rows, total=total, desc=what, unit="个", disable=None)
        return shown

    return show
