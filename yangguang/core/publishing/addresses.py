"""Where the public finds things."""

from .models import OfficialPage


def path_of(place: OfficialPage) -> str:
    """Return the address of a column or a home page, such as `/news/notices/`."""
    below_home = place.url_path.strip("/").partition("/")[2]
    return f"/{below_home}/" if below_home else "/"


def address_of(page: OfficialPage, column: OfficialPage) -> str:
    """Return where the public finds a page; once given it never changes."""
    return f"{path_of(column)}{page.pk}.html"


def list_of(column: OfficialPage, number: int) -> str:
    """Return the address of one numbered list of a column; the first holds its oldest pages."""
    return f"{path_of(column)}list-{number}.html"


def feed_of(place: OfficialPage, kind: str = "rss") -> str:
    """Return the address of the feed of a column or of the whole site."""
    return f"{path_of(place)}{kind}.xml"
