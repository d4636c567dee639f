"""A template that was joined once gives the same page as Django, which joins it for each page."""

import pytest
from django.template.loader import get_template

from yangguang.core.publishing.site.joined import Joined
from yangguang.core.publishing.site.rendering import Place

VALUES = {
    "mode": "elder",
    "place": "金湾区人民政府",
    "absolute": "https://www.example.gov.cn/a/",
    "page": {"title": "公告 <1>", "intro": "说明"},
    "trail": [Place("首页", "/")],
    "beacon": "/a/",
    "number": 0,
    "feed": "/a/rss.xml",
    "publication": {"withdrawn_why": "有误"},
}


@pytest.mark.parametrize(
    "name", ["publishing/withdrawn.html", "portal/column.html", "portal/home.html", "portal/agency.html"]
)
def test_gives_the_same_page(name):
    template = Joined(name)
    expected = get_template(name).render(VALUES)
    assert template.render(VALUES) == expected
    assert template.render(VALUES) == expected, (
        "rendering takes blocks out of their places, and puts them back"
    )


def test_a_page_that_fails_leaves_the_next_one_whole():
    class Broken:
        def __str__(self) -> str:
            raise ZeroDivisionError

    template = Joined("portal/column.html")
    with pytest.raises(ZeroDivisionError):
        template.render({**VALUES, "feed": Broken()})
    assert template.render(VALUES) == get_template("portal/column.html").render(VALUES)
