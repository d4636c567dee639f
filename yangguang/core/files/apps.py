from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "yangguang.core.files"
    label = "files"
    verbose_name = "文件"
