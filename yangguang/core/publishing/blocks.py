"""What the body of a page is made of: words, tables, pictures and files, in any order."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from .writing.clean import clean_table, clean_text

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "superscript", "subscript", "link", "hr", "blockquote"]
"""What the editor offers; everything else a page may look like is ours to decide."""


class Words(blocks.RichTextBlock):  # type: ignore[misc]
    """Words, cleaned whenever they are stored, whoever hands them in."""

    @cached_property
    def field(self) -> forms.Field:
        made: forms.Field = super().field
        made.widget.options["ariaLabel"] = self.label  # who cannot see the editor is told what it is
        return made

    def get_prep_value(self, value: Any) -> str:
        return clean_text(super().get_prep_value(value) or "")

    class Meta:
        label = "文字"
        icon = "pilcrow"


class TableWidget(forms.Textarea):
    """Where a table is typed, or pasted from Word, WPS or Excel; without scripts its HTML is shown."""

    template_name = "publishing/widgets/table.html"

    class Media:
        js = ("publishing/table.js",)
        css = {"all": ("publishing/table.css",)}


class Grid(blocks.FieldBlock):  # type: ignore[misc]
    """The cells of a table, cleaned whenever they are stored."""

    def __init__(self, **kwargs: Any) -> None:
        self.field = forms.CharField(
            widget=TableWidget, error_messages={"required": "请填写表格；没有内容的话，请删去这一块。"}
        )
        super().__init__(**kwargs)

    def get_prep_value(self, value: str) -> str:
        return clean_table(value or "")

    def clean(self, value: str) -> str:
        cleaned = clean_table(super().clean(value))
        if not cleaned:
            raise ValidationError("这里没有表格：请从 Word、WPS 或 Excel 中复制整个表格，再粘贴进来。")
        return cleaned


class Table(blocks.StructBlock):  # type: ignore[misc]
    caption = blocks.CharBlock(label="表题", max_length=200)
    html = Grid(label="表格")

    class Meta:
        label = "表格"
        icon = "table"


class Picture(blocks.StructBlock):  # type: ignore[misc]
    image = ImageChooserBlock(label="图片")
    alt = blocks.CharBlock(
        label="替代文字", max_length=300, help_text="图上有什么、说明什么，读给看不见图的人听。"
    )
    caption = blocks.CharBlock(label="图注", required=False, max_length=300)

    class Meta:
        label = "图片"
        icon = "image"


class File(blocks.StructBlock):  # type: ignore[misc]
    document = DocumentChooserBlock(label="附件")
    title = blocks.CharBlock(label="名称", max_length=200, help_text="读者看到的名称，如“申请表（样表）”。")

    class Meta:
        label = "附件"
        icon = "doc-full"


def body_blocks() -> list[tuple[str, Any]]:
    """Return the blocks that a body may hold."""
    return [
        ("text", Words(features=FEATURES)),
        ("table", Table()),
        ("picture", Picture()),
        ("file", File()),
    ]
