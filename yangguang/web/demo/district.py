"""The district itself: its organisations, and the people who sign in to try it."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

from yangguang.core.orgs import actions
from yangguang.core.orgs.models import Organisation, Person
from yangguang.work.disclosure.actions import set_practice
from yangguang.work.disclosure.rules import Tariff

BEGINS_ON = date(2021, 1, 1)
"""The first day of the demo's records."""
BEGAN_AT = datetime(BEGINS_ON.year, BEGINS_ON.month, BEGINS_ON.day, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody as whom a visitor may try the demo."""

    username: str
    name: str
    who: str
    roles: tuple[str, ...] = ()


PASSWORD = "sunshine-2023"  # noqa: S105  the demo prints it
SIGN_INS = (
    SignIn("resident", "陈阿婆", "居民"),
    SignIn("clerk", "林晓", "受理人员", ("受理窗口", "公开工作机构")),
    SignIn("head", "周正", "公开工作机构负责人", ("公开工作机构负责人",)),
    SignIn("lawyer", "梁律", "法制审核人员", ("法制审核",)),
    SignIn("unit", "何平", "责任科室人员", ("责任科室",)),
    SignIn("editor", "苏敏", "编辑", ("编辑",)),
    SignIn("reviewer", "吴思远", "稿件初审", ("初审",)),
    SignIn("chief", "郑怀民", "稿件终审、签发", ("终审",)),
    SignIn("admin", "系统管理员", "管理员"),
)
ROLES = ("受理窗口", "公开工作机构", "责任科室", "法制审核", "公开工作机构负责人")
SURNAMES = "陈林黄周何梁吴罗郑谢曾邓许苏温龙冯叶"
GIVEN = [
    "志伟",
    "淑芬",
    "建华",
    "雅文",
    "国强",
    "美玲",
    "家明",
    "晓彤",
    "永健",
    "秀英",
    "俊杰",
    "思敏",
    "海波",
    "丽珊",
    "文辉",
    "嘉欣",
]


def found_district() -> Organisation:
    """Make the organisations of 珠海市金湾区 with their towns and villages, and return its government."""
    plan = tomllib.loads(files(__package__).joinpath("district.toml").read_text(encoding="utf-8"))
    place = plan["district"]["place"]
    answering = {"review_body": f"{place}人民政府", "court": f"{place}人民法院", "postcode": "519040"}
    admin = Person(username="admin", name="系统管理员", email="admin@example.cn")
    district = actions.found(**_named(plan["district"]), admin=admin, password=PASSWORD, at=BEGAN_AT)
    actions.change_organisation(
        district,
        disclosure_office=f"{place}人民政府办公室",
        **(answering | {"review_body": "珠海市人民政府"}),
        **_contact(0, place),
        by=admin,
        at=BEGAN_AT,
    )

    def add(parent: Organisation, kind: Organisation.Kind, **named: str) -> Organisation:
        return actions.add_organisation(parent, kind=kind, **named, by=admin, at=BEGAN_AT)

    for number, agency in enumerate(plan["agency"], 1):
        add(
            district,
            Organisation.Kind.AGENCY,
            **agency,
            disclosure_office=f"{agency['name']}办公室",
            **answering,
            **_contact(number, place),
        )
    for number, town in enumerate(plan["town"], 50):
        made = add(
            district,
            Organisation.Kind.TOWN,
            code=town["code"],
            name=f"{town['name']}人民政府",
            short_name=f"{town['name'][:-1]}府",
            disclosure_office=f"{town['name']}党政综合办公室",
            **answering,
            **_contact(number, f"{place}{town['name']}"),
        )
        for code, name in town["villages"]:
            add(made, Organisation.Kind.VILLAGE, code=code, name=name, short_name=name)
    return district


def appoint(district: Organisation) -> None:
    """Make the people who can sign in, and a colleague for each post of every answering organisation."""
    office = Organisation.objects.get(code=f"{district.code}-01")
    admin = Person.objects.get(is_superuser=True)

    def post(person: Person, org: Organisation, role: str, *, oversees: bool = False) -> None:
        actions.appoint(person, org, role=role, since=BEGINS_ON, oversees=oversees, by=admin, at=BEGAN_AT)

    for each in SIGN_INS:
        if each.username == admin.username:
            continue
        person = _person(each.username, each.name, PASSWORD)
        for role in each.roles:
            post(person, office, role)
            # The head of the district's disclosure office looks after all agencies and towns.
            post(person, district, role, oversees=role == "公开工作机构负责人")
    answering = (
        district.subtree().exclude(kind=Organisation.Kind.VILLAGE).exclude(pk__in=(district.pk, office.pk))
    )
    for number, org in enumerate(answering):
        for place, role in enumerate(ROLES):
            name = SURNAMES[(number + place * 5) % len(SURNAMES)] + GIVEN[(number * 5 + place) % len(GIVEN)]
            post(_person(f"{org.code}-{place + 1}", name), org, role)
    set_practice(
        district,
        since=BEGINS_ON,
        tariff=Tariff.BY_PAGE,
        review_online="https://fuyi.example.cn/",
        by=Person.objects.get(username="head"),
        at=BEGAN_AT,
    )


def _named(words: dict[str, str]) -> dict[str, str]:
    return {key: words[key] for key in ("code", "name", "short_name")}


def _person(username: str, name: str, password: str | None = None) -> Person:
    """Return a new account; without a password nobody can sign in as him."""
    return Person.objects.create_user(username, f"{username}@example.cn", password, name=name)


def _contact(number: int, place: str) -> dict[str, str]:
    """Return an invented address, telephone number (5550 numbers are not given out) and code."""
    return {
        "address": f"{place}示范路{number + 1}号",
        "phone": f"0756-555{number:04d}",
        "email": f"gongkai{number:02d}@example.cn",
        "hours": "工作日 8:30—12:00，14:30—17:30",
        "credit_code": f"11440404{number:09d}X",
    }
