"""The command line: `yangguang COMMAND …`.

Commands are loaded only when called, so that `workdays`, `clock`, `process` and `report check`
answer at once, without Django and without a database.
"""

import sys
from importlib import import_module

import click

from yangguang.rules.problems import Refused

COMMANDS = {
    "archive": "核验归档信息包，整批导出、接收",
    "clock": "某一期限的最后一日，可附逐日证明",
    "demo": "准备示范区并启动网站",
    "found": "设立第一个机关和管理员",
    "law": "把法规读入法规库",
    "ledger": "核验台账，锚定台账",
    "prepare": "安装后、升级后准备数据库",
    "process": "检查流程文件，画流程图，生成办事手册",
    "report": "生成政府信息公开年度报告；核对已发布的报告",
    "site": "写出网站的静态文件，核对、修复，在本机提供访问",
    "search": "重建、更新检索目录，在其中查找",
    "terms": "复核未了的期限，从经过重新推算",
    "tick": "例行处理逾期步骤，锚定台账",
    "visits": "读取访问日志，核对访问统计",
    "workdays": "推算工作日",
}
"""The name of each command, and what it does; the command itself is in `commands/<name>.py`."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"yangguang.web.commands.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])


@click.group(cls=_Commands, help="阳光政务")
def yangguang() -> None:
    pass


def main() -> None:
    """Run the command line. Exits 2 with one sentence when the input is wrong."""
    try:
        sys.exit(yangguang.main(standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as asked:
        click.echo(asked.ctx.get_help())
        sys.exit(2)
    except click.UsageError as wrong:
        click.echo(f"{_in_chinese(wrong)}用法见：{_help_of(wrong.ctx)}", err=True)
        sys.exit(2)
    except click.ClickException as wrong:
        click.echo(wrong.format_message(), err=True)
        sys.exit(2)
    except Refused as refused:
        for problem in refused.problems:
            click.echo(str(problem), err=True)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中止。", err=True)
        sys.exit(130)


def _help_of(ctx: click.Context | None) -> str:
    return f"{ctx.command_path if ctx else 'yangguang'} --help"


def _in_chinese(wrong: click.UsageError) -> str:
    match wrong:
        case click.MissingParameter(param=click.Option() as option):
            return f"缺少选项 {option.opts[0]}。"
        case click.MissingParameter():
            return f"缺少参数 {wrong.param.make_metavar(wrong.ctx) if wrong.param and wrong.ctx else ''}。"
        case click.NoSuchOption():
            return f"没有选项 {wrong.option_name}。"
        case click.BadOptionUsage():
            return f"选项 {wrong.option_name} 写得不对：缺少一个值，或者多写了一个值。"
        case click.BadParameter():
            name = wrong.param.human_readable_name if wrong.param else ""
            return f"{name} 的值不对，{_expected(wrong)}。"
        case _ if wrong.message.startswith("No such command"):
            return f"没有这个命令；可用的命令有：{'、'.join(_commands_beside(wrong.ctx))}。"
        case _ if "unexpected extra argument" in wrong.message:
            return f"多写了参数：{wrong.message.partition('(')[2].rstrip(')')}。"
        case _:
            return f"命令写得不对（{wrong.message}）。"


def _expected(wrong: click.BadParameter) -> str:
    match wrong.param.type if wrong.param else None:
        case click.Choice(choices=choices):
            return f"应为 {'、'.join(choices)} 之一"
        case click.IntRange(min=least, max=most):
            return f"应为{least}至{most}的整数"
        case _:
            return wrong.message.rstrip(".")


def _commands_beside(ctx: click.Context | None) -> list[str]:
    """Return the commands of the group that was asked for one it does not have."""
    group = ctx.command if ctx else None
    return group.list_commands(ctx) if ctx and isinstance(group, click.Group) else sorted(COMMANDS)


if __name__ == "__main__":
    main()
