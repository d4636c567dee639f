"""What the acts on organisations, people and posts ask for."""

from datetime import date, timedelta
from typing import Any

from django import forms

from yangguang.core.cases.processes import all_processes, diagram_in
from yangguang.core.orgs.actions import DETAILS
from yangguang.core.orgs.models import Organisation, Person, Post

DAY = {"required": "请填写日期。", "invalid": "请写作 2024-01-25 这样的日期。"}


def day_field(label: str, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget, error_messages=DAY)


def roles() -> list[tuple[str, str]]:
    """Return the posts that the diagrams of the parts speak of, and those that somebody holds."""
    drawn = [lane for each in all_processes().values() for lane in diagram_in(each.diagram).roles]
    held = Post.objects.order_by("role").values_list("role", flat=True).distinct()
    return [("", "请选择"), *((role, role) for role in dict.fromkeys([*drawn, *held]))]


class PostForm(forms.Form):
    """A post (岗位) in an organisation."""

    org = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="机关",
        empty_label="请选择",
        error_messages={"required": "请选择机关。", "invalid_choice": "请在列出的机关中选择。"},
    )
    role = forms.ChoiceField(
        label="岗位",
        choices=roles,
        help_text="流程图用这些岗位说明每一步由谁办理。",
        error_messages={"required": "请选择岗位。", "invalid_choice": "请在列出的岗位中选择。"},
    )
    since = day_field("自哪一天起")
    oversees = forms.BooleanField(label="可查看下级机关的办件和台账", required=False)

    def __init__(self, *given: Any, orgs: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["org"].queryset = orgs


class PersonForm(PostForm):
    """Somebody new, with his first post."""

    name = forms.CharField(label="姓名", max_length=80, error_messages={"required": "请填写姓名。"})
    username = forms.SlugField(
        label="用户名",
        max_length=60,
        help_text="登录时使用，由字母、数字和短横线组成。",
        error_messages={
            "required": "请填写用户名。",
            "invalid": "用户名只能用字母、数字、短横线和下划线，请改写。",
        },
    )
    password = forms.CharField(
        label="初始口令",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="至少10个字符；请本人登录后修改。",
        error_messages={"required": "请填写初始口令。"},
    )
    phone = forms.CharField(label="电话", max_length=40, required=False)
    email = forms.EmailField(
        label="电子邮箱",
        required=False,
        error_messages={"invalid": "邮箱地址写得不对，请写作 name@example.cn 这样。"},
    )
    field_order = ("name", "username", "password", "phone", "email", "org", "role", "since", "oversees")


class EndPost(forms.Form):
    until = day_field("自哪一天起不再任岗")


class DeputyForm(forms.Form):
    """Who acts for somebody who is away, and on which days."""

    deputy = forms.ModelChoiceField(
        Person.objects.none(),
        label="代理人",
        empty_label="请选择",
        error_messages={"required": "请选择代理人。", "invalid_choice": "请在本机关有岗位的人员中选择。"},
    )
    since = day_field("第一天")
    last = day_field("最后一天", "这一天仍由代理人办理。")

    def __init__(self, *given: Any, org: Organisation, absent: Person, on: date, **more: Any) -> None:
        super().__init__(*given, **more)
        colleagues = Person.objects.filter(is_active=True, posts__in=Post.objects.on(on).filter(org=org))
        self.fields["deputy"].queryset = colleagues.exclude(pk=absent.pk).distinct().order_by("name")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "last" in values:
            values["until"] = values.pop("last") + timedelta(days=1)
        return values


class PasswordForm(forms.Form):
    password = forms.CharField(
        label="新口令",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="至少10个字符；请本人登录后修改。",
        error_messages={"required": "请填写新口令。"},
    )


class OrganisationDetails(forms.ModelForm):
    """What an organisation says about itself."""

    class Meta:
        model = Organisation
        fields = DETAILS
        error_messages = {
            "name": {"required": "请填写名称。"},
            "short_name": {"required": "请填写简称。"},
            "email": {"invalid": "邮箱地址写得不对，请写作 name@example.cn 这样。"},
        }


class NewOrganisation(OrganisationDetails):
    parent = forms.ModelChoiceField(
        Organisation.objects.all(),
        label="上级",
        empty_label="请选择",
        error_messages={"required": "请选择上级。", "invalid_choice": "请在列出的机关中选择。"},
    )

    class Meta(OrganisationDetails.Meta):
        fields = ("parent", "kind", "code", *DETAILS)
        error_messages = OrganisationDetails.Meta.error_messages | {
            "kind": {"required": "请选择类别。"},
            "code": {"required": "请填写代码。", "unique": "这个代码已有机关使用。"},
        }
