"""Comparing two editions: what a reader sees is what was changed, and only that."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yangguang.core.publishing.writing.comparing import Kind, differences


def text(*paragraphs):
    return [("text", "".join(f"<p>{each}</p>" for each in paragraphs))]


def shown(old, new):
    return [each.html for each in differences(text(*old), text(*new))]


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ("期限为二十个工作日。", "期限为三十个工作日。", "期限为<del>二十个</del><ins>三十个</ins>工作日。"),
        ("负责公开，解释。", "负责公开、解释。", "负责公开<del>，</del><ins>、</ins>解释。"),
        ("自发布之日起施行。", "自发布之日起施行。有效期五年。", "自发布之日起施行。<ins>有效期五年。</ins>"),
        ("没有改动的一段。", "没有改动的一段。", "没有改动的一段。"),
        (
            "各部门按照职责分工，加强协调配合，形成工作合力。",
            "各部门按照职责分工加强协调配合、形成工作合力。",
            "各部门按照职责分工<del>，</del>加强协调配合<del>，</del><ins>、</ins>形成工作合力。",
        ),
    ],
)
def test_a_paragraph_word_by_word(was, now, expected):
    [line] = shown([was], [now])
    assert line == expected


def test_a_number_is_exchanged_and_the_words_around_it_stay():
    assert shown(["期限为5日。"], ["期限为15日。"]) == ["期限为<del>5</del><ins>15</ins>日。"]


def test_signs_alone_do_not_make_another_paragraph():
    [found] = differences(text("公开，解释，回应。"), text("公开、解释、回应。"))
    assert found.kind is Kind.CHANGED


def test_a_paragraph_between_others_is_new_and_they_stay():
    found = differences(text("甲。", "丙。"), text("甲。", "乙是新加的。", "丙。"))
    assert [each.kind for each in found] == [Kind.SAME, Kind.ADDED, Kind.SAME]


def test_one_changed_and_one_removed():
    found = differences(
        text("第一条 为了规范政府信息公开，制定本办法。", "第二条 旧的内容全部不要了。", "第三条 施行。"),
        text("第一条 为了规范政府信息公开工作，制定本办法。", "第三条 施行。"),
    )
    assert [each.kind for each in found] == [Kind.CHANGED, Kind.REMOVED, Kind.SAME]
    assert "<ins>工作</ins>" in found[0].html


def test_a_link_that_leads_elsewhere_is_said_though_the_words_are_the_same():
    [line] = differences(text("<a href='/a'>办事指南</a>"), text("<a href='/b'>办事指南</a>"))
    assert line.kind is Kind.LOOKS
    assert line.note == "链接由 /a 改为 /b"


def test_tables_row_by_row_pictures_files_and_fields():
    table = "<table><tr><td>受理</td><td>{}日</td></tr><tr><td>办结</td><td>9日</td></tr></table>"
    file = ("file", {"document": 7, "title": "附件1"})
    old, new = (
        [("table", {"caption": "期限表", "html": table.format(days)}),
         ("picture", {"image": image, "alt": "图", "caption": ""}), file]
        for days, image in ((5, 1), (3, 2))
    )  # fmt: skip
    found = differences(old, new, old_fields={"标题": "旧题"}, new_fields={"标题": "旧题", "来源": "本站"})
    assert [(each.what, each.kind) for each in found] == [
        ("标题", Kind.SAME), ("来源", Kind.ADDED), ("表格标题", Kind.SAME), ("表格第1行", Kind.CHANGED),
        ("表格第2行", Kind.SAME), ("图片", Kind.LOOKS), ("附件", Kind.SAME),
    ]  # fmt: skip
    assert found[3].html == "受理｜<del>5</del><ins>3</ins>日"


def test_what_is_shown_is_safe():
    [line] = differences(text("办事指南在此"), text("办事指南在此&lt;script&gt;"))
    assert "<script" not in line.html
    assert "&lt;script&gt;" in line.html


words = st.lists(
    st.sampled_from(["政务", "公开", "，", "。", "办法", "5", "日", "<b>", "&"]), max_size=12
).map("".join)


@given(st.lists(words, max_size=5), st.lists(words, max_size=5))
@settings(max_examples=200, deadline=None)
def test_both_editions_can_be_read_from_the_difference(old, new):
    def escaped(paragraphs):
        return [each.replace("&", "&amp;").replace("<", "&lt;") for each in paragraphs]

    found = differences(text(*escaped(old)), text(*escaped(new)))
    for paragraphs, without in ((old, "ins"), (new, "del")):
        lines = ["".join(piece.text for piece in each.pieces if piece.kind != without) for each in found]
        assert [line for line in lines if line] == [each for each in paragraphs if each]


@pytest.mark.parametrize(
    "sentence", ["第{}条 各部门应当按照职责公开政府信息。", "同一句话。", "没有句号的长文"]
)
def test_a_long_text_is_compared_in_a_breath(sentence):
    old = "".join(sentence.format(n) for n in range(50_000 // len(sentence)))
    new = old[: len(old) // 3] + "插入" + old[len(old) // 3 : -9] + "改"
    began = time.process_time()
    [line] = differences(text(old), text(new))
    assert time.process_time() - began < 5
    assert "".join(piece.text for piece in line.pieces if piece.kind != "del") == new
