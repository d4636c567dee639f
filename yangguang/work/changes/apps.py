from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "yangguang.work.changes"
    label = "changes"
    verbose_name = "法规变动"
