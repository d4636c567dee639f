"""The demo district: what it shows, that it is marked as invented, and that it is made once."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from yangguang.core.cases import queries as cases
from yangguang.core.cases.models import Case, Clock, ClockEvent
from yangguang.core.matters.models import Item
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.publishing.addresses import path_of
from yangguang.core.publishing.models import Publication
from yangguang.core.publishing.queries import live_below
from yangguang.core.records import queries as ledgers
from yangguang.core.records.models import Anchor, Record
from yangguang.rules.periods import Period
from yangguang.web import database
from yangguang.web.commands.demo import _empty
from yangguang.web.demo import seed
from yangguang.web.demo.district import PASSWORD, SIGN_INS, found_district
from yangguang.web.demo.stories import Teller
from yangguang.web.testing import Demo
from yangguang.work.disclosure import queries
from yangguang.work.disclosure.models import Contest, DisclosureRequest, Letter
from yangguang.work.normative.pages import Interpretation, PolicyDocument
from yangguang.work.portal.pages import Column
from yangguang.work.reports.models import Edition

MARK = "示范数据"


@pytest.fixture(scope="class")
def district(demo: Demo) -> Iterator[Organisation]:
    with demo() as district:
        yield district


class TestTheSmallDemo:
    def test_has_ledgers_that_verify(self, district):
        assert [broken for _, broken in ledgers.verify() if broken] == []
        assert Record.objects.values("org_id").distinct().count() > 5
        assert Anchor.objects.get().on == timezone.localdate()

    def test_was_made_by_acts_alone(self, district):
        """Every case, letter and contest has an act in the ledger of its organisation."""
        for asked in DisclosureRequest.objects.all():
            kinds = set(ledgers.history_of(asked.case).values_list("kind", flat=True))
            assert kinds & {"disclosure.submitted", "disclosure.taken_in"}
            assert ("disclosure.delivered" in kinds) == bool(asked.answer_number and asked.closed_on)
        assert Record.objects.filter(kind="disclosure.contested").count() == Contest.objects.count()
        assert Record.objects.filter(kind="reports.frozen").count() == Edition.objects.count()

    def test_has_work_that_is_late(self, district):
        assert cases.overdue(district.subtree(), timezone.localdate()).exists()

    def test_has_requests_that_were_paused_extended_corrected_and_given_up(self, district):
        kinds = set(ClockEvent.objects.values_list("kind", flat=True))
        assert {"paused", "resumed", "extended", "restarted", "done", "stopped"} <= kinds
        assert Letter.objects.filter(kind=Letter.Kind.CONSULTATION).exists()
        assert Letter.objects.filter(kind=Letter.Kind.EXTENSION).exists()

    def test_has_an_answer_that_came_late(self, district):
        late = Clock.objects.filter(key="reply", state=Clock.State.DONE, closed_on__gt=F("due_on"))
        assert late.exists()

    def test_has_a_request_carried_over_into_another_year(self, district):
        carried = [queries.carried_over(district.subtree(), Period.year(year)).count() for year in seed.YEARS]
        assert any(carried)

    def test_has_cases_under_way_ended_and_stopped(self, district):
        assert set(Case.objects.values_list("state", flat=True)) == set(Case.State.values)

    def test_has_outcomes_of_all_groups_and_contests(self, district):
        rows = set(DisclosureRequest.objects.values_list("row", flat=True))
        groups = {"granted", "partial", "denied", "unable", "refused", "other"}
        assert groups <= {row.split("_")[0] for row in rows}
        assert Contest.objects.exists()

    def test_has_reports_of_three_years_without_an_error(self, district):
        assert list(Edition.objects.values_list("year", flat=True).order_by("year")) == list(seed.YEARS)

    def test_has_pages_at_every_stage(self, district):
        stages = set(Publication.objects.values_list("stage", flat=True))
        assert stages == {"draft", "review", "done", "withdrawn"}
        assert Publication.objects.filter(owed_until__isnull=False).exists()

    def test_has_no_empty_column(self, district):
        """An empty column would be found by the inspection of sites (空白栏目)."""
        empty = [each.title for each in Column.objects.all() if not live_below(each).exists()]
        assert empty == []

    def test_leads_from_its_catalogues_to_columns_that_there_are(self, district):
        there = {path_of(each) for each in Column.objects.all()}
        assert set(Item.objects.exclude(column="").values_list("column", flat=True)) <= there

    def test_has_documents_of_every_validity_each_with_a_number(self, district):
        documents = PolicyDocument.objects.all()
        today = timezone.localdate()
        assert {each.validity(today).value for each in documents} == {
            "in_force", "not_yet", "expired", "repealed",
        }  # fmt: skip
        assert all(each.number for each in documents)

    def test_explains_documents_in_words_pictures_and_questions(self, district):
        assert set(Interpretation.objects.values_list("form", flat=True)) == {"text", "picture", "questions"}
        for each in Interpretation.objects.all():
            assert each.publication.published_at == each.of.publication.published_at

    def test_published_nothing_that_six_people_did_not_sign(self, district):
        reviewed = Publication.objects.filter(published_at__isnull=False, owed_until=None)
        for each in reviewed:
            signed = each.signatures.filter(passed=True).exclude(node="submitted")
            assert signed.values("person").distinct().count() == 6, each.page.title
            assert each.author_id not in signed.values_list("person", flat=True)

    def test_lets_everybody_in_who_is_printed(self, district):
        for each in SIGN_INS:
            person = Person.objects.get(username=each.username)
            assert person.check_password(PASSWORD)
            client = Client()
            client.force_login(person, "django.contrib.auth.backends.ModelBackend")
            assert (client.get("/office/").status_code == 200) == (each.username != "resident")

    def test_lets_nobody_else_in(self, district):
        others = Person.objects.exclude(username__in=[each.username for each in SIGN_INS])
        assert others.exists()
        assert not [person for person in others if person.has_usable_password()]

    def test_has_no_identity_number_that_somebody_could_have(self, district):
        """The region 000000 does not exist, and the telephone numbers 1390000xxxx are those of the demo."""
        people = DisclosureRequest.objects.filter(applicant_kind="natural_person")
        assert people.exists()
        assert not people.exclude(identity__startswith="000000").exists()
        assert not DisclosureRequest.objects.exclude(phone__startswith="1390000").exists()

    def test_is_complete(self, district):
        assert seed.is_begun()
        assert seed.is_filled()

    @pytest.fixture
    def visitor(self, district, settings) -> Client:
        settings.DEMO = True
        asked = DisclosureRequest.objects.exclude(answer_number="").first()
        client = Client(raise_request_exception=False)
        client.post("/disclosure/track/", {"number": asked.case.number, "code": asked.code})
        self.asked = asked
        return client

    def pages(self) -> list[str]:
        org, asked = self.asked.org.code, self.asked.pk
        year = max(seed.YEARS)
        return [
            *plain_addresses(),
            f"/disclosure/apply/{org}/",
            f"/disclosure/requests/{asked}/",
            f"/disclosure/requests/{asked}/?receipt=1",
            f"/disclosure/requests/{asked}/proof/",
            f"/reports/440404/{year}/",
            "/nothing/",
        ]

    def test_is_marked_on_each_public_page(self, visitor):
        for address in self.pages():
            page = visitor.get(address, follow=True)
            if page.status_code == 405:
                continue  # it takes what somebody types, and is no page
            assert page.status_code in (200, 404), address
            if page["Content-Type"].startswith("text/html"):
                assert MARK in page.content.decode(), address

    def test_is_marked_nowhere_on_a_real_site(self, visitor, settings, tmp_path):
        settings.DEMO = False
        settings.PUBLIC_ROOT = tmp_path  # the files of the demo were written with its mark
        for address in self.pages():
            assert MARK.encode() not in visitor.get(address, follow=True).content, address

    def test_is_marked_in_the_office(self, visitor):
        visitor.force_login(Person.objects.get(username="head"), "django.contrib.auth.backends.ModelBackend")
        for address in ("/office/", "/office/disclosure/", f"/office/disclosure/{self.asked.pk}/"):
            assert MARK in visitor.get(address).content.decode(), address


def test_a_story_is_the_same_every_time():
    first, second = (Teller(seed.SEED + 1, "珠海市金湾区") for _ in range(2))
    told = [(each._person(), each._identity(), each.random.random()) for each in (first, second)]
    assert told[0] == told[1]


def plain_addresses() -> list[str]:
    """Return the addresses of the portal and the account that take nothing from the address."""
    found = []

    def walk(resolver, before: str) -> None:
        for each in resolver.url_patterns:
            address = f"{before}{each.pattern}"
            if address.startswith("office/") or "<" in address or "^" in address:
                continue
            if hasattr(each, "url_patterns"):
                walk(each, address)
            elif "recovery-codes/download" not in address:
                found.append(f"/{address}")

    walk(get_resolver(), "")
    return found


def _address_of_this_database() -> str:
    before, _, after = database.own_url(settings.HOME).partition("/yangguang?")
    return f"{before}/{connection.settings_dict['NAME']}?{after}"


def run_demo() -> subprocess.CompletedProcess[str]:
    """Run the command on the database of this test."""
    address = _address_of_this_database()
    command = [sys.executable, "-m", "yangguang.web.cli", "demo", "--no-serve", "--size", "small"]
    env = {**os.environ, "DATABASE_URL": address}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


@pytest.mark.django_db(transaction=True)
class TestMakingIt:
    def test_begins_with_nothing(self):
        assert not seed.is_begun()
        assert not seed.is_filled()

    def test_that_is_done_is_not_done_again(self):
        """The ledgers are anchored last, so an anchor says that all is there."""
        found_district()
        Anchor.objects.create(on=timezone.localdate(), heads={}, algorithm="sm3", previous="", hash="")
        before = Organisation.objects.count(), Record.objects.count()
        done = run_demo()
        assert done.returncode == 0, done.stderr
        assert "三年的申请" not in done.stderr
        assert (Organisation.objects.count(), Record.objects.count()) == before

    def test_that_was_interrupted_is_known_as_such(self):
        found_district()
        assert seed.is_begun()
        assert not seed.is_filled()

    def test_that_was_interrupted_takes_nothing_out_of_a_server_of_somebody_else(self):
        found_district()
        before = Organisation.objects.count()
        done = run_demo()
        assert (done.returncode, done.stdout) == (2, "")
        assert "请清空它，或换一个空数据库再试" in done.stderr
        assert "Traceback" not in done.stderr
        assert Organisation.objects.count() == before

    def test_that_was_interrupted_begins_anew_in_our_own(self, monkeypatch, capsys):
        """Nothing is left but an empty database, in which every table is made anew."""
        monkeypatch.delenv("DATABASE_URL", raising=False)
        found_district()
        _empty()
        assert connection.introspection.table_names() == []
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        assert {f"{migration.app_label}.{migration.name}" for migration, _ in waiting} >= {
            "orgs.0001_initial",
            "records.0001_initial",
        }
        assert "重新准备" in capsys.readouterr().out


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def new_home() -> Iterator[Path]:
    """A home folder that the server's own user can enter, too."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def hears_ctrl_c() -> None:
    """Let a program be stopped as at a terminal, also where these tests were started in the background of a shell."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def filled_home(demo: Demo, new_home) -> Path:
    """A home folder in which the demo was made before: the database that belongs to it, and its files."""
    with demo(), database.running(new_home) as url:
        programs = database.programs()
        dumped = subprocess.run(
            [programs / "pg_dump", "--format=custom", _address_of_this_database()],
            capture_output=True,
            check=True,
        )
        subprocess.run([programs / "pg_restore", f"--dbname={url}"], input=dumped.stdout, check=True)
        for name in ("MEDIA_ROOT", "PUBLIC_ROOT", "ARCHIVE_ROOT"):
            if (made := Path(getattr(settings, name))).exists():
                shutil.copytree(made, new_home / made.name)
    return new_home


@pytest.mark.slow
class TestServingIt:
    """A whole start: a database of its own, the server, and Ctrl-C."""

    def test_tells_of_its_addresses_once_they_answer_and_leaves_nothing_running(self, filled_home, free_port):
        new_home = filled_home
        command = [sys.executable, "-m", "yangguang.web.cli", "demo", "--size", "small"]
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        with subprocess.Popen(
            [*command, "--port", str(free_port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**env, "YG_HOME": str(new_home)},
            preexec_fn=hears_ctrl_c,
        ) as demo:
            told = next(line for line in demo.stdout if "网站" in line)
            asked = HTTPConnection("127.0.0.1", free_port, timeout=30)
            asked.request("GET", "/")
            answer = asked.getresponse()
            assert (answer.status, MARK in answer.read().decode()) == (200, True)
            asked.close()
            demo.send_signal(signal.SIGINT)
            said = told + demo.stdout.read()
            assert demo.wait(60) == 0
        assert f"http://localhost:{free_port}/" in said
        assert all(each.username in said for each in SIGN_INS)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", free_port))
        assert (new_home / "postgres" / "cluster").is_dir()
        assert not (new_home / "postgres" / "cluster" / "postmaster.pid").exists()
        self.a_report_made_later_says_that_it_is_invented({**env, "YG_HOME": str(new_home)}, new_home)

    def a_report_made_later_says_that_it_is_invented(self, env, folder):
        command = [sys.executable, "-m", "yangguang.web.cli", "report", "disclosure", "2023"]
        where = ["--org", "440404", "--format", "html", "--out", str(folder)]
        subprocess.run([*command, *where], check=True, capture_output=True, env=env)
        assert MARK in (folder / "disclosure-440404-2023.html").read_text(encoding="utf-8")
