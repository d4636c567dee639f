from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_kept_by_the_database"),
        ("disclosure", "0001_initial"),
        ("orgs", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="disclosurerequest",
            name="request_received",
        ),
        migrations.RemoveIndex(
            model_name="disclosurerequest",
            name="request_closed",
        ),
        migrations.AddIndex(
            model_name="disclosurerequest",
            index=models.Index(
                fields=["org", "received_on"],
                include=("closed_on", "applicant_kind"),
                name="request_received",
            ),
        ),
        migrations.AddIndex(
            model_name="disclosurerequest",
            index=models.Index(
                fields=["org", "closed_on"],
                include=("received_on", "row", "applicant_kind"),
                name="request_closed",
            ),
        ),
    ]
