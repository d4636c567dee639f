"""What is asked while an answer is made: the draft, its checks, what the file says, and what must fit it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from yangguang.core.cases.models import Step
from yangguang.core.law import queries as laws
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.orgs.queries import posts_of
from yangguang.core.publishing.models import Publication
from yangguang.rules.law.citations import find
from yangguang.rules.problems import Problem, Refused
from yangguang.rules.validity import Validity

from . import rules, wording
from .assembling import Asked, Background, Consulted, body
from .models import Contest, DisclosureRequest, Draft, Letter, Phrase, Practice
from .others.rules import Kind

HEAD = "公开工作机构负责人"


def newest_draft(request: DisclosureRequest) -> Draft:
    """Return the first answer as it is drafted now."""
    return request.drafts.filter(redo_of=None).latest("pk")


def draft_under_way(request: DisclosureRequest) -> Draft | None:
    """Return the draft that may still be checked: that of the first answer, or of one that was ordered."""
    return request.drafts.filter(signed_at=None).order_by("pk").last()


def draft_before(draft: Draft) -> Draft | None:
    """Return the draft that this one took the place of, to be compared with."""
    same = Draft.objects.filter(request=draft.request_id, redo_of=draft.redo_of_id, pk__lt=draft.pk)
    return same.order_by("pk").last()


def passed_checks(draft: Draft) -> set[rules.Check]:
    """Return the checks that a draft passed; of two of the same kind, the later one counts."""
    last = {each.check_kind: each.passed for each in draft.checks.order_by("pk")}
    return {check for check in rules.Check if last.get(check.value)}


def background(request: DisclosureRequest) -> Background:
    """Return what the letters of a request say that its answer quotes."""
    corrected = Step.objects.filter(case=request.case_id, node="correct", state=Step.State.DONE).last()
    reasons = Step.objects.filter(case=request.case_id, node="reasons", state=Step.State.DONE).last()
    asked = request.parties.filter(kind=Kind.THIRD_PARTY.value).select_related("inquiry").order_by("pk")
    return Background(
        correction=_asked(request, Letter.Kind.CORRECTION, request.wanted if corrected else ""),
        reasons=_asked(request, Letter.Kind.REASONS, reasons.opinion if reasons else ""),
        third_parties=tuple(
            Consulted(each.inquiry.asked_on, each.answer or each.inquiry.outcome) for each in asked
        ),
    )


def assembled(
    request: DisclosureRequest,
    outcome: rules.Outcome,
    *,
    text: str,
    facts: Mapping[str, str],
    parts: Sequence[rules.Part],
    redo_of: Contest | None = None,
) -> Draft:
    """Return an answer put together from its fields, not stored yet: to be looked at, or to be kept."""
    said = {key: value.strip() for key, value in facts.items() if value.strip()}
    words = body(outcome, text=text, facts=said, parts=parts, background=background(request))
    return Draft(
        request=request,
        org=request.org,
        redo_of=redo_of,
        outcome=outcome.key,
        text=text.strip(),
        facts=said,
        paragraphs=words,
    )


def facts_of_agency(org: Organisation) -> dict[str, str]:
    """Return what the letter says of the organisation that answers for the information, where it is one of ours.

    Raises:
        Refused: when its address or its telephone number is not entered; it says where to do so.
    """
    missing = [name for name, value in (("地址", org.address), ("电话", org.phone)) if not value]
    if missing:
        said = f"没有登记“{org}”的{'和'.join(missing)}；请由系统管理员在“机关”列表中打开“{org}”，点“更改”，填写后再选。"
        raise Refused(Problem(said, "agency", f"{rules.REGULATION}第三十六条第五项"))
    return {"agency_name": org.name, "agency_address": org.address, "agency_phone": org.phone}


def _asked(request: DisclosureRequest, kind: Letter.Kind, answered: str) -> Asked | None:
    letter = request.letters.filter(kind=kind).last()
    if letter is None:
        return None
    return Asked(letter.number, letter.sent_on, letter.paragraphs[1].strip(), answered.strip())


def with_those_above(org: Organisation) -> list[int]:
    """Return the keys of an organisation and of those above it, its own first."""
    return [int(key) for key in reversed(org.path.strip("/").split("/"))]


def phrases_for(org: Organisation, outcome: str) -> QuerySet[Phrase]:
    """Return the phrases that an organisation may use for an ending: its own and those of the ones above."""
    return Phrase.objects.filter(org__in=with_those_above(org), outcome=outcome, ended_at=None)


def practice_of(org: Organisation, what: str, on: date) -> str:
    """Return what an organisation decided on `what` (办理口径), or the nearest one above that did; empty if none.

    Args:
        org: the organisation.
        what: `tariff` or `review_online`.
        on: the day for which it is asked.
    """
    own = with_those_above(org)
    decided = Practice.objects.filter(~Q(**{what: ""}), org__in=own, since__lte=on)
    newest: dict[int, str] = {}
    for row in decided.order_by("since", "pk"):
        newest[row.org_id] = getattr(row, what)
    return next((newest[key] for key in own if key in newest), "")


def tariff_of(org: Organisation, on: date) -> rules.Tariff | None:
    """Return by what an organisation charges on a day; None where nobody has chosen."""
    chosen = practice_of(org, "tariff", on)
    return rules.Tariff(chosen) if chosen else None  # type: ignore[call-arg]  # it looks a member up


def review_body_of(org: Organisation) -> str:
    """Return who reviews an answer of `org`: as entered, or the government above an agency or a town.

    Source: 行政复议法（2023年修订）第二十四条.
    """
    above = org.parent
    by_law = org.kind in (Organisation.Kind.AGENCY, Organisation.Kind.TOWN)
    if not org.review_body and by_law and above and above.kind == Organisation.Kind.GOVERNMENT:
        return above.name
    return org.review_body


def court_of(org: Organisation) -> str:
    """Return where an answer of `org` is sued over: as entered for it, or for the nearest organisation above."""
    above: Organisation | None = org
    while above and not above.court:
        above = above.parent
    return above.court if above else ""


def why_not_remedy(org: Organisation) -> Iterator[Problem]:
    """Say what is missing for telling of the remedies, and where to enter it."""
    return rules.why_not_remedy(review_body=review_body_of(org), court=court_of(org), organisation=org.name)


def why_not_online(org: Organisation, way: str, on: date) -> Iterator[Problem]:
    """Say why an answer cannot go out by the internet."""
    online = is_online(way)
    return rules.why_not_online(
        on, is_online=online, link=practice_of(org, "review_online", on) if online else ""
    )


def is_online(way: str) -> bool:
    """Whether what goes out in this way goes out by the internet."""
    return way in (DisclosureRequest.Way.ONLINE, DisclosureRequest.Way.EMAIL)


def answer_paragraphs(draft: Draft, *, on: date, way: str = "") -> list[str]:
    """Return the whole answer as it goes out on a day in a way, with the remedies of that day.

    Args:
        draft: the answer as it was drafted.
        on: the day on which it goes out.
        way: how, one of `DisclosureRequest.Way`; empty while nobody has chosen.
    """
    request, outcome = draft.request, draft.answered_as
    org = request.org
    body = list(draft.paragraphs)
    if draft.redo_of:
        body.insert(0, _why_anew(draft.redo_of))
    return wording.answer(
        received_on=request.received_on or request.arrived_on,
        wanted=request.wanted,
        outcome=outcome,
        body=body,
        remedy=rules.remedy(
            outcome,
            on,
            review_body=review_body_of(org),
            court=court_of(org),
            online=practice_of(org, "review_online", on) if is_online(way) else "",
        ),
    )


def _why_anew(contest: Contest) -> str:
    decided = wording.written(contest.decided_on) if contest.decided_on else ""
    number = f"（{contest.decision_number}）" if contest.decision_number else ""
    what = "行政复议决定" if contest.is_review else "判决"
    return f"根据{contest.authority}{decided}作出的{what}{number}，本机关重新答复如下："


def why_not_address(address: str) -> Iterator[Problem]:
    """Say what is wrong with the address of a page that is public already; one of ours must still be there."""
    if not address:
        return
    path = _own_path(address)
    if path is None:
        if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).netloc:
            yield Problem("网址应以 https://、http:// 或者 / 开头，请核对。", "address")
        return
    page = Publication.objects.filter(address=path).first()
    if page and page.withdrawn_at:
        yield Problem(
            f"网页{path}已于{localdate(page.withdrawn_at)}撤回，不能作为获取途径，请核对网址。", "address"
        )
    elif not (page and page.published_at) and not _is_on_the_site(path):
        yield Problem(f"本网站没有网页{path}，请核对网址，或者打开网页后复制其网址。", "address")


def _own_path(address: str) -> str | None:
    """Return the path of an address on our own site; None for one that is somebody else's."""
    base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    if address.startswith(f"{base}/"):
        address = address.removeprefix(base)
    if not address.startswith("/") or address.startswith("//"):
        return None
    return address.partition("#")[0].partition("?")[0]


def _is_on_the_site(path: str) -> bool:
    """Whether a file of one of our sites is shown under `path`."""
    inside = path.strip("/")
    if ".." in inside.split("/") or "\x00" in inside:
        return False
    root = Path(settings.PUBLIC_ROOT)
    names = (inside, f"{inside}/index.html") if inside else ("index.html",)
    return any((site / name).is_file() for site in root.glob("*") for name in names)


def why_not_law(text: str, on: date) -> Iterator[Problem]:
    """Say what is wrong with the laws that an answer rests on, as far as the library knows them.

    A law that it does not know is for the reviewer to look up.

    Args:
        text: the articles, as they were typed.
        on: the day on which they must hold.
    """
    for citation in find(text, laws.titles()) if text else ():
        found = laws.resolve(citation, on)
        if found is None:
            continue
        holds = laws.standing(found.instrument, on).validity
        if holds.is_over or holds in (Validity.NOT_YET, Validity.SUSPENDED):
            yield Problem(
                f"《{found.instrument.title}》在{on}{holds.label}，不能作为不予公开的依据，请核对。", "law"
            )
        elif found.version is not None:
            for place in found.missing:
                yield Problem(f"《{found.instrument.title}》没有{place}，请核对所依据的条文。", "law")


def why_not_previous(request: DisclosureRequest, facts: Mapping[str, str]) -> Iterator[Problem]:
    """Say what is wrong with the previous answer that a repeated request is told of, where it is in our own files."""
    number, day = facts.get("previous_number", ""), facts.get("previous_on", "")
    before = (
        DisclosureRequest.objects.filter(org=request.org_id, answer_number=number).first() if number else None
    )
    if before is None:
        return
    if before.pk == request.pk:
        yield Problem("前一次答复不能是本件的答复，请核对文号。", "previous_number")
    elif before.closed_on is None:
        yield Problem(f"{number}还没有送达，不能作为前一次答复。", "previous_number")
    elif day and before.closed_on.isoformat() != day:
        yield Problem(f"{number}的答复日期为{before.closed_on}，请核对。", "previous_on")


def why_not_redo(contest: Contest) -> Iterator[Problem]:
    """Say why there is nothing to answer anew: nothing was ordered, or it is done."""
    if contest.redo_by is None:
        yield Problem("这件复议、诉讼没有责令重新答复，请先登记裁决结果和重新答复的期限。")
    elif contest.redone_on:
        yield Problem(f"已于{contest.redone_on}重新答复。")


def why_not_head(org: Organisation, by: Person, on: date) -> Iterator[Problem]:
    """Say why somebody cannot do what the head of the disclosure office does."""
    if not posts_of(by, on).filter(org=org, role=HEAD).exists():
        yield Problem(f"此项由“{HEAD}”办理，您不在该岗位；请联系该岗位人员。")
