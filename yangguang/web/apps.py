from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "yangguang.web"
    label = "web"
    verbose_name = "阳光政务"
