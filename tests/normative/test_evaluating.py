"""Evaluation before a document runs out: it is listed in time, decided once, and what follows is begun."""

from datetime import date

import pytest
from django.urls import reverse

from yangguang.core.orgs.models import Organisation
from yangguang.core.records.models import Record
from yangguang.work.normative import actions, evaluating, queries
from yangguang.work.normative.models import Evaluation

from .office import at, refused
from .office import office as other_office


@pytest.fixture
def library(office):
    """Return the office with a document that runs out at the end of January 2025; it is listed from 31 July 2024."""
    office.old = office.in_the_library("金湾府〔2020〕1号", title="甲办法")
    return office


def waiting(office, day: str) -> list[str]:
    orgs = Organisation.objects.filter(pk=office.room.org.pk)
    return [each.title for each in queries.to_evaluate(orgs, date.fromisoformat(day))]


def evaluate(office, decision="extend", day="2024-09-02", who="manager", **said):
    values = {"decision": decision, "reason": "实施效果良好，仍有需要。", **said}
    return evaluating.evaluate(office.old, **values, **office.on(who, day))


class TestWhatIsListed:
    @pytest.mark.parametrize(
        ("day", "listed"),
        [("2024-07-30", False), ("2024-07-31", True), ("2025-01-31", True), ("2025-02-01", False)],
    )
    def test_is_what_runs_out_within_six_months(self, library, day, listed):
        assert (waiting(library, day) == ["甲办法"]) is listed

    def test_is_listed_no_more_once_it_is_decided(self, library):
        evaluate(library, "lapse")
        assert waiting(library, "2024-09-03") == []


class TestDeciding:
    @pytest.mark.parametrize("decision", ["extend", "amend"])
    def test_to_go_on_leads_to_a_project(self, library, decision):
        made = evaluate(library, decision)
        drafting = actions.open_project(
            made.recognition, kind="government", department="金湾区民政局", necessity="原办法将满",
            **library.on("drafter", "2024-09-03"),
        )  # fmt: skip
        assert (drafting.title, library.node(drafting)) == ("甲办法", "plan")

    def test_to_let_it_lapse_leads_to_nothing(self, library):
        assert evaluate(library, "lapse").recognition is None

    def test_changes_nothing_of_its_validity(self, library):
        evaluate(library, "extend")
        library.old.refresh_from_db()
        assert library.old.expires_on == date(2025, 1, 31)

    def test_is_in_the_ledger_with_its_reason(self, library):
        evaluate(library, "amend", reason="收费标准须调整")
        note = Record.objects.get(kind="normative.evaluated").note
        assert "甲办法修订。收费标准须调整" in note

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"reason": " "}, "请写明理由"),
            ({"decision": "forget"}, "请选择延期重发、修订，或者自然失效"),
            ({"day": "2024-07-30"}, "还没有到评估的时间"),
            ({"day": "2025-02-01"}, "已经失效"),
            ({"who": "lawyer"}, "您不在该岗位"),
        ],
    )
    def test_is_refused(self, library, said, words):
        with refused(words):
            evaluate(library, **said)
        assert not Evaluation.objects.exists()

    def test_a_second_time_is_refused(self, library):
        evaluate(library, "lapse")
        with refused("已经评估过"):
            evaluate(library, "extend")

    def test_the_same_form_sent_twice_counts_once(self, library):
        assert evaluate(library, once="e-1") == evaluate(library, once="e-1")


class TestItsPage:
    @pytest.fixture
    def at_desk(self, client, library, monkeypatch):
        """Return how somebody opens or sends the form in September 2024."""
        monkeypatch.setattr("django.utils.timezone.now", lambda: at("2024-09-02"))

        def opens(person, **said):
            client.force_login(person, "django.contrib.auth.backends.ModelBackend")
            address = reverse("normative_desk:evaluate", args=[library.old.pk])
            return client.post(address, said) if said else client.get(address)

        return opens

    def test_is_reached_from_the_list_and_leads_to_the_proposal(self, client, library, at_desk):
        manager = library.people["manager"]
        assert "有效期至" in at_desk(manager).content.decode()
        listed = client.get(reverse("normative_desk:filings")).content.decode()
        assert reverse("normative_desk:evaluate", args=[library.old.pk]) in listed
        answer = at_desk(manager, decision="extend", reason="仍有需要", once="e-1")
        assert answer["Location"] == Evaluation.objects.get().recognition.desk_url
        after = client.get(reverse("normative_desk:filings")).content.decode()
        assert "延期重发" in after
        assert "提出立项" in after

    def test_without_a_reason_says_so_beside_what_was_chosen(self, library, at_desk):
        answer = at_desk(library.people["manager"], decision="lapse", reason="", once="e-1")
        assert answer.status_code == 422
        assert "请写明理由" in answer.content.decode()

    def test_of_another_district_is_not_found(self, library, at_desk):
        stranger = other_office("440403", "斗门区人民政府").people["manager"]
        assert at_desk(stranger).status_code == 404
        assert at_desk(stranger, decision="lapse", reason="无", once="e-1").status_code == 404
        assert not Evaluation.objects.exists()
