"""`yangguang visits read` and `yangguang visits check`."""

import sys
from pathlib import Path

import click

from yangguang.rules.problems import Problem, Refused
from yangguang.web.start import office


@click.group(help="访问统计：读取访问日志，核对数字")
def command() -> None:
    pass


@command.command(help="读取访问日志中新增的部分；可重复运行，宜每十分钟一次。轮转后未读完的日志一并读完")
@click.option(
    "--log",
    type=click.Path(path_type=Path),
    envvar="YG_ACCESS_LOG",
    required=True,
    help="网站服务器的访问日志；不写则取环境变量 YG_ACCESS_LOG",
)
@click.option(
    "--batch",
    type=click.IntRange(1000),
    envvar="YG_VISITS_BATCH",
    help="一次计入多少字节；每次计入或者全部存下，或者全部不存",
)
@click.option("--org", "code", help="网站所属机关的代码；只有一个最高机关时可以不写")
def read(log: Path, batch: int | None, code: str | None) -> None:
    with office():
        from django.conf import settings
        from django.utils import timezone

        from yangguang.core.publishing import navigation
        from yangguang.work.visits import actions, logs
        from yangguang.work.visits.salts import Salts

        org = _site(code)
        salts = Salts(settings.HOME / "visits" / org.code)
        titles = navigation.titles()
        lines = broken = late = 0
        for each in logs.rotated(log):
            done = actions.read_log(
                org,
                each,
                salts=salts,
                titles=titles,
                size=batch or actions.BATCH,
                by=actions.Reader(),
                at=timezone.now(),
            )
            lines, broken, late = lines + done.lines, broken + done.broken, late + done.late
        actions.pass_time(org, salts=salts, titles=titles, by=actions.Reader(), at=timezone.now())
    click.echo(f"读取{lines}行，无法识别{broken}行，迟到未计{late}次浏览。")


@command.command(help="核对每日访问量是否等于页面明细之和；一致退出码为0，不一致为1")
def check() -> None:
    with office():
        from yangguang.work.visits import queries

        found = list(queries.mismatches())
    for each in found:
        click.echo(each)
    if found:
        sys.exit(1)
    click.echo("每日访问量与页面明细一致。")


def _site(code: str | None):  # type: ignore[no-untyped-def]  # models are loaded only when the office is open
    """Return the organisation whose site it is."""
    from yangguang.core.orgs.models import Organisation

    if code:
        found = Organisation.objects.filter(code=code).first()
        if found is None:
            raise Refused(Problem(f"没有代码为“{code}”的机关，请核对代码。"))
        return found
    highest = list(Organisation.objects.filter(parent=None)[:2])
    if len(highest) != 1:
        raise Refused(Problem("请用 --org 写明网站所属机关的代码。"))
    return highest[0]
