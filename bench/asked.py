"""Requests for information as people write them, made from a seed: of places, years, subjects and documents."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

PLACES = (
    "三灶镇", "红旗镇", "平沙镇", "南水镇", "海澄村", "鱼林村", "草堂社区", "金海岸社区", "湖心路", "珠海大道",
    "机场东路", "虹晖路", "小林片区", "矿山片区", "广安村", "沙脊社区", "八一社区", "荷包岛", "高栏港",
    "西湖片区", "中心河两岸", "白藤山", "连湾村", "前锋村", "立新社区", "大虎村", "飞沙村", "铁炉村", "南新村",
    "北水村", "金涌大道", "双湖路", "航空新城", "华发水岸花园", "中铁诺德小区", "时代倾城小区",
)  # fmt: skip

SUBJECTS = (
    "集体土地征收", "房屋拆迁补偿", "老旧小区改造", "污水管网建设", "垃圾转运站选址", "小学学区划分",
    "幼儿园收费标准", "教师招聘录用", "公共租赁住房分配", "最低生活保障审批", "高龄津贴发放", "残疾人就业补贴",
    "村民宅基地审批", "农村道路硬化", "河道清淤整治", "围填海工程", "渔业养殖证核发", "基本农田调整",
    "违法建设查处", "广告牌设置许可", "餐饮油烟投诉处理", "噪声扰民处罚", "排污许可", "环境影响评价",
    "危险化学品仓库搬迁", "安全生产检查", "消防验收", "电梯加装", "停车场收费", "公交线路调整", "路灯安装",
    "绿化养护外包", "公园改建", "体育场馆运营", "图书馆采购", "社区卫生服务中心建设", "疫苗采购", "医疗救助",
    "养老院补贴", "殡葬用地", "历史建筑保护", "文物修缮", "食品抽检", "药店许可", "价格监测", "政府采购合同",
    "工程招标投标", "国有资产出租", "招商引资协议", "产业扶持资金", "科技项目立项", "人才补贴发放", "三公经费",
    "部门预算执行", "专项资金使用", "政府债务", "信访事项办理", "行政复议案件", "执法人员资格", "村务公开监督",
    "水库移民安置", "饮用水源保护", "防洪排涝工程", "台风灾害救助", "森林防火", "动物防疫", "农机补贴",
    "农药经营许可", "种粮补贴", "高标准农田",
)  # fmt: skip

UNKNOWN_SUBJECTS = (
    "无人机飞行管制", "海底电缆路由", "低空经济试点", "跨境电商保税", "充电桩布局", "碳排放配额",
    "数据要素登记", "短视频直播监管", "校外培训退费", "共享单车投放", "预付卡备案", "宠物医院登记",
    "民宿治安管理", "密室逃脱场所检查", "氢能加氢站", "老年大学招生", "婴幼儿托位", "家政员培训",
)  # fmt: skip
"""Subjects that nobody in the collection asks about."""

DOCUMENTS = (
    "批准文件", "会议纪要", "实施方案", "资金拨付凭证", "验收报告", "规划图纸", "公示材料", "审批表",
    "合同文本", "中标通知书", "检查记录", "处罚决定书", "名单和标准", "风险评估报告", "听证会记录",
    "补偿安置协议", "测绘成果", "评估报告", "年度总结", "台账", "专家论证意见", "立项批复", "施工许可证",
    "竣工备案表", "抽检结果", "投诉处理结果", "收支明细", "监测数据", "移交清单", "征求意见情况",
)  # fmt: skip

WRAPS = (
    "申请公开{core}。",
    "请公开{core}。",
    "您好！本人依据《中华人民共和国政府信息公开条例》第二十七条的规定，申请公开以下信息：{core}。谢谢！",
    "尊敬的领导：\n本人系{place}居民，现申请公开{core}，望予以公开。",
    "{core}。请以书面形式提供复印件并加盖公章。",
    "需要获取的政府信息：{core}。如不存在，请书面告知。",
    "关于公开{subject}信息的申请\n{core}。",
    "根据《政府信息公开条例》，特申请公开：\n1. {core}；\n2. 上述材料的制作机关和制作日期。",
    "{core}，电子版即可。",
    "我想了解{core}，因为家里的事情需要用到，请尽快答复。",
)
CORES = (
    "{year}年{place}{subject}的{document}",
    "{place}{year}年度{subject}{document}及附件",
    "贵单位{year}年关于{place}{subject}的{document}、{document2}",
    "{place}范围内{subject}项目自{year}年以来的全部{document}",
    "{year}年{month}月{place}{subject}所依据的{document}和{document2}（文号、全文）",
    "涉及{place}{number}号地块{subject}的{document}，时间为{year}年",
    "{year}年{place}{subject}的{document}，包括经办人、审批时间和审批意见",
    "{place}{subject}{year}年{document}；{document2}；相关的批准依据",
)

ADDED = (
    "另请一并说明该信息的保存单位和保存期限。",
    "如内容涉及第三方，请征求其意见后将可以公开的部分提供给我。",
    "同时请告知作出上述决定时参加会议的单位名单和表决情况。",
    "本人此前曾电话咨询，工作人员答复可以书面申请。",
)
HEADINGS = ("政府信息公开申请书", "关于要求公开有关材料的申请", "信息公开申请表", "关于请求公开政府信息的函")
OTHER_WORDS = {
    "申请公开": "要求公开", "请公开": "恳请公开", "复印件": "影印件", "附件": "附表", "全部": "所有",
    "包括": "含", "依据": "根据", "尽快": "及时", "批准文件": "批文", "会议纪要": "会议记录",
    "实施方案": "工作方案", "资金拨付凭证": "拨款凭证", "验收报告": "验收材料", "规划图纸": "规划图",
    "审批表": "审核表", "合同文本": "合同", "检查记录": "检查笔录", "名单和标准": "名单及标准",
    "评估报告": "评价报告", "年度总结": "工作总结", "台账": "登记簿", "收支明细": "收支情况",
    "监测数据": "监测结果", "征求意见情况": "意见征集情况", "公示材料": "公示文件", "测绘成果": "测量成果",
    "立项批复": "立项文件", "投诉处理结果": "投诉办理结果",
}  # fmt: skip
"""What somebody may write instead."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: what it is about, and how it is put."""

    place: str
    year: int
    subject: str
    document: str
    text: str

    @property
    def about(self) -> tuple[str, int, str, str]:
        """What it is about: two requests about the same ask for the same."""
        return self.place, self.year, self.subject, self.document


def requests(seed: int, count: int, subjects: tuple[str, ...] = SUBJECTS) -> list[Asked]:
    """Return so many requests; some of them are alike by chance, as they are in an office."""
    draw = random.Random(seed)
    return [_one(draw, subjects) for _ in range(count)]


def _one(draw: random.Random, subjects: tuple[str, ...]) -> Asked:
    document, document2 = draw.sample(DOCUMENTS, 2)
    said = {
        "place": draw.choice(PLACES),
        "subject": draw.choice(subjects),
        "year": draw.randint(2008, 2025),
        "document": document,
        "document2": document2,
        "month": draw.randint(1, 12),
        "number": draw.randint(1, 900),
    }
    core = draw.choice(CORES).format(**said)
    text = draw.choice(WRAPS).format(core=core, **said)
    return Asked(said["place"], said["year"], said["subject"], document, text)


def _words(text: str, draw: random.Random) -> str:
    """Put other words in the place of one or two that have such."""
    known = [word for word in OTHER_WORDS if word in text]
    for word in draw.sample(known, min(len(known), 2)):
        text = text.replace(word, OTHER_WORDS[word], 1)
    return text if known else text.replace("的", "之", 1)


def _order(text: str, draw: random.Random) -> str:
    """Put the second half of the clauses before the first."""
    for sign in ("；", "，", "、", "的"):
        parts = text.rstrip("。\n").split(sign)
        if len(parts) > 1:
            half = len(parts) // 2
            return sign.join(parts[half:] + parts[:half]) + "。"
    return text


def _signs(text: str, draw: random.Random) -> str:
    """Write digits in full width, other signs, and spaces and line breaks anywhere."""
    wide = text.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    wide = wide.replace("，", ", ").replace("。", " .\n").replace("、", "，")
    for _ in range(6):
        at = draw.randrange(len(wide))
        wide = wide[:at] + draw.choice((" ", "　", "\n", "  ")) + wide[at:]
    return wide


def _title(text: str, draw: random.Random) -> str:
    """Put another heading above it."""
    return f"{draw.choice(HEADINGS)}\n{text}"


def _sentence(text: str, draw: random.Random) -> str:
    """Add a sentence."""
    return text + draw.choice(ADDED)


def _all(text: str, draw: random.Random) -> str:
    """Do all of it."""
    for change in (_words, _order, _sentence, _title, _signs):
        text = change(text, draw)
    return text


CHANGES: dict[str, Callable[[str, random.Random], str]] = {
    "words changed": _words,
    "order changed": _order,
    "white space, signs, full width": _signs,
    "title changed": _title,
    "a sentence added": _sentence,
    "all of it": _all,
}
"""What somebody does to a request before sending it again."""
