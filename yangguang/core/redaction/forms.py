"""What somebody types who covers parts of a file."""

from decimal import Decimal
from typing import Any

from django import forms

from yangguang.rules.wording.covering import KINDS

from .models import Box, Redaction
from .rules import WHOLE, Rectangle

CHOOSE = ("", "请选择依据")


class GroundField(forms.ChoiceField):
    """Why something is withheld: one of the grounds that the line of work knows."""

    def __init__(self, **given: Any) -> None:
        super().__init__(
            label="不予公开的依据", error_messages={"required": "请选择不予公开的依据。"}, **given
        )

    def offer(self, redaction: Redaction) -> None:
        grounds = redaction.known_grounds.values()
        self.choices = [CHOOSE, *((each.key, f"{each.label}（{each.source}）") for each in grounds)]
        last = redaction.boxes.exclude(ground="").order_by("-at", "-pk").first()
        if last:
            self.initial = last.ground


def _per_cent(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=f"{label}（%）",
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"}),
        error_messages={
            "required": f"请填写{label}。",
            "invalid": f"{label}请填写数字，例如 12.5。",
            "min_value": f"{label}不能小于0。",
            "max_value": f"{label}不能大于100。",
            "max_decimal_places": f"{label}最多两位小数。",
            "max_digits": f"{label}不能大于100，最多两位小数。",
        },
    )


class WithGround(forms.Form):
    """A form in which a ground is chosen."""

    def __init__(self, *args: Any, redaction: Redaction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.redaction = redaction
        self.fields["ground"].offer(redaction)  # type: ignore[attr-defined]


class BoxForm(WithGround):
    """A box by its numbers."""

    page = forms.IntegerField(
        label="页",
        min_value=1,
        error_messages={
            "required": "请填写页码。",
            "invalid": "页码请填写数字。",
            "min_value": "页码从1开始。",
        },
    )
    x = _per_cent("左边")
    y = _per_cent("上边")
    width = _per_cent("宽")
    height = _per_cent("高")
    ground = GroundField()

    @staticmethod
    def of(box: Box) -> dict[str, Any]:
        """Return what the form says of a box."""
        sides = {name: Decimal(getattr(box, name)) * 100 / WHOLE for name in ("x", "y", "width", "height")}
        return {"page": box.page, "ground": box.ground, **sides}

    @property
    def place(self) -> Rectangle:
        values = self.cleaned_data
        sides = (int(values[name] * WHOLE / 100) for name in ("x", "y", "width", "height"))
        return Rectangle(values["page"], *sides)


class WordsForm(WithGround):
    """Words that are covered wherever they stand."""

    words = forms.CharField(
        label="要遮盖的文字",
        max_length=200,
        help_text="全文各处都会遮住；不分全角半角、大小写，断行也能找到。",
        error_messages={"required": "请输入要遮盖的文字。", "max_length": "最多200个字，请分几次遮盖。"},
    )
    ground = GroundField()


class DecideForm(WithGround):
    """What becomes of each proposal: `group-7` is the seventh."""

    WHAT = (("cover", "遮盖"), ("decline", "不遮盖"))
    ground = GroundField(required=False, help_text="有选“遮盖”的，请选择。")

    def groups(self, what: str) -> list[int]:
        """Return the proposals for which `what` was chosen."""
        marked = (
            (name.removeprefix("group-"), value)
            for name, value in self.data.items()
            if name.startswith("group-")
        )
        return [
            int(group) for group, value in marked if value == what and group.isdecimal() and len(group) < 9
        ]


class KindsForm(WithGround):
    """What becomes of all proposals of some kinds, in the whole document."""

    kinds = forms.MultipleChoiceField(
        label="哪些内容",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一类内容。", "invalid_choice": "请在列出的各类中选择。"},
    )
    what = forms.ChoiceField(
        label="怎样处理",
        choices=DecideForm.WHAT,
        widget=forms.RadioSelect,
        initial="cover",
        error_messages={"required": "请选择遮盖或者不遮盖。", "invalid_choice": "请选择遮盖或者不遮盖。"},
    )
    ground = GroundField(required=False, help_text="选“遮盖”的，请选择。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = self.redaction.boxes.filter(state=Box.State.PROPOSED).values_list("kind", "group")
        counted: dict[str, int] = {}
        for kind, _ in set(waiting):
            counted[kind] = counted.get(kind, 0) + 1
        self.fields["kinds"].choices = [  # type: ignore[attr-defined]
            (kind, f"{label}，{counted[kind]}处") for kind, label in KINDS.items() if kind in counted
        ]


class ElsewhereForm(WithGround):
    """What becomes of words that are covered in one place and stand in another."""

    words = forms.MultipleChoiceField(
        label="哪些文字",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一处文字。", "invalid_choice": "请在列出的文字中选择。"},
    )
    what = forms.ChoiceField(
        label="怎样处理",
        choices=(("cover", "各处都遮盖"), ("stand", "在别处可以保留")),
        widget=forms.RadioSelect,
        initial="cover",
        error_messages={"required": "请选择怎样处理。", "invalid_choice": "请选择怎样处理。"},
    )
    ground = GroundField(required=False, help_text="各处都遮盖的，请选择。")
    reason = forms.CharField(
        label="在别处为什么可以保留",
        required=False,
        max_length=200,
        help_text="例如：是表格的栏目名称。可以保留的，请填写。",
        error_messages={"max_length": "最多200个字，请缩短。"},
    )

    def __init__(self, *args: Any, elsewhere: dict[str, list[int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].choices = [  # type: ignore[attr-defined]
            (words, f"{words}（第{'、'.join(map(str, pages))}页）") for words, pages in elsewhere.items()
        ]


class MakeForm(forms.Form):
    every_page = forms.BooleanField(
        label="没有方框的页也重新成像（最稳妥；文件会大一些，字不能放大得很清楚）", required=False
    )
