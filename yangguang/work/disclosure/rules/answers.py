"""What an answer must state, and what stands in the way of signing it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yangguang.rules.problems import Problem

from .outcomes import AGENCY, FACTS, GROUNDS, OUTCOMES, SEARCH, FactKind, Outcome
from .sources import REGULATION

WHOLE = "全部内容"
"""What is kept back of a document where nothing narrower is said."""


@dataclass(frozen=True, slots=True)
class Part:
    """A document, or a part of one, that is kept back (不予公开的内容).

    Args:
        title: the name of the document.
        number: its number (文号), if it has one.
        withheld: what of it is kept back; empty for all of it.
        ground: under which of `GROUNDS`.
        reason: why, and what harm it would do to disclose it.
    """

    title: str
    number: str
    withheld: str
    ground: str
    reason: str


class Check(StrEnum):
    """What is looked for before something is withheld, each judged by itself (审查事项).

    Source: 政府信息公开条例第十四条至第十七条; which checks one sheet holds is agreed (约定).
    """

    label: str

    def __new__(cls, value: str, label: str) -> "Check":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    SECRECY = "secrecy", "保密审查"
    LEGALITY = "legality", "合法性审核"
    PRIVACY = "privacy", "商业秘密、个人隐私审查"
    WORK_SECRETS = "work_secrets", "工作秘密审查"


def why_not_facts(outcome: Outcome, facts: Mapping[str, str], text: str) -> Iterator[Problem]:
    """Say what the letter must state and does not.

    Args:
        outcome: the answer that was chosen.
        facts: what was typed, by the keys of `FACTS`; days as 2024-03-01.
        text: what is said in free words.

    >>> found = why_not_facts(OUTCOMES["repeat"], {"previous_on": "2024-03-01"}, "")
    >>> [problem.message for problem in found]
    ['请写明前一次答复的文号。']
    """
    given = {key for key, value in facts.items() if value.strip()}
    for key in outcome.facts:
        if key not in given:
            yield Problem(f"请写明{FACTS[key].label}。", key, outcome.source)
    if outcome.in_words and not text.strip():
        yield Problem(f"请写明{outcome.must_say}。", "text", outcome.source)
    for key in sorted(given - {*outcome.facts, *outcome.also}):
        yield Problem(
            f"“{outcome.label}”的答复不写{FACTS[key].label}，请删去或者改选答复类型。", key, outcome.source
        )
    if outcome.also and set(SEARCH) <= set(outcome.also) and given & set(SEARCH):
        for key in SEARCH:
            if key not in given:
                yield Problem(f"写明检索过程的，请写全：还缺{FACTS[key].label}。", key, outcome.source)
    if "law" in given and not _ARTICLE_OF_LAW.search(facts["law"]):
        yield Problem(
            "请写明所依据的法律、行政法规的名称和条文，例如《中华人民共和国测绘法》第四十七条。",
            "law",
            outcome.source,
        )
    if "agency_name" in outcome.also:
        yield from _why_not_agency(given, outcome.source)


def why_not_parts(
    outcome: Outcome, parts: Sequence[Part], facts: Mapping[str, str], text: str, *, consulted: bool
) -> Iterator[Problem]:
    """Say what is wrong with the documents that are kept back, line by line.

    Where all is refused and no document is listed, the free words are the reason for all of it.

    Args:
        outcome: the answer that was chosen.
        parts: what is kept back.
        facts: what was typed, for the law that forbids.
        text: what is said in free words.
        consulted: whether a third party was asked in writing.
    """
    if not outcome.withholds:
        if parts:
            yield Problem(
                f"“{outcome.label}”的答复不列不予公开的内容，请删去或者改选答复类型。",
                "parts",
                outcome.source,
            )
        return
    if not parts:
        if outcome.key == "partial":
            yield Problem("请逐份列明不予公开的内容、依据和理由。", "parts", outcome.source)
        elif not text.strip() and "way" not in outcome.facts:
            yield Problem(
                "请逐份列明不予公开的内容和理由；对全部信息理由相同的，写在答复内容中。",
                "text",
                outcome.source,
            )
    for number, part in enumerate(parts, 1):
        yield from _why_not_part(outcome, number, part)
    grounds = {part.ground for part in parts}
    if "law_forbids" in grounds and not facts.get("law", "").strip() and "law" not in outcome.facts:
        yield Problem(
            "以法律、行政法规禁止公开为依据的，请写明所依据的条文。", "law", OUTCOMES["law_forbids"].source
        )
    if "third_party_rights" in grounds - {outcome.key} and not consulted:
        yield Problem(
            "以第三方合法权益为由不予公开的，须先书面征求第三方的意见。", "parts", f"{REGULATION}第三十二条"
        )


def why_not_words(outcome: Outcome, words: str, grounds: Collection[str]) -> Iterator[Problem]:
    """Say where free words contradict what the letter states by itself: the article, and the remedies.

    Args:
        outcome: the answer that was chosen.
        words: all that was typed in free words.
        grounds: the keys of the grounds that the documents name.

    >>> found = why_not_words(OUTCOMES["process_info"], "根据《政府信息公开条例》第十四条，不予公开。", ())
    >>> [problem.message for problem in found]
    ['文字中引用了条例第十四条，与“不予公开：过程性信息”所依据的第十六条第二款不一致，请改正文字或者改选答复类型。']
    """
    if _REMEDY.search(words):
        yield Problem(
            "复议、诉讼的告知由系统按答复类型和答复日期写入，请从文字中删去，以免前后不一致。",
            "text",
            "行政复议法（2023年修订）第二十三条",
        )
    fitting = {
        number
        for each in (outcome, *(GROUNDS[key] for key in grounds))
        for number in _ARTICLE.findall(each.article)
    }
    for number in dict.fromkeys(_CITED.findall(words)):
        if number in _DECIDING and number not in fitting:
            yield Problem(
                f"文字中引用了条例第{number}条，与“{outcome.label}”所依据的{outcome.article}不一致，"
                "请改正文字或者改选答复类型。",
                "text",
                outcome.source,
            )


def checks_of(outcome: Outcome) -> tuple[Check, ...]:
    """Return the checks that an answer needs: all where something is withheld, two where all is given.

    What is going to be public is examined as well as what is not.

    Source: 政府信息公开条例（2019年修订）第十四条、第十五条、第十七条; which checks each answer needs is agreed (约定).

    >>> [each.label for each in checks_of(OUTCOMES["granted"])]
    ['保密审查', '商业秘密、个人隐私审查']
    >>> checks_of(OUTCOMES["not_existing"])
    ()
    """
    if outcome.review:
        return tuple(Check)
    return (Check.SECRECY, Check.PRIVACY) if outcome.key == "granted" else ()


def why_not_unchecked(outcome: Outcome, passed: Collection[str]) -> Iterator[Problem]:
    """Say which checks are missing before an answer is signed that withholds something, or gives all.

    Args:
        outcome: the answer that was chosen.
        passed: the checks that the answer, as it is drafted now, passed.

    >>> found = why_not_unchecked(OUTCOMES["partial"], {"secrecy", "legality", "privacy"})
    >>> [problem.message for problem in found]
    ['缺少工作秘密审查通过的记录，不能签发；请由未参与拟稿的审查人员办理。']
    """
    how = (
        "请由未参与拟稿的审查人员办理。"
        if outcome.review
        else "请勾选已经审查，或者由未参与拟稿的人员登记审查。"
    )
    for check in checks_of(outcome):
        if check not in passed:
            yield Problem(
                f"缺少{check.label}通过的记录，不能签发；{how}",
                "signed",
                f"{REGULATION}第十七条",
            )


def why_not_check(*, is_drafter: bool, passed: bool, opinion: str) -> Iterator[Problem]:
    """Say what is wrong with one check that is entered: nobody checks what he drafted, and a fault is explained."""
    if is_drafter:
        yield Problem(
            "拟稿人不能审查自己拟写的答复，请由其他审查人员办理。", "opinion", f"{REGULATION}第十七条"
        )
    if not passed and not opinion.strip():
        yield Problem("审查不通过的，请写明需要修改什么。", "opinion", f"{REGULATION}第十七条")


_REMEDY = re.compile(r"申请行政复议|提起行政诉讼|向[^，。；]{0,30}法院起诉")
_ARTICLE_OF_LAW = re.compile(r"《[^》]+》第[一二三四五六七八九十百零0-9]+条")
_ARTICLE = re.compile(r"第([一二三四五六七八九十]+)条")
_CITED = re.compile(r"(?:条例》?|本条例)(?:（[^（）]*）)?第([一二三四五六七八九十]+)条")
_DECIDING = {"十四", "十五", "十六", "三十五", "三十六", "三十七", "三十八", "三十九"}
"""The articles of the regulation that decide what the answer is; others may be cited in any answer."""


def _why_not_part(outcome: Outcome, number: int, part: Part) -> Iterator[Problem]:
    where = f"第{number}份"
    ground = GROUNDS.get(part.ground)
    if not part.title.strip():
        yield Problem(f"{where}：请写明文件的名称。", "parts", outcome.source)
    if ground is None:
        yield Problem(f"{where}：请选择不予公开的依据。", "parts", outcome.source)
    elif outcome.key != "partial" and ground.key != outcome.key:
        yield Problem(
            f"{where}：依据“{ground.label}”与答复类型“{outcome.label}”不一致；"
            "全部不予公开的按主要依据选择答复类型，能够区分处理的选择部分公开。",
            "parts",
            outcome.source,
        )
    if outcome.key == "partial" and not part.withheld.strip():
        yield Problem(f"{where}：请写明哪一部分不予公开，其余部分予以公开。", "parts", outcome.source)
    if not part.reason.strip():
        yield Problem(f"{where}：请写明不予公开的理由，以及公开会造成什么损害。", "parts", outcome.source)


def _why_not_agency(given: set[str], source: str) -> Iterator[Problem]:
    named = [key for key in AGENCY[:3] if key in given]
    if "agency_unknown" in given and named:
        yield Problem(
            "已写明负责公开的行政机关，就不再写不能确定的说明，请删去其一。", "agency_unknown", source
        )
    elif not named and "agency_unknown" not in given:
        yield Problem(
            "能够确定负责公开的行政机关的，请写明其名称、地址和电话；不能确定的，请说明。",
            "agency_name",
            source,
        )
    for key in AGENCY[:3]:
        if named and key not in given:
            yield Problem(f"请写明{FACTS[key].label}，便于申请人联系。", key, source)


def why_not_days(facts: Mapping[str, str], *, today: str) -> Iterator[Problem]:
    """Say what is wrong with the facts as such: an unknown one, a day that is none or has not come yet.

    >>> found = why_not_days({"searched_on": "2024-03-02", "previous_on": "昨天"}, today="2024-03-01")
    >>> [problem.message for problem in found]
    ['检索日期2024-03-02还没有到，请核对。', '前一次答复的日期应写作 2024-01-25 这样的日期。']
    """
    for key, value in facts.items():
        fact = FACTS.get(key)
        if fact is None:
            yield Problem(f"答复书没有“{key}”这一事项，请核对。", key)
        elif fact.kind is FactKind.DAY and value.strip():
            if not _is_day(value):
                yield Problem(f"{fact.label}应写作 2024-01-25 这样的日期。", key)
            elif value > today:
                yield Problem(f"{fact.label}{value}还没有到，请核对。", key)


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
