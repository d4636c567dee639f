import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0002_credit_code"),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalAdviser",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("adviser", "法律顾问"), ("government_lawyer", "公职律师")],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="姓名")),
                ("licence", models.CharField(max_length=40, verbose_name="执业证号或者公职律师证号")),
                ("office", models.CharField(max_length=100, verbose_name="律师事务所或者单位")),
                ("since", models.DateField(verbose_name="聘期自")),
                ("until", models.DateField(blank=True, null=True, verbose_name="聘期至（不含）")),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legal_advisers",
                        to="orgs.organisation",
                        verbose_name="聘请机关",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "法律顾问",
                "verbose_name_plural": "法律顾问",
                "ordering": ("org_id", "since", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("org", "licence", "since"), name="adviser_engaged_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="adviser_ends_after_it_begins",
                    ),
                ],
            },
        ),
    ]
