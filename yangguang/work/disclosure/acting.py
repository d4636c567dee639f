"""What each act on a request asks a clerk for; its fields are the act's own arguments."""

from datetime import date
from typing import Any

from django import forms

from yangguang.core.orgs.models import Organisation

from . import answers
from .intake import parts_of
from .models import Charge, Contest, DisclosureRequest
from .rules import FACTS, GROUNDS, OUTCOMES, Check, Fact, FactKind, Outcome, Part, Ruling, Tariff

MOST_PARTS = 30
PART_NAMES = ("title", "number", "withheld", "ground", "reason")
WORDS_HELP = {
    "partial": "这里写可以公开的部分；不予公开的在下面逐份列明。",
    "withholds": "逐份列明的，理由写在各份中；全部信息理由相同的，可以只写在这里。",
    "needed": "",
    "free": "上面各项会自动写入答复书；另有需要说明的写在这里，没有的不填。",
}


def _text(label: str, missing: str, *, rows: int = 4, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
        error_messages={"required": missing, "max_length": f"{label}最多5000字，请缩短。"},
    )


def _line(
    label: str, missing: str, *, required: bool = True, longest: int = 100, help_text: str = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        help_text=help_text,
        error_messages={"required": missing, "max_length": f"{label}最多{longest}字，请缩短。"},
    )


def _day(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": f"请填写{label}。", "invalid": f"{label}应写作 2024-01-25 这样的日期。"},
    )


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": f"请选择{label}。", "invalid_choice": "请在列出的各项中选择。"},
    )


def _yes_or_no(label: str, yes: str, no: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", yes), ("no", no)],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": f"请选择{label}。", "invalid_choice": "请在列出的各项中选择。"},
    )


SENT = "不填即为今天。发函当日仍计入期限。"
ARRIVED = "不填即为今天。"


class RegisterForm(forms.Form):
    confirmed_on = _day(
        "双方确认的日期", help_text="互联网、传真、电子邮箱和平常信函，以确认之日为收到申请之日。"
    )
    how = _line("怎样确认的", "", required=False, help_text="例如：电话，与申请人本人确认。")


class ExamineForm(forms.Form):
    outcome = _choice(
        "审查结果",
        [("accept", "受理，交责任科室检索"), ("not_a_request", "不属于政府信息公开申请，直接拟写答复")],
    )
    opinion = forms.CharField(label="意见", required=False, widget=forms.Textarea(attrs={"rows": 3}))


class CorrectionForm(forms.Form):
    unclear = _text("需要补正的事项", "请写明需要补正的事项。", help_text="一次性告知，请写全。")
    by_on = _day("请申请人在此日前补正", required=True)
    on = _day("补正告知书发出日期", help_text=SENT)


class ReasonsForm(forms.Form):
    why = _text("为什么认为明显超过合理范围", "请写明数量、频次的情况。")
    by_on = _day("请申请人在此日前说明理由", required=True)
    on = _day("说明理由告知书发出日期", help_text=SENT)


class FeeForm(forms.Form):
    pages = forms.IntegerField(
        label="页数",
        required=False,
        min_value=1,
        max_value=100_000,
        help_text="按量计收的填写页数；不填则按件计收。两种标准不得同时使用。",
        error_messages={
            "invalid": "页数应为整数。",
            "min_value": "页数至少为1。",
            "max_value": "页数过大，请核对。",
        },
    )
    on = _day("收费通知书发出日期", help_text=SENT)


class CorrectedForm(forms.Form):
    wanted = _text("补正后的申请内容", "请写明补正后的申请内容。")
    on = _day("收到补正的日期", help_text=ARRIVED)


class TextForm(forms.Form):
    text = _text("申请人说明的理由", "请写明申请人说明的理由；逾期未说明的，请写明。")
    on = _day("收到日期", help_text=ARRIVED)


class WeighForm(forms.Form):
    reasonable = _yes_or_no("理由是否合理", "合理，继续办理", "不合理，告知不予处理")
    opinion = _text("意见", "请写明判断的依据。")


class DayForm(forms.Form):
    on = _day("日期", help_text=ARRIVED)


class PaidForm(forms.Form):
    way = _choice("缴费方式", list(Charge.Way.choices))
    receipt = _line("非税票据号", "请填写非税票据号。", longest=40)
    on = _day("缴费日期", help_text="不填即为今天。期限届满后缴纳的不能登记。")


class SearchForm(forms.Form):
    opinion = _text("检索的经过、结果和答复意见", "请写明检索的经过、结果和答复意见。")


class DraftForm(forms.Form):
    """An answer: its ending, and what that ending must state; which fields there are follows the ending.

    Args:
        asked: the request that is answered.
        rows: for how many documents there is room.
    """

    outcome = forms.ChoiceField(
        label="答复类型",
        choices=[
            ("", "请选择"),
            *(
                (each.key, f"{each.label}（{each.article}）")
                for each in OUTCOMES.values()
                if not each.closes_without_answer
            ),
        ],
        error_messages={"required": "请选择答复类型。", "invalid_choice": "请在列出的答复类型中选择。"},
    )
    text = forms.CharField(
        label="答复内容和理由",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"max_length": "答复内容和理由最多5000字，请缩短。"},
    )
    phrases = forms.CharField(required=False, widget=forms.HiddenInput)
    rows = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, asked: DisclosureRequest, *, rows: int = 1, **given: Any) -> None:
        super().__init__(**given)
        self.chosen = OUTCOMES.get(str(self["outcome"].value() or ""))
        self.count = rows if self.chosen and self.chosen.withholds else 0
        self.fields["rows"].initial = rows
        words = self.fields.pop("text")
        if self.chosen:
            words.required = self.chosen.in_words
            words.error_messages["required"] = f"请写明{self.chosen.must_say}。（{self.chosen.source}）"
            words.help_text = f"应当写明：{self.chosen.must_say}。" + WORDS_HELP[self._words]
            for fact in self.chosen.asks_for:
                if fact.key == "agency_name":
                    self.fields["agency"] = _agencies(asked)
                self.fields[fact.key] = _fact(fact, self.chosen if fact.key in self.chosen.facts else None)
        for number in range(self.count):
            self.fields |= _part(number, is_needed=self.chosen.key == "partial" and not number)
        self.fields["text"] = words
        if self.chosen:
            offered = answers.phrases_for(asked.org, self.chosen.key)
            if offered:
                self.fields["phrase"] = forms.ModelChoiceField(
                    offered, label="常用语", required=False, empty_label="不用",
                    help_text="选定后点“填入常用语”，填入的文字可以再改。",
                )  # fmt: skip

    @property
    def _words(self) -> str:
        assert self.chosen is not None  # asked for only where an ending is chosen
        if self.chosen.key == "partial":
            return "partial"
        if self.chosen.withholds:
            return "withholds"
        return "needed" if self.chosen.in_words else "free"

    @property
    def fact_fields(self) -> list[forms.BoundField]:
        """The fields of what the letter must state."""
        keys = ["agency", *FACTS]
        return [self[key] for key in self.fields if key in keys]

    @property
    def part_fields(self) -> list[list[forms.BoundField]]:
        """The fields of each document that is kept back."""
        return [[self[f"part-{number}-{name}"] for name in PART_NAMES] for number in range(self.count)]

    def facts(self) -> dict[str, str]:
        """Return what the letter must state, as it was typed; an organisation of ours brings its own."""
        agency = self.cleaned_data.get("agency")
        given = answers.facts_of_agency(agency) if agency else {}
        for key in FACTS:
            value = self.cleaned_data.get(key)
            if value and key not in given:
                given[key] = value.isoformat() if isinstance(value, date) else value
        return given

    def parts(self) -> list[Part]:
        """Return the documents of which something was typed."""
        found = []
        for number in range(self.count):
            values = {name: self.cleaned_data.get(f"part-{number}-{name}", "") for name in PART_NAMES}
            if any(value for name, value in values.items() if name != "ground"):
                found.append(Part(**values))
        return found

    def used_phrases(self) -> list[int]:
        """Return the keys of the phrases that were put in."""
        return [int(key) for key in self.cleaned_data.get("phrases", "").split(",") if key.isdecimal()][:50]


def _agencies(asked: DisclosureRequest) -> forms.ModelChoiceField:
    root = Organisation.objects.get(pk=int(asked.org.path.split("/")[0]))
    ours = root.subtree().exclude(pk=asked.org_id).exclude(kind=Organisation.Kind.VILLAGE)
    return forms.ModelChoiceField(
        ours, label="负责公开的机关（本区的）", required=False, empty_label="不是本区的机关",
        help_text="选定后，名称、地址、电话从机关资料带出，下面不用再填。",
        error_messages={"invalid_choice": "请在列出的机关中选择。"},
    )  # fmt: skip


def _fact(fact: Fact, needed_by: Outcome | None) -> forms.Field:
    """Return the field of a fact, which the ending needs or only allows."""
    missing = f"请写明{fact.label}。（{needed_by.source}）" if needed_by else ""
    if fact.kind is FactKind.DAY:
        day = _day(fact.label, required=bool(needed_by))
        day.error_messages["required"] = missing
        return day
    widget = forms.Textarea(attrs={"rows": 3}) if fact.kind is FactKind.TEXT else forms.TextInput()
    return forms.CharField(
        label=fact.label,
        required=bool(needed_by),
        max_length=fact.longest,
        widget=widget,
        help_text=fact.help,
        error_messages={"required": missing, "max_length": f"{fact.label}最多{fact.longest}字，请缩短。"},
    )


def _part(number: int, *, is_needed: bool) -> dict[str, forms.Field]:
    """Return the fields of one document that is kept back; some answers need at least one."""
    missing = "请逐份列明不予公开的内容、依据和理由：还缺第1份的{}。"
    lines = {"title": ("文件名称", 200), "number": ("文号", 100), "withheld": ("不予公开的内容", 500)}
    fields: dict[str, forms.Field] = {
        f"part-{number}-{name}": _line(
            label, missing.format(label), required=is_needed and name != "number", longest=longest
        )
        for name, (label, longest) in lines.items()
    }
    fields[f"part-{number}-ground"] = forms.ChoiceField(
        label="依据",
        required=is_needed,
        choices=[
            ("", "请选择"),
            *(
                (each.key, f"{each.label.removeprefix('不予公开：')}（{each.article}）")
                for each in GROUNDS.values()
            ),
        ],
        error_messages={"required": missing.format("依据"), "invalid_choice": "请在列出的依据中选择。"},
    )
    fields[f"part-{number}-reason"] = forms.CharField(
        label="理由，以及公开会造成什么损害",
        required=is_needed,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": missing.format("理由"), "max_length": "理由最多2000字，请缩短。"},
    )
    return fields


class CheckForm(forms.Form):
    check = _choice("审查事项", [(each.value, each.label) for each in Check])
    passed = _yes_or_no("是否通过", "通过", "不通过")
    opinion = forms.CharField(
        label="意见", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReviewForm(forms.Form):
    passed = _yes_or_no("保密审查和合法性审核", "审查通过", "退回修改")
    failed = forms.MultipleChoiceField(
        label="退回的，哪些事项不通过",
        required=False,
        choices=[(each.value, each.label) for each in Check],
        widget=forms.CheckboxSelectMultiple,
        help_text="审查通过的不选。四项逐项留下审查记录；拟稿人不能审查自己拟写的答复。",
        error_messages={"invalid_choice": "请在列出的各项中选择。"},
    )
    opinion = _text("审查意见", "请写明审查意见。")


def _reviewed() -> forms.BooleanField:
    return forms.BooleanField(
        label="拟公开的信息已经保密审查和商业秘密、个人隐私审查，可以公开",
        required=False,
        help_text="全部予以公开的，签发前须经审查；已由他人登记审查的不必勾选。",
    )


class SignForm(forms.Form):
    signed = _yes_or_no("是否签发", "签发", "退回修改")
    reviewed = _reviewed()
    opinion = forms.CharField(label="意见", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def meet(self, asked: DisclosureRequest, on: date) -> None:
        if asked.outcome != "granted":
            del self.fields["reviewed"]


class SignRedoForm(forms.Form):
    reviewed = _reviewed()


class DeliverForm(forms.Form):
    way = _choice("送达方式", list(DisclosureRequest.Way.choices))
    mail_number = _line(
        "邮件号码", "", required=False, longest=40, help_text="邮寄的填写；以交邮之日为发出之日。"
    )
    on = _day("发出日期", help_text="不填即为今天。")


class ArchiveForm(forms.Form):
    place = _line(
        "纸质材料存放处",
        "",
        required=False,
        help_text="没有纸质材料的不填。电子文件自动装入归档信息包并编定档号。",
    )


class ExtendForm(forms.Form):
    workdays = forms.IntegerField(
        label="延长几个工作日",
        help_text="最长20个工作日，只能延长一次，须在原期限内由负责人决定并告知申请人。",
        error_messages={"required": "请填写延长几个工作日。", "invalid": "延长的天数应为整数。"},
    )
    reason = _text("延长的理由", "请写明延长的理由；理由将写入告知书。")


class ReasonForm(forms.Form):
    reason = _text("理由", "请写明理由。", rows=3)


class SplitForm(forms.Form):
    parts = _text(
        "拆分后各件的内容",
        "请把各件的内容分段写明。",
        rows=8,
        help_text="一件一段，段与段之间空一行；编号可写可不写。各件自动编号，期限都从本件收到之日起算。",
    )

    def clean_parts(self) -> list[str]:
        return parts_of(str(self.cleaned_data["parts"]))


class JoinForm(forms.Form):
    number = _line("与哪一件合并", "请填写牵头那一件的申请编号。", longest=60)
    reason = _text("为什么可以合并答复", "请写明两件的内容为什么相同。", rows=3)


class WithdrawForm(forms.Form):
    reason = _line(
        "申请人怎样、因何撤回",
        "请写明申请人怎样表示撤回。",
        help_text="例如：2024年1月8日电话，本人称已从网上查到。",
    )
    on = _day("申请人表示撤回的日期", help_text=ARRIVED)


class ContestForm(forms.Form):
    kind = _choice("类别", list(Contest.Kind.choices))
    filed_on = _day("受理（立案）日期", required=True)
    authority = _line(
        "复议机关或者法院", "", required=False, help_text="不填即为答复书告知的复议机关或者法院。"
    )
    file_number = _line("案号", "", required=False, longest=80)
    served_on = _day(
        "收到申请书（起诉状）副本的日期", help_text="从这一天起计算答复、答辩的期限；还没有收到的不填。"
    )
    is_simple = forms.BooleanField(label="适用简易程序", required=False)


class ServeForm(forms.Form):
    served_on = _day("收到申请书（起诉状）副本的日期", required=True)
    file_number = _line("案号", "", required=False, longest=80)
    is_simple = forms.BooleanField(label="适用简易程序", required=False)


class ReplyForm(forms.Form):
    on = _day("提交答复（答辩状）和证据的日期", required=True)


class HearForm(forms.Form):
    on = _day("听证（开庭）日期", required=True)
    appeared = _line(
        "出席人员",
        "",
        required=False,
        longest=200,
        help_text="被诉的，负责人应当出庭；不能出庭的，委托相应的工作人员（行政诉讼法第三条第三款）。",
    )


class RulingForm(forms.Form):
    ruling = forms.ChoiceField(
        label="裁决结果",
        choices=[("", "请选择"), *((each.value, each.label) for each in Ruling)],
        error_messages={"required": "请选择裁决结果。", "invalid_choice": "请在列出的结果中选择。"},
    )
    on = _day("裁决日期", required=True)
    decision_number = _line("裁决文号", "", required=False, longest=80)
    redo_by = _day(
        "责令重新答复的，在此日前答复", help_text="按裁决书写明的期限填写；没有责令重新答复的不填。"
    )


class PracticeForm(forms.Form):
    since = _day("自哪一天起", required=True)
    tariff = forms.ChoiceField(
        label="信息处理费的计收方式",
        required=False,
        choices=[("", "不改变"), *((each.value, each.label) for each in Tariff)],
        widget=forms.RadioSelect,
        help_text="两种标准择一，不得并用。",
        error_messages={"invalid_choice": "请在列出的各项中选择。"},
    )
    review_online = forms.URLField(
        label="网上申请行政复议的网址",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text="通过互联网送达答复时写入答复书；不改变的不填。",
        error_messages={"invalid": "网址应以 https:// 开头，请核对。"},
    )


class PhraseForm(forms.Form):
    outcome = forms.ChoiceField(
        label="用于哪种答复",
        choices=DraftForm.base_fields["outcome"].choices,
        error_messages={"required": "请选择答复类型。", "invalid_choice": "请在列出的答复类型中选择。"},
    )
    title = _line("名称", "请填写常用语的名称，便于选用。", longest=60)
    text = _text("文字", "请填写常用语的文字。")
