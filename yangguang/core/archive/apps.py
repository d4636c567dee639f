from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "yangguang.core.archive"
    label = "archive"
    verbose_name = "归档"
