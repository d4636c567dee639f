from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "yangguang.core.ui"
    label = "ui"
    verbose_name = "界面"
