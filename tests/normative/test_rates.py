"""The rates on their page: what they come to, what they are made of, and who sees whose."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from yangguang.core.metrics.registry import all_metrics, all_rates
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.rules.periods import Period

from .office import at
from .office import office as other_office

RATES, COUNTED = "/office/normative/rates/", "/office/normative/rates/documents/"


@pytest.fixture
def enter(client, monkeypatch):
    """Return how somebody signs in, on a day of 2024."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2024-12-02"))

    def enters(person):
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        return client

    return enters


@pytest.fixture
def library(office):
    """Return the office with a document that went the whole way, and one of the same year that did not."""
    office.drafting = office.published()
    office.file(office.drafting, day="2024-05-07")  # a day late
    office.in_the_library(
        "金湾府〔2024〕7号", title="丁办法", announced_on=None, made_on=date(2024, 3, 1),
        effective_on=date(2024, 4, 1), expires_on=date(2026, 1, 1),
    )  # fmt: skip
    return office


def table(client, **said):
    """Return what the file says of each rate in 2024: the part, the whole and their share."""
    taken = client.get(RATES, {"as": "csv", **said}).content.decode("utf-8-sig")
    _, *lines = csv.reader(io.StringIO(taken))
    return {line[0]: (line[3], line[5], line[6]) for line in lines if line[1] == "2024"}


class TestTheRates:
    def test_are_those_of_the_year(self, library, enter):
        assert table(enter(library.people["manager"])) == {
            "合法性审核率": ("1", "2", "50.0%"),
            "报备率": ("1", "2", "50.0%"),
            "报备及时率": ("0", "2", "0.0%"),
            "公开征求意见率": ("1", "1", "100%"),
            "解读率": ("1", "1", "100%"),
        }

    def test_one_of_an_emergency_needs_no_consultation(self, office, enter):
        drafting = office.drafted(is_urgent=True, urgent_reason="应对台风红色预警")
        office.submitted(drafting, "2024-03-01")
        office.review(drafting, day="2024-03-01")
        office.register(office.signed(drafting))
        office.publish(drafting)
        assert table(enter(office.people["manager"]))["公开征求意见率"] == ("0", "0", "—")

    def test_are_drawn_and_each_number_opens_onto_its_documents(self, library, enter):
        client = enter(library.people["manager"])
        page = client.get(RATES).content.decode()
        assert 'width="110"' in page, "half of the longest bar"
        assert "metric=normative.issued_after_review&amp;year=2024" in page
        opened = client.get(
            COUNTED, {"metric": "normative.issued_after_review", "year": "2024"}
        ).content.decode()
        assert "2024年本年制发且经合法性审核的规范性文件：1件" in opened
        assert "金湾区老年人助餐服务办法" in opened
        assert "丁办法" not in opened
        assert library.page_of(library.drafting).desk_url in opened

    def test_documents_are_taken_away_as_a_spreadsheet(self, library, enter):
        said = {"metric": "normative.issued", "year": "2024", "as": "xlsx"}
        taken = enter(library.people["manager"]).get(COUNTED, said)
        head, *lines = load_workbook(io.BytesIO(taken.content)).active.iter_rows(values_only=True)
        assert head[:3] == ("标题", "文号", "发布机关")
        assert {line[:3] for line in lines} == {
            ("金湾区老年人助餐服务办法", "金湾府〔2024〕3号", "金湾区人民政府"),
            ("丁办法", "金湾府〔2024〕7号", "金湾区人民政府"),
        }  # fmt: skip

    def test_every_number_is_that_of_its_rows(self, library):
        orgs, year = library.room.org.subtree(), Period.year(2024)
        for rate in all_rates().values():
            part, whole = set(rate.part.rows_of(orgs, year)), set(rate.whole.rows_of(orgs, year))
            assert part <= whole, rate.name
            assert {rate.part.name, rate.whole.name} <= all_metrics().keys()


class TestWhoSees:
    def test_another_district_sees_its_own_alone(self, library, enter):
        elsewhere = other_office("440403", "斗门区人民政府")
        client = enter(elsewhere.people["manager"])
        assert table(client)["合法性审核率"] == ("0", "0", "—")
        said = {"metric": "normative.issued", "year": "2024"}
        assert "丁办法" not in client.get(COUNTED, said).content.decode()
        assert client.get(RATES, {"org": "440404"}).status_code == 404
        assert client.get(COUNTED, {**said, "org": "440404"}).status_code == 404

    def test_who_does_not_oversee_an_agency_does_not_count_it(self, library, enter):
        agency = Organisation.add(
            code="440404-03", name="金湾区教育局", short_name="教育", kind=Organisation.Kind.AGENCY,
            parent=library.room.org,
        )  # fmt: skip
        person = Person.objects.create_user("clerk", name="罗职员")
        Post.objects.create(org=agency, person=person, role="文件管理", since=date(2020, 1, 1))
        assert table(enter(person))["合法性审核率"] == ("0", "0", "—")

    @pytest.mark.parametrize(
        "said",
        [
            {"metric": "disclosure.received"}, {"metric": "x\x00"}, {"year": "0"}, {"year": "两千"}, {"year": "²"},
            {"year": "2025"}, {"year": "9" * 5000}, {"org": "no\x00body"},
        ],
        ids=str,
    )  # fmt: skip
    def test_what_is_not_there_is_not_found(self, office, enter, said):
        assert enter(office.people["manager"]).get(COUNTED, said).status_code == 404
