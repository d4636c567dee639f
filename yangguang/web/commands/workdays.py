"""`yangguang workdays after|between|is`."""

from datetime import date

import click

from yangguang.rules.problems import Problem, Refused
from yangguang.rules.workdays import WorkCalendar, parse_day

# a negative number is a mistake of its own, not an option nobody knows
TAKES_ANYTHING = {"ignore_unknown_options": True}
MOST = 10_000


@click.group(help="按国务院办公厅的放假安排推算工作日")
def command() -> None:
    pass


@command.command(
    context_settings=TAKES_ANYTHING, help="某日之后（当日不计）的第几个工作日，如 after 2024-01-25 20"
)
@click.argument("day", metavar="日期")
@click.argument("number", metavar="天数")
def after(day: str, number: str) -> None:
    received = parse_day(day)
    last = WorkCalendar.of_state_council().after(received, _workdays(number))
    click.echo(f"{last}{_mark(received, last)}")


@command.command(help="两日之间有几个工作日：起日不计，止日计入")
@click.argument("since", metavar="起日")
@click.argument("until", metavar="止日")
def between(since: str, until: str) -> None:
    first, last = parse_day(since), parse_day(until)
    if last < first:
        raise Refused(Problem(f"止日{last}早于起日{first}，请对调。"))
    click.echo(f"{WorkCalendar.of_state_council().count(first, last)}{_mark(first, last)}")


@command.command("is", help="某日是不是工作日，依据哪份通知")
@click.argument("day", metavar="日期")
def is_(day: str) -> None:
    said = WorkCalendar.of_state_council().why(parse_day(day))
    answer = "是工作日" if said.state.is_worked else "不是工作日"
    click.echo(f"{said.on} {answer}：{said}{f'（{said.source}）' if said.source else ''}")


def _mark(since: date, until: date) -> str:
    provisional = WorkCalendar.of_state_council().provisional(since, until)
    return "（暂定，放假安排尚未公布的年份只按周末推算）" if provisional else ""


def _workdays(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= len(str(MOST)) and int(text) <= MOST:
        return int(text)
    raise Refused(Problem(f"“{text}”不是工作日天数，应为0至{MOST}的整数。"))
