"""Every act asks for the post of whoever does it, and the table that says so is as the code is."""

import ast

from tests.contracts.permissions import NOT_BY_POST, TABLE, Function, acts, asked, functions, modules, table


def test_every_act_asks_for_a_post_or_is_listed_with_who_else_may():
    known = {(each.part, each.name) for each in acts()}
    assert {(each.part, each.name) for each in acts() if asked(each) is None} <= set(NOT_BY_POST)
    assert set(NOT_BY_POST) <= known, "listed, and no act any more"


def test_an_act_that_asks_nobody_is_found():
    [node] = ast.parse("@act\ndef give_away(row, *, by: Person, at, once=''):\n    row.delete()\n").body
    assert isinstance(node, ast.FunctionDef)
    assert asked(Function("yangguang.core.mail.actions", "give_away", node)) is None


def test_an_act_that_asks_by_another_function_is_known_to_ask():
    [take_out] = [each for each in acts() if (each.part, each.name) == ("core.archive", "take_out")]
    assert asked(take_out) == ["您在…没有岗位，不能办理；请联系该机关，或由管理员为您设置岗位。"]


def test_no_act_is_passed_over():
    declared = sum(
        isinstance(each, ast.Name) and each.id == "act"
        for tree in modules().values()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for each in function.decorator_list
    )
    by_nobody = {each.name for same in functions().values() for each in same if each.is_act and not each.by}
    assert by_nobody == {"_expire", "expire_one", "found"}, (
        "the clock, twice; and the first act of an installation"
    )
    assert len(acts()) + len(by_nobody) == declared > 150


def test_the_table_in_the_docs_is_that_of_the_code():
    assert TABLE.read_text(encoding="utf-8") == table(), (
        "run python -m tests.contracts.permissions > docs/permissions.md"
    )
