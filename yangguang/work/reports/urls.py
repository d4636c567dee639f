"""The addresses of the published reports."""

from django.urls import path

from . import views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("<str:code>/<int:year>/", views.report, name="report"),
    path("<str:code>/<int:year>/report.<str:ending>", views.report_file, name="file"),
]
