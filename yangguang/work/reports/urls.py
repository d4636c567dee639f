"""The addresses of the published reports."""

app_name = "reports"
urlpatterns = []
