"""What the acts on those who have a say ask a clerk for."""

from datetime import date
from typing import Any

from django import forms

from yangguang.core.orgs.models import LegalAdviser, Organisation
from yangguang.core.orgs.queries import advisers_of

from .. import queries
from ..acting import ARRIVED, SENT, _choice, _day, _line, _text, _yes_or_no
from ..forms import files_field
from ..models import DisclosureRequest, Enclosure, Invitation, Party
from .rules import Weight


def _which(label: str, missing: str) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        Party.objects.none(),
        label=label,
        empty_label="请选择",
        error_messages={"required": missing, "invalid_choice": missing},
    )


def _offer(form: forms.Form, name: str, rows: Any) -> None:
    """Offer these rows in a field; where there is one alone, it is chosen already."""
    field: Any = form.fields[name]
    field.queryset = rows
    only = list(rows[:2])
    if len(only) == 1:
        form.initial.setdefault(name, only[0])


TO_OTHERS = [
    (each.value, each.label) for each in DisclosureRequest.Way if each is not DisclosureRequest.Way.ONLINE
]
"""How letters reach those who have no account and no tracking code."""


class ConsultForm(forms.Form):
    whom = _line("向谁征求意见", "请写明向谁征求意见。")
    about = _text("涉及的内容", "请写明申请的信息为什么涉及对方。")
    address = _line("通信地址", "", required=False, longest=200)
    contact = _line("联系方式", "", required=False, help_text="联系人、电话。")
    email = forms.EmailField(
        label="电子邮箱",
        required=False,
        help_text="用电子邮件送达的填写。",
        error_messages={"invalid": "电子邮箱的写法不对，正确的写法如 name@example.cn。"},
    )
    way = _choice("征求意见书的送达方式", TO_OTHERS)
    mail_number = _line("邮件号码", "", required=False, longest=40, help_text="邮寄的填写。")
    on = _day("征求意见书发出日期", help_text=SENT)


class OpinionForm(forms.Form):
    party = _which("谁的意见", "请选择是谁的意见。")
    outcome = _choice("意见", [("agree", "同意公开"), ("refuse", "不同意公开")])
    text = _text("意见的内容和理由", "请写明意见的内容；不同意公开的，写明理由。")
    on = _day("收到意见的日期", help_text="不填即为今天。收到之日不计入期限，次日续算。")

    def meet(self, asked: DisclosureRequest, on: date) -> None:
        _offer(self, "party", queries.unanswered(asked))


class ReachedForm(forms.Form):
    party = _which("谁收到了征求意见书", "请选择谁收到了征求意见书。")
    reached_on = _day("收到征求意见书的日期", required=True)
    proof = _line("送达凭证", "请写明送达凭证。", longest=200, help_text="例如：EMS 回执，本人签收。")

    def meet(self, asked: DisclosureRequest, on: date) -> None:
        _offer(self, "party", asked.parties.filter(reached_on=None))


class WeighOpinionForm(forms.Form):
    party = _which("谁的意见", "请选择是谁的意见。")
    weight = _choice("判断", [(each.value, each.label) for each in Weight])
    because = _text(
        "判断的理由",
        "请写明判断的理由。",
        help_text="写入给对方的公开告知书；涉及公共利益的，写明是什么公共利益。",
    )

    def meet(self, asked: DisclosureRequest, on: date) -> None:
        _offer(self, "party", queries.to_weigh(asked))


class TellPartyForm(forms.Form):
    party = _which("告知谁", "请选择告知谁。")
    way = _choice("送达方式", TO_OTHERS)
    mail_number = _line("邮件号码", "", required=False, longest=40, help_text="邮寄的填写。")
    on = _day("公开告知书发出日期", help_text="不填即为今天。")

    def meet(self, asked: DisclosureRequest, on: date) -> None:
        _offer(self, "party", queries.to_tell(asked))


class ConferForm(forms.Form):
    question = _text("会商的问题", "请写明会商的问题。")


class InviteForm(forms.Form):
    org = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="邀请单位",
        required=False,
        empty_label="不邀请单位",
        error_messages={"invalid_choice": "请在列出的单位中选择。"},
    )
    adviser = forms.ModelChoiceField(
        LegalAdviser.objects.none(),
        label="邀请法律顾问、公职律师",
        required=False,
        empty_label="不邀请律师",
        help_text="单位和律师选一项；律师从本机关的名册中选。",
        error_messages={"invalid_choice": "请在列出的人员中选择。"},
    )
    message = _text(
        "需要对方回答的问题和有关情况",
        "请写明需要对方回答的问题和有关情况。",
        help_text="对方只看得到申请的内容、这段话和勾选的文件，看不到申请人和案卷。",
    )
    shown = forms.ModelMultipleChoiceField(
        Enclosure.objects.none(),
        label="给对方看的文件",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="只有勾选的文件对方能看到；没有要给的不勾。",
        error_messages={"invalid_choice": "请在列出的文件中选择。"},
    )
    by_letter = forms.BooleanField(
        label="同时发出征求意见函",
        required=False,
        help_text="发函的，期间不计入答复期限，由检索的责任科室发出；不发函的，答复期限照常计算。",
    )
    due_on = _day("请对方在此日前提出意见", help_text="不填即按内部期限计算。")

    def meet(self, asked: DisclosureRequest, on: date) -> None:
        files: Any = self.fields["shown"]
        files.queryset = asked.enclosures.filter(taken_off_at=None).select_related("file")
        if not files.queryset.exists():
            del self.fields["shown"]
        district = Organisation.objects.filter(code__startswith=asked.org.code[:6])
        self.fields["org"].queryset = district.exclude(pk=asked.org_id)  # type: ignore[attr-defined]
        self.fields["adviser"].queryset = advisers_of(asked.org, on)  # type: ignore[attr-defined]


class MinutesForm(forms.Form):
    minutes = _text("会商纪要", "请写明会商的经过和各方意见。", rows=8)
    on = _day("会商日期", help_text=ARRIVED)

    def meet(self, asked: DisclosureRequest, on: date) -> None:
        conferral = asked.conferrals.filter(decided_on=None).first()
        if conferral is not None:
            self.initial.setdefault("minutes", conferral.minutes)


class DecideConferralForm(forms.Form):
    decision = _text("会商的决定", "请写明会商的决定。")
    because = _text("决定的理由", "请写明决定的理由。")


class AdviceForm(forms.Form):
    invitation = _which("谁的会商意见", "请选择是谁的会商意见。")
    adopted = _yes_or_no("是否采纳", "采纳", "不采纳")
    because = _text("采纳或者不采纳的理由", "请写明理由。", rows=3)

    def meet(self, asked: DisclosureRequest, on: date) -> None:
        _offer(self, "invitation", queries.advice(asked))


class GiveOpinionForm(forms.Form):
    position = _choice("意见", list(Invitation.Position.choices))
    opinion = _text("意见和理由", "请写明意见和理由。", rows=8)
    file = files_field()


class AdviserForm(forms.Form):
    kind = _choice("类别", list(LegalAdviser.Kind.choices))
    name = _line("姓名", "请填写姓名。", longest=80)
    licence = _line("执业证号或者公职律师证号", "请填写证号。", longest=40)
    office = _line("律师事务所或者单位", "请填写律师事务所或者单位。")
    username = _line(
        "账号的用户名", "", required=False, longest=150, help_text="有账号的填写，其可以自己提出会商意见。"
    )
    since = _day("聘期自", required=True)
    until = _day("聘期至（不含）", help_text="没有约定的不填。")


class EndAdviserForm(forms.Form):
    until = _day("从哪一天起不再聘请", required=True)
