"""`yangguang search rebuild`, `refresh` and `find`."""

import sys

import click
from tqdm import tqdm

from yangguang.web.start import office


@click.group(help="检索：目录与查找")
def command() -> None:
    pass


@command.command(help="按数据库重建整个检索目录；恢复备份之后、机关名称有变之后使用")
def rebuild() -> None:
    with office():
        from yangguang.core.search import actions

        count = actions.rebuild(
            lambda rows, total: tqdm(rows, total=total, unit="条", desc="重建检索目录", disable=None)
        )
    click.echo(f"检索目录已重建，共{count}条。")


@command.command(help="把有变动的条目更新到检索目录，可随时运行")
def refresh() -> None:
    with office():
        from yangguang.core.search import actions

        count = actions.refresh(
            lambda rows, total: tqdm(rows, total=total, unit="条", desc="更新检索目录", disable=None)
        )
    click.echo(f"检索目录已更新，有变动的{count}条。")


@command.command(help="在公开的内容里查找；没有找到退出码为1")
@click.argument("words", nargs=-1, required=True, metavar="检索词…")
@click.option("--page", type=click.IntRange(1, 50), default=1, metavar="页", help="第几页，从1起")
def find(words: tuple[str, ...], page: int) -> None:
    with office():
        from yangguang.core.search.queries import search

        found = search(" ".join(words), page=page)
    for note in (*found.notes, found.route, f"同时查找了：{'、'.join(found.also)}。" if found.also else ""):
        if note:
            click.echo(note, err=True)
    for hit in found.hits:
        title = "".join(piece for piece, _ in hit.title)
        article = f" 第{hit.article}条" if hit.article is not None else ""
        facts = "，".join(filter(None, (hit.validity.label, hit.number, hit.agency, hit.url)))
        click.echo(f"{title}{article}（{facts}）")
    if not found.hits:
        click.echo("没有找到；请换一种说法，或者少写几个词。", err=True)
        sys.exit(1)
    click.echo(f"共{found.total}条，第{found.page}页，共{found.pages}页。", err=True)
