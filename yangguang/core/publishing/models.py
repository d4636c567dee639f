from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.documents.models import AbstractDocument
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import AbstractPage
from wagtail.models.pages import AbstractPageMeta

from yangguang.core.cases.models import Case
from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.search.entries import Kind
from yangguang.rules.problems import Problem, Refused
from yangguang.rules.validity import Term, Validity

from .blocks import body_blocks
from .content import hash_of
from .page_forms import OfficialPageForm
from .seals import is_sealed

INDEX_NUMBER = RegexValidator(
    r"^[0-9A-Z]{9}([0-9A-Z]{9})?/\d{4}-\d{5}$", "索引号应写成 机构代码/年份-五位流水号。"
)
"""Source: 政府信息公开目录系统实施指引（试行）; the code of the organisation has nine or eighteen signs."""


def term_of(since: date | None, until: date | None, ended_on: date | None, ended_as: str) -> Term:
    """Return the days between which a page holds, from what stands in its row and in that of its publication."""
    how = Validity(ended_as) if ended_as else Validity.REPEALED
    return Term(since=since, until=until, ended_on=ended_on, ended_as=how)


class OfficialPage(AbstractPage):
    """The base of every page that the office publishes (稿件): what a reader of any of them wants to know."""

    org = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="发布机关"
    )
    source = models.CharField(
        "来源", max_length=100, blank=True, help_text="转载的写明原出处；本机关撰写的不填。"
    )
    summary = models.TextField("内容概述", blank=True, max_length=500)
    number = models.CharField("文号", max_length=60, blank=True, db_index=True)
    theme = models.CharField("主题分类", max_length=40, blank=True)
    keywords = models.CharField("主题词", max_length=200, blank=True)
    made_on = models.DateField("成文日期", null=True, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True, help_text="最后有效的一日。")
    body = StreamField(body_blocks(), blank=True, verbose_name="正文")

    is_structure = False
    """Whether it is a place (a column, the home page) rather than something written."""

    has_validity = False
    """Whether readers must be told if it is in force."""

    published_together_with = ""
    """The field with the page that this one explains: neither goes live without the other (三同步)."""

    kind_label = "稿件"
    static_template = "publishing/page.html"
    schema_type = "Article"
    search_kind = Kind.PAGE
    is_creatable = False

    preview_modes = [("standard", "标准版"), ("elder", "关怀版"), ("contrast", "高对比版")]

    content_panels = [
        FieldPanel("title"),
        FieldPanel("org"),
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("source"), FieldPanel("theme")]),
                FieldRowPanel([FieldPanel("keywords"), FieldPanel("made_on")]),
            ],
            heading="信息",
        ),
        FieldPanel("go_live_at", heading="定时发布", help_text="不填则审校通过后立即发布。"),
    ]
    promote_panels: ClassVar[list[Any]] = []
    settings_panels: ClassVar[list[Any]] = []

    class Meta(AbstractPageMeta):
        verbose_name = verbose_name_plural = "稿件"
        indexes = (models.Index(fields=("org", "made_on"), name="page_of_org"),)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Give each type our form of the editor: the shell puts its own on the base when it starts."""
        super().__init_subclass__(**kwargs)
        if "base_form_class" not in vars(cls):
            cls.base_form_class = OfficialPageForm

    def clean(self) -> None:
        super().clean()
        if self.effective_on and self.made_on and self.effective_on < self.made_on:
            raise ValidationError({"effective_on": "施行日期不能早于成文日期，请核对。"})
        if self.expires_on and self.effective_on and self.expires_on < self.effective_on:
            raise ValidationError({"expires_on": "有效期至不能早于施行日期，请核对。"})

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Store the page; one that is not a place gets the row that follows it on its way."""
        is_new = self._state.adding
        if self.live and not self.is_structure and self.depth and self.depth > 1:
            self._refuse_unless_granted(self.live_revision_id)
        saved = super().save(*args, **kwargs)
        if is_new and not self.is_structure and self.org_id:
            Publication.objects.get_or_create(
                page_id=self.pk,
                defaults={
                    "org_id": self.org_id,
                    "column_id": self.get_parent().pk,
                    "author_id": self.owner_id,
                },
            )
        return saved

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Make a revision what the public reads.

        Raises:
            Refused: unless six people signed exactly this revision, or its publication is urgent.
        """
        if not self.is_structure:
            self._refuse_unless_granted(revision.pk)
        return super().publish(revision, *args, **kwargs)

    def permissions_for_user(self, user: Any) -> Any:
        from .rights import Rights

        return Rights(user, self)

    def term(self) -> Term:
        """Return the days between which the page holds, as its text and what was decided later say."""
        ended = getattr(self, "publication", None)
        return term_of(
            self.effective_on,
            self.expires_on,
            ended.ended_on if ended else None,
            ended.ended_as if ended else "",
        )

    def validity(self, on: date) -> Validity:
        """Return whether the page is in force on a day; NONE where that is no question."""
        return self.term().on(on) if self.has_validity else Validity.NONE

    def why_not_submit(self) -> list[Problem]:
        """Say what a type of page still lacks before it is reviewed."""
        empty = [Problem("请先写正文。", "body")] if not self.body else []
        return [*empty, *([] if self.org_id else [Problem("请选择发布机关。", "org")])]

    def needs_companion(self) -> bool:
        """Whether it may not go live before a page that explains it is signed, too."""
        return False

    def why_not_go_live(self, on: date) -> list[Problem]:
        """Say what keeps a type of page from going to the public on a day, though all have signed it."""
        return []

    def went_live(self, *, at: datetime) -> None:
        """Let a type of page do what follows from its publication, in the same transaction."""

    def shown(self) -> dict[str, Any]:
        """Return what its template needs besides the page itself."""
        return {}

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        from django.http import HttpResponse

        from .site.rendering import preview

        return HttpResponse(preview(self, mode_name))

    def _refuse_unless_granted(self, revision_id: int | None) -> None:
        granted = Grant.objects.filter(page_id=self.pk, revision_id=revision_id).first()
        if granted is None or not granted.is_genuine():
            raise Refused(
                Problem(
                    "这一版稿件没有办完三审三校，不能发布；请送审，六级审校通过后自动发布。",
                    source="国办发〔2018〕123号（先审后发）",
                )
            )


class ScopedQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person, on: date) -> ScopedQuerySet:
        """Return the rows that `person` may see in the office."""
        return self.filter(org__in=orgs.visible_to(person, on))


class Grant(models.Model):
    """The permission to publish exactly one revision (发布许可). Written once."""

    class Kind(models.TextChoices):
        REVIEWED = "reviewed", "三审三校通过"
        URGENT = "urgent", "紧急发布"

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    page = models.ForeignKey(OfficialPage, models.PROTECT, related_name="grants", verbose_name="稿件")
    revision_id = models.BigIntegerField("版本")
    kind = models.CharField("依据", max_length=10, choices=Kind)
    hash = models.CharField("内容哈希", max_length=64)
    algorithm = models.CharField("算法", max_length=10)
    given_at = models.DateTimeField("准予时间")
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="签发人")
    seal = models.CharField("封印", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "发布许可"
        constraints = (models.UniqueConstraint(fields=("revision_id", "kind"), name="grant_once"),)

    def __str__(self) -> str:
        return f"{self.page} {self.get_kind_display()}"

    def parts(self) -> tuple[object, ...]:
        """Return what the seal is made of."""
        return ("grant", self.page_id, self.revision_id, self.kind, self.algorithm, self.hash)

    def is_genuine(self) -> bool:
        """Whether this installation made it."""
        return is_sealed(self.seal, *self.parts())

    def covers(self, page: OfficialPage) -> bool:
        """Whether it was given for what `page` says now."""
        return self.is_genuine() and hash_of(page, self.algorithm) == self.hash


class Publication(models.Model):
    """Where a page stands on its way to the public, and where the public finds it (发布状态)."""

    class Stage(models.TextChoices):
        DRAFT = "draft", "草稿"
        REVIEW = "review", "审校中"
        HELD = "held", "已签发，等待同步发布"
        SCHEDULED = "scheduled", "已签发，等待定时发布"
        DONE = "done", "已发布"
        WITHDRAWN = "withdrawn", "已撤回"

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    page = models.OneToOneField(OfficialPage, models.CASCADE, related_name="publication", verbose_name="稿件")
    column = models.ForeignKey(OfficialPage, models.PROTECT, related_name="listed", verbose_name="栏目")
    main = models.ForeignKey(
        OfficialPage, models.PROTECT, null=True, related_name="explained_by", verbose_name="同步发布的文件"
    )
    stage = models.CharField("状态", max_length=10, choices=Stage, default=Stage.DRAFT)
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="撰稿人")
    authors = models.JSONField("撰稿和修改人", default=list)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name="审校办件")
    round = models.PositiveSmallIntegerField("送审次数", default=0)
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="+", verbose_name="发布许可")
    index_number = models.CharField("索引号", max_length=40, blank=True, validators=[INDEX_NUMBER])
    address = models.CharField("地址", max_length=300, blank=True)
    place = models.PositiveIntegerField("栏目内序号", null=True)
    go_live_at = models.DateTimeField("定时发布", null=True)
    published_at = models.DateTimeField("首次发布时间", null=True)
    updated_at = models.DateTimeField("最近发布时间", null=True)
    owed_until = models.DateTimeField("补办审校截止", null=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_why = models.CharField("撤回原因", max_length=300, blank=True)
    ended_on = models.DateField("失效日", null=True)
    ended_as = models.CharField("失效方式", max_length=10, blank=True)
    ended_by = models.CharField("失效依据", max_length=300, blank=True)

    objects: ClassVar[models.Manager[Publication]] = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发布状态"
        constraints = (
            models.UniqueConstraint(fields=("column", "place"), name="publication_has_its_place"),
            models.UniqueConstraint(
                fields=("index_number",), condition=~Q(index_number=""), name="publication_index_number_once"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, address="", place=None)
                | Q(published_at__isnull=False, place__isnull=False) & ~Q(address=""),
                name="publication_has_an_address",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_why="")
                | ~Q(withdrawn_at=None) & ~Q(withdrawn_why=""),
                name="publication_withdrawn_with_a_reason",
            ),
        )
        indexes = (
            models.Index(
                fields=("column", "-place"), condition=Q(withdrawn_at=None), name="publication_listed"
            ),
            models.Index(
                fields=("-published_at", "-id"),
                condition=Q(published_at__isnull=False, withdrawn_at=None),
                name="publication_newest",
            ),
            models.Index(
                fields=("column", "-published_at", "-id"),
                condition=Q(published_at__isnull=False, withdrawn_at=None),
                name="publication_newest_in_column",
            ),
            models.Index(fields=("org", "stage"), name="publication_stage"),
            models.Index(
                fields=("owed_until",), condition=Q(owed_until__isnull=False), name="publication_owed"
            ),
        )

    def __str__(self) -> str:
        return str(self.page)

    @property
    def is_live(self) -> bool:
        """Whether the public can read it."""
        return self.published_at is not None and self.withdrawn_at is None

    @property
    def published_on(self) -> date | None:
        return localdate(self.published_at) if self.published_at else None

    @property
    def desk_url(self) -> str:
        from django.urls import reverse

        return reverse("publishing_desk:page", args=[self.page_id])


class Signature(models.Model):
    """What one person did at one of the six levels (审校记录). Written once."""

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="signatures", verbose_name="稿件"
    )
    round = models.PositiveSmallIntegerField("送审次数")
    node = models.CharField("级", max_length=20)
    passed = models.BooleanField("通过")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="签署人")
    at = models.DateTimeField("时间")
    came = models.BigIntegerField("收到的版本")
    left = models.BigIntegerField("签署的版本")
    hash = models.CharField("内容哈希", max_length=64)
    opinion = models.TextField("意见", blank=True)
    checks = models.JSONField("核对项", default=list)
    findings = models.JSONField("检查发现", default=list)
    seal = models.CharField("封印", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "审校记录"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("publication", "round", "node"),
                condition=Q(passed=True),
                name="signature_once_a_level",
            ),
        )

    def __str__(self) -> str:
        return f"{self.node} {self.person}"

    def parts(self) -> tuple[object, ...]:
        """Return what the seal is made of."""
        return (
            "signature", self.publication_id, self.round, self.node, self.passed, self.person_id, self.left, self.hash,
        )  # fmt: skip

    def is_genuine(self) -> bool:
        """Whether this installation made it."""
        return is_sealed(self.seal, *self.parts())


class PublishedFile(models.Model):
    """One file that the public reads (发布清单): what must be in it, and by whose leave."""

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="网站")
    path = models.CharField("文件", max_length=400)
    unit = models.CharField("来历", max_length=80)
    size = models.PositiveIntegerField("字节")
    sha256 = models.CharField("SHA-256", max_length=64)
    sm3 = models.CharField("SM3", max_length=64, blank=True)
    revision_id = models.BigIntegerField("版本", null=True)
    written_at = models.DateTimeField("写入时间")
    seal = models.CharField("封印", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "发布清单"
        constraints = (models.UniqueConstraint(fields=("org", "path"), name="published_file_once"),)
        indexes = (models.Index(fields=("org", "unit"), name="published_file_unit"),)

    def __str__(self) -> str:
        return self.path

    def parts(self) -> tuple[object, ...]:
        """Return what the seal is made of."""
        return ("file", self.org_id, self.path, self.size, self.sha256, self.sm3, self.revision_id or "")

    def is_genuine(self) -> bool:
        """Whether this installation wrote it."""
        return is_sealed(self.seal, *self.parts())


class Pending(models.Model):
    """Something of a site that has to be written anew; stored together with the act that made it so."""

    org = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="网站")
    unit = models.CharField("内容", max_length=80)
    since = models.DateTimeField("自")

    class Meta:
        verbose_name = verbose_name_plural = "待写入"
        indexes = (models.Index(fields=("org", "id"), name="pending_of_site"),)

    def __str__(self) -> str:
        return self.unit


class Digest(models.Model):
    """All files of a site at the end of a day under one signed hash (每日摘要); it is published and in the ledger."""

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="网站")
    on = models.DateField("日期")
    files = models.PositiveIntegerField("文件数")
    sha256 = models.CharField("SHA-256", max_length=64)
    sm3 = models.CharField("SM3", max_length=64, blank=True)
    signature = models.CharField("签名", max_length=128)
    made_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "每日摘要"
        constraints = (models.UniqueConstraint(fields=("org", "on"), name="digest_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"

    def said(self) -> str:
        """Return the text that is signed."""
        return f"{self.org.code} {self.on:%Y-%m-%d} {self.files} sha256:{self.sha256} sm3:{self.sm3}"


class Owned(models.Model):
    """A file that an organisation keeps; others do not see it in the office."""

    org = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="机关", editable=False
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.org_id is None and self.uploaded_by_user_id:  # type: ignore[attr-defined]
            self.org = orgs.home_of(self.uploaded_by_user)  # type: ignore[attr-defined]
        super().save(*args, **kwargs)


class Picture(Owned, AbstractImage):
    """A picture that the office keeps (图片)."""

    admin_form_fields = ("title", "file", "description")

    class Meta(AbstractImage.Meta):
        verbose_name = verbose_name_plural = "图片"


class Rendition(AbstractRendition):
    """A picture in one size."""

    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = verbose_name_plural = "图片尺寸"
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class Attachment(Owned, AbstractDocument):
    """A file that the office keeps (附件)."""

    admin_form_fields = ("title", "file")

    class Meta(AbstractDocument.Meta):
        verbose_name = verbose_name_plural = "附件"
