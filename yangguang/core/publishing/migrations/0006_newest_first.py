from django.db import migrations, models
from django.db.models import Q

LIVE = Q(published_at__isnull=False, withdrawn_at=None)


class Migration(migrations.Migration):
    dependencies = [("publishing", "0005_kept_by_the_database")]

    operations = [
        migrations.AddIndex(
            "publication",
            models.Index(fields=["-published_at", "-id"], condition=LIVE, name="publication_newest"),
        ),
        migrations.AddIndex(
            "publication",
            models.Index(
                fields=["column", "-published_at", "-id"], condition=LIVE, name="publication_newest_in_column"
            ),
        ),
    ]
