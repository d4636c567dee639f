"""`yangguang tick`: what the clock alone brings about."""

import click

from yangguang.web.start import office


@click.command(
    help="例行处理：逾期即有结果的步骤自动办结，更新文件效力，并锚定当日台账；可重复运行，宜每日一次"
)
def command() -> None:
    with office():
        from django.utils import timezone

        from yangguang.core.cases import actions
        from yangguang.core.publishing.releasing import rewrite_changed
        from yangguang.core.records.actions import anchor

        now = timezone.now()
        expired = actions.tick(now)
        changed = rewrite_changed(timezone.localdate(now), at=now)
        anchored = anchor(timezone.localdate(now))
    click.echo(f"自动办结{expired}个逾期步骤；更新{changed}份文件的效力；台账锚定于{anchored.on:%Y-%m-%d}。")
