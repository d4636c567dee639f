"""The addresses of residents."""

from django.urls import path

from . import views

app_name = "visits"
urlpatterns = [
    path("", views.explained, name="explained"),
    path("<slug:code>/", views.explained, name="site"),
]
