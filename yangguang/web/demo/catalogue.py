"""The catalogues and guides of the demo district, adopted, taken over and looked through by acts alone."""

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from yangguang.core.matters import actions, queries
from yangguang.core.matters.models import Catalogue
from yangguang.core.matters.rules import Channel, Entry, read_entry
from yangguang.core.orgs.models import Organisation, Person, Post

from .stories import SHANGHAI

ADOPTED_ON = date(2023, 3, 1)
AT = datetime(2023, 3, 1, 10, tzinfo=SHANGHAI)
TAKEN_OVER_AT = datetime(2023, 4, 3, 10, tzinfo=SHANGHAI)
FIELDS = {"small": 2, "full": None}
TOWNS = {"small": 1, "full": None}
FORGOTTEN = 3
"""How many guides nobody has looked through for longer than a year."""

GUIDE = {
    "classification": "机构职能、负责人和联系方式；规范性文件；规划和计划；财政预决算；行政许可、行政处罚和行政强制；"
    "公共服务和民生保障；突发公共事件；其他依法应当主动公开的信息。",
    "arrangement": "主动公开的信息按领域、栏目和年度编排，每条信息标明名称、索引号、发布机关、发布日期和有效性。\n"
    "同一栏目内按发布日期由近及远排列，可以按名称和文号检索。",
    "access_methods": "主动公开的信息，可以在区政府网站的政府信息公开专栏检索、查阅和下载，也可以到查阅场所查阅。\n"
    "没有主动公开的信息，可以向本机关的政府信息公开工作机构申请，当面、信函或者网上提交均可；申请表可以在网站下载，也可以当面领取。\n"
    "本机关提供信息不收取费用；申请的数量、频次明显超过合理范围的，可以依照规定收取信息处理费。",
    "places": "区档案馆\n区图书馆\n区政务服务中心",
}


def fill_catalogue(district: Organisation, size: str) -> None:
    """Adopt the district's catalogues, let the towns take them over, and write every guide; shows how far it is.

    Args:
        district: whose catalogues they are.
        size: `small` for tests, `full` for the demo.
    """
    plan = tomllib.loads(files(__package__).joinpath("catalogue.toml").read_text(encoding="utf-8"))
    keepers = _keepers(district)
    names = dict(district.subtree().values_list("code", "name"))
    towns = list(district.subtree().filter(kind=Organisation.Kind.TOWN))[: TOWNS[size]]
    with transaction.atomic():
        for field in tqdm(plan["field"][: FIELDS[size]], desc="公开目录", unit="个"):
            adopted = _adopt(district, plan, field, names[field["agency"]], keepers[district.pk])
            for town in towns:
                _take_over(adopted, town, plan["edition"], keepers[town.pk])
        _write_guides(district, keepers)


def _keepers(district: Organisation) -> dict[int, Person]:
    posts = Post.objects.filter(org__in=district.subtree(), role=queries.OFFICE).select_related("person")
    return {post.org_id: post.person for post in posts}


def _adopt(
    district: Organisation, plan: dict[str, Any], field: dict[str, Any], publisher: str, by: Person
) -> Catalogue:
    rows = list(_rows(plan, field, publisher))
    return actions.adopt_catalogue(
        district,
        title=f"{field['name']}领域基层政务公开标准目录",
        kind=Catalogue.Kind.STANDARD,
        field=field["name"],
        edition=plan["edition"],
        adopted_on=ADOPTED_ON,
        entries=[entry for entry, _ in rows],
        compulsory=[entry.seq for entry, is_compulsory in rows if is_compulsory],
        columns={entry.seq: field["path"] for entry, _ in rows},
        by=by,
        at=AT,
    )


def _rows(plan: dict[str, Any], field: dict[str, Any], publisher: str) -> Iterator[tuple[Entry, bool]]:
    """Yield the rows of a field, each with whether towns must take it over."""
    usual = plan["common"][0]["deadline"]
    own = [(matter, usual) for matter in field["matters"]]
    has_towns = any(mark in seconds for (_, _, seconds), _ in own for mark in "*!")
    common = [(each["matter"], each["deadline"]) for each in plan["common"]]
    seq = 0
    for (level1, elements, seconds), deadline in [*common[:2], *own, *common[2:]]:
        for each in seconds.split("、"):
            seq += 1
            level2 = each.rstrip("*!")
            at_towns = has_towns and each != level2
            channels = [Channel.WEBSITE, Channel.NOTICE_BOARD if at_towns else Channel.SERVICE_CENTRE]
            cells = {
                "seq": str(seq),
                "level1": level1,
                "level2": level2,
                "elements": elements.replace("、", "\n"),
                "bases": "\n".join([plan["regulation"], *field["laws"]]),
                "deadline": _deadline(level2, deadline),
                "publisher": publisher,
                "channels": "、".join(channel.label for channel in channels),
                "everybody": "√",
                "active": "√",
                "county": "√",
                "town": "√" if at_towns else "",
            }
            yield read_entry(cells), has_towns and each.endswith("!")


def _deadline(level2: str, usual: str) -> str:
    """Return when a matter is disclosed; permits and penalties within 7 working days (国办发〔2018〕118号)."""
    is_decision = level2.endswith(("许可", "处罚决定", "处罚结果")) and "规划" not in level2
    return "作出决定之日起7个工作日内" if is_decision else usual


def _take_over(adopted: Catalogue, town: Organisation, edition: str, by: Person) -> None:
    """Let a town take a catalogue over; each leaves out what it has nothing to do with."""
    models = [item for item in queries.items_of(adopted, ADOPTED_ON) if "town" in item.levels]
    if not models:
        return
    free = [item for item in models if not item.is_compulsory]
    left_out = free[int(town.code[-1]) % len(free)] if len(free) > 4 else None
    actions.take_over(
        adopted, town, edition=edition, adopted_on=TAKEN_OVER_AT.date(),
        leave_out={left_out.pk: "本镇没有这项业务。"} if left_out else {}, by=by, at=TAKEN_OVER_AT,
    )  # fmt: skip


def _write_guides(district: Organisation, keepers: dict[int, Person]) -> None:
    now = timezone.now()
    answering = district.subtree().exclude(kind=Organisation.Kind.VILLAGE)
    for number, org in enumerate(answering):
        by = keepers[org.pk]
        fax = f"0756-556{number:04d}"
        guide = actions.write_guide(org, **GUIDE, fax=fax, online="区政府网站“依申请公开”栏目", by=by, at=AT)
        actions.check_guide(guide, by=by, at=AT)
        if number >= FORGOTTEN:
            actions.check_guide(guide, by=by, at=now - timedelta(days=20 + number))
