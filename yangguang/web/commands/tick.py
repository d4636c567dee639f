"""`yangguang tick`: what the clock alone brings about."""

from datetime import datetime

import click

from yangguang.web.start import office


@click.command(
    help="例行处理：逾期即有结果的步骤自动办结，更新文件效力，发送邮件，并锚定当日台账；可重复运行，宜每日一次"
)
def command() -> None:
    with office():
        from django.utils import timezone

        click.echo(bring_about(timezone.now()))


def bring_about(now: datetime) -> str:
    """Do all that the clock brings about by `now`, and say what that was; a second time it finds nothing to do."""
    from django.db import transaction
    from django.utils import timezone

    from yangguang.core.cases import actions, recounting
    from yangguang.core.cases.timer import Timer
    from yangguang.core.law import actions as law
    from yangguang.core.mail import actions as mail
    from yangguang.core.publishing import actions as publishing
    from yangguang.core.publishing import releasing
    from yangguang.core.publishing.site import manifest, writer
    from yangguang.core.publishing.site.sites import all_sites
    from yangguang.core.records.actions import anchor
    from yangguang.core.records.models import Anchor
    from yangguang.core.search import actions as search
    from yangguang.work.disclosure.drafts import keeping as drafts
    from yangguang.work.disclosure.reminders import actions as reminders
    from yangguang.work.library import following as library

    today = timezone.localdate(now)
    expired = actions.tick(now)
    is_first_of_the_day = not Anchor.objects.filter(on=today).exists()
    differing = recounting.note_differences(now) if is_first_of_the_day else 0
    live = publishing.publish_due(now, by=Timer())
    with (
        transaction.atomic()
    ):  # or a night that was cut short would leave pages behind that nothing calls stale
        library.note_laws(law.follow_validity(today), at=now)
    for site in all_sites():
        releasing.follow_validity(site, at=now)
        writer.work(site)
        manifest.close_day(site.org, today, by=Timer(), at=now)
    search.refresh()
    drafts.forget_old(now)
    reminders.remind(now)
    sent = mail.send_waiting(timezone.now)
    anchored = anchor(today)
    wrong = f"{differing}个期限与其经过不符，请用 yangguang terms 查看；" if differing else ""
    said = f"自动办结{expired}个逾期步骤；发布{live}份到时的稿件；发出{sent}封邮件；"
    return f"{wrong}{said}台账锚定于{anchored.on:%Y-%m-%d}。"
