"""Pasting: blocks in order, pictures checked and kept, and everything left out is said."""

import base64
import io

import pytest
from PIL import Image

from yangguang.core.publishing.writing.pasted import blocks_from_html
from yangguang.rules.problems import Refused


class Kept(list):
    def __call__(self, content, name):
        self.append((content, name))
        return 40 + len(self)


def embedded(form="PNG"):
    file = io.BytesIO()
    Image.new("RGB", (20, 10), "blue").save(file, form)
    return f"data:image/{form.lower()};base64,{base64.b64encode(file.getvalue()).decode()}"


def test_text_tables_and_pictures_come_in_their_order():
    kept = Kept()
    found = blocks_from_html(
        f"<h1>一、概况</h1><p>甲<img alt='办事大厅平面图' src='{embedded()}'>乙</p>"
        "<table><caption>表1</caption><tr><td>A</td><td>B</td></tr></table><h4>细目</h4><p>丙</p>",
        kept,
    )
    assert found.blocks == [
        ("text", "<h2>一、概况</h2><p>甲</p>"),
        ("picture", {"image": 41, "alt": "办事大厅平面图", "caption": ""}),
        ("text", "<p>乙</p>"),
        ("table", {"caption": "表1", "html": "<table><tbody><tr><td>A</td><td>B</td></tr></tbody></table>"}),
        ("text", "<h3>细目</h3><p>丙</p>"),
    ]
    assert found.remarks == []
    assert Image.open(io.BytesIO(kept[0][0])).size == (20, 10)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("https://example.cn/a.png", "在别的网站上，没有带入（https://example.cn/a.png）"),
        ("file:///C:/Temp/msohtmlclip1/01/clip_image002.png", "没有随文字复制过来"),
        ("", "没有随文字复制过来"),
        ("data:image/svg+xml;base64,PHN2Zz4=", "不是 PNG 或者 JPEG"),
        ("data:image/png;base64,!!!!", "内容不完整"),
        (
            "data:image/png;base64," + base64.b64encode(b"<script>").decode(),
            "没有带入：“图1.png”的内容不是 png",
        ),
    ],
)
def test_a_picture_that_cannot_be_kept_is_named(source, said):
    kept = Kept()
    found = blocks_from_html(f"<p>甲</p><img src='{source}'>", kept)
    assert found.blocks == [("text", "<p>甲</p>")]
    assert any(said in remark for remark in found.remarks), found.remarks
    assert not kept


@pytest.mark.parametrize("alt", ["", "图片 1", "image001.png", "图形用户界面\n\n描述已自动生成"])
def test_words_that_a_program_wrote_are_no_description(alt):
    found = blocks_from_html(f"<img alt='{alt}' src='{embedded('JPEG')}'>", Kept())
    assert found.blocks[0][1]["alt"] == ""
    assert any("还没有文字说明" in remark for remark in found.remarks)


def test_a_table_around_everything_is_opened():
    inner = "<table><tr><td>事项</td><td>期限</td></tr></table>"
    found = blocks_from_html(
        f"<table width=930><tr><td><p>标题</p>{inner}<p>完</p></td></tr></table>", Kept()
    )
    assert [kind for kind, _ in found.blocks] == ["text", "table", "text"]
    assert any("只用来排版的表格" in remark for remark in found.remarks)


def test_a_first_row_across_the_table_is_its_caption():
    found = blocks_from_html(
        "<table><tr><td colspan=2>收费标准</td></tr><tr><td><b>项</b></td><td><b>元</b></td></tr>"
        "<tr><td>证</td><td>5</td></tr></table>", Kept())  # fmt: skip
    [(_, value)] = found.blocks
    assert value["caption"] == "收费标准"
    assert "收费标准" not in value["html"]


def test_hidden_and_deleted_words_are_counted():
    found = blocks_from_html("<p>甲<span style='display:none'>藏</span><del>删</del></p>", Kept())
    assert found.blocks == [("text", "<p>甲</p>")]
    assert [remark[:10] for remark in found.remarks] == ["有1处隐藏的文字没有", "有1处标记为删除的文"]


def test_a_link_that_runs_a_program_is_said():
    found = blocks_from_html("<a href='javascript:void(0)'>下载</a>", Kept())
    assert found.blocks == [("text", "<p>下载</p>")]
    assert "带脚本的链接已去掉，只保留文字。" in found.remarks


@pytest.mark.parametrize("html", ["", "<p>&nbsp;</p>", "<style>p{}</style>"])
def test_nothing_to_keep_is_refused(html):
    with pytest.raises(Refused, match="没有文字、表格或者图片"):
        blocks_from_html(html, Kept())
