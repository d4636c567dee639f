"""What an office decides for all its requests: its practice, and the phrases that it uses (办理口径、常用语)."""

from datetime import date, datetime

from django.utils.timezone import localdate

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.records.actions import act, record
from yangguang.rules.problems import Problem, refuse_if

from .. import answers, rules, wording
from ..models import Phrase, Practice
from .common import why_not_office


@act
def set_practice(
    org: Organisation,
    *,
    since: date,
    tariff: str = "",
    review_online: str = "",
    by: Person,
    at: datetime,
    once: str = "",
) -> Practice:
    """Decide by what `org` charges and where one asks for review online, from a day on (办理口径).

    What is left empty stays as it was.

    Args:
        org: the organisation; those below it that decided nothing follow it.
        since: from which day on.
        tariff: one of `rules.Tariff`.
        review_online: the address at which one asks for review online.
        by: the head of its disclosure office.
        at: when.
        once: see `act`.

    Raises:
        Refused: when nothing is decided, or it is not the head who does so.
    """
    refuse_if(
        [
            *answers.why_not_head(org, by, localdate(at)),
            *(
                []
                if tariff or review_online
                else [Problem("请选择计收方式，或者填写网上复议的网址。", "tariff")]
            ),
        ]
    )
    made = Practice.objects.create(
        org=org, since=since, tariff=tariff, review_online=review_online, decided_by=by, decided_at=at
    )
    said = [
        made.get_tariff_display() if tariff else "",
        f"网上复议网址{review_online}" if review_online else "",
    ]
    note = f"自{wording.written(since)}起：{'，'.join(filter(None, said))}"
    record("disclosure.practice_set", about=made, by=by, at=at, note=note)
    return made


@act
def add_phrase(
    org: Organisation,
    *,
    outcome: str,
    title: str,
    text: str,
    by: Person,
    at: datetime,
    once: str = "",
) -> Phrase:
    """Keep words that the office uses for one kind of answer (添加常用语).

    Raises:
        Refused: when title or text is empty, or `by` has no post there.
    """
    known = rules.OUTCOMES.get(outcome)
    refuse_if(
        [
            *why_not_office(org, by, localdate(at)),
            *([] if known and not known.closes_without_answer else [Problem("请选择答复类型。", "outcome")]),
            *rules.why_not_without("title", title, "请填写常用语的名称，便于选用。"),
            *rules.why_not_without("text", text, "请填写常用语的文字。"),
        ]
    )
    made = Phrase.objects.create(
        org=org, outcome=outcome, title=title.strip(), text=text.strip(), added_by=by, added_at=at
    )
    record("disclosure.phrase_added", about=made, by=by, at=at, note=f"常用语“{made.title}”：{made.text}")
    return made


@act
def end_phrase(phrase: Phrase, *, by: Person, at: datetime, once: str = "") -> Phrase:
    """Offer a phrase no longer (停用常用语); drafts that used it keep their words.

    Raises:
        Refused: when `by` has no post there, or it is offered no longer already.
    """
    phrase = Phrase.objects.select_for_update(of=("self",)).select_related("org").get(pk=phrase.pk)
    ended = [Problem("这条常用语已经停用。")] if phrase.ended_at else []
    refuse_if([*why_not_office(phrase.org, by, localdate(at)), *ended])
    phrase.ended_at = at
    phrase.save(update_fields=["ended_at"])
    record("disclosure.phrase_ended", about=phrase, by=by, at=at, note=f"停用常用语“{phrase.title}”")
    return phrase
