"""What the portal consists of: its home page, its columns, and what stands in them."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models

from yangguang.core.publishing import queries
from yangguang.core.publishing.addresses import path_of
from yangguang.core.publishing.models import OfficialPage, Publication
from yangguang.core.publishing.site.entries import entries_of
from yangguang.core.publishing.site.rendering import Place, Shown, first_picture

TOP = 3
"""How deep in the tree the columns of the main navigation stand."""

ON_HOME = 6
"""How many documents stand on the home page."""


class Home(OfficialPage):
    """The home page of a site (首页); its organisation is whose site it is."""

    is_structure = True
    is_creatable = False
    static_template = "portal/home.html"
    parent_page_types: ClassVar[list[Any]] = ["publishing.OfficialPage"]
    subpage_types: ClassVar[list[Any]] = ["portal.Column"]

    class Meta:
        verbose_name = verbose_name_plural = "首页"

    def shown(self) -> dict[str, Any]:
        """Return what stands where on the home page: the news with their picture, documents, and the other columns."""
        top = list(Column.objects.child_of(self).order_by("path"))
        on_home = [each for each in top if each.on_home]
        news = next(
            (each for each in on_home if each.rhythm == Column.Rhythm.NEWS), next(iter(on_home), None)
        )
        others = [each.pk for each in on_home if each != news]
        lead, picture = _with_picture(queries.live_in(news)[:ON_HOME]) if news else (None, None)
        newest = queries.documents_below(self)
        documents = entries_of(newest[:ON_HOME])
        their_path = newest.values_list("column__path", flat=True).first() if documents else None
        of_documents = next((each for each in top if (their_path or "").startswith(each.path)), None)
        below: dict[str, list[Place]] = {}
        for each in Column.objects.filter(path__startswith=self.path, depth=TOP + 1).order_by("path"):
            below.setdefault(each.path[: -each.steplen], []).append(Place(each.title, path_of(each)))
        return {
            "news": news.pk if news else None,
            "beside_news": others[:1],
            "beside_documents": others[1:2],
            "below": others[2:],
            "lead": lead,
            "lead_picture": picture,
            "documents": documents,
            "library": path_of(of_documents) if of_documents else "",
            "sections": [
                (Place(each.title, path_of(each)), each.intro, below[each.path])
                for each in top
                if each != of_documents and each.path in below
            ],
        }


def _with_picture(stories: Iterable[Publication]) -> tuple[Publication, Shown] | tuple[None, None]:
    """Return the first story that has a picture, with it."""
    for story in stories:
        if picture := first_picture(story):
            return story, picture
    return None, None


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

    def shown(self) -> dict[str, Any]:
        """Return the columns beside or below this one, among which a reader may go on."""
        top = self if self.depth == TOP else self.get_ancestors().get(depth=TOP)
        below = queries.columns_in(top)
        return {
            "top": Place(top.title, path_of(top)),
            "beside": [Place(each.title, path_of(each)) for each in below],
            "here": path_of(self),
            "has_documents": queries.documents_below(self).exists(),
        }


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
