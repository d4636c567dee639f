import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from yangguang.core.records.keys import KeyedByRegion


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_several_are_asked"),
        ("disclosure", "0005_answers"),
        ("orgs", "0003_legal_advisers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="letter",
            name="kind",
            field=models.CharField(
                choices=[
                    ("receipt", "登记回执"),
                    ("correction", "补正告知书"),
                    ("extension", "延期答复告知书"),
                    ("consultation", "征求意见书"),
                    ("consultation_told", "征求意见告知书"),
                    ("reasons", "说明理由告知书"),
                    ("fee", "收费通知书"),
                    ("party_told", "公开告知书"),
                    ("answer", "答复书"),
                    ("closing", "不再处理告知书"),
                ],
                max_length=20,
                verbose_name="文书",
            ),
        ),
        migrations.CreateModel(
            name="Conferral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.TextField(verbose_name="会商的问题")),
                ("opened_on", models.DateField(verbose_name="发起之日")),
                ("minutes", models.TextField(blank=True, verbose_name="会商纪要")),
                ("met_on", models.DateField(blank=True, null=True, verbose_name="会商之日")),
                ("decision", models.TextField(blank=True, verbose_name="会商的决定")),
                ("because", models.TextField(blank=True, verbose_name="决定的理由")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定之日")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="决定人",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发起人",
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.organisation",
                        verbose_name="牵头机关",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conferrals",
                        to="disclosure.disclosurerequest",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "会商",
                "verbose_name_plural": "会商",
                "ordering": ("request_id", "id"),
            },
        ),
        migrations.CreateModel(
            name="Party",
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
                        choices=[
                            ("third_party", "第三方"),
                            ("joint_maker", "共同制作机关"),
                            ("agency", "会商机关"),
                        ],
                        max_length=20,
                        verbose_name="身份",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="通信地址")),
                ("contact", models.CharField(blank=True, max_length=100, verbose_name="联系方式")),
                ("about", models.TextField(verbose_name="申请的信息与其有什么关系")),
                ("reached_on", models.DateField(blank=True, null=True, verbose_name="收到征求意见书之日")),
                ("proof", models.CharField(blank=True, max_length=200, verbose_name="送达凭证")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("agree", "同意公开"), ("refuse", "不同意公开")],
                        max_length=10,
                        verbose_name="意见",
                    ),
                ),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="收到意见之日")),
                ("reasons", models.TextField(blank=True, verbose_name="意见的内容和理由")),
                (
                    "weight",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("adopted", "采纳：有合理理由，不予公开"),
                            ("unfounded", "不采纳：不同意公开的理由不合理"),
                            ("public_interest", "不采纳：不公开可能对公共利益造成重大影响"),
                            ("protected", "未提出意见，但公开会损害其合法权益，不予公开"),
                        ],
                        max_length=20,
                        verbose_name="是否采纳",
                    ),
                ),
                ("because", models.TextField(blank=True, verbose_name="判断的理由")),
                ("weighed_on", models.DateField(blank=True, null=True, verbose_name="判断之日")),
                ("told_as", models.CharField(blank=True, max_length=30, verbose_name="告知的决定")),
                (
                    "inquiry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosure_party",
                        to="cases.inquiry",
                        verbose_name="征求意见",
                    ),
                ),
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asks",
                        to="disclosure.letter",
                        verbose_name="征求意见书",
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
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="disclosure.disclosurerequest",
                        verbose_name="申请",
                    ),
                ),
                (
                    "told",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disclosure.letter",
                        verbose_name="公开告知书",
                    ),
                ),
                (
                    "weighed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="判断人",
                    ),
                ),
            ],
            options={
                "verbose_name": "征求意见",
                "verbose_name_plural": "征求意见",
                "ordering": ("request_id", "id"),
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message", models.TextField(verbose_name="需要对方回答的问题和有关情况")),
                ("invited_on", models.DateField(verbose_name="邀请之日")),
                ("due_on", models.DateField(verbose_name="请于此日前提出意见")),
                (
                    "position",
                    models.CharField(
                        blank=True,
                        choices=[("agree", "同意公开"), ("refuse", "不同意公开"), ("other", "其他意见")],
                        max_length=10,
                        verbose_name="意见",
                    ),
                ),
                ("opinion", models.TextField(blank=True, verbose_name="意见和理由")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="提出意见之日")),
                ("is_adopted", models.BooleanField(blank=True, null=True, verbose_name="是否采纳")),
                ("because", models.TextField(blank=True, verbose_name="采纳或者不采纳的理由")),
                (
                    "adviser",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="orgs.legaladviser",
                        verbose_name="法律顾问",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "conferral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="disclosure.conferral",
                        verbose_name="会商",
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="orgs.organisation",
                        verbose_name="受邀机关",
                    ),
                ),
                (
                    "party",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitation",
                        to="disclosure.party",
                        verbose_name="书面征求意见",
                    ),
                ),
            ],
            options={
                "verbose_name": "会商邀请",
                "verbose_name_plural": "会商邀请",
                "ordering": ("conferral_id", "id"),
            },
        ),
        migrations.AddConstraint(
            model_name="conferral",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_on", None)), fields=("request",), name="conferral_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="conferral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("because", ""), ("decided_by", None), ("decided_on", None), ("decision", "")),
                    models.Q(
                        ("decided_by__isnull", False),
                        ("decided_on__isnull", False),
                        models.Q(("decision", ""), _negated=True),
                        models.Q(("because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="conferral_decided_with_reasons",
            ),
        ),
        migrations.AddConstraint(
            model_name="conferral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("met_on", None), ("minutes", "")),
                    models.Q(models.Q(("minutes", ""), _negated=True), ("met_on__isnull", False)),
                    _connector="OR",
                ),
                name="conferral_minutes_of_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_on", None)),
                    models.Q(models.Q(("answer", ""), _negated=True), ("answered_on__isnull", False)),
                    _connector="OR",
                ),
                name="party_answers_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "refuse"), _negated=True),
                    models.Q(("reasons", ""), _negated=True),
                    _connector="OR",
                ),
                name="party_refuses_with_reasons",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("because", ""), ("weighed_by", None), ("weighed_on", None), ("weight", "")),
                    models.Q(
                        models.Q(("weight", ""), _negated=True),
                        models.Q(("because", ""), _negated=True),
                        ("weighed_by__isnull", False),
                        ("weighed_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="party_weighed_with_reasons",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("proof", ""), ("reached_on", None)),
                    models.Q(("reached_on__isnull", False), models.Q(("proof", ""), _negated=True)),
                    _connector="OR",
                ),
                name="party_reached_with_proof",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("told", None), ("told_as", "")),
                    models.Q(("told__isnull", False), models.Q(("told_as", ""), _negated=True)),
                    _connector="OR",
                ),
                name="party_told_of_a_decision",
            ),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(
                condition=models.Q(("answered_on", None)), fields=["org", "due_on"], name="invitation_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("adviser", None)),
                fields=("conferral", "org"),
                name="invitation_once_an_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                fields=("conferral", "adviser"), name="invitation_once_a_lawyer"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_by", None), ("answered_on", None), ("opinion", ""), ("position", "")),
                    models.Q(
                        ("answered_by__isnull", False),
                        ("answered_on__isnull", False),
                        models.Q(("position", ""), _negated=True),
                        models.Q(("opinion", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="invitation_answered_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_adopted", None), models.Q(("opinion", ""), _negated=True), _connector="OR"
                ),
                name="invitation_adopted_after_its_answer",
            ),
        ),
        KeyedByRegion("disclosure_party"),
        KeyedByRegion("disclosure_conferral"),
        KeyedByRegion("disclosure_invitation"),
    ]
