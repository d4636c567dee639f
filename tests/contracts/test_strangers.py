"""Nobody finds a row of an organisation that is not hers: not in a list, a search, an export or at its address.

Every viewset that is registered and every address of every desk is walked, so that a new one is covered
without being named here.
"""

import io
from collections.abc import Iterator
from datetime import date

import pytest
from django.db.models import Model
from django.urls import get_resolver, reverse
from django.utils import timezone
from PIL import Image
from wagtail.admin.viewsets import viewsets
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.models import get_snippet_models

from yangguang.core.archive.models import Package
from yangguang.core.cases import actions, assignments
from yangguang.core.cases.models import Case, Step
from yangguang.core.law.models import Instrument
from yangguang.core.mail import actions as mail
from yangguang.core.matters.models import Catalogue
from yangguang.core.orgs.models import LegalAdviser, Organisation, Person, Post, Substitution
from yangguang.core.publishing.models import Publication
from yangguang.core.redaction import actions as redacting
from yangguang.core.redaction.models import Box
from yangguang.core.redaction.rules import Rectangle
from yangguang.core.ui.office import desks
from yangguang.core.ui.viewsets import Scoped, ScopedViewSet
from yangguang.web.demo.district import ROLES
from yangguang.web.testing import Demo
from yangguang.work.changes.models import Change, Checklist
from yangguang.work.disclosure import actions as asking
from yangguang.work.disclosure.enclosures import actions as enclosing
from yangguang.work.disclosure.models import (
    Charge,
    Conferral,
    Contest,
    DisclosureRequest,
    Dispatch,
    Draft,
    Invitation,
    Letter,
    Phrase,
    Proposal,
)
from yangguang.work.disclosure.tests.office import VALUES
from yangguang.work.normative.models import Campaign, CleanUpDecision, Drafting, Opinion, Recognition
from yangguang.work.normative.pages import PolicyDocument
from yangguang.work.reports.models import Edition


@pytest.fixture(scope="module")
def district(demo: Demo) -> Iterator[Organisation]:
    """Return the demo district; in the library of law, where laws are everybody's, it has a document of its own."""
    with demo() as district:
        own = Instrument.objects.create(
            key="0" * 12, title="区内文件办法", category="规范性文件", number="示府〔2024〕1号", org=district
        )
        own.versions.create(key="own", title=own.title, made_on=date(2024, 1, 2), digest="own")
        _charged(district)
        said = {"subject": "政府信息公开申请答复书", "body": "见附件", "at": timezone.now()}
        mail.queue(district, once="letter", to="applicant@example.cn", **said)
        yield district


def _charged(district: Organisation) -> None:
    """Let one request of the district be charged, as few are in the demo."""
    letter = Letter.objects.filter(request__org=district).earliest("pk")
    Charge.objects.create(
        request=letter.request, org=district, letter=letter, tariff="by_page", quantity=57, amount=270,
        notified_on=date(2024, 3, 4), pay_by=date(2024, 4, 1),
    )  # fmt: skip


@pytest.fixture(scope="module")
def stranger(district) -> Person:
    """Return somebody who holds every post of an office in another district, and oversees all below it."""
    elsewhere = Organisation.add(
        code="440403",
        name="邻区人民政府",
        short_name="邻区府",
        kind=Organisation.Kind.GOVERNMENT,
        disclosure_office="邻区人民政府办公室",
    )
    return _official("stranger", elsewhere)


@pytest.fixture(scope="module")
def colleague(district) -> Person:
    return _official("colleague", district)


def _official(username: str, org: Organisation) -> Person:
    person = Person.objects.create_user(username, name=username)
    for role in ROLES:
        Post.objects.create(org=org, person=person, role=role, since=date(2020, 1, 1), oversees=True)
    return person


def _viewsets() -> list[ScopedViewSet]:
    get_resolver().reverse_dict  # noqa: B018  the shell registers its viewsets with its addresses
    return [each for each in viewsets.viewsets if isinstance(each, ScopedViewSet)]


def _address(viewset: ScopedViewSet, name: str, *args: object) -> str:
    return reverse(viewset.get_url_name(name), args=args)


def test_every_list_of_our_rows_is_scoped(district):
    _viewsets()
    ours = [
        each
        for each in viewsets.viewsets
        if isinstance(each, ModelViewSet) and each.__module__.startswith("yangguang")
    ]
    assert ours
    assert all(isinstance(each, ScopedViewSet) for each in ours)
    assert not [model for model in get_snippet_models() if model.__module__.startswith("yangguang")]


def test_no_list_search_or_export_shows_a_row_of_others(client, stranger, colleague):
    for viewset in _viewsets():
        theirs = _rows_of_others(viewset, stranger, colleague)
        for address in _lists(viewset, theirs):
            assert _found(client, colleague, viewset, address, theirs), f"{address} shows nothing to anybody"
            assert not _found(client, stranger, viewset, address, theirs), address


def test_no_address_of_a_viewset_leads_to_a_row_of_others(client, stranger, colleague):
    for viewset in _viewsets():
        row = _rows_of_others(viewset, stranger, colleague)[0]
        of_a_row = [each for each in viewset.get_urlpatterns() if "pk" in each.pattern.converters]
        assert of_a_row
        for pattern in of_a_row:
            address = _address(viewset, pattern.name, row.pk)
            client.force_login(colleague, "django.contrib.auth.backends.ModelBackend")
            assert client.get(address).status_code == 200, address
            client.force_login(stranger, "django.contrib.auth.backends.ModelBackend")
            assert client.get(address).status_code == 404, address
            assert client.post(address).status_code in (404, 405), address


def test_no_address_of_a_desk_leads_to_a_row_of_others(client, stranger, colleague, district):
    addresses = list(_addresses_of_rows(district, colleague))
    opened = [each for each in addresses if _status(client, colleague, each) == 200]
    assert opened, "no address of a desk opens for anybody"
    for address in addresses:
        answers = {_status(client, stranger, address), client.post(address).status_code}
        assert answers <= {404, 405}, address
        assert 404 in answers, address


def test_no_list_of_a_desk_shows_a_row_of_others(client, stranger, colleague, district):
    theirs = [str(key) for key in Case.objects.values_list("pk", flat=True)] + [district.name]
    addresses = [each for each, parameters in _addresses_of_desks() if not parameters]
    shown = {each: _words_at(client, colleague, each) for each in addresses}
    assert any(words in text for text in shown.values() for words in theirs)
    for address in addresses:
        text = _words_at(client, stranger, address)
        assert not [words for words in theirs if words in text], address


@pytest.mark.parametrize(
    "caught_by",
    [
        test_no_list_search_or_export_shows_a_row_of_others,
        test_no_address_of_a_viewset_leads_to_a_row_of_others,
    ],
)
def test_a_view_that_forgets_whose_rows_it_shows_is_caught(
    caught_by, client, stranger, colleague, monkeypatch
):
    monkeypatch.setattr(Scoped, "rows", lambda view: view.model._default_manager.all())
    with pytest.raises(AssertionError, match="/office/"):
        caught_by(client, stranger, colleague)


def _status(client, person: Person, address: str) -> int:
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client.get(address).status_code


def _rows_of_others(viewset: ScopedViewSet, stranger: Person, colleague: Person) -> list[Model]:
    today = timezone.localdate()
    hers = viewset.visible_to(stranger, today).values("pk")
    theirs = viewset.visible_to(colleague, today).exclude(pk__in=hers)
    if isinstance(viewset.ordering, str):
        theirs = theirs.order_by(viewset.ordering)
    theirs = list(theirs[: viewset.list_per_page // 2])
    assert theirs, f"the demo has no row of {viewset.model.__name__}: let it make some"
    return theirs


def _lists(viewset: ScopedViewSet, theirs: list[Model]) -> Iterator[str]:
    yield _address(viewset, "index")
    yield _address(viewset, "index_results")
    for field in viewset.search_fields or ():
        # Nobody types more than one line into a search box.
        first_lines = (line for row in theirs for line in str(getattr(row, field, "")).splitlines()[:1])
        words = next((line for line in first_lines if len(line) > 1), "")
        if words:
            yield f"{_address(viewset, 'index')}?q={words}"
            yield f"{_address(viewset, 'index_results')}?q={words}"
    if viewset.list_export:
        yield f"{_address(viewset, 'index')}?export=csv"


def _found(client, person: Person, viewset: ScopedViewSet, address: str, theirs: list[Model]) -> bool:
    """Whether `person` finds at `address` a link to one of these rows, or in an export one of their words."""
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    answer = client.get(address)
    assert answer.status_code == 200, address
    shown = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = shown.decode()
    if "export=" in address:
        return any(str(getattr(row, viewset.list_export[0])) in text for row in theirs)
    return any(viewset.page_of(row) in text for row in theirs)


def _words_at(client, person: Person, address: str) -> str:
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client.get(address, {"whose": "all"}).content.decode(errors="replace")  # some are files


def _addresses_of_desks() -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the name of each address of the desks, with the parameters that it takes."""
    for label, desk in desks():
        for pattern in getattr(desk, "ADDRESSES", []):
            parameters = pattern.pattern.converters
            name = f"{label}_desk:{pattern.name}"
            yield (name if parameters else reverse(name)), parameters


def _conferred(request: DisclosureRequest, colleague: Person) -> tuple[Invitation, LegalAdviser]:
    """Return an invitation to confer about a request of the district, and a lawyer whom the district engages."""
    since, org = date(2020, 1, 1), request.org
    adviser = LegalAdviser.objects.create(
        org=org, kind="adviser", name="高律", licence="1", office="示范所", since=since
    )
    conferral = Conferral.objects.create(
        request=request, org=org, question="能否公开", opened_on=since, opened_by=colleague
    )
    invited = Invitation.objects.create(
        conferral=conferral, org=org, adviser=adviser, message="请研究", invited_on=since, due_on=since
    )
    return invited, adviser


FOR_EVERYBODY = {
    f"cases_desk:{name}" for name in ("process", "edition", "draft_edition", "publish_edition", "change_over")
}
"""Addresses of the desks that name no row of an organisation."""


def _covered(district: Organisation, colleague: Person) -> Box:
    """Return a box on a file of a request that is not answered yet."""
    by = {"by": colleague, "at": timezone.now()}
    said = {**VALUES, "channel": "in_person", "arrived_on": timezone.localdate()}
    asked = asking.take_in(district, values=said, **by)
    photo = io.BytesIO()
    Image.new("RGB", (40, 40)).save(photo, "PNG")
    kept = enclosing.attach(asked, role="found", name="现场.png", content=photo.getvalue(), **by)
    begun = enclosing.begin_covering(kept, **by)
    place = Rectangle(1, 0, 0, 5000, 5000)
    return redacting.add_box(begun, place=place, ground="internal_affairs", **by)


def _addresses_of_rows(district: Organisation, colleague: Person) -> Iterator[str]:
    """Yield every address of the desks that names a row, filled with a row of the district."""
    letter = Letter.objects.filter(request__org=district).latest("pk")
    report = Edition.objects.filter(org=district).latest("pk")
    today, now = timezone.localdate(), timezone.now()
    case = actions.open_case(
        "disclosure", org=district, title="学区划分图", received_on=today, by=colleague, at=now
    )
    step = case.steps.get(state=Step.State.OPEN)
    copy = assignments.copy_to(step, person=colleague, by=colleague, at=now)
    invitation, adviser = _conferred(letter.request, colleague)
    contest = Contest.objects.create(
        request=letter.request, org=district, kind=Contest.Kind.REVIEW, filed_on=today
    )
    draft = Draft.objects.create(
        request=letter.request, org=district, outcome="granted", paragraphs=["予以公开。"], drafted_by=colleague,
        drafted_at=now,
    )  # fmt: skip
    phrase = Phrase.objects.create(
        org=district, outcome="granted", title="随附", text="见附件。", added_by=colleague, added_at=now
    )
    values = {
        "contest": contest.pk,
        "draft": draft.pk,
        "phrase": phrase.pk,
        "invitation": invitation.pk,
        "adviser": adviser.pk,
        "pk": letter.request_id,
        "letter": letter.pk,
        "ending": "pdf",
        "act": "extend",
        "other": DisclosureRequest.objects.filter(org=district).exclude(pk=letter.request_id).latest("pk").pk,
        "code": district.code,
        "year": report.year,
        "section": "overview",
        "key": "new",
        "fmt": "json",
    }
    clerk = Person.objects.get(username="clerk")
    deputy = Substitution.objects.create(
        org=district, absent=clerk, deputy=colleague, since=date(2020, 1, 1), until=date(2020, 1, 8)
    )
    package = Package.objects.filter(org=district).latest("pk")
    archive = {
        "archive_desk:package": {"pk": package.pk},
        "archive_desk:take_out": {"pk": package.pk},
        "archive_desk:archive": {"pk": package.case_id, "act": "package"},
        "archive_desk:fonds": {"pk": district.pk},
    }
    person = {"pk": clerk.pk, "org": district.pk, "deputy": deputy.pk}
    catalogue = Catalogue.objects.filter(org=district).latest("pk")
    of_catalogue = {"pk": catalogue.pk, "ending": "xlsx"}
    item = {"pk": catalogue.items.latest("pk").pk}
    matters = {
        f"matters_desk:{name}": item if "item" in name and name != "add_item" else of_catalogue
        for name in (
            "catalogue", "file", "import", "add_item", "check_catalogue", "take_over", "item", "change_item",
            "retire_item",
        )
    } | {f"matters_desk:{name}": {"pk": district.pk} for name in ("guide", "write_guide", "check_guide")}  # fmt: skip
    written = Publication.objects.filter(org=district, stage=Publication.Stage.REVIEW).latest("pk")
    page = {
        "pk": written.page_id, "mode": "standard", "revision": written.page.latest_revision_id, "act": "sign",
        "column": written.column_id, "app": "portal", "model": "article",
    }  # fmt: skip
    publishing = {
        f"publishing_desk:{name}": page for name in ("page", "proof", "compare", "act", "bring_in")
    } | {"publishing_desk:case": {"pk": written.case_id}}
    law = {
        f"law_desk:{name}": {"key": "0" * 12, "ending": "json"}
        for name in ("instrument", "compare", "cited", "file")
    }
    entered = Change.objects.create(
        org=district, instrument=Instrument.objects.get(key="0" * 12), on=today, how="repealed", basis="清理决定",
        entered_by=colleague, entered_at=now,
    )  # fmt: skip
    checklist = Checklist.objects.create(case=case, org=district, change=entered)
    changes = {
        f"changes_desk:{name}": {"key": "0" * 12, "ending": "csv", "pk": entered.pk}
        for name in ("look", "look_file", "enter", "change", "file")
    } | {"changes_desk:checklist": {"pk": checklist.pk}}
    box = _covered(district, colleague)
    kept = box.redaction.original.enclosure
    invitation.shown.add(kept)
    enclosures = {
        f"disclosure_desk:{name}": {"pk": kept.request_id, "enclosure": kept.pk}
        for name in ("attach", "enclosure", "cover", "take_off")
    }
    covering = {
        name: {"pk": box.redaction_id, "page": 1, "box": box.pk, "which": "original"}
        for name, _ in _addresses_of_desks()
        if name.startswith("redaction_desk:")
    }
    proposal = Proposal.objects.create(org=district, subject="学区划分图", made_on=today)
    portal = {f"portal_desk:{name}": {"pk": written.column_id} for name in ("open_column", "change_column")}
    made = {
        f"normative_desk:{name}": {"pk": model.objects.filter(org=district).latest("pk").pk, "act": "plan"}
        for model, names in (
            (Drafting, ("project", "act")), (Recognition, ("recognition", "settle", "propose")),
            (Opinion, ("opinion",)), (PolicyDocument, ("evaluate",)),
            (Campaign, ("campaign", "close_campaign")), (CleanUpDecision, ("decide",)),
        )
        for name in names
    }  # fmt: skip
    letter_sent = Dispatch.objects.filter(org=district).latest("pk")
    Dispatch.objects.filter(pk=letter_sent.pk).update(slip=kept.file)
    sent = {"pk": letter_sent.pk}
    message = mail.queue(
        district, once="stranger", to="a@example.cn", subject="答复书", body="见附件", at=now
    )
    dispatched = {
        f"disclosure_desk:{name}": sent
        for name in ("hand_over", "keep_slip", "slip_file", "end_dispatch", "send_again", "leave_dispatch")
    } | {"mail_desk:settle": {"pk": message.pk}}
    of_its_own = (
        archive
        | matters
        | dispatched
        | law
        | changes
        | portal
        | made
        | publishing
        | enclosures
        | covering
        | {
            "disclosure_desk:invitation_file": {"invitation": invitation.pk, "enclosure": kept.pk},
            "disclosure_desk:proposal": {"pk": proposal.pk},
            "web_desk:relieve": {"pk": Post.objects.filter(org=district).latest("pk").pk},
            "web_desk:change_organisation": {"pk": district.pk},
            "disclosure_desk:on_contest": {"act": "decide"},
            "cases_desk:duty": {"pk": step.pk, "duty": "urge"},
            "cases_desk:read": {"pk": copy.pk},
        }
    )
    for name, parameters in _addresses_of_desks():
        if parameters and name not in FOR_EVERYBODY:
            known = values | of_its_own.get(name, person if name.startswith("web_desk:") else {})
            unknown = parameters.keys() - known.keys()
            assert not unknown, f"{name}: say above what a value of {unknown} is"
            yield reverse(name, kwargs={each: known[each] for each in parameters})
