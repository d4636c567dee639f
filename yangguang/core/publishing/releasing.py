"""Going live: the grant, the bundle that goes together, and everything that has to be written anew for it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.timezone import localdate

from yangguang.core.cases.store import next_number
from yangguang.core.orgs.models import Person
from yangguang.core.records.actions import Actor, record
from yangguang.core.records.chain import algorithm
from yangguang.rules.validity import Validity

from . import citing, finding, seals
from .addresses import address_of
from .content import hash_of
from .models import Digest, Grant, OfficialPage, Publication
from .site import queue
from .site.sites import Site

Stage = Publication.Stage


def grant(
    publication: Publication, draft: Any, *, by: Person, at: datetime, is_urgent: bool = False
) -> Grant:
    """Give the permission to publish what `draft` says, and nothing else."""
    made = Grant(
        org=publication.org,
        page_id=publication.page_id,
        revision_id=draft.latest_revision_id,
        kind=Grant.Kind.URGENT if is_urgent else Grant.Kind.REVIEWED,
        algorithm=algorithm(),
        hash=hash_of(draft),
        given_at=at,
        given_by=by,
    )
    made.seal = seals.seal(*made.parts())
    made.save(force_insert=True)
    publication.grant = made
    publication.main_id = (
        getattr(draft, f"{draft.published_together_with}_id") if draft.published_together_with else None
    )
    publication.go_live_at = draft.go_live_at
    publication.stage = Stage.HELD
    publication.save(update_fields=["grant", "main", "go_live_at", "stage", "owed_until"])
    return made


def release(publication: Publication, *, by: Actor, at: datetime) -> list[Publication]:
    """Publish a signed page with its bundle if nothing is missing and its time has come; return what went live."""
    bundle = bundle_of(publication)
    if not bundle:
        return []
    later = [each for each in bundle if each.go_live_at is not None and each.go_live_at > at]
    if later:
        for each in bundle:
            each.stage, each.go_live_at = (
                Stage.SCHEDULED,
                max(one.go_live_at for one in later if one.go_live_at),
            )
            each.save(update_fields=["stage", "go_live_at"])
        return []
    go_live(bundle, by=by, at=at)
    return bundle


def bundle_of(publication: Publication) -> list[Publication]:
    """Return what goes live together with a signed page, itself among them; nothing while something is awaited.

    Source: 三同步（同步起草、同步审签、同步发布）.
    """
    main = _main_of(publication)
    signed = (Stage.HELD, Stage.SCHEDULED)
    if main is None:
        waiting = [each for each in companions_of(publication.page) if each.stage in signed]
        explained = [each for each in companions_of(publication.page) if each.is_live]
        if publication.page.specific.needs_companion() and not waiting and not explained:
            return []
        return [publication, *waiting]
    if main.is_live and main.stage not in signed:
        return [publication]
    if main.stage not in signed:
        return []
    return [main, *(each for each in companions_of(main.page) if each.stage in signed)]


def companions_of(page: OfficialPage) -> list[Publication]:
    """Return the publications of the pages that explain `page`, as far as they were ever signed."""
    return list(Publication.objects.filter(main=page.pk).select_related("org", "page").order_by("pk"))


def _main_of(publication: Publication) -> Publication | None:
    found = Publication.objects.select_related("org", "page").filter(page=publication.main_id)
    return found.first() if publication.main_id else None


def go_live(bundle: list[Publication], *, by: Actor, at: datetime) -> None:
    """Let the public read all of `bundle`, in the transaction of the act, or none of it."""
    for each in bundle:
        _make_live(each, by=by, at=at)
    for each in bundle:
        rewrite(each, at=at)
        each.page.specific.went_live(at=at)


def end_validity(
    publication: Publication, *, on: date, how: Validity, basis: str, by: Actor, at: datetime
) -> None:
    """Let a document be no longer in force from a day on, for an act that has seen to it that it may."""
    publication.ended_on, publication.ended_as, publication.ended_by = on, how.value, basis.strip()
    publication.save(update_fields=["ended_on", "ended_as", "ended_by"])
    said = f"{on:%Y年%-m月%-d日}起{how.label}：{publication.page.title}（{basis}）"
    record("publishing.validity_ended", about=publication, by=by, at=at, note=said)
    rewrite(publication, at=at)


def rewrite(publication: Publication, *, at: datetime) -> None:
    """Let the writer write a page anew, and whatever shows something of it."""
    related = [each.page_id for each in companions_of(publication.page) if each.published_at]
    main = _main_of(publication)
    if main is not None and main.published_at:
        related.append(main.page_id)
    related += citing.put(publication)
    queue.touch_page(publication, related, at=at)
    finding.put(publication)


@transaction.atomic
def follow_validity(site: Site, *, at: datetime) -> None:
    """Let documents be written and found anew that came into force, or ran out, since the last day that was closed."""
    today = localdate(at)
    closed = Digest.objects.filter(org=site.org, on__lt=today).order_by("-on").first()
    since = closed.on if closed else date.min
    changed = (
        Q(page__effective_on__gt=since, page__effective_on__lte=today)
        | Q(page__expires_on__gte=since, page__expires_on__lt=today)
        | Q(ended_on__gt=since, ended_on__lte=today)
    )
    live = Publication.objects.filter(
        page__path__startswith=site.home.path, published_at__isnull=False, withdrawn_at=None
    )
    for publication in live.filter(changed):
        rewrite(publication, at=at)


def _make_live(publication: Publication, *, by: Actor, at: datetime) -> None:
    granted = publication.grant
    assert granted is not None
    revision = publication.page.revisions.get(pk=granted.revision_id)
    revision.publish(user=by if isinstance(by, Person) else None, skip_permission_checks=True)
    page = OfficialPage.objects.get(pk=publication.page_id)
    if publication.published_at is None:
        publication.published_at = at
        publication.place = _next_place(publication.column)
        publication.address = address_of(page, publication.column)
        publication.index_number = publication.index_number or _index_number(publication, at)
    publication.updated_at = at
    publication.withdrawn_at, publication.withdrawn_why = None, ""
    publication.stage = Stage.DONE
    if granted.kind == Grant.Kind.REVIEWED:
        publication.owed_until = None
    publication.page = page
    publication.save()
    record(
        "publishing.published",
        about=publication,
        by=by,
        at=at,
        note=f"发布：{page.title}",
        revision=granted.revision_id,
        hash=granted.hash,
        algorithm=granted.algorithm,
        address=publication.address,
    )


def _next_place(column: OfficialPage) -> int:
    OfficialPage.objects.select_for_update().get(pk=column.pk)
    return (Publication.objects.filter(column=column).aggregate(last=Max("place"))["last"] or 0) + 1


def _index_number(publication: Publication, at: datetime) -> str:
    """Return the next index number (索引号) of the organisation; empty while its code is not known."""
    org = publication.org
    if not org.credit_code:
        return ""
    year = localdate(at).year
    return f"{org.credit_code}/{year}-{next_number(org, '索引号', year):05}"
