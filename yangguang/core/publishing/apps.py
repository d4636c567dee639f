from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "yangguang.core.publishing"
    label = "publishing"
    verbose_name = "稿件"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from .models import Attachment, OfficialPage, Picture
        from .rights import FilesByPost, PagesByPost

        register_permission_policy(OfficialPage, PagesByPost())
        for model in (Picture, Attachment):
            register_permission_policy(model, FilesByPost(model), exact_class=True)
