"""What residents and clerks type. Nothing is asked that article 29 does not allow; no purpose is asked."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yangguang.core.ui.uploads import CheckedFiles

from .enclosures.rules import MOST_AT_ONCE
from .intake import why_not_speak_for
from .models import DisclosureRequest
from .rules import Applicant, Channel, Counts, why_not_confirm

PHONE = re.compile(r"[0-9+() -]{7,20}")
MAINLAND_IDENTITY = re.compile(r"\d{17}[\dX]")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

NOT_LISTED = "请在列出的各项中选择。"
NOT_A_DAY = "请写作 2024-01-25 这样的日期。"
NOT_A_SIGN = "内容里有不能保存的字符，请重新输入。"
NOT_AS_ON_THE_RECEIPT = {
    "max_length": "比回执上的长，请对照回执核对后重新填写。",
    "null_characters_not_allowed": NOT_A_SIGN,
}


class RequestForm(forms.ModelForm):  # type: ignore[type-arg]
    """A request as a resident writes it.

    Source: 政府信息公开条例（2019年修订）第二十九条第二款.
    """

    error_css_class = "has-error"

    class Meta:
        model = DisclosureRequest
        fields = (
            "applicant_kind",
            "applicant",
            "identity",
            "representative",
            "agent",
            "agent_identity",
            "authority",
            "phone",
            "email",
            "address",
            "wanted",
            "form",
            "way",
            "needs_help",
        )
        widgets = {
            "applicant_kind": forms.RadioSelect,
            "form": forms.RadioSelect,
            "way": forms.RadioSelect,
            "wanted": forms.Textarea(attrs={"rows": 6}),
        }
        help_texts = {
            "applicant": "公民填写姓名；法人或者其他组织填写名称全称。",
            "identity": "公民填写身份证号码；法人或者其他组织填写统一社会信用代码。",
            "representative": "法人或者其他组织请填写联系人姓名。",
            "agent": "委托他人办理，或者由监护人代为申请的，填写代理人；本人申请的不填。",
            "agent_identity": "代理人的身份证号码；律师可填执业证号。",
            "authority": "例如：2024年1月5日授权委托书，委托提出申请、代收答复；监护关系证明。",
            "phone": "手机或者固定电话，便于我们与你确认收到申请。",
            "email": "选择用电子邮件获取信息的，请填写。",
            "address": "选择邮寄的，请填写能够收到邮件的地址。",
            "wanted": "请写明信息的名称、文号，或者便于我们查找的特征，例如哪一年、哪个单位、关于什么事。",
            "needs_help": "勾选后，工作人员会主动与你联系，提供必要的帮助。",
        }
        error_messages = {
            "applicant_kind": {"required": "请选择申请人类型。", "invalid_choice": NOT_LISTED},
            "applicant": {
                "required": "请填写姓名或者名称。",
                "max_length": "姓名或者名称最多100个字，请缩短。",
            },
            "identity": {
                "required": "请填写身份证号码或者统一社会信用代码。",
                "max_length": "身份证明号码最多60个字符。",
            },
            "phone": {"required": "请填写联系电话。", "max_length": "联系电话最多40个字符。"},
            "representative": {"max_length": "联系人最多80个字，请缩短。"},
            "agent": {"max_length": "代理人姓名最多80个字，请缩短。"},
            "agent_identity": {"max_length": "代理人证件号码最多60个字符。"},
            "authority": {"max_length": "委托或者代表的依据最多200个字，请缩短。"},
            "email": {
                "invalid": "电子邮箱的写法不对，正确的写法如 name@example.cn。",
                "max_length": "电子邮箱最多254个字符，请核对。",
            },
            "address": {"max_length": "通信地址最多200个字，请缩短。"},
            "wanted": {"required": "请写明你需要的政府信息。"},
            "form": {"required": "请选择获取信息的形式。", "invalid_choice": NOT_LISTED},
            "way": {"required": "请选择获取信息的途径。", "invalid_choice": NOT_LISTED},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in self.fields.values():
            each.error_messages["null_characters_not_allowed"] = NOT_A_SIGN
        kind = self.fields["applicant_kind"]
        kind.choices = [(each.value, each.label) for each in Applicant]  # type: ignore[attr-defined]
        self.fields["wanted"].max_length = 2000  # type: ignore[attr-defined]
        for name, token in {
            "applicant": "name",
            "phone": "tel",
            "email": "email",
            "address": "street-address",
        }.items():
            self.fields[name].widget.attrs["autocomplete"] = token

    def clean_identity(self) -> str:
        """Return the number without spaces; a citizen's number is checked by its last digit."""
        identity = re.sub(r"\s", "", str(self.cleaned_data["identity"])).upper()
        citizen = self.cleaned_data.get("applicant_kind") == Applicant.NATURAL_PERSON
        if citizen and len(identity) == 18 and not _is_citizen_number(identity):
            raise ValidationError("身份证号码的校验位不符，请核对后重新填写。")
        return identity

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"]).strip()
        if not PHONE.fullmatch(phone):
            raise ValidationError(
                "联系电话的写法不对，请填写手机号码，或者带区号的固定电话，如 0756-1234567。"
            )
        return phone

    def clean_wanted(self) -> str:
        wanted = str(self.cleaned_data["wanted"]).strip()
        if len(wanted) > 2000:
            raise ValidationError(f"内容最多2000字，现在有{len(wanted)}字；请缩短，或者分成几份申请。")
        return wanted

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("way") == DisclosureRequest.Way.POST and not values.get("address"):
            self.add_error("address", "选择邮寄的，请填写通信地址。")
        by_email = values.get("way") == DisclosureRequest.Way.EMAIL
        if by_email and not values.get("email") and "email" not in self.errors:
            self.add_error("email", "选择电子邮件的，请填写电子邮箱。")
        if (
            values.get("way") == DisclosureRequest.Way.ONLINE
            and values.get("form") == DisclosureRequest.Form.PAPER
        ):
            self.add_error("way", "纸质信息不能在网上获取，请改选邮寄或者当面领取。")
        said = {
            name: values.get(name, "") for name in ("representative", "agent", "agent_identity", "authority")
        }
        for problem in why_not_speak_for(values.get("applicant_kind", ""), **said):
            if problem.field not in self.errors:
                self.add_error(problem.field, str(problem))
        return values


class IntakeForm(RequestForm):
    """A request that came to the counter, by post, by fax or by e-mail, as a clerk enters it.

    Source: 政府信息公开条例（2019年修订）第三十一条.
    """

    class Meta(RequestForm.Meta):
        fields = ("channel", "arrived_on", "confirmed_on", *RequestForm.Meta.fields, "read_back")
        widgets = {
            **RequestForm.Meta.widgets,
            "channel": forms.RadioSelect,
            "arrived_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "confirmed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            **RequestForm.Meta.help_texts,
            "arrived_on": "当面提交的日期；需签收的邮件，本机关（含收发室）签收的日期；其他渠道到达的日期。",
            "read_back": "口头提出、代填的必须填写，例如：当面宣读，申请人按指印确认。",
            "confirmed_on": "平常信函、传真、电子邮箱须与申请人确认；确认之日为收到申请之日。",
        }
        error_messages = {
            **RequestForm.Meta.error_messages,
            "channel": {"required": "请选择申请渠道。", "invalid_choice": NOT_LISTED},
            "arrived_on": {"required": "请填写到达日期。", "invalid": NOT_A_DAY},
            "confirmed_on": {"invalid": NOT_A_DAY},
            "read_back": {"max_length": "最多200个字，请缩短。"},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at_the_office = [each for each in Channel if each is not Channel.ONLINE]
        self.fields["channel"].choices = [(each.value, each.label) for each in at_the_office]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        arrived_on, confirmed_on = values.get("arrived_on"), values.get("confirmed_on")
        if arrived_on and confirmed_on and "channel" in values:
            channel = Channel(values["channel"])
            if channel.counts is not Counts.CONFIRMED:
                values["confirmed_on"] = None
                return values
            for problem in why_not_confirm(channel, arrived_on=arrived_on, confirmed_on=confirmed_on):
                self.add_error(problem.field, str(problem))
        return values


def files_field(*, required: bool = False) -> CheckedFiles:
    """Return the field for what an applicant wants to add (附件)."""
    return CheckedFiles(
        most=MOST_AT_ONCE,
        required=required,
        label="附件",
        help_text=f"例如授权委托书、身份证明、有关材料。可一次选多个，最多{MOST_AT_ONCE}个、合计不超过10MB；"
        "pdf、docx、xlsx、ofd、jpg、png、txt、csv。草稿不保存附件；页面提示有错误时，请重新选择附件。",
        error_messages={
            "required": "请选择要提交的文件。",
            "empty": "有一个文件是空的，请检查后重新选择。",
            "invalid": "文件没有传上来，请重新选择。",
        },
    )


class OnlineForm(RequestForm):
    """A request as a resident sends it by the internet, with the files that she adds."""

    file = files_field()


class FilesForm(forms.Form):
    """More files for a request that was sent already."""

    file = files_field(required=True)


class CorrectionForm(forms.Form):
    """What a request wants, put more clearly, as its letter asked for (补正).

    Source: 政府信息公开条例（2019年修订）第三十条.
    """

    wanted = forms.CharField(
        label="补正后的申请内容",
        max_length=2000,
        help_text="原来的内容已经写在下面，请按补正告知书的要求修改、补充。",
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "请写明补正后的申请内容。", "max_length": "内容最多2000字，请缩短。"},
    )
    file = files_field()


class ReasonsForm(forms.Form):
    """Why somebody asks so much or so often, as the letter asked for (说明理由).

    Source: 政府信息公开条例（2019年修订）第三十五条.
    """

    text = forms.CharField(
        label="理由",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "请写明理由。", "max_length": "理由最多2000字，请缩短。"},
    )
    file = files_field()


class WithdrawForm(forms.Form):
    """Why a request is taken back, if its applicant cares to say."""

    reason = forms.CharField(
        label="为什么撤回",
        required=False,
        max_length=200,
        error_messages={"max_length": "最多200字，请缩短。"},
    )


class TrackForm(forms.Form):
    """How an applicant without an account finds her request again."""

    number = forms.CharField(
        label="申请编号",
        max_length=60,
        error_messages={"required": "请填写回执上的申请编号。", **NOT_AS_ON_THE_RECEIPT},
    )
    code = forms.CharField(
        label="查询码",
        max_length=12,
        error_messages={"required": "请填写回执上的查询码。", **NOT_AS_ON_THE_RECEIPT},
    )


class DraftCodeForm(forms.Form):
    """How somebody without an account finds a form again that she had half filled."""

    code = forms.CharField(
        label="草稿码",
        max_length=20,
        help_text="保存草稿时给出的12位字母和数字，大小写、横线都可以。",
        error_messages={
            "required": "请填写保存草稿时给出的草稿码。",
            "max_length": "比草稿码长，请核对后重新填写。",
            "null_characters_not_allowed": NOT_A_SIGN,
        },
    )


def _is_citizen_number(number: str) -> bool:
    """Whether an identity number of eighteen places ends in the right check digit (GB 11643, MOD 11-2)."""
    if not MAINLAND_IDENTITY.fullmatch(number):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11] == number[-1]
