"""A small library of one invented district: what the tests look for, and how one asks for it."""

from collections.abc import Callable
from datetime import date

from yangguang.core.search.entries import Entry, Kind, Results
from yangguang.rules.validity import Validity


def _entry(key: str, kind: Kind, title: str, text: str, **said: object) -> Callable[[int], Entry]:
    def made(org_id: int) -> Entry:
        return Entry(
            key=key,
            org_id=org_id,
            kind=kind,
            title=title,
            text=text,
            url=f"/{key.replace(':', '/')}/",
            **said,
        )

    return made


LICENSING = "中华人民共和国行政许可法"

SHELF = [
    _entry(
        "doc:elders", Kind.DOCUMENT, "金湾区老年人优待办法",
        "年满六十周岁的老年人凭优待证免费乘坐公共汽车，进入公园免收门票。高龄津贴按月发放。",
        number="珠金府〔2023〕12号", agency="金湾区民政局", theme="民政", on=date(2023, 5, 8),
        validity=Validity.IN_FORCE,
    ),
    _entry(
        "doc:elders-old", Kind.DOCUMENT, "金湾区老年人优待办法",
        "年满六十五周岁的老年人凭优待证免费乘坐公共汽车，进入公园免收门票。老年人优待证由镇政府发放。",
        number="珠金府〔2015〕3号", agency="金湾区民政局", theme="民政", on=date(2015, 3, 2),
        validity=Validity.REPEALED,
    ),
    _entry(
        "doc:rent", Kind.DOCUMENT, "金湾区公共租赁住房管理实施细则",
        "申请公共租赁住房的家庭，应当在本区无自有住房。租金按照市场租金的百分之四十收取。",
        number="珠金府办〔2023〕7号", agency="金湾区住房和城乡建设局", theme="住房", on=date(2023, 3, 1),
        validity=Validity.IN_FORCE,
    ),
    _entry(
        "doc:school", Kind.DOCUMENT, "2024年义务教育阶段学校招生工作方案",
        "小学一年级新生按照学区就近入学。随迁子女凭居住证申请积分入学。",
        agency="金湾区教育局", theme="教育", on=date(2024, 4, 20), validity=Validity.IN_FORCE,
    ),
    _entry(
        "page:lamps", Kind.PAGE, "城市照明设施维修责任分工",
        "道路照明设施损坏的，由区城市管理局在二十四小时内维修。", agency="金湾区城市管理局", theme="城市管理",
        on=date(2024, 1, 5),
    ),
    _entry(
        "page:dogs", Kind.PAGE, "文明养犬倡议书", "外出遛犬应当束犬链，及时清理犬只粪便。",
        agency="金湾区城市管理局", theme="城市管理", on=date(2022, 7, 1),
    ),
    _entry(
        "law:licensing", Kind.LAW, LICENSING,
        "为了规范行政许可的设定和实施，保护公民、法人和其他组织的合法权益，制定本法。",
        on=date(2019, 4, 23), validity=Validity.IN_FORCE,
    ),
    _entry(
        "article:licensing-42", Kind.ARTICLE, LICENSING,
        "除可以当场作出行政许可决定的外，行政机关应当自受理行政许可申请之日起二十日内作出行政许可决定。",
        article=42, on=date(2019, 4, 23), validity=Validity.IN_FORCE,
    ),
    _entry(
        "article:licensing-43", Kind.ARTICLE, LICENSING,
        "依法应当先经下级行政机关审查后报上级行政机关决定的行政许可，下级行政机关应当自其受理之日起二十日内审查完毕。",
        article=43, on=date(2019, 4, 23), validity=Validity.IN_FORCE,
    ),
    _entry(
        "matter:permit", Kind.MATTER, "夜间施工许可", "建设单位因特殊需要在夜间施工的，应当提前三日申请行政许可。",
        agency="金湾区住房和城乡建设局", theme="工程", on=date(2023, 9, 1),
    ),
]  # fmt: skip


def keys(results: Results) -> list[str]:
    return [hit.key for hit in results.hits]
