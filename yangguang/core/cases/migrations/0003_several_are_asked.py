import django.db.models.deletion
from django.db import migrations, models

from yangguang.core.records.keys import KeyedByRegion


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_kept_by_the_database"),
        ("orgs", "0002_credit_code"),
    ]

    operations = [
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("whom", models.CharField(max_length=100, verbose_name="征求谁的意见")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "等待意见"),
                            ("answered", "已提出意见"),
                            ("expired", "逾期未提出意见"),
                            ("cancelled", "已取消"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("asked_on", models.DateField(verbose_name="发函日")),
                ("due_on", models.DateField(verbose_name="期限届满日")),
                ("closed_on", models.DateField(null=True, verbose_name="收到意见或者期限届满之日")),
                ("outcome", models.CharField(blank=True, max_length=60, verbose_name="结果")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiries",
                        to="cases.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.organisation",
                        verbose_name="机关",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiries",
                        to="cases.step",
                        verbose_name="环节",
                    ),
                ),
            ],
            options={
                "verbose_name": "征求意见",
                "verbose_name_plural": "征求意见",
                "ordering": ("id",),
            },
        ),
        migrations.AddField(
            model_name="clockevent",
            name="inquiry",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.inquiry",
                verbose_name="因征求谁的意见",
            ),
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["due_on"], name="inquiry_expiring"
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on", None), ("outcome", ""), ("state", "open")),
                    models.Q(("closed_on__isnull", False), ("state", "cancelled")),
                    models.Q(
                        ("closed_on__isnull", False),
                        ("state__in", ("answered", "expired")),
                        models.Q(("outcome", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="inquiry_closed_when_over",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on", None), ("closed_on__gte", models.F("asked_on")), _connector="OR"
                ),
                name="inquiry_not_answered_before_asked",
            ),
        ),
        KeyedByRegion("cases_inquiry"),
    ]
