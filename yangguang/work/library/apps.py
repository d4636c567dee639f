from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "yangguang.work.library"
    label = "library"
    verbose_name = "法律法规"
