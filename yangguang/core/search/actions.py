"""Handing in what can be found, keeping the index up to date, and what editors do about everyday words."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.timezone import localdate

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.records.actions import act, record
from yangguang.rules.law.names import name_of
from yangguang.rules.problems import Problem, refuse_if

from . import queries, rules
from .entries import NEVER_PUBLIC, Entry, Kind
from .keeping import rebuild, refresh
from .models import Change, EntryRow, EverydayWord, Unfound

__all__ = [
    "add_word", "change_word", "note_unfound", "put", "put_all", "rebuild", "refresh", "remove", "remove_parts",
    "retire_word",
]  # fmt: skip


def put(entry: Entry) -> None:
    """Let `entry` be found, instead of what was under its key before.

    It belongs to the caller's transaction: when that is taken back, nothing of it is ever found. It is found
    after the next `refresh`.
    """
    put_all([entry])


@transaction.atomic
def put_all(entries: Iterable[Entry]) -> None:
    """Let many entries be found, as `put` does with one; of two with the same key, the later."""
    rows = list({each.key: _row(each) for each in entries}.values())
    EntryRow.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["key"], update_fields=COLUMNS
    )
    Change.objects.bulk_create([Change(key=each.key) for each in rows], batch_size=2_000)


@transaction.atomic
def remove(key: str) -> None:
    """Let an entry no longer be found; it is not shown from the end of the caller's transaction."""
    EntryRow.objects.filter(key=key).delete()
    Change.objects.create(key=key)


@transaction.atomic
def remove_parts(key: str) -> None:
    """Let the parts of an entry (`key#…`, such as the articles of a document) no longer be found."""
    parts = EntryRow.objects.filter(key__startswith=f"{key}#")
    Change.objects.bulk_create([Change(key=each) for each in parts.values_list("key", flat=True)])
    parts.delete()


@act
def add_word(
    org: Organisation, *, says: str, means: str, by: Person, at: datetime, once: str = ""
) -> EverydayWord:
    """Say how the documents call what residents call `says` (增加群众用语).

    Raises:
        Refused: for what `rules.why_not_word` finds, and when the word is there already.
    """
    says, means = rules.written(says), rules.listed(means)
    found = EverydayWord.objects.filter(org=org, says=says).first()
    taken = [Problem(f"已有“{says}”，请直接修改。", field="says")] if found and not found.retired_on else []
    refuse_if([*rules.why_not_word(says, means), *_why_not_editor(org, by, localdate(at)), *taken])
    word = found or EverydayWord(org=org, says=says)
    word.means, word.retired_on = means, None
    word.save()
    record("search.word_added", about=word, by=by, at=at, note=f"群众用语“{says}”同时查找：{means}")
    return word


@act
def change_word(
    org: Organisation, *, says: str, means: str, by: Person, at: datetime, once: str = ""
) -> EverydayWord:
    """Change what is looked for beside `says` (修改群众用语); a word that came with the system becomes one's own.

    Raises:
        Refused: for what `rules.why_not_word` finds, and when there is no such word.
    """
    says, means = rules.written(says), rules.listed(means)
    word = _own(org, says)
    missing = [] if word else [Problem(f"没有“{says}”这个群众用语，请先增加。", field="says")]
    refuse_if([*rules.why_not_word(says, means), *_why_not_editor(org, by, localdate(at)), *missing])
    assert word is not None  # it was refused otherwise
    before, word.means, word.retired_on = word.means, means, None
    word.save()
    record("search.word_changed", about=word, by=by, at=at, note=f"群众用语“{says}”由“{before}”改为“{means}”")
    return word


@act
def retire_word(org: Organisation, *, says: str, by: Person, at: datetime, once: str = "") -> EverydayWord:
    """Stop looking for other words beside `says` (停用群众用语).

    Raises:
        Refused: when there is no such word, or it is retired already.
    """
    word = _own(org, rules.written(says))
    in_use = word is not None and word.retired_on is None
    missing = [] if in_use else [Problem(f"没有在用的“{says}”，可能已经停用；请刷新页面后再看。")]
    refuse_if([*_why_not_editor(org, by, localdate(at)), *missing])
    assert word is not None  # it was refused otherwise
    word.retired_on = localdate(at)
    word.save()
    record("search.word_retired", about=word, by=by, at=at, note=f"停用群众用语“{word.says}”")
    return word


@transaction.atomic
def note_unfound(words: str, on: date) -> None:
    """Count words that found nothing, for the editors; nothing is kept of words that may tell who somebody is."""
    kept = rules.kept(words)
    org = queries.owner_of_site()
    if not kept or org is None or Unfound.objects.filter(on=on).count() >= rules.MOST_UNFOUND_A_DAY:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO search_unfound (org_id, words, "on", times) VALUES (%s, %s, %s, 1)'
            ' ON CONFLICT (org_id, words, "on") DO UPDATE SET times = search_unfound.times + 1',
            [org.pk, kept, on],
        )


COLUMNS = [each.attname for each in EntryRow._meta.concrete_fields if each.name not in ("id", "key")]


def _row(entry: Entry) -> EntryRow:
    is_suggested = entry.kind not in (Kind.ARTICLE, NEVER_PUBLIC)
    begins = name_of(entry.title)[:100] if is_suggested else ""
    return EntryRow(
        key=entry.key,
        org_id=entry.org_id,
        kind=entry.kind.value,
        title=_storable(entry.title),
        text=_storable(entry.text),
        url=entry.url,
        number=entry.number,
        agency=entry.agency,
        theme=entry.theme,
        on=entry.on,
        validity=entry.validity.value,
        is_public=entry.is_public,
        article=entry.article,
        names=list(entry.names),
        begins=begins,
        **(_sounds_of(begins) if begins else {}),
    )


def _sounds_of(title: str) -> dict[str, str]:
    from pypinyin import Style, lazy_pinyin  # a large dictionary, which only who puts something in needs

    return {
        "spelled": "".join(lazy_pinyin(title))[:300],
        "initials": "".join(lazy_pinyin(title, style=Style.FIRST_LETTER))[:100],
    }


def _storable(text: str) -> str:
    return text.replace("\0", "")


def _own(org: Organisation, says: str) -> EverydayWord | None:
    """Return the organisation's row of a word, made from the one that came with the system if need be."""
    found = EverydayWord.objects.filter(org=org, says=says).first()
    if found is None and (means := rules.SHIPPED.get(says)):
        return EverydayWord(org=org, says=says, means=means)
    return found


def _why_not_editor(org: Organisation, by: Person, on: date) -> list[Problem]:
    if queries.may_edit_words(by, on).filter(pk=org.pk).exists():
        return []
    return [Problem(f"群众用语由{org.name}的人员维护；如有需要，请与其联系。")]
