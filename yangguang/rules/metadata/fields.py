"""The fields that a document's page must name, and how sites write their labels."""

from __future__ import annotations

from enum import StrEnum


class Field(StrEnum):
    """One thing that readers want to know of a document."""

    label: str

    def __new__(cls, value: str, label: str) -> Field:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    TITLE = "title", "标题"
    NUMBER = "number", "文号"
    INDEX_NUMBER = "index_number", "索引号"
    ISSUER = "issuer", "发布机构"
    MADE_ON = "made_on", "成文日期"
    PUBLISHED_ON = "published_on", "发布日期"
    EFFECTIVE_ON = "effective_on", "施行日期"
    EXPIRES_ON = "expires_on", "有效期至"
    BASIS = "basis", "制定依据"
    THEME = "theme", "主题分类"
    KEYWORDS = "keywords", "主题词"

    @property
    def is_day(self) -> bool:
        """Whether its value is a day."""
        return self in DAYS


BY_NAME = {field.value: field for field in Field}

DAYS = (Field.MADE_ON, Field.PUBLISHED_ON, Field.EFFECTIVE_ON, Field.EXPIRES_ON)

LABELS = {
    Field.TITLE: ("标题", "名称", "文件名称", "信息名称", "文件标题"),
    Field.NUMBER: ("文号", "发文字号", "发文文号", "文件编号", "文件字号"),
    Field.INDEX_NUMBER: ("索引号", "索引码", "信息索引号", "索引编号"),
    Field.ISSUER: ("发布机构", "发布机关", "发文机关", "发文机构", "制定机关", "发文单位", "发布单位"),
    Field.MADE_ON: ("成文日期", "成文时间", "生成日期", "印发日期", "发文日期", "制发日期"),
    Field.PUBLISHED_ON: ("发布日期", "发布时间", "发表时间", "公开日期", "公布日期", "时间"),
    Field.EFFECTIVE_ON: ("实施日期", "施行日期", "生效日期", "生效时间", "施行时间"),
    Field.EXPIRES_ON: ("失效日期", "失效时间", "有效期至", "有效期限至"),
    Field.THEME: ("主题分类", "分类", "信息分类", "主题类别"),
    Field.KEYWORDS: ("主题词", "关键词", "关键字"),
}
"""Source: the pages of 政府信息公开平台 in use; 《政府信息公开目录系统实施指引（试行）》 names the fields."""

OTHER_LABELS = (
    "统一编号", "文件状态", "有效性", "时效", "效力状态", "来源", "信息来源", "文章来源", "浏览量", "浏览次数",
    "浏览字号", "体裁分类", "公开方式", "公开范围", "字体", "字号", "作者", "责任编辑", "阅读次数", "点击数", "访问量",
    "公开形式", "内容概述", "服务对象", "组配分类",
)  # fmt: skip
"""Rows that say nothing we ask for, but end the row before them."""
