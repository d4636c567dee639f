"""What each act on a request asks a clerk for; its fields are the act's own arguments."""

from django import forms

from .intake import parts_of
from .models import DisclosureRequest
from .rules import OUTCOMES


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


class SearchForm(forms.Form):
    opinion = _text("检索的经过、结果和答复意见", "请写明检索的经过、结果和答复意见。")


class ConsultForm(forms.Form):
    whom = _line("向谁征求意见", "请写明向谁征求意见。")
    about = _text("涉及的内容", "请写明申请的信息为什么涉及对方。")
    on = _day("征求意见书发出日期", help_text=SENT)


class OpinionForm(forms.Form):
    outcome = _choice("意见", [("agree", "同意公开"), ("refuse", "不同意公开")])
    text = _text("意见的内容和理由", "请写明意见的内容；不同意公开的，写明理由。")
    on = _day("收到意见的日期", help_text="不填即为今天。收到之日不计入期限，次日续算。")


class DraftForm(forms.Form):
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
    text = _text("答复内容和理由", "请写明答复的内容；不予公开的，写明理由。", rows=10)


class ReviewForm(forms.Form):
    passed = _yes_or_no("保密审查和合法性审核", "审查通过", "退回修改")
    opinion = _text("审查意见", "请写明审查意见。")


class SignForm(forms.Form):
    signed = _yes_or_no("是否签发", "签发", "退回修改")
    opinion = forms.CharField(label="意见", required=False, widget=forms.Textarea(attrs={"rows": 3}))


class DeliverForm(forms.Form):
    way = _choice("送达方式", list(DisclosureRequest.Way.choices))
    mail_number = _line(
        "邮件号码", "", required=False, longest=40, help_text="邮寄的填写；以交邮之日为发出之日。"
    )
    on = _day("发出日期", help_text="不填即为今天。")


class ArchiveForm(forms.Form):
    place = _line("归档号", "请填写归档号。")


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
