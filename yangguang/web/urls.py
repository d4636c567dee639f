"""All addresses: the portal of residents, their account, and the office."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as office_urls

urlpatterns = [
    path("office/", include(office_urls)),
    path("account/", include("allauth.urls")),
    path("", include(wagtail_urls)),
]
