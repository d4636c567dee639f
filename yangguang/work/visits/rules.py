"""What is read from a line of the access log, which of it is a page that somebody looked at, and who is a robot."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from yangguang.rules.problems import Problem
from yangguang.rules.terms import terms_of

TERMS = terms_of("visits")

LOG_FORMAT = (
    r"$msec\t$remote_addr\t$request_method\t$status\t$request_uri\t$sent_http_content_type\t$http_user_agent"
)
"""One line of the access log, as nginx is told to write it: seven fields with tabs between (docs/visits.md).

nginx writes `\\xHH` for every control character that came from outside, so no field holds a tab or a line's end.
"""

BEACON = b"/seen.gif"
"""The address of the beacon (信标): one transparent pixel on every page, answered by the web server alone."""

OTHER_PAGES = "*"
"""Where the views of pages go that a day has no room for."""

LONGEST_LINE = 16 * 1024
LONGEST_TARGET = 1000
LONGEST_PATH = 200
LONGEST_AGENT = 1000

EPOCH = date(1970, 1, 1)
CHINA = 8 * 3600
"""How far the days of China are ahead of UTC, in seconds; there is no summer time."""
DAY = 24 * 3600


class BrokenLine(Exception):
    """A line that nginx did not write in our format: torn, forged, or of another log."""


class Request(NamedTuple):
    """What one line of the log says; it is forgotten as soon as it is counted.

    Args:
        at: when it was answered, in seconds since 1970.
        address: of the visitor; it goes into `visitor_key` and nowhere else.
        method: how it was asked.
        status: what was answered.
        target: the path with what follows `?`, as it was asked for.
        kind: the Content-Type of the answer.
        agent: what the visitor's program calls itself.
    """

    at: int
    address: bytes
    method: bytes
    status: bytes
    target: bytes
    kind: bytes
    agent: bytes


class Seen(NamedTuple):
    """A page that somebody looked at; `is_beacon` where the page itself said so, not the server that sent it."""

    path: str
    is_beacon: bool


def read_line(line: bytes) -> Request:
    """Return what a line of the log says.

    Raises:
        BrokenLine: when it is not in our format.

    >>> said = (b"1684108800.123", b"192.0.2.7", b"GET", b"200", b"/a/?b=1", b"text/html", b"Mozilla/5.0")
    >>> read_line(bytes([9]).join(said)).target
    b'/a/?b=1'
    """
    fields = line.rstrip(b"\r\n").split(b"\t")
    if len(fields) != 7 or len(line) > LONGEST_LINE:
        raise BrokenLine
    moment, address, method, status, target, kind, agent = fields
    # Digit by digit, since int() and float() would also take 1_0, nan and 1e9.
    if not (len(moment) == 14 and moment[10] == DOT and moment[:10].isdigit() and moment[11:].isdigit()):
        raise BrokenLine
    if not (address and len(status) == 3 and status.isdigit()):
        raise BrokenLine
    return Request(int(moment[:10]), address, method, status, target, kind, agent)


DOT = ord(".")


def seen(request: Request) -> Seen | None:
    """Return the page that was looked at, or None where none was: a picture, an error, a form that was sent.

    A page is what was asked for with GET and answered with HTML, newly (200) or as still the same (304). A beacon
    names the page that carries it, so that pages are counted, too, that a cache or a CDN has served.
    """
    if request.method != b"GET":
        return None
    if request.target.startswith(BEACON):
        return _seen_by_beacon(request)
    if request.kind.startswith(b"text/html"):
        if request.status not in (b"200", b"304"):
            return None
        address = request.target.partition(b"?")[0]
    else:
        # An answer that a page is still the same has no Content-Type.
        if request.status != b"304" or request.kind not in (b"", b"-"):
            return None
        address = request.target.partition(b"?")[0]
        if not _is_named_like_a_page(address):
            return None
    path = page_path(address) if len(address) <= LONGEST_TARGET else None
    return Seen(path, is_beacon=False) if path else None


def _seen_by_beacon(request: Request) -> Seen | None:
    address, _, query = request.target.partition(b"?")
    if address != BEACON or request.status not in (b"200", b"204") or not query.startswith(b"p="):
        return None
    named = query[2:].partition(b"&")[0]
    path = page_path(unquote_to_bytes(named)) if len(named) <= LONGEST_TARGET else None
    return Seen(path, is_beacon=True) if path else None


def _is_named_like_a_page(address: bytes) -> bool:
    """Whether an address is of a page, where no Content-Type says so: it ends in `/`, in `.html`, or in no kind."""
    last = address.rpartition(b"/")[2]
    return b"." not in last or last.endswith((b".html", b".htm"))


@lru_cache(maxsize=16_384)
def page_path(address: bytes) -> str | None:
    r"""Return the one path under which a page is counted, or None when it is no page of the public site.

    The same page has one path, whether its letters were escaped or not.

    >>> page_path(b"/%E6%94%BF%E7%AD%96/index.html"), page_path(rb"//a/./b\xE6\x94\xBF")
    ('/政策/', '/a/b政')
    >>> page_path(b"/static/ui/tokens.css"), page_path(b"/a%00b"), page_path(b"/%FF")
    (None, None, None)
    """
    raw = unquote_to_bytes(_ESCAPED_BY_NGINX.sub(lambda found: bytes.fromhex(found[1].decode()), address))
    try:
        path = raw.partition(b"?")[0].partition(b"#")[0].decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not path.startswith("/") or not path.isprintable():
        return None
    path = _without_detours(path).removesuffix("index.html")
    if len(path) > LONGEST_PATH or path.startswith(not_pages()):
        return None
    return path


_ESCAPED_BY_NGINX = re.compile(rb"\\x([0-9A-Fa-f]{2})")


def _without_detours(path: str) -> str:
    """Return a path without `//`, `/./` and `/../`, as the web server understands it."""
    if "//" not in path and "/." not in path:
        return path
    steps: list[str] = []
    parts = path.split("/")
    for step in parts:
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    end = "/" if steps and parts[-1] in ("", ".", "..") else ""
    return "/" + "/".join(steps) + end


@cache
def robots() -> dict[str, Any]:
    """Return the published list of robots, its version, and the addresses that are no pages."""
    return tomllib.loads(files(__package__).joinpath("robots.toml").read_text(encoding="utf-8"))


@cache
def robots_version() -> str:
    """Return the version of the list, which every day remembers."""
    return str(robots()["version"])


@cache
def not_pages() -> tuple[str, ...]:
    """Return how addresses begin that are no pages of the public site."""
    return tuple(prefix for each in robots()["not_pages"] for prefix in each["prefixes"])


@cache
def _robots_pattern() -> re.Pattern[bytes]:
    everyone = "|".join(f"(?:{each['pattern']})" for each in robots()["robots"])
    return re.compile(everyone.encode(), re.IGNORECASE)


@lru_cache(maxsize=16_384)
def _is_robot(agent: bytes) -> bool:
    return agent in (b"", b"-") or bool(_robots_pattern().search(agent))


def is_robot(agent: bytes) -> bool:
    """Whether a program says that it is no browser, or says nothing at all.

    >>> is_robot(b"Mozilla/5.0 (compatible; Baiduspider/2.0)"), is_robot(b"-")
    (True, True)
    >>> is_robot(b"Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) Chrome/120.0 Mobile")
    False
    """
    return _is_robot(agent[:LONGEST_AGENT])


def visitor_key(address: bytes, agent: bytes, salt: bytes) -> str:
    """Return the name of a visitor for one day; without the salt of that day nobody can tell whose it is."""
    return blake2b(address + b"\t" + agent, key=salt, digest_size=9).hexdigest()


def day_number(at: int) -> int:
    """Return the day in China of a moment, in days since 1970.

    >>> day_of(day_number(1684166399)), day_of(day_number(1684166400))   # one second before midnight, and midnight
    (datetime.date(2023, 5, 15), datetime.date(2023, 5, 16))
    """
    return (at + CHINA) // DAY


def day_of(number: int) -> date:
    """Return the day with this number."""
    return EPOCH + timedelta(days=number)


def number_of(day: date) -> int:
    """Return the number of a day."""
    return (day - EPOCH).days


def midnight(number: int) -> int:
    """Return when a day begins in China, in seconds since 1970."""
    return number * DAY - CHINA


def why_not_bring_in(on: date, pages: Iterable[tuple[int, int]], *, visitors: int) -> Iterator[Problem]:
    """Say what is wrong with a day that another system counted.

    Args:
        on: the day.
        pages: visits and views of each page.
        visitors: that day.

    >>> [problem.message for problem in why_not_bring_in(date(2022, 5, 14), [(3, 2)], visitors=1)]
    ['2022-05-14有页面的访问次数3多于浏览量2，请核对；从一页开始的访问至少浏览了这一页。']
    """
    looked = 0
    for visits, views in pages:
        looked += views
        if visits > views:
            yield Problem(
                f"{on}有页面的访问次数{visits}多于浏览量{views}，请核对；从一页开始的访问至少浏览了这一页。",
                "days",
            )
        if visits < 0 or views < 0:
            yield Problem(f"{on}有页面的数字是负数，请核对。", "days")
    if not 0 <= visitors <= looked:
        yield Problem(f"{on}的独立访客{visitors}应在0至浏览量{looked}之间，请核对。", "days")


def largest_remainder(total: int, weights: list[float]) -> list[int]:
    """Split `total` in proportion to `weights`, so that the parts add up to it exactly (最大余数法).

    >>> largest_remainder(10, [1, 1, 1])
    [4, 3, 3]
    >>> sum(largest_remainder(2_850_480, [0.1, 7, 3.3]))
    2850480
    """
    whole = sum(weights)
    quotas = [total * weight / whole for weight in weights]
    parts = [int(quota) for quota in quotas]
    places = sorted(range(len(weights)), key=lambda place: (parts[place] - quotas[place], place))
    for place in places[: total - sum(parts)]:
        parts[place] += 1
    return parts
