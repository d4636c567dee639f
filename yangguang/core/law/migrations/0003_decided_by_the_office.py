from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("law", "0002_ending"),
    ]

    operations = [
        migrations.AddField(
            model_name="version",
            name="ended_on",
            field=models.DateField(blank=True, null=True, verbose_name="决定自何日起失效"),
        ),
        migrations.AddField(
            model_name="version",
            name="ended_as",
            field=models.CharField(blank=True, default="", max_length=20, verbose_name="失效方式"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="version",
            name="ended_by",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="失效决定"),
            preserve_default=False,
        ),
    ]
