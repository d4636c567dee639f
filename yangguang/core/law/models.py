from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person
from yangguang.rules.law.places import Place
from yangguang.rules.validity import Validity

from .relating import Kind

KINDS = [(each.value, each.label) for each in Kind]
VALIDITIES = [(each.value, each.label) for each in Validity if each.value]


class Category(models.TextChoices):
    """What sort of law it is, the highest first."""

    CONSTITUTION = "宪法", "宪法"
    STATUTE = "法律", "法律"
    REGULATION = "行政法规", "行政法规"
    SUPERVISION = "监察法规", "监察法规"
    INTERPRETATION = "司法解释", "司法解释"
    DEPARTMENT = "部门规章", "部门规章"
    LOCAL = "地方性法规", "地方性法规"
    LOCAL_RULE = "地方政府规章", "地方政府规章"
    DOCUMENT = "规范性文件", "规范性文件"


class InstrumentQuerySet(models.QuerySet["Instrument"]):
    def visible_to(self, person: Person, on: date) -> InstrumentQuerySet:
        """Return the laws, which are everybody's, and the documents of the organisations `person` may see."""
        return self.filter(Q(org=None) | Q(org__in=orgs.visible_to(person, on)))

    def standing_on(self, day: date) -> InstrumentQuerySet:
        """Return them with the `validity` that they have on `day`, and since when."""
        holds = Period.objects.on(day).filter(instrument=OuterRef("pk"))
        return self.annotate(
            validity=Subquery(holds.values("validity")[:1]),
            version_on=Subquery(holds.values("version")[:1]),
        )


class Instrument(models.Model):
    """A law, regulation, interpretation or document under one title, whatever became of its words (法规、文件)."""

    key = models.CharField("编号", max_length=12, unique=True)
    title = models.CharField("标题", max_length=300)
    names = ArrayField(models.CharField(max_length=300), verbose_name="又称", default=list, blank=True)
    category = models.CharField("类别", max_length=20, db_index=True)
    region = models.CharField("适用地区", max_length=20, blank=True, db_index=True)
    issuer = models.CharField("制定机关", max_length=100, blank=True)
    number = models.CharField("文号", max_length=80, blank=True)
    org = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="instruments", verbose_name="机关"
    )
    url = models.CharField("发布地址", max_length=300, blank=True)

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "法规"
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        """Where the public reads it."""
        return self.url or f"/laws/{self.key}.html"

    @property
    def desk_url(self) -> str:
        return reverse("law_desk:instrument", args=[self.key])

    @property
    def validity_label(self) -> str:
        """What holds of it, when it was read with `standing_on`."""
        return dict(VALIDITIES).get(getattr(self, "validity", ""), "")

    validity_label.fget.short_description = "今日效力"  # type: ignore[attr-defined]  # a heading of lists


class Version(models.Model):
    """One text of an instrument, as it was made or amended on one day (版本)."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="versions", verbose_name="法规")
    key = models.CharField("编号", max_length=40, unique=True)
    title = models.CharField("标题", max_length=300)
    number = models.CharField("文号", max_length=80, blank=True)
    made_on = models.DateField("公布或者修改日期", null=True, blank=True)
    since = models.DateField("施行日期", null=True, blank=True)
    since_in_source = models.DateField("来源所记施行日期", null=True, blank=True)
    since_says = models.CharField("施行依据", max_length=500, blank=True)
    first_since = models.DateField("最初施行日期", null=True, blank=True)
    until = models.DateField("有效期至", null=True, blank=True)
    until_says = models.CharField("有效期依据", max_length=500, blank=True)
    remark = models.CharField("来源标注", max_length=100, blank=True)
    ended_on = models.DateField("决定自何日起失效", null=True, blank=True)
    ended_as = models.CharField("失效方式", max_length=20, blank=True)
    ended_by = models.CharField("失效决定", max_length=300, blank=True)
    history = models.JSONField("沿革", default=list, blank=True)
    preamble = models.TextField("序言", blank=True)
    number_of_articles = models.PositiveIntegerField("条数", default=0)
    length = models.PositiveIntegerField("字数", default=0)
    digest = models.CharField("摘要", max_length=64)
    source = models.CharField("来源", max_length=400, blank=True)
    source_on = models.DateField("来源日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "法规文本"
        ordering = (F("made_on").desc(nulls_last=True), F("since").desc(nulls_last=True), "key")
        constraints = (
            models.UniqueConstraint(
                fields=("instrument", "made_on", "since_in_source"),
                nulls_distinct=False,
                name="one_text_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}（{self.called}）"

    @property
    def day(self) -> date | None:
        return self.made_on or self.since

    @property
    def called(self) -> str:
        """How this text is told from the others of its instrument."""
        day = self.day
        return f"{day.year}年{day.month}月{day.day}日文本" if day else "日期不明的文本"

    @property
    def address(self) -> str:
        """Where the public reads this very text, whether it still holds or not."""
        return f"/laws/{self.instrument.key}/{self.key}.html"


class Article(models.Model):
    """One article of one text (条)."""

    version = models.ForeignKey(
        Version, models.CASCADE, related_name="articles", verbose_name="文本", db_index=False
    )
    seq = models.PositiveIntegerField("顺序")
    article = models.PositiveIntegerField("条")
    sub = models.PositiveSmallIntegerField("之", default=0)
    label = models.CharField("条号", max_length=40)
    chapter = models.CharField("章节", max_length=200, blank=True)
    text = models.TextField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "条文"
        ordering = ("version", "seq")
        constraints = (models.UniqueConstraint(fields=("version", "article", "sub"), name="article_once"),)

    def __str__(self) -> str:
        return self.label

    @property
    def place(self) -> Place:
        return Place(self.article, self.sub)

    @property
    def anchor(self) -> str:
        """The name of the place on its page where it begins."""
        return anchor_of(self.article, self.sub)


def anchor_of(article: int, sub: int = 0) -> str:
    """Return the name of the place on the page of a law where an article begins.

    >>> anchor_of(42), anchor_of(17, 1)
    ('tiao-42', 'tiao-17-1')
    """
    return f"tiao-{article}-{sub}" if sub else f"tiao-{article}"


class PeriodQuerySet(models.QuerySet["Period"]):
    def on(self, day: date) -> PeriodQuerySet:
        """Return what holds on `day`: one for each instrument."""
        return self.filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gt=day))


class Period(models.Model):
    """What holds of an instrument between two days: computed from its texts and relations, never typed."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="periods", verbose_name="法规")
    since = models.DateField("自", null=True, blank=True)
    until = models.DateField("至（不含）", null=True, blank=True)
    validity = models.CharField("效力", max_length=20, choices=VALIDITIES)
    version = models.ForeignKey(
        Version, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="文本"
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "效力期间"
        ordering = ("instrument", F("since").asc(nulls_first=True))
        constraints = (
            models.UniqueConstraint(
                fields=("instrument", "since"), nulls_distinct=False, name="one_period_from_a_day"
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gt=F("since")),
                name="period_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.instrument}：{self.get_validity_display()}"


class Relation(models.Model):
    """What one text says of another instrument, with the sentence that says so (关系)."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="relations", verbose_name="出自文本")
    kind = models.CharField("关系", max_length=20, choices=KINDS)
    target = models.ForeignKey(
        Instrument, models.SET_NULL, null=True, blank=True, related_name="said_of", verbose_name="所指法规"
    )
    target_words = models.CharField("所指名称", max_length=300)
    target_name = models.CharField("比对名称", max_length=300, db_index=True)
    number = models.CharField("所指文号", max_length=80, blank=True)
    issued = ArrayField(models.DateField(), verbose_name="所指文本日期", default=list, blank=True)
    places = ArrayField(models.CharField(max_length=60), verbose_name="所指条款", default=list, blank=True)
    since = models.DateField("自", null=True, blank=True)
    decided_on = models.DateField("作出日期", null=True, blank=True)
    is_suspended = models.BooleanField("停止执行", default=False)
    place = models.CharField("出自", max_length=40, blank=True)
    sentence = models.TextField("原文")

    class Meta:
        verbose_name = verbose_name_plural = "法规关系"
        ordering = ("version", "id")

    def __str__(self) -> str:
        return f"{self.version}{self.get_kind_display()}{self.target_words}"


class Ending(models.Model):
    """What no text in the library says: a decision ended an instrument (登记的废止、失效), typed by a person."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="endings", verbose_name="法规")
    on = models.DateField("自")
    how = models.CharField(
        "效力",
        max_length=20,
        choices=[(each.value, each.label) for each in (Validity.REPEALED, Validity.EXPIRED)],
    )
    basis = models.TextField("依据")
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="登记机关")

    class Meta:
        verbose_name = verbose_name_plural = "登记的废止、失效"
        ordering = ("instrument", "on")
        constraints = (models.UniqueConstraint(fields=("instrument", "on"), name="ending_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.instrument}：{self.get_how_display()}"


class Link(models.Model):
    """A citation: who cites which article of what (引用)."""

    kind = models.CharField("引用者类别", max_length=40)
    key = models.CharField("引用者", max_length=60)
    label = models.CharField("引用者名称", max_length=340)
    url = models.CharField("引用者地址", max_length=300, blank=True)
    org = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="机关"
    )
    source = models.ForeignKey(
        Version, models.CASCADE, null=True, blank=True, related_name="cites", verbose_name="引用的文本"
    )
    instrument = models.ForeignKey(
        Instrument, models.CASCADE, related_name="cited_by", verbose_name="被引法规", db_index=False
    )
    version = models.ForeignKey(
        Version, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="被引文本"
    )
    article = models.PositiveIntegerField("条", default=0)
    sub = models.PositiveSmallIntegerField("之", default=0)
    paragraph = models.PositiveSmallIntegerField("款", default=0)
    item = models.PositiveSmallIntegerField("项", default=0)
    subitem = models.PositiveSmallIntegerField("目", default=0)
    how = models.CharField("写法", max_length=10)
    words = models.CharField("引用的文字", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "引用"
        ordering = ("id",)
        indexes = (
            models.Index(fields=("instrument", "article", "sub"), name="law_link_cited"),
            models.Index(fields=("kind", "key"), name="law_link_citer"),
        )

    def __str__(self) -> str:
        return f"{self.label}：{self.words}"

    @property
    def desk_url(self) -> str:
        """Where the office reads who cites: an article of the library has its page there."""
        if self.source is None:
            return self.url
        _, _, anchor = self.url.partition("#")
        text = f"?text={self.source.key}"
        return f"{self.source.instrument.desk_url}{text}{f'#{anchor}' if anchor else ''}"

    @property
    def place(self) -> Place:
        return Place(self.article, self.sub, self.paragraph, self.item, self.subitem)


class Import(models.Model):
    """One file that was read into the library (入库): what it had, and what could not be read."""

    at = models.DateTimeField("时间")
    by_name = models.CharField("经办", max_length=80)
    name = models.CharField("文件", max_length=200)
    digest = models.CharField("文件摘要", max_length=64)
    checked_to = models.DateField("核对至")
    instruments = models.PositiveIntegerField("法规数")
    versions = models.PositiveIntegerField("文本数")
    articles = models.PositiveIntegerField("条文数")
    added = models.PositiveIntegerField("新增文本")
    replaced = models.PositiveIntegerField("更新文本")
    problems = models.JSONField("未能读入、需要核对的", default=list)
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")

    class Meta:
        verbose_name = verbose_name_plural = "法规入库"
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.name
