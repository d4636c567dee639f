from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "yangguang.core.publishing"
    label = "publishing"
    verbose_name = "稿件"
