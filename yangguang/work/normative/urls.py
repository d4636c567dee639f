"""The addresses of residents."""

from django.urls import path

from . import views

app_name = "normative"
urlpatterns = [
    path("", views.consultations, name="consultations"),
    path("<int:pk>/", views.Speak.as_view(), name="consultation"),
]
