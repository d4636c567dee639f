"""The district itself: its organisations, and the people who sign in to try it."""

import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from yangguang.core.orgs.models import Organisation, Person, Post

BEGINS_ON = date(2021, 1, 1)
"""The first day of the demo's records."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody as whom a visitor may try the demo."""

    username: str
    name: str
    who: str
    roles: tuple[str, ...] = ()
    superuser: bool = False


PASSWORD = "sunshine-2023"  # noqa: S105  the demo prints it
SIGN_INS = (
    SignIn("resident", "陈阿婆", "居民"),
    SignIn("clerk", "林晓", "受理人员", ("受理窗口", "公开工作机构")),
    SignIn("head", "周正", "公开工作机构负责人", ("公开工作机构负责人",)),
    SignIn("lawyer", "梁律", "法制审核人员", ("法制审核",)),
    SignIn("unit", "何平", "责任科室人员", ("责任科室",)),
    SignIn("admin", "系统管理员", "管理员", superuser=True),
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
    district = Organisation.add(
        code=plan["district"]["code"],
        name=plan["district"]["name"],
        short_name=plan["district"]["short_name"],
        kind=Organisation.Kind.GOVERNMENT,
        disclosure_office=f"{place}人民政府办公室",
        **(answering | {"review_body": "珠海市人民政府"}),
        **_contact(0, place),
    )
    for number, agency in enumerate(plan["agency"], 1):
        Organisation.add(
            **agency,
            kind=Organisation.Kind.AGENCY,
            parent=district,
            disclosure_office=f"{agency['name']}办公室",
            **answering,
            **_contact(number, place),
        )
    for number, town in enumerate(plan["town"], 50):
        made = Organisation.add(
            code=town["code"],
            name=f"{town['name']}人民政府",
            short_name=f"{town['name'][:-1]}府",
            kind=Organisation.Kind.TOWN,
            parent=district,
            disclosure_office=f"{town['name']}党政综合办公室",
            **answering,
            **_contact(number, f"{place}{town['name']}"),
        )
        for code, name in town["villages"]:
            Organisation.add(
                code=code, name=name, short_name=name, kind=Organisation.Kind.VILLAGE, parent=made
            )
    return district


def appoint(district: Organisation) -> None:
    """Make the people who can sign in, and a colleague for each post of every answering organisation."""
    office = Organisation.objects.get(code=f"{district.code}-01")
    for each in SIGN_INS:
        person = _person(each.username, each.name, PASSWORD, superuser=each.superuser)
        for role in each.roles:
            Post.objects.create(org=office, person=person, role=role, since=BEGINS_ON)
            # The head of the district's disclosure office looks after all agencies and towns.
            Post.objects.create(
                org=district, person=person, role=role, since=BEGINS_ON, oversees=role == "公开工作机构负责人"
            )
    answering = (
        district.subtree().exclude(kind=Organisation.Kind.VILLAGE).exclude(pk__in=(district.pk, office.pk))
    )
    for number, org in enumerate(answering):
        for place, role in enumerate(ROLES):
            name = SURNAMES[(number + place * 5) % len(SURNAMES)] + GIVEN[(number * 5 + place) % len(GIVEN)]
            person = _person(f"{org.code}-{place + 1}", name)
            Post.objects.create(org=org, person=person, role=role, since=BEGINS_ON)


def _person(username: str, name: str, password: str | None = None, *, superuser: bool = False) -> Person:
    """Return a new person; without a password nobody can sign in as him."""
    email = f"{username}@example.cn"
    make = Person.objects.create_superuser if superuser else Person.objects.create_user
    return make(username, email, password, name=name)


def _contact(number: int, place: str) -> dict[str, str]:
    """Return an invented address and telephone number (5550 numbers are not given out)."""
    return {
        "address": f"{place}示范路{number + 1}号",
        "phone": f"0756-555{number:04d}",
        "email": f"gongkai{number:02d}@example.cn",
        "hours": "工作日 8:30—12:00，14:30—17:30",
    }
