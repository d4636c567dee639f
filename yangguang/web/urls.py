"""All addresses: the portal of residents, their account, and the office."""

from django.urls import include, path
from django.views.decorators.cache import cache_control
from django.views.generic import RedirectView
from wagtail.admin import urls as office_urls
from wagtail.admin.views.home import sprite
from wagtail.admin.views.i18n import localized_js_catalog

from yangguang.core.publishing import views as publishing
from yangguang.work.disclosure import views as disclosure

from .views import home

# The shell lets no browser keep its icons and words: seventy kilobytes more with each page of the office.
icons = cache_control(private=True, max_age=365 * 24 * 3600)(sprite)  # their address changes when they do
words = cache_control(private=True, max_age=3600)(localized_js_catalog)

urlpatterns = [
    path("", home, name="home"),
    path("disclosure/", include("yangguang.work.disclosure.urls")),
    path("consultations/", include("yangguang.work.normative.urls")),
    path("reports/", include("yangguang.work.reports.urls")),
    path("visits/", include("yangguang.work.visits.urls")),
    path("search/", include("yangguang.core.search.urls")),
    path("my/", disclosure.mine, name="mine"),
    path("account/", include("allauth.urls")),
    # The shell has a sign-in of its own, which knows of no second factor.
    path("office/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("office/sprite/", icons),
    path("office/jsi18n/", words),
    path("office/", include(office_urls)),
    path("media/<path:path>", publishing.kept, name="kept"),
    path("seen.gif", publishing.seen, name="seen"),
    # Everything else is a file of the site.
    path("<path:path>", publishing.published, name="published"),
]

handler400 = "yangguang.web.views.refused"
handler500 = "yangguang.web.views.fault"
