"""`yangguang found`: the first organisation of an installation, and somebody who can sign in."""

import click

from yangguang.web.start import office


@click.command(help="在新安装的系统里设立第一个机关和管理员，并公布随系统提供的流程")
@click.option("--code", required=True, metavar="代码", help="行政区划代码，如 440404")
@click.option("--name", required=True, metavar="全称", help="机关全称，如 珠海市金湾区人民政府")
@click.option("--short-name", required=True, metavar="简称", help="文号里的机关代字，如 金湾府")
@click.option("--admin", required=True, metavar="用户名", help="管理员的用户名")
@click.option("--admin-name", required=True, metavar="姓名", help="管理员的姓名")
@click.password_option(envvar="YG_ADMIN_PASSWORD", prompt="管理员口令", help="不写则当场询问")
def command(code: str, name: str, short_name: str, admin: str, admin_name: str, password: str) -> None:
    with office():
        from django.db import transaction
        from django.utils import timezone

        from yangguang.core.cases import versions
        from yangguang.core.orgs import actions
        from yangguang.core.orgs.models import Person

        person, now = Person(username=admin, name=admin_name), timezone.now()
        with transaction.atomic():
            org = actions.found(
                code=code, name=name, short_name=short_name, admin=person, password=password, at=now
            )
            versions.publish_declared(org=org, effective_on=timezone.localdate(now), by=person, at=now)
    click.echo(f"已设立{name}；管理员 {admin} 可以登录。")
