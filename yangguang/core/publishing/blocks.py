"""What the body of a page is made of: words, tables, pictures and files, in any order."""

from typing import Any

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "superscript", "subscript", "link", "hr", "blockquote"]
"""What the editor offers; everything else a page may look like is ours to decide."""


class Words(blocks.RichTextBlock):  # type: ignore[misc]
    class Meta:
        label = "文字"
        icon = "pilcrow"


class Table(blocks.StructBlock):  # type: ignore[misc]
    caption = blocks.CharBlock(label="表题", max_length=200)
    html = blocks.TextBlock(label="表格")

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
