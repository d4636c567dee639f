"""Cleaning: the words stay, the looks go, and nothing that runs is left."""

import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from yangguang.core.publishing.writing.clean import TABLE, TEXT, clean_blocks, clean_table, clean_text
from yangguang.rules.problems import Refused


@pytest.mark.parametrize(
    ("pasted", "stored"),
    [
        ("<p class=MsoNormal style='mso-pagination:none'>为<span lang=EN-US>A</span><o:p></o:p></p>", "<p>为A</p>"),
        ("<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]--><p>甲</p>", "<p>甲</p>"),
        ("<p>　　首行缩进</p><p>&nbsp;&nbsp;&nbsp;&nbsp;又一段</p><p>&nbsp;</p><p><br></p>",
         "<p>首行缩进</p><p>又一段</p>"),
        ("<p>一行<br>　　另一段</p>", "<p>一行</p><p>另一段</p>"),
        ("<p>甲<br><br>乙<br>丙</p>", "<p>甲</p><p>乙<br>丙</p>"),
        ("<p>政务\n公开 open\ngovernment</p>", "<p>政务公开 open government</p>"),
        ("<p>姓　　名</p>", "<p>姓　　名</p>"),
        ("<strong>甲</strong><b>乙</b><em>丙</em>", "<p><b>甲乙</b><i>丙</i></p>"),
        ("<span style='font-weight:700'>重</span>轻", "<p><b>重</b>轻</p>"),
        ("<b style='font-weight:normal'>从谷歌文档来</b>", "<p>从谷歌文档来</p>"),
        ("<p><b>一、总体要求</b></p>", "<p><b>一、总体要求</b></p>"),
        ("<st1:place>珠海</st1:place><font face=仿宋>金湾</font>", "<p>珠海金湾</p>"),
        ("10m<span style='vertical-align:super'>2</span>", "<p>10m<sup>2</sup></p>"),
        ("<h1>章</h1><h2>节</h2><h3>条</h3>", "<h2>章</h2><h3>节</h3><h4>条</h4>"),
        ("<h2>章</h2><h4>条</h4><h4>条</h4>", "<h2>章</h2><h3>条</h3><h3>条</h3>"),
        ("<h2><b>章</b></h2>", "<h2>章</h2>"),
        ("<ol start=3><li>丙<li>丁</ol>", "<p>3. 丙</p><p>4. 丁</p>"),
        ("<ol type=a><li>甲<li>乙</ol>", "<p>a. 甲</p><p>b. 乙</p>"),
        ("<ul><li><p>甲</p><p>甲续</p></li></ul>", "<ul><li>甲<br>甲续</li></ul>"),
        ("<p>• 甲</p><p>• 乙</p>", "<ul><li>甲</li><li>乙</li></ul>"),
        ("<p>• 只有一条</p>", "<p>• 只有一条</p>"),
        ("<p style='display:none'>藏</p><p>见</p>", "<p>见</p>"),
        ('<a linktype="page" id="3">页</a><a linktype="x" id="3">无</a>', '<p><a linktype="page" id="3">页</a>无</p>'),
        ('<p data-block-key="ab12c">甲</p>', '<p data-block-key="ab12c">甲</p>'),
        ("<p>字号，全角１２３（）半角,()不变</p>", "<p>字号，全角１２３（）半角,()不变</p>"),
    ],
)  # fmt: skip
def test_what_is_pasted_becomes_what_is_stored(pasted, stored):
    assert clean_text(pasted) == stored


WORD_ITEM = (
    "<p class=MsoListParagraph style='mso-list:l0 level{} lfo1'>"
    "<span style='mso-list:Ignore'>{}<span>&nbsp; </span></span>{}</p>"
)


def test_lists_that_word_writes_as_paragraphs_are_lists_again():
    items = [(1, "l", "甲"), (2, "n", "乙"), (1, "l", "丙")]
    assert clean_text("".join(WORD_ITEM.format(*item) for item in items)) == (
        "<ul><li>甲<ul><li>乙</li></ul></li><li>丙</li></ul>"
    )
    numbers = [(1, "1.", "甲"), (1, "2.", "乙")]
    assert (
        clean_text("".join(WORD_ITEM.format(*item) for item in numbers)) == "<ol><li>甲</li><li>乙</li></ol>"
    )


def test_a_number_that_a_list_cannot_show_is_kept_as_words():
    items = [(1, "一、", "总体要求"), (1, "（二）", "目标"), (1, "7.", "从七开始")]
    assert clean_text("".join(WORD_ITEM.format(*item) for item in items)) == (
        "<p>一、总体要求</p><p>（二）目标</p><p>7. 从七开始</p>"
    )


def test_headings_go_on_from_block_to_block():
    blocks = [("text", "<h2>章</h2>"), ("table", {"caption": "表", "html": "<table><tr><td>1</td></tr></table>"}),
              ("text", "<h4>条</h4><p onclick=x>文</p>")]  # fmt: skip
    cleaned = clean_blocks(blocks)
    assert cleaned[2] == ("text", "<h3>条</h3><p>文</p>")
    assert cleaned[1] == (
        "table",
        {"caption": "表", "html": "<table><tbody><tr><td>1</td></tr></tbody></table>"},
    )


class TestTables:
    def test_merged_cells_stay_and_the_head_reaches_as_far_as_its_cells(self):
        assert clean_table(
            "<table border=1 width=500><tr><td rowspan=2><b>事项</b></td><td colspan=2><b>期限</b></td></tr>"
            "<tr><td>法定</td><td>承诺</td></tr><tr style='x:1'><td>受理</td><td>5日</td><td>1日</td></tr></table>"
        ) == (
            '<table><thead><tr><th scope="col" rowspan="2">事项</th><th scope="col" colspan="2">期限</th></tr>'
            '<tr><th scope="col">法定</th><th scope="col">承诺</th></tr></thead>'
            "<tbody><tr><td>受理</td><td>5日</td><td>1日</td></tr></tbody></table>"
        )

    def test_a_table_that_is_bold_throughout_has_no_head(self):
        assert "<th" not in clean_table(
            "<table><tr><td><b>甲</b></td><td><b>乙</b></td></tr><tr><td><b>1</b></td><td><b>2</b></td></tr></table>"
        )

    def test_the_head_that_word_marks_is_a_head(self):
        found = clean_table(
            "<table><thead><tr><td>甲</td></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
        )
        assert found.startswith('<table><thead><tr><th scope="col">甲</th></tr></thead>')

    def test_a_table_within_a_cell_becomes_lines(self):
        inner = "<table><tr><td>x</td><td>y</td></tr></table>"
        found = clean_table(f"<table><tr><td>甲{inner}</td><td>乙</td></tr></table>")
        assert found == "<table><tbody><tr><td><p>甲</p><p>x</p><p>y</p></td><td>乙</td></tr></tbody></table>"

    def test_a_cell_reaches_no_further_than_the_table(self):
        found = clean_table(
            "<table><tr><td rowspan=65534 colspan=999999999>甲</td><td rowspan=-1>乙</td></tr></table>"
        )
        assert "rowspan" not in found
        assert 'colspan="1000"' in found

    def test_numbers_of_a_list_in_a_cell_are_written(self):
        found = clean_table("<table><tr><td><ol><li>甲<li>乙</ol></td><td>丙</td></tr></table>")
        assert "<p>1. 甲</p><p>2. 乙</p>" in found

    def test_where_there_is_no_table_there_is_nothing(self):
        assert clean_table("<p>甲</p>") == ""


HOSTILE = [
    "<script>alert(1)</script>", "<ScRiPt/x>alert(1)</sCrIpT>", "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>", "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "<iframe src=javascript:alert(1)></iframe>",
    "<a href='javascript:alert(1)'>x</a>", "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>", "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>", "<a href='vbscript:x'>x</a>",
    "<a href='file:///c:/secret.doc'>x</a>", "<p style='background:url(javascript:alert(1))'>x</p>",
    "<p onclick=alert(1) onmouseover='x'>x</p>",
    "<form action=/x><input name=a><button formaction=javascript:x>x</button></form>",
    "<base href=//evil.cn>", "<meta http-equiv=refresh content='0;url=javascript:x'>",
    "<link rel=stylesheet href=//evil.cn>",
    "<object data=x></object><embed src=x>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->", "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "<table><td background=javascript:alert(1) onclick=x>x</table>", "<template><script>x</script></template>",
    "<isindex action=javascript:x>", "<a href='//evil.cn/x'>x</a>", "<textarea><img src=x onerror=alert(1)></textarea>",
    "<xmp><img src=x onerror=alert(1)></xmp>", "<select><style></select><img src=x onerror=alert(1)></style>",
    "<b data-block-key='\"><script>x</script>'>x</b>", "<p data-block-key='\" onclick=x'>x</p>",
    "<a linktype=page id='1 onclick=x'>x</a>", "<td scope='\" onload=x'>", "<x" * 5000, "<div>" * 900 + "x",
    "<table><tr><td>" * 400 + "x", "<b>" * 900 + "x", "<ul><li>" * 500 + "x", "<blockquote>" * 900 + "x",
]  # fmt: skip


def kept(html, allowed):
    """Return the tags in `html`, having checked that each is allowed with its attributes."""
    tags = re.findall(r"<(/?)(\w+)((?:\s[^<>]*)?)>", html)
    assert len(tags) == html.count("<"), html
    for closing, tag, rest in tags:
        assert tag in allowed, html
        names = set(re.findall(r'([\w-]+)="', rest))
        assert names <= allowed[tag], html
        assert not closing or not rest
    return [tag for _, tag, _ in tags]


@pytest.mark.parametrize("html", HOSTILE, ids=lambda html: html[:40])
def test_nothing_that_runs_is_left(html):
    for text in (
        html,
        f"<p>前{html}后</p>",
        f"<ul><li>{html}",
        f"<table><tr><td>{html}</td><td>2</td></tr></table>",
    ):
        for cleaned, allowed in ((clean_text(text), TEXT), (clean_table(text), TABLE)):
            kept(cleaned, allowed)
            for link in re.findall(r'href="([^"]*)"', cleaned):
                assert re.match(r"https?:|mailto:|tel:|/(?!/)|[\w.?#%-]+(?!:)$", unescape(link)), cleaned


@pytest.mark.parametrize("tag", ["div", "b", "ul", "x", "SPAN"])
def test_what_is_nested_beyond_reason_is_refused_at_once(tag):
    with pytest.raises(Refused, match="嵌套过深"):
        clean_text(f"<{tag}>" * 200_000)


def test_many_paragraphs_that_nobody_closed_are_no_nesting():
    assert clean_text("<p>甲<o:p/><br>" * 5000).count("<p>") == 5000


pieces = st.recursive(
    st.sampled_from(["阳光", "政务", " ", "\n", "　　", "&nbsp;", "<br>", "<hr>", "A b", "&lt;b&gt;", "•", "1."]),
    lambda inside: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.split()[0]}>",
        st.sampled_from([
            "p", "div", "span", "b", "i", "em", "sup", "sub", "h1", "h2", "h3", "h5", "ul", "ol", "li", "blockquote",
            "a href='/x'", "a href=javascript:x", "font color=red", "span style='font-weight:bold'", "o:p",
            "table", "tr", "td", "th", "section", "ol start=4", "pre",
        ]),
        st.lists(inside, max_size=4),
    ),
    max_leaves=14,
)  # fmt: skip


def bare(html):
    """Return the words of `html` without white space, bullets and the numbers that lists write."""
    return re.sub(r"\s|•|·|\d+\.", "", unescape(re.sub(r"<[^>]*>", "", html)))


@given(st.lists(pieces, max_size=5).map("".join))
@example("<i><h1>阳光<b>阳光</b></h1></i>")  # a heading leaves the bold out
@settings(max_examples=400, deadline=None)
def test_cleaning_twice_is_cleaning_once_and_no_word_is_lost(html):
    cleaned = clean_text(html)
    kept(cleaned, TEXT)
    assert clean_text(cleaned) == cleaned
    assert sorted(bare(cleaned)) == sorted(bare(html))


@given(st.lists(st.lists(pieces, min_size=1, max_size=3), min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_cleaning_a_table_twice_is_cleaning_it_once(rows):
    cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    cleaned = clean_table(f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>")
    kept(cleaned, TABLE)
    assert clean_table(cleaned) == cleaned


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_whatever_is_pasted_comes_out_safe(text):
    cleaned = clean_text(text)
    kept(cleaned, TEXT)
    assert clean_text(cleaned) == cleaned
