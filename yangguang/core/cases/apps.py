from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "yangguang.core.cases"
    label = "cases"
    verbose_name = "办件"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers itself
