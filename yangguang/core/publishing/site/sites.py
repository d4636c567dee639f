"""Which sites there are, and where their files lie."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from wagtail.models import Site as Host

from yangguang.core.orgs.models import Organisation

from ..models import OfficialPage

HOME_DEPTH = 2


@dataclass(frozen=True, slots=True)
class Site:
    """A site: whose it is, its home page, and the folder with its files."""

    org: Organisation
    home: OfficialPage
    root: Path
    base_url: str

    def absolute(self, address: str) -> str:
        """Return an address with the name of the site before it."""
        return f"{self.base_url}{address}"


def all_sites() -> Iterator[Site]:
    """Yield every site of the installation."""
    homes = OfficialPage.objects.filter(depth=HOME_DEPTH, org__isnull=False).select_related("org")
    for home in homes.order_by("path"):
        yield _site(home)


def site_of(page: OfficialPage) -> Site:
    """Return the site that a page stands in."""
    step = OfficialPage.steplen * HOME_DEPTH
    return _site(OfficialPage.objects.select_related("org").get(path=page.path[:step]))


def sites_showing(org: Organisation) -> Iterator[Site]:
    """Yield the sites on which an organisation stands: its own, and those of the governments it belongs to."""
    for site in all_sites():
        if org.path.startswith(site.org.path):
            yield site


def _site(home: OfficialPage) -> Site:
    assert home.org is not None
    return Site(
        home.org, home, Path(settings.PUBLIC_ROOT) / home.org.code, settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    )


def make_known(home: OfficialPage) -> None:
    """Tell the shell of the first site of the installation; it asks for one."""
    host = Host.objects.filter(is_default_site=True).first()
    if host is None or host.root_page.org_id is None:
        Host.objects.update_or_create(
            is_default_site=True,
            defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": home.title},
        )
