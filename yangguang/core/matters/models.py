from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person

from .rules import Audience, Channel, Deadline, DeadlineKind, Entry, Labelled, Level, Mode


def _choices(words: type[Labelled]) -> list[tuple[str, str]]:
    return [(each.value, each.label) for each in words]


class CatalogueQuerySet(models.QuerySet["Catalogue"]):
    def in_force(self, on: date) -> CatalogueQuerySet:
        """Return the catalogues that hold on a day."""
        return self.filter(Q(until=None) | Q(until__gt=on), adopted_on__lte=on)

    def visible_to(self, person: Person, on: date) -> CatalogueQuerySet:
        """Return the catalogues of the organisations that `person` may see."""
        return self.filter(org__in=orgs.visible_to(person, on))


class Catalogue(models.Model):
    """A table of what must be disclosed (公开目录), adopted by one organisation in one edition."""

    class Kind(models.TextChoices):
        BASIC = "basic", "主动公开基本目录"
        STANDARD = "standard", "基层政务公开标准目录"

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="catalogues", verbose_name="编制机关")
    kind = models.CharField("类别", max_length=20, choices=Kind)
    field = models.CharField("领域", max_length=40, blank=True)
    title = models.CharField("名称", max_length=100)
    edition = models.CharField("版本", max_length=20, help_text="例如：2023年版")
    adopted_on = models.DateField("施行日期")
    until = models.DateField("停用日期（不含）", null=True, blank=True)
    checked_on = models.DateField("复核日期", null=True, blank=True)
    template = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="taken_over", verbose_name="承接自"
    )

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开目录"
        ordering = ("org__path", "id")
        constraints = (
            models.UniqueConstraint(fields=("org", "title", "edition"), name="catalogue_edition_once"),
            models.CheckConstraint(
                condition=Q(kind="basic", field="") | Q(kind="standard") & ~Q(field=""),
                name="standard_catalogue_has_its_field",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("adopted_on")),
                name="catalogue_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}（{self.edition}）"

    @property
    def desk_url(self) -> str:
        return reverse("matters_desk:catalogue", args=[self.pk])


class ItemQuerySet(models.QuerySet["Item"]):
    def in_force(self, on: date) -> ItemQuerySet:
        """Return the items that hold on a day."""
        return self.filter(Q(until=None) | Q(until__gt=on), since__lte=on)

    def visible_to(self, person: Person, on: date) -> ItemQuerySet:
        """Return the items that `person` may see: of her organisations, or in their catalogues."""
        seen = orgs.visible_to(person, on)
        return self.filter(Q(org__in=seen) | Q(catalogue__org__in=seen))


class Item(models.Model):
    """A matter of disclosure (公开事项): one row of a catalogue; `org` is who discloses it (公开主体)."""

    org = models.ForeignKey(
        Organisation, models.PROTECT, related_name="disclosure_items", verbose_name="公开主体"
    )
    catalogue = models.ForeignKey(Catalogue, models.PROTECT, related_name="items", verbose_name="目录")
    seq = models.PositiveIntegerField("序号")
    field = models.CharField("领域", max_length=40, blank=True)
    level1 = models.CharField("一级事项", max_length=100)
    level2 = models.CharField("二级事项", max_length=100, blank=True)
    elements = models.TextField("公开内容（要素）", max_length=2000)
    bases = ArrayField(models.TextField(), verbose_name="公开依据")
    deadline_text = models.CharField("公开时限", max_length=200)
    deadline_kind = models.CharField("时限种类", max_length=20, choices=_choices(DeadlineKind))
    deadline_number = models.PositiveSmallIntegerField("时限数值", default=0)
    deadline_month = models.PositiveSmallIntegerField("每年几月", default=0)
    deadline_day = models.PositiveSmallIntegerField("几日", default=0)
    channels = ArrayField(
        models.CharField(max_length=20, choices=_choices(Channel)), verbose_name="公开渠道和载体"
    )
    audience = models.CharField("公开对象", max_length=20, choices=_choices(Audience))
    who = models.CharField("特定群众", max_length=100, blank=True)
    mode = models.CharField("公开方式", max_length=20, choices=_choices(Mode))
    levels = ArrayField(models.CharField(max_length=20, choices=_choices(Level)), verbose_name="公开层级")
    column = models.CharField(
        "发布位置", max_length=200, blank=True, help_text="网站上的路径，如 /zwgk/jyly/"
    )
    is_compulsory = models.BooleanField("必须承接", default=False)
    template = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="taken_over", verbose_name="承接自"
    )
    since = models.DateField("自")
    until = models.DateField("至（不含）", null=True, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开事项"
        ordering = ("catalogue_id", "seq")
        constraints = (
            models.UniqueConstraint(
                fields=("catalogue", "seq"), condition=Q(until=None), name="item_number_once_in_force"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="item_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(audience="everybody", who="") | Q(audience="group") & ~Q(who=""),
                name="item_for_a_group_names_it",
            ),
            models.CheckConstraint(
                condition=~Q(bases=[]) & ~Q(channels=[]) & ~Q(levels=[]), name="item_has_basis_channel_level"
            ),
        )

    def __str__(self) -> str:
        return f"{self.level1}·{self.level2}" if self.level2 else self.level1

    @property
    def desk_url(self) -> str:
        return reverse("matters_desk:item", args=[self.pk])

    @property
    def deadline(self) -> Deadline:
        """Return the time limit with what it comes to."""
        return Deadline(
            self.deadline_text,
            DeadlineKind(self.deadline_kind),
            self.deadline_number,
            self.deadline_month,
            self.deadline_day,
        )

    @property
    def entry(self) -> Entry:
        """Return what the row of the table says."""
        return Entry(
            seq=self.seq,
            level1=self.level1,
            level2=self.level2,
            elements=self.elements,
            bases=tuple(self.bases),
            deadline=self.deadline,
            publisher=self.org.name,
            channels=tuple(Channel(each) for each in self.channels),
            audience=Audience(self.audience),
            who=self.who,
            mode=Mode(self.mode),
            levels=tuple(Level(each) for each in self.levels),
        )

    def say(self, entry: Entry) -> None:
        """Take over what a row of the table says, but for who discloses it."""
        self.seq, self.level1, self.level2, self.elements = (
            entry.seq,
            entry.level1,
            entry.level2,
            entry.elements,
        )
        self.bases = list(entry.bases)
        self.deadline_text, self.deadline_kind = entry.deadline.text, entry.deadline.kind.value
        self.deadline_number = entry.deadline.number
        self.deadline_month, self.deadline_day = entry.deadline.month, entry.deadline.day
        self.channels = [each.value for each in entry.channels]
        self.audience, self.who, self.mode = entry.audience.value, entry.who, entry.mode.value
        self.levels = [each.value for each in entry.levels]


class GuideQuerySet(models.QuerySet["Guide"]):
    def visible_to(self, person: Person, on: date) -> GuideQuerySet:
        """Return the guides of the organisations that `person` may see."""
        return self.filter(org__in=orgs.visible_to(person, on))


class Guide(models.Model):
    """What an organisation says in its disclosure guide (政府信息公开指南) beside its own address and telephone."""

    org = models.OneToOneField(
        Organisation, models.PROTECT, primary_key=True, related_name="guide", verbose_name="机关"
    )
    classification = models.TextField("政府信息的分类", max_length=5000)
    arrangement = models.TextField("编排体系", max_length=5000)
    access_methods = models.TextField("获取方式", max_length=5000)
    fax = models.CharField("传真", max_length=40, blank=True)
    online = models.CharField("互联网联系方式", max_length=200, blank=True)
    places = models.TextField("查阅场所", max_length=2000, blank=True)
    changed_at = models.DateTimeField("修改时间")

    objects = GuideQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开指南"
        ordering = ("org__path",)

    def __str__(self) -> str:
        return f"{self.org.name}政府信息公开指南"

    @property
    def desk_url(self) -> str:
        return reverse("matters_desk:guide", args=[self.pk])


class GuideCheck(models.Model):
    """Somebody looked a guide through and found it right (复核)."""

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    guide = models.ForeignKey(Guide, models.PROTECT, related_name="checks", verbose_name="指南")
    checked_at = models.DateTimeField("复核时间")
    checked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="复核人")

    class Meta:
        verbose_name = verbose_name_plural = "指南复核"
        ordering = ("guide", "checked_at")
        constraints = (models.CheckConstraint(condition=Q(org=F("guide")), name="check_in_its_organisation"),)

    def __str__(self) -> str:
        return f"{self.org_id} {self.checked_at:%Y-%m-%d}"
