from django.apps import AppConfig


class NormativeConfig(AppConfig):
    name = "yangguang.work.normative"
    label = "normative"
    verbose_name = "政策文件"
