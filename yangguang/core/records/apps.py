from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "yangguang.core.records"
    label = "records"
    verbose_name = "台账"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created

        from . import unknown

        connection_created.connect(unknown.listen)
