from types import ModuleType

from django.apps import AppConfig

from .translations import compile_messages


class WebConfig(AppConfig):
    name = "yangguang.web"
    label = "web"
    verbose_name = "阳光政务"

    def __init__(self, app_name: str, app_module: ModuleType | None) -> None:
        super().__init__(app_name, app_module)
        compile_messages()  # not in ready(): importing the models of the libraries already asks for words

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers itself
