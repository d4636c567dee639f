from wagtail.models import AbstractPage
from wagtail.models.pages import AbstractPageMeta


class OfficialPage(AbstractPage):
    """The base of every page that the office publishes (稿件)."""

    class Meta(AbstractPageMeta):
        verbose_name = verbose_name_plural = "稿件"
