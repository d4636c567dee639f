from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "yangguang.core.matters"
    label = "matters"
    verbose_name = "事项目录"
