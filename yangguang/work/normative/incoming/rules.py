"""When a document that was read may become a draft."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from yangguang.rules.metadata import Confidence, Field, Found, Reading, shown
from yangguang.rules.problems import Problem

MUST_BE_SAID = (Field.NUMBER, Field.MADE_ON, Field.EFFECTIVE_ON, Field.EXPIRES_ON)
"""What readers must be told, or told that the original does not say it. The title can never be missing."""


def why_not_confirm(
    values: Mapping[str, object], *, unstated: Collection[str], asked_about: Collection[str]
) -> Iterator[Problem]:
    """Say what is still open: each field is filled in, or marked 未载明 after somebody was asked about it.

    Args:
        values: the fields by name, as a person filled them in.
        unstated: the fields marked as not named in the original.
        asked_about: the fields about which somebody was asked.

    >>> [str(each) for each in why_not_confirm(
    ...     {"title": "停车办法", "number": "珠金府〔2023〕1号", "made_on": date(2023, 1, 4),
    ...      "effective_on": date(2023, 2, 1)}, unstated=["expires_on"], asked_about=[])]
    ['有效期至标为“未载明”之前，请先向有关机关询问这一项。']
    """
    if not values.get("title"):
        yield Problem("请填写标题。", "title")
    for field in MUST_BE_SAID:
        value, name = values.get(field.value), field.value
        if value and name in unstated:
            yield Problem(f"{field.label}已经填写，就不能又标为“未载明”；请只选一样。", name)
        elif not value and name not in unstated:
            yield Problem(f"请填写{field.label}；原文没有写的，勾选“未载明”。", name)
        elif not value and name not in asked_about:
            yield Problem(f"{field.label}标为“未载明”之前，请先向有关机关询问这一项。", name)

    yield from _why_not_in_order(values)


def _why_not_in_order(values: Mapping[str, object]) -> Iterator[Problem]:
    days = {field: values.get(field.value) for field in MUST_BE_SAID}
    for first, second in ((Field.MADE_ON, Field.EFFECTIVE_ON), (Field.EFFECTIVE_ON, Field.EXPIRES_ON)):
        earlier, later = days[first], days[second]
        if isinstance(earlier, date) and isinstance(later, date) and later < earlier:
            yield Problem(f"{second.label}不能早于{first.label}，请核对。", second.value)


def plain(reading: Reading) -> dict[str, object]:
    """Return a reading as plain values, to be kept: what was found, how sure, why, where, and what was tried."""
    fields: dict[str, object] = {}
    for field, each in reading.fields.items():
        if isinstance(each, Found):
            fields[field.value] = {
                "shown": shown(each.value),
                "value": str(each.value) if not isinstance(each.value, tuple) else list(each.value),
                "confidence": each.confidence.name.lower(),
                "why": each.why,
                "where": each.words.where.label,
                "words": each.words.text,
                "start": each.words.start,
                "end": each.words.end,
                "others": [
                    {"where": other.words.where.label, "shown": shown(other.value), "words": other.words.text}
                    for other in each.others
                ],
            }
        else:
            fields[field.value] = {"tried": list(each.tried), "why": each.why}
    return {"fields": fields}


CONFIDENCE = {each.name.lower(): each.label for each in Confidence}
