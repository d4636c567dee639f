"""`yangguang ledger verify` and `yangguang ledger anchor`."""

import sys

import click
from tqdm import tqdm

from yangguang.web.start import office


@click.group(help="台账：核验与锚定")
def command() -> None:
    pass


@command.command(help="逐条核验所有台账，指出第一处被改动的地方；完好退出码为0，有改动为1")
def verify() -> None:
    with office():
        from yangguang.core.records import queries

        found = [
            broken
            for _, broken in tqdm(queries.verify(), unit="个机关", desc="核验台账", disable=None)
            if broken
        ]
    for broken in found:
        click.echo(f"{broken.where}：{broken.message}")
    if found:
        sys.exit(1)
    click.echo("台账完好。")


@command.command(help="把各机关台账的末条锚定为当日的一个哈希，可公布于他处")
def anchor() -> None:
    with office():
        from django.utils.timezone import localdate

        from yangguang.core.records import actions

        made = actions.anchor(localdate())
    click.echo(f"{made.on:%Y-%m-%d} {made.algorithm} {made.hash}")
