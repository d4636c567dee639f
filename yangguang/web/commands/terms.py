"""`yangguang terms`: every open term counted anew from its history."""

import sys

import click
from tqdm import tqdm

from yangguang.web.start import office


@click.command(help="复核期限：从经过重新推算每个未了的期限，与登记的对照；全部相符退出码为0，有不符为1")
def command() -> None:
    with office():
        from yangguang.core.cases import recounting

        number = recounting.open_terms()
        with tqdm(total=number, unit="个", desc="复核期限", disable=None) as shown:
            found = [str(each) for each in recounting.differences(shown.update)]
    for each in found:
        click.echo(each)
    if found:
        sys.exit(1)
    click.echo(f"复核了{number}个未了的期限，都与其经过相符。")
