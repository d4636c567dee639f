from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "yangguang.core.orgs"
    label = "orgs"
    verbose_name = "机构"
