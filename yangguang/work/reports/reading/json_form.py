"""Reading a report from JSON in our own form, which docs/report-json.md describes."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from yangguang.rules.identities import STATED
from yangguang.rules.problems import Problem, Refused
from yangguang.rules.statutory import LAYOUTS, TABLE2, TABLE4, Number, Tables


def read(raw: bytes) -> Tables:
    """Return the figures of the report.

    Raises:
        Refused: naming every place that is missing or not as the form asks.
    """
    try:
        form = json.loads(raw, parse_float=Decimal)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        raise Refused(Problem("不是有效的 JSON，请检查括号和引号。")) from None
    if not isinstance(form, dict):
        raise Refused(Problem("JSON 的最外层应为一个对象，含 format_version、table2、table3、table4。"))
    return _Form(form).tables()


class _Form:
    def __init__(self, form: dict[str, Any]) -> None:
        self.form = form
        self.problems: list[Problem] = []

    def tables(self) -> Tables:
        layout = self.form.get("format_version", 2021)
        if layout not in LAYOUTS:
            raise Refused(Problem("format_version 应为 2021 或 2019。"))
        missing = [
            name for name in ("table2", "table3", "table4") if not isinstance(self.form.get(name), dict)
        ]
        if missing:
            raise Refused(
                Problem(f"JSON 里缺少{'、'.join(missing)}，每一项应为一个对象；写法见 docs/report-json.md。")
            )
        table2 = self._object("table2", TABLE2)
        tables = Tables(
            {key: self._number(f"table2.{key}", table2.get(key)) for key in TABLE2},
            self._lists("table3", list(LAYOUTS[layout]), 7),
            self._lists("table4", list(TABLE4), 5),
            layout,
            stated={
                name: self._number(f"narrative.{name}", value)
                for name, value in self._object("narrative", None).items()
                if name in STATED
            },
            section_six=self.form.get("section_six"),
        )
        if self.problems:
            raise Refused(*self.problems)
        return tables

    def _object(self, name: str, keys: Any) -> dict[str, Any]:
        value = self.form.get(name, {} if keys is None else None)
        if not isinstance(value, dict):
            self._wrong(name, "应为一个对象")
            return {}
        for key in value.keys() - set(keys if keys is not None else value):
            self._wrong(f"{name}.{key}", "不是表里的项目")
        return value

    def _lists(self, name: str, keys: Sequence[str], length: int) -> dict[str, tuple[Number, ...]]:
        rows = self._object(name, keys)
        read: dict[str, tuple[Number, ...]] = {}
        for key in keys:
            row = rows.get(key)
            if not isinstance(row, list) or len(row) != length:
                self._wrong(f"{name}.{key}", f"应为{length}个数字的列表")
                row = [0] * length
            read[key] = tuple(self._number(f"{name}.{key}[{n}]", value) for n, value in enumerate(row))
        return read

    def _number(self, where: str, value: Any) -> Number:
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0:
            self._wrong(where, "应为不小于0的数字")
            return 0
        return value

    def _wrong(self, where: str, what: str) -> None:
        self.problems.append(Problem(f"{where} {what}。"))
