"""What the acts on catalogues and guides ask for; an item's fields are the cells of the statutory table."""

from typing import Any

from django import forms
from django.utils.timezone import localdate

from yangguang.core.orgs.models import Organisation
from yangguang.core.ui.uploads import CheckedFile

from .models import Catalogue, Item
from .rules import COLUMNS, LONGEST, Channel, Entry, Level, cells_of, read_entry

LISTED = {"required": "请选择一项。", "invalid_choice": "请在列出的各项中选择。"}


def _line(
    label: str, longest: int = 100, *, required: bool = True, help_text: str = "", initial: str = ""
) -> Any:
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        help_text=help_text,
        initial=initial,
        error_messages={"required": f"请填写{label}。", "max_length": f"{label}最多{longest}字，请缩短。"},
    )


def _text(label: str, longest: int, *, required: bool = True, help_text: str = "", rows: int = 4) -> Any:
    field = _line(label, longest, required=required, help_text=help_text)
    field.widget = forms.Textarea({"rows": rows, "maxlength": longest})
    return field


def _day(label: str, help_text: str = "") -> Any:
    return forms.DateField(
        label=label,
        initial=localdate,
        help_text=help_text,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": f"请填写{label}。", "invalid": f"{label}应写作 2024-01-25 这样的日期。"},
    )


def _organisation(label: str) -> Any:
    return forms.ModelChoiceField(
        Organisation.objects.none(), label=label, empty_label=None, error_messages=LISTED
    )


class AdoptForm(forms.Form):
    org = _organisation("编制机关")
    kind = forms.ChoiceField(
        label="类别", choices=Catalogue.Kind, widget=forms.RadioSelect, error_messages=LISTED
    )
    field = _line("领域", 40, required=False, help_text="标准目录填写，例如：义务教育。基本目录不填。")
    title = _line("名称", help_text="例如：义务教育领域基层政务公开标准目录。")
    edition = _line("版本", 20, help_text="例如：2024年版。")
    adopted_on = _day("施行日期")
    replaces = forms.ModelChoiceField(
        Catalogue.objects.none(), label="替换的旧版", required=False, empty_label="不替换", error_messages=LISTED,
        help_text="旧版连同其中的事项自新版施行之日起停用。",
    )  # fmt: skip

    def __init__(self, *given: Any, orgs: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["org"].queryset = orgs
        self.fields["replaces"].queryset = Catalogue.objects.filter(org__in=orgs, until=None)


class ImportForm(forms.Form):
    file = CheckedFile(
        label="公开目录工作簿",
        help_text="xlsx，照空白表的两行表头填写，可以有合并的单元格。有一处不对就都不导入，问题会逐行列出。",
        widget=forms.ClearableFileInput({"accept": ".xlsx"}),
        error_messages={"required": "请选择工作簿。", "empty": "文件是空的，请重新选择。"},
    )


class ItemForm(forms.Form):
    """A row of the table; `clean` reads it as one from a workbook is read."""

    seq = forms.IntegerField(
        label=COLUMNS["seq"], min_value=1, max_value=999_999,
        error_messages={"required": "请填写序号。", "invalid": "序号应是1、2、3这样的数字。",
                        "min_value": "序号从1开始。", "max_value": "序号太大，请核对。"},
    )  # fmt: skip
    level1 = _line(COLUMNS["level1"])
    level2 = _line(COLUMNS["level2"], required=False)
    elements = _text(COLUMNS["elements"], LONGEST["elements"], help_text="每行一个要素。")
    bases = _text(
        COLUMNS["bases"], LONGEST["bases"], help_text="每行一部，写全称，例如：《中华人民共和国义务教育法》。"
    )
    deadline = _line(
        COLUMNS["deadline"], LONGEST["deadline"], initial="信息形成或变更之日起20个工作日内",
        help_text="也可以写“实时公开”“每季度公开”“每年3月31日前”等。",
    )  # fmt: skip
    publisher = _line(COLUMNS["publisher"], help_text="机关的全称或者简称。")
    channels = forms.MultipleChoiceField(
        label=COLUMNS["channels"], choices=[(each.value, each.label) for each in Channel],
        widget=forms.CheckboxSelectMultiple, initial=[Channel.WEBSITE.value],
        error_messages=LISTED | {"required": "请至少选一个公开渠道和载体。"},
    )  # fmt: skip
    who = _line("特定群众", required=False, help_text="面向全社会的不填；只面向一部分人的，写明是哪些人。")
    mode = forms.ChoiceField(
        label="公开方式", choices=[("active", "主动"), ("on_request", "依申请")], initial="active",
        widget=forms.RadioSelect, error_messages=LISTED,
    )  # fmt: skip
    levels = forms.MultipleChoiceField(
        label="公开层级", choices=[(each.value, each.label) for each in Level],
        widget=forms.CheckboxSelectMultiple, error_messages=LISTED | {"required": "请至少选一个层级。"},
    )  # fmt: skip
    column = _line("发布位置", 200, required=False, help_text="信息在网站上的路径，例如：/zwgk/jyly/。")

    def clean_column(self) -> str:
        column: str = self.cleaned_data["column"]
        if column and (not column.startswith("/") or column.startswith("//") or "\\" in column):
            raise forms.ValidationError("发布位置应以一个“/”开头，是本网站上的路径。")
        return column

    def entry(self) -> Entry:
        """Return the row as a workbook would give it.

        Raises:
            Refused: with what is wrong with it, beside the fields of this form where there is one.
        """
        said = self.cleaned_data
        marks = dict.fromkeys(said["levels"], "√") | {said["mode"]: "√"}
        labels = [Channel(each).label for each in said["channels"]]
        return read_entry(
            {name: str(said[name]) for name in COLUMNS if name in said}
            | {"channels": "、".join(labels), "group": said["who"], "everybody": "" if said["who"] else "√"}
            | marks
        )


class AddItemForm(ItemForm):
    since = _day("施行日期")
    is_compulsory = forms.BooleanField(
        label="各镇（街道）必须承接", required=False, help_text="只有区政府的目录可以这样规定。"
    )


def of_item(item: Item) -> dict[str, Any]:
    """Return what the form of an item shows at first."""
    entry = item.entry
    return cells_of(entry) | {
        "channels": item.channels, "who": entry.who, "mode": item.mode, "levels": item.levels, "column": item.column,
    }  # fmt: skip


class RetireForm(forms.Form):
    until = _day("停用日期", "从这一天起不再列入目录。")
    reason = _line("理由", 500, help_text="例如：职能划转、法律废止。")


class TakeOverForm(forms.Form):
    """Which items a town leaves out, and why."""

    town = _organisation("承接的镇（街道）")
    edition = _line("版本", 20, help_text="例如：2024年版。")
    adopted_on = _day("施行日期")
    leave_out = forms.ModelMultipleChoiceField(
        Item.objects.none(), label="不列入的事项", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages=LISTED, help_text="标有“必须承接”的，不列入须在下面写明理由。",
    )  # fmt: skip
    reason = _line("不列入的理由", 500, required=False)

    def __init__(self, *given: Any, towns: Any, items: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["town"].queryset = towns
        self.fields["leave_out"].queryset = items
        self.fields["leave_out"].label_from_instance = _with_mark


def _with_mark(item: Item) -> str:
    return f"{item.seq}. {item}{'（必须承接）' if item.is_compulsory else ''}"


class GuideForm(forms.Form):
    classification = _text(
        "政府信息的分类", 5000, help_text="例如：机构职能、规范性文件、规划、财政预决算等。"
    )
    arrangement = _text("编排体系", 5000, help_text="信息怎样编号、按什么次序排列。")
    access_methods = _text(
        "获取方式", 5000, rows=8, help_text="主动公开的渠道，怎样申请，表格在哪里下载，怎样收费。"
    )
    places = _text("查阅场所", 2000, required=False, help_text="每行一处：名称、地址、开放时间。")
    fax = _line("传真", 40, required=False)
    online = _line("互联网联系方式", 200, required=False)
