"""What the portal consists of: its home page, its columns, and what stands in them."""

from typing import Any, ClassVar

from django.db import models

from yangguang.core.publishing.models import OfficialPage


class Home(OfficialPage):
    """The home page of a site (首页); its organisation is whose site it is."""

    is_structure = True
    is_creatable = False
    static_template = "portal/home.html"
    parent_page_types: ClassVar[list[Any]] = ["publishing.OfficialPage"]
    subpage_types: ClassVar[list[Any]] = ["portal.Column"]

    class Meta:
        verbose_name = verbose_name_plural = "首页"


class Column(OfficialPage):
    """A column of the site (栏目)."""

    class Rhythm(models.TextChoices):
        """How often something new is due; what the inspection of sites looks at (检查指标，单项否决：栏目不更新)."""

        NEWS = "news", "动态、要闻类（两周内更新）"
        NOTICE = "notice", "通知公告、政策文件类（六个月内更新）"
        SELDOM = "seldom", "按事项更新"

    intro = models.TextField("栏目说明", blank=True)
    rhythm = models.CharField("更新要求", max_length=10, choices=Rhythm, default=Rhythm.SELDOM)
    on_home = models.BooleanField("首页显示", default=False)

    is_structure = True
    static_template = "portal/column.html"
    parent_page_types: ClassVar[list[Any]] = ["portal.Home", "portal.Column"]
    is_creatable = False

    class Meta:
        verbose_name = verbose_name_plural = "栏目"


class Article(OfficialPage):
    """News, a notice, a report: whatever the office says that is not a policy document (文章)."""

    is_creatable = True
    kind_label = "文章"
    static_template = "publishing/page.html"
    schema_type = "NewsArticle"
    parent_page_types: ClassVar[list[Any]] = ["portal.Column"]
    subpage_types: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = verbose_name_plural = "文章"
