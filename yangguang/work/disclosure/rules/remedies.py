"""Whom an applicant may turn to when she disagrees with an answer (救济告知)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from yangguang.rules.problems import Problem

from .outcomes import Outcome
from .sources import TERMS

REVIEW_FIRST = 1
"""How `review_first_…` in terms.toml says that review comes before court; 2 says that the applicant chooses."""

ONLINE_LINK_SINCE = date(2024, 1, 1)
"""The day from which whoever delivers online shows where to ask for review online.

Source: 行政复议法（2023年修订）第二十二条第三款.
"""

_TERM_OF_ROW = {
    "granted": "review_first_granted",
    "partial": "review_first_partial",
    "denied": "review_first_denied",
    "unable": "review_first_unable",
    "refused": "review_first_not_handled",
    "other": "review_first_not_handled",
}


def is_review_first(outcome: Outcome, on: date) -> bool:
    """Whether the applicant must ask for review before she goes to court (复议前置), under the map of that day.

    Source: 行政复议法（2023年修订）第二十三条第一款第四项; the rest is an agreed map, see terms.toml.

    >>> from .outcomes import OUTCOMES
    >>> [is_review_first(OUTCOMES[key], date(2024, 3, 1)) for key in ("process_info", "partial", "not_existing")]
    [True, True, False]
    >>> is_review_first(OUTCOMES["process_info"], date(2023, 12, 31))
    False
    """
    return TERMS[_TERM_OF_ROW[outcome.row.split("_")[0]]].on(on).amount == REVIEW_FIRST


@dataclass(frozen=True, slots=True)
class Remedy:
    """What the letter says of the remedies.

    Args:
        review_body: who reviews the answer (行政复议机关).
        court: where one sues (管辖法院).
        review_first: whether review comes before court.
        online: where one asks for review online; empty where the answer does not go out online.
    """

    review_body: str
    court: str
    review_first: bool
    online: str = ""

    def paragraph(self, *, review_days: int, suit_months: int) -> str:
        """Return the paragraph of the letter that tells of the remedies.

        Args:
            review_days: calendar days for asking for administrative review.
            suit_months: months for bringing a suit at once.

        Source: 行政复议法（2023年修订）第二十条、第二十二条、第二十三条; 行政诉讼法第四十六条.

        >>> told = Remedy("珠海市人民政府", "珠海市金湾区人民法院", review_first=True)
        >>> print(told.paragraph(review_days=60, suit_months=6))
        如对本答复不服，应当自收到本答复书之日起60日内，先向珠海市人民政府申请行政复议；对行政复议决定不服的，可以再依法向人民法院提起行政诉讼。
        """
        online = f"通过互联网申请行政复议的网址：{self.online} 。" if self.online else ""
        if self.review_first:
            return (
                f"如对本答复不服，应当自收到本答复书之日起{review_days}日内，先向{self.review_body}申请行政复议；"
                f"对行政复议决定不服的，可以再依法向人民法院提起行政诉讼。{online}"
            )
        return (
            f"如对本答复不服，可以自收到本答复书之日起{review_days}日内向{self.review_body}申请行政复议，"
            f"也可以自收到本答复书之日起{suit_months}个月内向{self.court}提起行政诉讼。{online}"
        )


def remedy(outcome: Outcome, on: date, *, review_body: str, court: str, online: str = "") -> str:
    """Return the paragraph on remedies for an answer that goes out on `on`, under the law of that day.

    Source: 行政复议法（2023年修订）第二十条、第二十二条、第二十三条; 行政诉讼法第四十六条.
    """
    told = Remedy(review_body, court, is_review_first(outcome, on), online)
    return told.paragraph(
        review_days=TERMS["review"].on(on).days, suit_months=TERMS["litigation"].on(on).months
    )


def remedy_of_others(on: date, *, review_body: str, court: str) -> str:
    """Return the paragraph on remedies for one who was asked and is told of the decision: review or court, as he likes.

    Source: 政府信息公开条例第五十一条; 行政复议法（2023年修订）第二十条; 行政诉讼法第四十六条.
    """
    told = Remedy(review_body, court, review_first=False).paragraph(
        review_days=TERMS["review"].on(on).days, suit_months=TERMS["litigation"].on(on).months
    )
    return told.replace("本答复书", "本告知书").replace("本答复", "本决定")


def why_not_remedy(*, review_body: str, court: str, organisation: str) -> Iterator[Problem]:
    """Say what is missing for telling of the remedies, and where to enter it."""
    where = f"请由系统管理员在“机关”列表中打开“{organisation}”，点“更改”，填写"
    if not review_body:
        yield Problem(
            f"没有登记“{organisation}”的行政复议机关，答复书不能告知救济途径；{where}“行政复议机关”。",
            source="行政复议法（2023年修订）第二十条、第二十四条",
        )
    if not court:
        yield Problem(
            f"没有登记“{organisation}”的管辖法院，答复书不能告知救济途径；{where}“管辖法院”。",
            source="行政诉讼法第四十六条",
        )


def why_not_online(on: date, *, is_online: bool, link: str) -> Iterator[Problem]:
    """Say why an answer cannot go out by the internet: it must show where to ask for review online.

    >>> [problem.field for problem in why_not_online(date(2024, 3, 1), is_online=True, link="")]
    ['way']
    >>> list(why_not_online(date(2023, 3, 1), is_online=True, link=""))
    []
    """
    if is_online and not link and on >= ONLINE_LINK_SINCE:
        yield Problem(
            "通过互联网送达答复的，应当同时提供提交行政复议申请书的互联网渠道；"
            "请负责人先在“依申请公开—办理口径”中填写网上复议的网址，或者改用其他方式送达。",
            "way",
            "行政复议法（2023年修订）第二十二条",
        )
