"""All addresses: the portal of residents, their account, and the office."""

from django.urls import include, path
from wagtail.admin import urls as office_urls

from yangguang.work.disclosure import views as disclosure

from .views import home

urlpatterns = [
    path("", home, name="home"),
    path("disclosure/", include("yangguang.work.disclosure.urls")),
    path("reports/", include("yangguang.work.reports.urls")),
    path("my/", disclosure.mine, name="mine"),
    path("account/", include("allauth.urls")),
    path("office/", include(office_urls)),
]

handler400 = "yangguang.web.views.refused"
handler500 = "yangguang.web.views.fault"
