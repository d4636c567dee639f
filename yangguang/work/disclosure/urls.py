"""The addresses of residents."""

from django.urls import path

from . import replying, views
from .enclosures.views import given_file
from .repeats.views import published

app_name = "disclosure"
urlpatterns = [
    path("", views.guide, name="guide"),
    path("handbook/", views.explained, name="handbook"),
    path("published/", published, name="published"),
    path("track/", views.Track.as_view(), name="track"),
    path("drafts/", views.Resume.as_view(), name="resume"),
    path("apply/<str:code>/", views.Apply.as_view(), name="apply"),
    path("requests/<int:pk>/", views.request_page, name="request"),
    path("requests/<int:pk>/proof/", views.proof, name="proof"),
    path("requests/<int:pk>/letters/<int:letter>.<str:ending>", views.letter_file, name="letter"),
    path("requests/<int:pk>/enclosures/<int:enclosure>/", given_file, name="given"),
    *replying.ADDRESSES,
]
