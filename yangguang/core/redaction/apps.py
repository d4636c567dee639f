from django.apps import AppConfig


class RedactionConfig(AppConfig):
    name = "yangguang.core.redaction"
    label = "redaction"
    verbose_name = "遮盖"
