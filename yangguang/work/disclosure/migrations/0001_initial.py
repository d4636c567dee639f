import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from yangguang.core.records.keys import KeyedByRegion


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0002_kept_by_the_database"),
        ("orgs", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DisclosureRequest",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="disclosure_request",
                        serialize=False,
                        to="cases.case",
                        verbose_name="办件",
                    ),
                ),
                ("code", models.CharField(max_length=12, verbose_name="查询码")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("in_person", "当面提交"),
                            ("oral", "口头提出（工作人员代填）"),
                            ("registered_mail", "挂号信、快递（需签收）"),
                            ("plain_mail", "平常信函（无需签收）"),
                            ("online", "互联网"),
                            ("fax", "传真"),
                            ("email", "电子邮箱"),
                        ],
                        max_length=20,
                        verbose_name="申请渠道",
                    ),
                ),
                ("submitted_at", models.DateTimeField(verbose_name="提交时间")),
                ("arrived_on", models.DateField(verbose_name="到达日期")),
                ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="双方确认日期")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="收到申请之日")),
                (
                    "applicant_kind",
                    models.CharField(
                        choices=[
                            ("natural_person", "自然人"),
                            ("commercial_enterprise", "商业企业"),
                            ("research_institution", "科研机构"),
                            ("public_welfare_org", "社会公益组织"),
                            ("legal_service_org", "法律服务机构"),
                            ("other", "其他"),
                        ],
                        max_length=30,
                        verbose_name="申请人类型",
                    ),
                ),
                ("applicant", models.CharField(max_length=100, verbose_name="姓名或者名称")),
                ("identity", models.CharField(max_length=60, verbose_name="身份证明")),
                ("representative", models.CharField(blank=True, max_length=80, verbose_name="联系人")),
                ("phone", models.CharField(max_length=40, verbose_name="联系电话")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="电子邮箱")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="通信地址")),
                (
                    "needs_help",
                    models.BooleanField(default=False, verbose_name="阅读或者视听有困难，需要协助"),
                ),
                ("wanted", models.TextField(verbose_name="所需政府信息的名称、文号或者便于查询的特征描述")),
                (
                    "form",
                    models.CharField(
                        choices=[("paper", "纸质"), ("electronic", "电子"), ("inspection", "查阅、抄录")],
                        default="electronic",
                        max_length=20,
                        verbose_name="获取信息的形式",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("online", "网上获取"),
                            ("post", "邮寄"),
                            ("in_person", "当面领取"),
                            ("email", "电子邮件"),
                        ],
                        default="online",
                        max_length=20,
                        verbose_name="获取信息的途径",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("already_public", "已主动公开，告知获取途径"),
                            ("granted", "予以公开"),
                            ("partial", "部分公开"),
                            ("state_secret", "不予公开：国家秘密"),
                            ("law_forbids", "不予公开：法律、行政法规禁止公开"),
                            ("security_stability", "不予公开：危及国家安全、公共安全、经济安全、社会稳定"),
                            ("third_party_rights", "不予公开：损害第三方合法权益"),
                            ("internal_affairs", "不予公开：内部事务信息"),
                            ("process_info", "不予公开：过程性信息"),
                            ("enforcement_file", "不予公开：行政执法案卷"),
                            ("admin_query", "不予公开：行政查询事项"),
                            ("not_existing", "无法提供：信息不存在"),
                            ("not_responsible", "无法提供：不属于本机关负责公开"),
                            ("need_creation", "无法提供：没有现成信息，需要加工、分析"),
                            ("still_unclear", "无法提供：补正后申请内容仍不明确"),
                            ("petition", "不予处理：信访、投诉、举报"),
                            ("repeat", "不予处理：重复申请"),
                            ("publication", "不予处理：要求提供公开出版物"),
                            ("excessive", "不予处理：无正当理由大量反复申请"),
                            ("reconfirm", "不予处理：要求确认或者重新出具已获取的信息"),
                            ("no_correction", "不再处理：无正当理由逾期不补正"),
                            ("unpaid_fee", "不再处理：逾期不缴纳信息处理费"),
                            ("other", "其他处理（含申请人撤回）"),
                        ],
                        help_text="拟写答复时选定；年报表三行和办结日期在答复发出时确定",
                        max_length=30,
                        verbose_name="答复类型",
                    ),
                ),
                (
                    "row",
                    models.CharField(blank=True, db_index=True, max_length=40, verbose_name="年报表三行"),
                ),
                ("answer", models.TextField(blank=True, verbose_name="答复内容")),
                ("answer_number", models.CharField(blank=True, max_length=60, verbose_name="答复文号")),
                (
                    "closed_on",
                    models.DateField(
                        blank=True,
                        help_text="答复书发出之日，或决定不再处理之日",
                        null=True,
                        verbose_name="办结日期",
                    ),
                ),
                (
                    "fee_due",
                    models.PositiveIntegerField(default=0, verbose_name="通知收取的信息处理费（元）"),
                ),
                ("fee", models.PositiveIntegerField(default=0, verbose_name="已收信息处理费（元）")),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosure_requests",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosure_requests",
                        to="orgs.organisation",
                        verbose_name="受理机关",
                    ),
                ),
            ],
            options={
                "verbose_name": "依申请公开",
                "verbose_name_plural": "依申请公开",
                "ordering": ("-case_id",),
            },
        ),
        migrations.CreateModel(
            name="Contest",
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
                            ("review", "行政复议"),
                            ("direct", "未经复议直接起诉"),
                            ("postreview", "复议后起诉"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("filed_on", models.DateField(verbose_name="受理日期")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="审结日期")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("upheld", "结果维持"), ("corrected", "结果纠正"), ("other", "其他结果")],
                        max_length=20,
                        verbose_name="结果",
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.organisation",
                        verbose_name="被申请人（被告）",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contests",
                        to="disclosure.disclosurerequest",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "复议诉讼",
                "verbose_name_plural": "复议诉讼",
                "ordering": ("-filed_on",),
            },
        ),
        migrations.CreateModel(
            name="Letter",
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
                            ("receipt", "登记回执"),
                            ("correction", "补正告知书"),
                            ("extension", "延期答复告知书"),
                            ("consultation", "征求意见书"),
                            ("consultation_told", "征求意见告知书"),
                            ("reasons", "说明理由告知书"),
                            ("fee", "收费通知书"),
                            ("answer", "答复书"),
                            ("closing", "不再处理告知书"),
                        ],
                        max_length=20,
                        verbose_name="文书",
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="文号")),
                ("addressee", models.CharField(max_length=100, verbose_name="主送")),
                ("paragraphs", models.JSONField(verbose_name="正文")),
                ("answer_by", models.DateField(blank=True, null=True, verbose_name="请于此日前答复")),
                ("sent_on", models.DateField(verbose_name="发出日期")),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("online", "网上获取"),
                            ("post", "邮寄"),
                            ("in_person", "当面领取"),
                            ("email", "电子邮件"),
                        ],
                        max_length=20,
                        verbose_name="送达方式",
                    ),
                ),
                ("mail_number", models.CharField(blank=True, max_length=40, verbose_name="邮件号码")),
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
                        related_name="letters",
                        to="disclosure.disclosurerequest",
                        verbose_name="申请",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
            ],
            options={
                "verbose_name": "文书",
                "verbose_name_plural": "文书",
                "ordering": ("request_id", "id"),
            },
        ),
        migrations.AddIndex(
            model_name="disclosurerequest",
            index=models.Index(fields=["org", "received_on"], name="request_received"),
        ),
        migrations.AddIndex(
            model_name="disclosurerequest",
            index=models.Index(fields=["org", "closed_on"], name="request_closed"),
        ),
        migrations.AddConstraint(
            model_name="disclosurerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on", None), ("row", "")),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(("row", ""), _negated=True),
                        ("closed_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="request_closed_with_outcome_and_row",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosurerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("received_on", None),
                    ("closed_on", None),
                    ("closed_on__gte", models.F("received_on")),
                    _connector="OR",
                ),
                name="request_not_closed_before_received",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosurerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_on", None), ("confirmed_on__gte", models.F("arrived_on")), _connector="OR"
                ),
                name="request_not_confirmed_before_arrival",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosurerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("fee", 0), ("fee", models.F("fee_due")), _connector="OR"),
                name="request_fee_as_charged",
            ),
        ),
        migrations.AddConstraint(
            model_name="contest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_on", None), ("result", "")),
                    models.Q(("decided_on__isnull", False), models.Q(("result", ""), _negated=True)),
                    _connector="OR",
                ),
                name="contest_decided_with_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(fields=("org", "number"), name="letter_number_once"),
        ),
        KeyedByRegion("disclosure_letter"),
        KeyedByRegion("disclosure_contest"),
    ]
