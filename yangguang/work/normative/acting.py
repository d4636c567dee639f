"""What each act on a project asks for; its fields are the act's own arguments."""

from __future__ import annotations

from typing import Any

from django import forms

from .models import Deliberation, Evaluation, Filing, Opinion
from .rules import ELEMENTS, EXCLUSIONS, POINTS, Kind, Verdict

NOT_A_SIGN = "内容里有不能保存的字符，请重新输入。"
NOT_LISTED = "请在列出的各项中选择。"


def words(
    label: str, missing: str = "", *, rows: int = 4, help_text: str = "", longest: int = 5000
) -> forms.CharField:
    """Return a field for several lines; it may be left out where nothing is said for when it is missing."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=bool(missing),
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
        error_messages={
            "required": missing,
            "max_length": f"{label}最多{longest}字，请缩短。",
            "null_characters_not_allowed": NOT_A_SIGN,
        },
    )


def line(label: str, missing: str = "", *, longest: int = 100, help_text: str = "") -> forms.CharField:
    """Return a field for one line; it may be left out where nothing is said for when it is missing."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=bool(missing),
        help_text=help_text,
        error_messages={
            "required": missing,
            "max_length": f"{label}最多{longest}字，请缩短。",
            "null_characters_not_allowed": NOT_A_SIGN,
        },
    )


def day(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": f"请填写{label}。", "invalid": f"{label}应写作 2024-01-25 这样的日期。"},
    )


def choice(label: str, choices: Any) -> forms.ChoiceField:
    """Return a field in which one thing is chosen."""
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        widget=forms.RadioSelect,
        error_messages={"required": f"请选择{label}。", "invalid_choice": NOT_LISTED},
    )


def yes_or_no(label: str, yes: str, no: str) -> forms.TypedChoiceField:
    """Return a field that is answered with yes or no, in words of its own."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", yes), ("no", no)],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": f"请选择{label}。", "invalid_choice": NOT_LISTED},
    )


def ticks(label: str, choices: Any, help_text: str = "") -> forms.MultipleChoiceField:
    """Return a field in which any number of things are ticked."""
    return forms.MultipleChoiceField(
        label=label,
        choices=list(choices),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
        error_messages={"invalid_choice": NOT_LISTED},
    )


def tick(label: str, help_text: str = "") -> forms.BooleanField:
    """Return a box to tick."""
    return forms.BooleanField(label=label, required=False, help_text=help_text)


TODAY = "不填即为今天。"


class RecognitionForm(forms.Form):
    """The six elements, one question each, and what excludes a paper."""

    title = line("文件名称", "请填写文件名称。", longest=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in ELEMENTS.items():
            self.fields[name] = choice(label, [("yes", "是"), ("no", "否"), ("unsure", "不能确定")])
        self.fields["excluded"] = ticks(
            "是否属于下列情形", EXCLUSIONS.items(), "属于其中任何一项的，不是规范性文件；都不属于的，不勾选。"
        )

    def answers(self) -> dict[str, str]:
        """Return what was answered to each of the six."""
        return {name: self.cleaned_data[name] for name in ELEMENTS}


class SettleForm(forms.Form):
    is_one = yes_or_no("认定结果", "是规范性文件", "不是规范性文件")
    opinion = words("认定的理由", "请写明认定的理由。")


class ProjectForm(forms.Form):
    kind = choice("类别", [(each.value, each.label) for each in Kind])
    department = line("起草单位", "请填写起草单位。")
    joint_makers = line("联合制定机关", longest=200, help_text="没有的不填；多个机关用顿号隔开。")
    necessity = words("必要性、可行性、合理性", "请写明制定的必要性、可行性和合理性。")
    affects_rights = tick("涉及公民、法人和其他组织的权利义务")
    concerns_operators = tick("涉及经营者经济活动", "勾选后须作公平竞争审查，公开征求意见一般不少于30日。")
    affects_others = tick("涉及其他部门职权", "勾选后须征求有关部门意见。")
    needs_own_review = tick("起草单位已设审核机构", "勾选后由本单位审核机构先审。")
    needs_explanation = tick("须同步解读", "勾选后文件与解读同步发布，缺一不发。")
    is_urgent = tick("紧急程序", "应对突发事件，或者执行上级机关的紧急命令和决定。")
    urgent_reason = words("紧急程序的理由", rows=2)


class PlanForm(forms.Form):
    approved = yes_or_no("是否立项", "同意立项", "不予立项")
    opinion = words("意见", rows=3, help_text="不予立项的，写明理由。")


class DraftForm(forms.Form):
    text = words("送审稿全文", "请写明送审稿全文。", rows=16, longest=100_000, help_text="一行一段。")
    research = words(
        "起草说明和调研情况", "请写明起草说明和调研情况。", rows=6, longest=20_000,
        help_text="涉及经营者的，写明听取了哪些市场主体和行业协会商会的意见。",
    )  # fmt: skip
    explanation_plan = words("解读方案", help_text="提纲、形式、途径、时间；与文件同步起草。")
    shown_again = tick("内容有重大改动，再次公开征求意见")


class CountersignForm(forms.Form):
    opinions = words("各部门的意见和采纳情况", "请逐一写明各部门的意见和采纳情况。", rows=6)


class ConsultForm(forms.Form):
    until_on = day("截止日期", required=True, help_text="最后一日，含当日；公布之日不计入期限。")
    contact = line("联系方式", "请写明电话、地址。", longest=200, help_text="便于不上网的群众提出意见。")


class AnswerForm(forms.Form):
    adopted = choice("是否采纳", Opinion.Adopted.choices)
    reason = words("理由", help_text="没有全部采纳的，写明理由；理由会向社会公布。")


class FeedbackForm(forms.Form):
    summary = words("意见汇总和采纳情况", "请写明意见的汇总和采纳情况。", rows=6)
    text = words("采纳意见后的送审稿", rows=10, longest=100_000, help_text="没有改动的不填。")


class CompetitionForm(forms.Form):
    passed = yes_or_no("审查结论", "符合，或者适用例外规定", "不符合，退回修改")
    opinion = words(
        "审查意见", "请写明审查意见。", help_text="涉及哪些经营者，符合哪些标准，或者适用哪一例外规定。"
    )


class OwnReviewForm(forms.Form):
    agreed = yes_or_no("审核意见", "同意送审", "退回修改")
    opinion = words("本单位合法性审核意见", "请写明本单位的合法性审核意见。")


class SubmitForm(forms.Form):
    basis = words("制定依据", "请列明所依据的法律、法规、规章和国家政策。", rows=6)


class MoreForm(forms.Form):
    wanted = words("需要补充的材料", "请写明需要补充哪些材料。", help_text="补充材料的时间不计入审核时限。")


class SupplementForm(forms.Form):
    supplied = words("补充的材料", "请写明补充了哪些材料。")


class ReviewForm(forms.Form):
    passed = ticks("审过无误的事项", POINTS.items(), "逐项审核，没有问题的勾选；结论为合法的须七项都无误。")
    verdict = choice("审核结论", [(each.value, each.label) for each in Verdict])
    opinion = words("审核意见", rows=6, help_text="不合法或者应当予以修改的，写明哪一处、违反什么、怎样改。")
    adviser = line("协助审核的法律顾问、公职律师、专家")


class RespondForm(forms.Form):
    adopted = choice("是否采纳审核意见", Opinion.Adopted.choices)
    reason = words("未完全采纳的理由和依据")
    text = words("修改后的送审稿", rows=10, longest=100_000, help_text="没有改动的不填。")


class ReworkForm(forms.Form):
    goes_on = yes_or_no("怎样处理", "修改后重新送审", "不再制定")
    reason = words("理由", "请写明怎样修改，或者为什么不再制定。")


class DeliberateForm(forms.Form):
    meeting = line("会议", "请写明是哪一次会议。", help_text="如：区政府第32次常务会议。")
    on = day("会议日期", help_text=TODAY)
    decision = choice("决定", Deliberation.Decision.choices)
    explained = words("向会议说明的未采纳审核意见的理由和依据", help_text="审核意见已全部采纳的不填。")


class SignForm(forms.Form):
    signed = yes_or_no("是否签发", "签发", "退回修改")
    opinion = words("意见", rows=3)


class RegisterForm(forms.Form):
    number = line("文号", "请填写文号。", longest=60, help_text="如：金湾府〔2024〕3号。")
    effective_on = day("施行日期", required=True, help_text="不早于公布之日。")
    expires_on = day("有效期至", help_text="最后有效的一日；规范性文件必须规定有效期。")
    column = forms.ModelChoiceField(
        None, label="公布的栏目", empty_label=None,
        error_messages={"required": "请选择公布的栏目。", "invalid_choice": NOT_LISTED},
    )  # fmt: skip
    theme = line("主题分类", longest=40)
    summary = words("内容概述", longest=500, rows=3)


class FileForm(forms.Form):
    to = line("备案机关", "请写明向哪一机关报送备案。")
    on = day("报送日期", help_text=TODAY)


class FilingResultForm(forms.Form):
    result = choice("备案结果", Filing.Result.choices)
    number = line("备案号", longest=60)
    note = words("备案机关的意见", rows=3, help_text="要求纠正的必填。")
    on = day("结果日期", help_text=TODAY)


class ReasonForm(forms.Form):
    reason = words("理由", "请写明理由。", rows=3)


class CampaignForm(forms.Form):
    title = line("名称", "请写明这次清理的名称。", help_text="如：2024年规范性文件定期清理。")
    basis = words(
        "原因和依据",
        "请写明为什么清理。",
        help_text="定期清理，或者哪部法律修改、哪次机构改革、上级的哪项部署。",
    )
    made_before = day("此日以前制定的")
    cites = line("以此为依据的", longest=200, help_text="法律、法规或者文件的名称，如：优化营商环境条例。")
    expires_before = day("有效期在此日以前届满的")
    due_on = day("各机关在此日以前提出意见", required=True)


class EvaluationForm(forms.Form):
    decision = choice("评估结论", Evaluation.Decision.choices)
    reason = words("理由", "请写明理由。", help_text="实施效果怎样，为什么延期、修订，或者不再需要。")


class CleanUpForm(forms.Form):
    decision = choice("清理意见", [("keep", "继续有效"), ("amend", "修改"), ("abolish", "废止")])
    reason = words("理由", "请写明理由。")


class CloseCampaignForm(forms.Form):
    number = line("公布清理结果的决定的文号", "请填写文号。", longest=60, help_text="废止的文件以此为依据。")
    column = forms.ModelChoiceField(
        None, label="公布的栏目", empty_label=None,
        error_messages={"required": "请选择公布的栏目。", "invalid_choice": NOT_LISTED},
    )  # fmt: skip
