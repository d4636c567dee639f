from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "yangguang.core.law"
    label = "law"
    verbose_name = "法规库"
