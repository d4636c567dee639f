from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "yangguang.core.records"
    label = "records"
    verbose_name = "台账"
