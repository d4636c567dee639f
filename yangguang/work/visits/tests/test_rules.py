"""What one line of the log says: by tables, with what is torn, forged and hostile."""

import pytest

from yangguang.work.visits.rules import (
    LONGEST_LINE,
    BrokenLine,
    Seen,
    is_robot,
    largest_remainder,
    page_path,
    read_line,
    robots,
    robots_version,
    seen,
    visitor_key,
)
from yangguang.work.visits.tests.site_log import BAIDU, CHROME, FIREFOX, beacon, line

AT = 1684108800


class TestLines:
    def test_says_what_was_asked_and_answered(self):
        request = read_line(line(AT, "/a/?q=1", status=304, agent=FIREFOX))
        assert (request.at, request.status, request.target) == (AT, b"304", b"/a/?q=1")

    @pytest.mark.parametrize(
        "text",
        [
            b"",
            b"\n",
            b"\0" * 100,
            b"\xff\xfe\n",
            b"GET / HTTP/1.1\n",
            b'192.0.2.7 - - [15/May/2023:08:00:00 +0800] "GET / HTTP/1.1" 200 5 "-" "-"\n',
            line(AT)[:40],
            line(AT).replace(b"\t", b" "),
            line(AT).rstrip(b"\n") + b"\tmore\n",
            line(AT).replace(b"1684108800.000", b"1684108800"),
            line(AT).replace(b"1684108800.000", b"nan"),
            line(AT).replace(b"1684108800.000", b"1684_08800.000"),
            line(AT).replace(b"1684108800.000", b"-684108800.000"),
            line(AT).replace(b"192.0.2.7", b""),
            line(AT).replace(b"\t200\t", b"\t2x0\t"),
            line(AT).replace(b"\t200\t", b"\t2000\t"),
            line(AT, "/" + "a" * 1_000_000),
            line(AT, agent="a" * LONGEST_LINE),
        ],
    )
    def test_in_another_form_is_broken(self, text):
        with pytest.raises(BrokenLine):
            read_line(text)


class TestPages:
    @pytest.mark.parametrize(
        ("given", "page"),
        [
            ({}, True),
            ({"status": 304}, True),
            ({"status": 304, "kind": "-"}, True),
            ({"status": 304, "path": "/a/b.html", "kind": "-"}, True),
            ({"status": 304, "path": "/a/b.pdf", "kind": "-"}, False),
            ({"kind": "text/html; charset=utf-8"}, True),
            ({"status": 304, "path": "/feed/", "kind": "application/rss+xml"}, False),
            ({"status": 200, "kind": "-"}, False),
            ({"method": "HEAD"}, False),
            ({"method": "POST"}, False),
            ({"status": 404}, False),
            ({"status": 301}, False),
            ({"status": 206}, False),
            ({"status": 500}, False),
            ({"kind": "application/rss+xml", "path": "/feed/"}, False),
            ({"kind": "application/pdf", "path": "/a.pdf"}, False),
            ({"path": "/static/a.html"}, False),
            ({"path": "/office/"}, False),
            ({"path": "/my/"}, False),
            ({"path": "/disclosure/requests/1/"}, False),
            ({"path": "http://elsewhere/"}, False),
            ({"path": "*"}, False),
        ],
    )
    def test_are_what_was_asked_for_and_answered_with_html(self, given, page):
        found = seen(read_line(line(AT, **given)))
        assert (found is not None) is page
        assert not (found and found.is_beacon)

    @pytest.mark.parametrize(
        ("target", "found"),
        [
            ("/seen.gif?p=/a/", Seen("/a/", True)),
            ("/seen.gif?p=%2Fa%2F&x=1", Seen("/a/", True)),
            ("/seen.gif?p=/a/%3Fq=1", Seen("/a/", True)),
            ("/seen.gif", None),
            ("/seen.gif?p=", None),
            ("/seen.gif?q=/a/", None),
            ("/seen.gif?p=a", None),
            ("/seen.gif?p=/office/", None),
            ("/seen.gif?p=/" + "a" * 2000, None),
            ("/seen.gif?p=/%00", None),
        ],
    )
    def test_are_named_by_their_beacons(self, target, found):
        assert seen(read_line(line(AT, target, kind="image/gif"))) == found

    def test_beacon_that_was_refused_is_none(self):
        assert seen(read_line(beacon(AT, "/a/", status=404))) is None
        assert seen(read_line(beacon(AT, "/a/", status=204))) == Seen("/a/", True)
        assert seen(read_line(beacon(AT, "/a/", method="POST"))) is None

    @pytest.mark.parametrize(
        ("asked", "path"),
        [
            (b"/", "/"),
            (b"/index.html", "/"),
            (b"/a//b/", "/a/b/"),
            (b"//evil.example/", "/evil.example/"),
            (b"/a/../../b", "/b"),
            (b"/a/..", "/"),
            (b"/a/b/..", "/a/"),
            (b"/a/.", "/a/"),
            (b"/%E6%94%BF", "/政"),
            (b"/\\xE6\\x94\\xBF", "/政"),
            (b"/<script>alert(1)</script>", "/<script>alert(1)</script>"),
            (b"/a%0Ab", None),
            (b"/a\\x00b", None),
            (b"/%E2%80%AEgnp.exe", None),
            (b"/%ff%fe", None),
            (b"/" + b"a" * 200, None),
            (b"", None),
            (b"/a/../office/", None),
        ],
    )
    def test_have_one_path_each(self, asked, path):
        assert page_path(asked) == path


class TestRobots:
    @pytest.mark.parametrize(
        "agent",
        [
            BAIDU, "", "-", "curl/8.5.0", "Wget/1.21", "python-requests/2.31", "Go-http-client/2.0", "Java/17.0.1",
            "Mozilla/5.0 (compatible; bingbot/2.0)", "Sogou web spider/4.0", "Mozilla/5.0 HeadlessChrome/120.0",
            "Bytespider", "GPTBot/1.0", "Mozilla/5.0 (compatible; YangguangPatrol)", "sqlmap/1.7", "Zabbix",
        ],
    )  # fmt: skip
    def test_say_so(self, agent):
        assert is_robot(agent.encode())

    @pytest.mark.parametrize(
        "agent",
        [
            CHROME, FIREFOX,
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.44",
            "Mozilla/5.0 (Linux; Android 12; CUBOT P60) AppleWebKit/537.36 Chrome/119.0 Mobile Safari/537.36",
            "Mozilla/5.0 (Linux; U; Android 10; zh-CN) AppleWebKit/537.36 UCBrowser/13.0 Mobile Safari/537.36",
            "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)",
        ],
    )  # fmt: skip
    def test_people_are_none(self, agent):
        assert not is_robot(agent.encode())

    def test_are_listed_with_a_version_and_a_reason_each(self):
        assert robots_version()
        for each in (*robots()["robots"], *robots()["not_pages"]):
            assert each["reason"].endswith("。")

    def test_agent_of_any_length_is_looked_at_in_its_first_part_only(self):
        assert not is_robot(b"a" * 10_000 + b"bot")


def test_key_of_a_visitor_depends_on_address_agent_and_salt():
    keys = {
        visitor_key(a, b, salt) for a in (b"1", b"2") for b in (b"x", b"y") for salt in (b"s" * 32, b"t" * 32)
    }
    assert len(keys) == 8


@pytest.mark.parametrize("total", [0, 1, 7, 2_850_480])
def test_parts_add_up_to_the_total_and_none_is_off_by_one_or_more(total):
    weights = [0.31, 2.0, 5.5, 1e-9, 0.31]
    parts = largest_remainder(total, weights)
    assert sum(parts) == total
    assert all(
        abs(part - total * weight / sum(weights)) < 1 for part, weight in zip(parts, weights, strict=True)
    )
