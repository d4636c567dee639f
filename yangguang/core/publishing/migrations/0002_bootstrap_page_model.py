from django.db import migrations
from wagtail.models import BootstrapLocaleField, BootstrapTranslatableModel, BootstrapTranslationKeyField


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        BootstrapLocaleField("publishing.OfficialPage"),
        BootstrapTranslationKeyField("publishing.OfficialPage"),
        BootstrapTranslatableModel("publishing.OfficialPage"),
    ]
