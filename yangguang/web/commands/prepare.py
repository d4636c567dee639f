"""`yangguang prepare`: after installing and after each upgrade."""

import click

from yangguang.web.start import office


@click.command(help="安装后、升级后运行：准备数据库、工作日和静态文件；可重复运行")
def command() -> None:
    with office():
        from yangguang.web.preparing import prepare

        prepare()
    click.echo("已准备好。")
