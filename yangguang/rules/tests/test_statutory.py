"""The form of the annual report, word for word. 国办公开办函〔2021〕30号, and its forerunner of 2019."""

from dataclasses import replace

from yangguang.rules.statutory import (
    COLUMNS,
    LAYOUTS,
    TABLE2,
    TABLE3,
    TABLE3_OF_2019,
    TABLE4,
    TABLE4_COLUMNS,
    Tables,
)

ROWS = """\
1     new_received              一、本年新收政府信息公开申请数量
2     carried_over              二、上年结转政府信息公开申请数量
3.1   granted                   三、本年度办理结果／（一）予以公开
3.2   partial                   三、本年度办理结果／（二）部分公开（区分处理的，只计这一情形，不计其他情形）
3.3.1 denied_state_secret       （三）不予公开／1.属于国家秘密
3.3.2 denied_law_forbids        （三）不予公开／2.其他法律行政法规禁止公开
3.3.3 denied_security_stability （三）不予公开／3.危及“三安全一稳定”
3.3.4 denied_third_party        （三）不予公开／4.保护第三方合法权益
3.3.5 denied_internal_affairs   （三）不予公开／5.属于三类内部事务信息
3.3.6 denied_process_info       （三）不予公开／6.属于四类过程性信息
3.3.7 denied_enforcement_file   （三）不予公开／7.属于行政执法案卷
3.3.8 denied_admin_query        （三）不予公开／8.属于行政查询事项
3.4.1 unable_not_held           （四）无法提供／1.本机关不掌握相关政府信息
3.4.2 unable_need_creation      （四）无法提供／2.没有现成信息需要另行制作
3.4.3 unable_still_unclear      （四）无法提供／3.补正后申请内容仍不明确
3.5.1 refused_petition          （五）不予处理／1.信访举报投诉类申请
3.5.2 refused_repeat            （五）不予处理／2.重复申请
3.5.3 refused_publication       （五）不予处理／3.要求提供公开出版物
3.5.4 refused_excessive         （五）不予处理／4.无正当理由大量反复申请
3.5.5 refused_reconfirm         （五）不予处理／5.要求行政机关确认或重新出具已获取信息
3.6.1 other_no_correction       （六）其他处理／1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请
3.6.2 other_unpaid_fee          （六）其他处理／2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请
3.6.3 other_misc                （六）其他处理／3.其他
3.7   total_results             三、本年度办理结果／（七）总计
4     carry_forward             四、结转下年度继续办理
"""


def said(rows):
    return [[row.number, row.key, str(row)] for row in rows.values()]


def test_table_three_has_the_rows_of_the_form_in_its_order():
    assert said(TABLE3) == [line.split() for line in ROWS.splitlines()]


def test_table_three_has_175_cells():
    assert list(COLUMNS.values()) == [
        "自然人",
        "商业企业",
        "科研机构",
        "社会公益组织",
        "法律服务机构",
        "其他",
        "总计",
    ]
    assert len(TABLE3) * len(COLUMNS) == 175


def test_the_form_of_2019_has_one_row_for_other_results():
    lines = [line.split() for line in ROWS.splitlines() if not line.startswith("3.6")]
    lines.insert(-2, ["3.6", "other_results", "三、本年度办理结果／（六）其他处理"])
    assert said(TABLE3_OF_2019) == lines
    assert set(LAYOUTS) == {2019, 2021}


def test_table_two_has_ten_cells():
    assert list(TABLE2.values()) == [
        ("第二十条第（一）项", "规章", "本年制发件数"),
        ("第二十条第（一）项", "规章", "本年废止件数"),
        ("第二十条第（一）项", "规章", "现行有效件数"),
        ("第二十条第（一）项", "行政规范性文件", "本年制发件数"),
        ("第二十条第（一）项", "行政规范性文件", "本年废止件数"),
        ("第二十条第（一）项", "行政规范性文件", "现行有效件数"),
        ("第二十条第（五）项", "行政许可", "本年处理决定数量"),
        ("第二十条第（六）项", "行政处罚", "本年处理决定数量"),
        ("第二十条第（六）项", "行政强制", "本年处理决定数量"),
        ("第二十条第（八）项", "行政事业性收费", "本年收费金额（单位：万元）"),
    ]


def test_table_four_has_fifteen_columns():
    results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    assert list(TABLE4.values()) == ["行政复议", "行政诉讼：未经复议直接起诉", "行政诉讼：复议后起诉"]
    assert list(TABLE4_COLUMNS.values()) == results
    keys = [f"{group}_{column}" for group in TABLE4 for column in TABLE4_COLUMNS]
    assert len(keys) == 15
    assert keys[::5] == ["review_upheld", "direct_upheld", "postreview_upheld"]


def test_a_figure_is_found_by_its_row_and_column():
    rows = dict.fromkeys(TABLE3, (0,) * 7) | {"granted": (1, 2, 3, 4, 5, 6, 21)}
    tables = Tables({}, rows, {})
    assert [tables.cell("granted", column) for column in COLUMNS] == [1, 2, 3, 4, 5, 6, 21]
    assert tables.rows is TABLE3
    assert replace(tables, layout=2019).rows is TABLE3_OF_2019
