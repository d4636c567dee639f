"""From the chosen ending to the paragraphs of the answer (答复书的组成).

What the law asks the letter to state comes from fields, each into its own sentence; free words come last.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yangguang.rules.law.numerals import chinese

from .rules import FACTS, GROUNDS, WHOLE, FactKind, Outcome, Part
from .wording import written


@dataclass(frozen=True, slots=True)
class Asked:
    """What the applicant was asked in a letter, and what came of it (补正、说明理由).

    Args:
        number: the number of the letter.
        sent_on: the day it went out.
        said: what it asked for.
        answered: what the applicant said, as far as it is quoted.
    """

    number: str
    sent_on: date
    said: str
    answered: str = ""


@dataclass(frozen=True, slots=True)
class Consulted:
    """A third party that was asked in writing, and what it said: `agree`, `refuse` or `silent`."""

    sent_on: date
    said: str


@dataclass(frozen=True, slots=True)
class Background:
    """What the file says by itself, so that nobody types it again."""

    correction: Asked | None = None
    reasons: Asked | None = None
    third_parties: tuple[Consulted, ...] = ()


def body(
    outcome: Outcome,
    *,
    text: str,
    facts: Mapping[str, str],
    parts: Sequence[Part],
    background: Background,
) -> list[str]:
    """Return the paragraphs of a decision, between the article and the remedies.

    Args:
        outcome: the answer that was chosen.
        text: what is said in free words; its lines become paragraphs.
        facts: what the letter must state, by the keys of `rules.FACTS`.
        parts: what is kept back.
        background: the letters before it.
    """
    said = {key: _shown(key, value.strip()) for key, value in facts.items() if value.strip()}
    made = [f"{outcome.label}。", *_opening(outcome, said, text, background)]
    if outcome.withholds:
        made += _withheld(outcome, parts, said, background, text)
    made += _searched(said) if outcome.key != "not_existing" else []
    # Where all is refused and no document is listed, the free words stand already as its reason.
    if parts or not outcome.withholds or outcome.key in ("partial", "admin_query"):
        made += [] if outcome.key == "partial" else _lines(text)
    return made


def _opening(outcome: Outcome, said: Mapping[str, str], text: str, background: Background) -> Iterator[str]:
    match outcome.key:
        case "already_public":
            yield f"你（单位）申请公开的政府信息已经主动公开，可以打开以下网址查阅、下载：{said.get('address', '')} 。"
        case "granted":
            yield "你（单位）申请公开的政府信息可以公开，现予公开。"
        case "partial":
            yield "你（单位）申请公开的政府信息中含有不应当公开的内容，但能够作区分处理。可以公开的部分如下："
            yield from _lines(text)
        case "admin_query":
            yield "有关法律、行政法规对你（单位）申请查询的信息的获取有特别规定，请依照该规定办理。"
            yield f"办理的途径：{_stopped(said.get('way', ''))}"
        case "not_existing":
            yield from _searched(said)
            yield "经检索，没有找到你（单位）申请公开的政府信息，该信息不存在。"
        case "not_responsible":
            yield "你（单位）申请公开的政府信息不属于本机关负责公开。"
            if "agency_name" in said:
                yield (
                    f"负责公开该信息的行政机关为{said['agency_name']}（地址：{said.get('agency_address', '')}；"
                    f"电话：{said.get('agency_phone', '')}），请向该机关提出申请。"
                )
            elif "agency_unknown" in said:
                yield f"本机关不能确定负责公开该信息的行政机关：{_stopped(said['agency_unknown'])}"
        case "need_creation":
            yield "你（单位）申请公开的信息，本机关没有现成的政府信息，需要对现有信息进行加工、分析，本机关不予提供。"
        case "still_unclear":
            if asked := background.correction:
                yield (
                    f"本机关于{written(asked.sent_on)}以补正告知书（{asked.number}）一次性告知你（单位）补正以下事项："
                    f"“{asked.said}”"
                )
                yield f"你（单位）补正后的内容为：“{asked.answered}”。申请内容仍不明确，本机关无法提供。"
        case "petition":
            yield "你（单位）以政府信息公开申请的形式进行信访、投诉、举报等活动，本机关不作为政府信息公开申请处理。"
            yield f"请通过以下渠道提出：{_stopped(said.get('way', ''))}"
        case "repeat":
            yield (
                f"你（单位）此前已经申请公开相同的政府信息，本机关已于{said.get('previous_on', '')}以"
                f"{said.get('previous_number', '')}作出答复，现不予重复处理。"
            )
        case "publication":
            yield f"你（单位）要求提供的是公开出版物，可以通过以下途径获取：{_stopped(said.get('way', ''))}"
        case "excessive":
            if asked := background.reasons:
                yield (
                    "你（单位）申请公开政府信息的数量、频次明显超过合理范围，"
                    f"本机关于{written(asked.sent_on)}以说明理由告知书（{asked.number}）要求说明理由：“{asked.said}”"
                )
                yield f"你（单位）说明的理由为：“{asked.answered}”。经审查，理由不合理，本机关不予处理。"
        case "reconfirm":
            yield "你（单位）要求本机关对已经获取的政府信息进行确认或者重新出具，本机关不予处理。"


def _withheld(
    outcome: Outcome, parts: Sequence[Part], said: Mapping[str, str], background: Background, text: str
) -> Iterator[str]:
    if parts:
        partly = outcome.key == "partial"
        yield "以下内容不予公开：" if partly else "对你（单位）申请公开的政府信息，逐份说明如下："
        for number, part in enumerate(parts, 1):
            yield f"（{chinese(number)}）{_one(part)}"
    elif outcome.key != "admin_query":
        yield from _lines(f"你（单位）申请公开的政府信息不予公开，理由如下：{text.strip()}")
    grounds = {outcome.key, *(part.ground for part in parts)}
    if "law" in said:
        yield f"所依据的法律、行政法规：{_stopped(said['law'])}"
    if "third_party_rights" in grounds:
        for consulted in background.third_parties:
            yield f"本机关已于{written(consulted.sent_on)}书面征求第三方的意见，{_SAID[consulted.said]}。"


_SAID = {
    "agree": "第三方同意公开",
    "refuse": "第三方不同意公开",
    "silent": "第三方逾期没有提出意见",
    "": "第三方尚未提出意见",
}


def _one(part: Part) -> str:
    ground = GROUNDS[part.ground]
    title = f"《{part.title.strip('《》')}》" + (f"（{part.number}）" if part.number else "")
    what = part.withheld.strip() or WHOLE
    reason = ground.label.removeprefix("不予公开：")
    return f"{title}：{what}。依据：条例{ground.article}（{reason}）；理由：{_stopped(part.reason)}"


def _searched(said: Mapping[str, str]) -> list[str]:
    if "searched_in" not in said:
        return []
    return [
        f"本机关于{said['searched_on']}由{said['searched_by']}进行检索，检索范围：{said['searched_in'].rstrip('。')}；"
        f"检索所用的词：{_stopped(said['searched_words'])}"
    ]


def _shown(key: str, value: str) -> str:
    return written(date.fromisoformat(value)) if FACTS[key].kind is FactKind.DAY else value


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _stopped(text: str) -> str:
    """Return a sentence with one full stop at its end."""
    return f"{text.strip().rstrip('。')}。"
