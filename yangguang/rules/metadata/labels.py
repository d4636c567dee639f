"""The table above a document: rows such as 文号：珠金府办〔2023〕7号, however a site sets them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .days import first_day
from .fields import LABELS, OTHER_LABELS, Field

_BY_LABEL: dict[str, Field | None] = {
    **dict.fromkeys(OTHER_LABELS),
    **{label: field for field, names in LABELS.items() for label in names},
}
_LABEL = "|".join(r"\s*".join(each) for each in sorted(_BY_LABEL, key=len, reverse=True))
_ROW = re.compile(rf"(?<![\u4e00-\u9fff])(?P<label>{_LABEL})\s*[:：]")
_GAP = re.compile(r"\s+")


def taken_from(lines: Sequence[str]) -> tuple[dict[Field, str], list[str]]:
    """Return the rows of the table, the first of each field, and the lines that are no row.

    A label alone in its line has its value in the next one, unless that is empty or a label too. A line is a
    row only when it begins as one: words in the middle of a sentence are none.

    >>> taken_from(["索引号: 006939748/2004-00170 分类: 成文日期: 2004-05-06", "关于停车的通知"])
    ({<Field.INDEX_NUMBER: 'index_number'>: '006939748/2004-00170', <Field.THEME: 'theme'>: '', \
<Field.MADE_ON: 'made_on'>: '2004-05-06'}, ['关于停车的通知'])
    >>> taken_from(["文　号：", "珠金府办〔2023〕7号"])
    ({<Field.NUMBER: 'number'>: '珠金府办〔2023〕7号'}, [])
    """
    rows: dict[Field, str] = {}
    left: list[str] = []
    nth = 0
    while nth < len(lines):
        line = lines[nth]
        first = _ROW.match(line)
        if not first:
            left.append(line)
            nth += 1
            continue
        taken: dict[Field, str] = {}
        found = list(_ROW.finditer(line))
        for this, after in zip(found, [*found[1:], None], strict=True):
            field = _BY_LABEL[_GAP.sub("", this["label"])]
            value = line[this.end() : after.start() if after else len(line)].strip()
            if not value and after is None and _is_value(lines, nth + 1, field):
                nth += 1
                value = lines[nth]
            if field is not None and (not value or _fits(field, value)):
                taken[field] = value
        is_row = any(taken.values()) or len(found) > 1
        for field, value in taken.items():
            if not rows.get(field):
                rows[field] = value
        if not is_row:
            left.append(line)
        nth += 1
    return rows, left


def _is_value(lines: Sequence[str], nth: int, field: Field | None) -> bool:
    if nth >= len(lines) or not lines[nth] or _ROW.match(lines[nth]) or field is None:
        return False
    return _fits(field, lines[nth])


def _fits(field: Field, value: str) -> bool:
    """Whether `value` can be one of `field`: an empty row must not take the line below it for its own."""
    if field.is_day:
        return first_day(value) is not None
    if field is Field.KEYWORDS:
        return (
            len(value) <= 60
            and not re.search("关于|[【】：:]|打印|字体", value)
            and not value.endswith(("。", "号"))
        )
    if field is Field.NUMBER:
        return len(value) <= 40 and "号" in value
    if field is Field.INDEX_NUMBER:
        return len(value) <= 60 and bool(re.search(r"\d", value))
    if field is Field.THEME:
        return len(value) <= 40 and "关于" not in value and not value.endswith(("。", "号"))
    return len(value) <= 200
