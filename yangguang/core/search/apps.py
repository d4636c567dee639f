from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "yangguang.core.search"
    label = "search"
    verbose_name = "检索"
