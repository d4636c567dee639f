"""`yangguang site publish | verify | serve`: the files that the public reads."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from yangguang.rules.problems import Problem, Refused
from yangguang.web.start import office


@click.group(help="网站：写出静态文件，核对、修复，在本机提供访问")
def command() -> None:
    pass


@command.command(help="写出待写的页面；--all 全部重写；--to 把网站同步到另一个目录（镜像、CDN 源站）")
@click.option("--all", "everything", is_flag=True, help="全部重写，如更换了模板之后")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), help="另一个目录")
def publish(everything: bool, to: Path | None) -> None:
    with office():
        from yangguang.core.publishing.site import units, verifying, writer

        refused: list[str] = []
        for site in _sites():
            if everything:
                total = sum(1 for _ in units.everything(site))
                with tqdm(total=total, desc=site.org.short_name, unit="项", disable=None) as shown:
                    refused += writer.rebuild(site, shown.update)
            with tqdm(desc=f"{site.org.short_name}待写", unit="项", disable=None) as shown:
                refused += writer.work(site, shown.update)
            if to is not None:
                written = verifying.copy_to(site, to)
                click.echo(f"{site.org.name}：同步到{to}，写了{written}个文件。")
    for each in refused:
        click.echo(each, err=True)
    if refused:
        sys.exit(1)
    click.echo("网站已是最新。")


@command.command(help="逐个核对网站（或其副本）的文件；完好退出码为0，有差别逐条列出，退出码为1")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--repair", is_flag=True, help="补写被改动和缺失的文件，移走多出的文件")
def verify(folder: Path | None, repair: bool) -> None:
    with office():
        from yangguang.core.publishing.site import verifying

        found = []
        for site in _sites():
            each = list(
                tqdm(
                    verifying.differences(site, folder),
                    desc=f"核对{site.org.short_name}",
                    unit="处差别",
                    disable=None,
                )
            )
            found += each
            if repair and each:
                for refused in verifying.mend(site, each, folder):
                    click.echo(refused, err=True)
                left = list(verifying.differences(site, folder))
                click.echo(f"修复了{len(each) - len(left)}处，还有{len(left)}处。", err=True)
    for each in found:
        click.echo(str(each))
    if found:
        sys.exit(1)
    click.echo("网站与发布清单一致。")


@command.command(help="在本机提供已发布的网站，不用数据库；Ctrl-C 停止")
@click.option("--port", type=click.IntRange(1, 65535), default=8080, help="端口")
@click.option(
    "--dir", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="网站的目录"
)
def serve(port: int, folder: Path | None) -> None:
    root = folder or _only_root()
    words = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--log-level", "error",
        # A route of "/" would find nothing but the home page; and a page that was corrected must not be kept for a day.
        "--static-path-route", "", "--static-path-mount", str(root), "--static-path-dir-to-file", "index.html",
        "--static-path-expires", "60", "yangguang.web.nothing:application",
    ]  # fmt: skip
    click.echo(f"网站 http://localhost:{port}/　按 Ctrl-C 停止。")
    sys.stdout.flush()
    os.execv(sys.executable, words)  # noqa: S606  words of our own


def _only_root() -> Path:
    from yangguang.web.start import HOME

    below = Path(os.environ.get("YG_PUBLIC", HOME / "public"))
    roots = sorted(each for each in below.glob("[0-9]*") if each.is_dir()) if below.is_dir() else []
    if len(roots) != 1:
        raise Refused(Problem(f"{below}下没有网站，或者不止一个；请用 --dir 写明目录。"))
    return roots[0]


def _sites() -> Iterator[Any]:
    from yangguang.core.publishing.site.sites import all_sites

    found = list(all_sites())
    if not found:
        raise Refused(Problem("还没有开设网站；请管理员先在办公系统里开设网站和栏目。"))
    yield from found
