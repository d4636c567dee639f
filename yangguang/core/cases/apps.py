from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "yangguang.core.cases"
    label = "cases"
    verbose_name = "办件"

