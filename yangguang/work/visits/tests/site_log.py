"""Lines of an access log, and a day at a site of which the visits are counted in another, slower way."""

from collections import Counter, defaultdict
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"
BAIDU = "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"


def moment(words: str) -> int:
    """Return a moment in China, such as 2023-05-15 23:50, in seconds since 1970."""
    return int(datetime.fromisoformat(words).replace(tzinfo=SHANGHAI).timestamp())


def line(
    at: str | int, path="/", *, who="192.0.2.7", agent=CHROME, status=200, method="GET", kind="text/html"
) -> bytes:
    seconds = at if isinstance(at, int) else moment(at)
    fields = (f"{seconds}.000", who, method, str(status), path, kind, agent)
    return "\t".join(fields).encode() + b"\n"


def beacon(at: str | int, page="/", **given) -> bytes:
    return line(at, f"/seen.gif?p={page}", kind="image/gif", **given)


def days_at_a_site(seed: int, visitors: int = 60, since: str = "2023-05-14 20:00", hours: int = 34) -> bytes:
    """Return the log of some busy hours with two midnights in it: people, robots, beacons, pictures and errors."""
    random = Random(seed)
    begin = moment(since)
    found = []
    for number in range(visitors):
        who, agent = f"192.0.2.{number % 40}", random.choice([FIREFOX, CHROME, CHROME, BAIDU])
        at = begin + random.randrange(hours * 3600)
        for _ in range(random.randrange(1, 12)):
            path = random.choice(["/", "/a/", "/b.html", "/c/d/"])
            found.append((at, line(at, path, who=who, agent=agent, status=random.choice([200, 200, 304]))))
            if random.random() < 0.6:
                later = at + random.randrange(0, 40)
                found.append((later, beacon(later, path, who=who, agent=agent)))
            if random.random() < 0.2:
                alone = at + random.randrange(100, 900)
                found.append((alone, beacon(alone, random.choice(["/", "/e/"]), who=who, agent=agent)))
            found.append((at, line(at, "/static/x.css", who=who, agent=agent, kind="text/css")))
            found.append((at, line(at, "/nothing/", who=who, agent=agent, status=404)))
            at += random.choice([5, 40, 300, 1500, 1799, 1800, 1801, 4000])
    found.sort(key=lambda each: each[0])
    return b"".join(text for _, text in found)


def counted_by_hand(log: bytes) -> dict[str, Counter]:
    """Count a log in which no visitor comes as a robot does, all lines at once: as one would with paper and pencil."""
    looks = defaultdict(list)
    robots = Counter()
    for text in log.decode().splitlines():
        seconds, who, _, status, target, kind, agent = text.split("\t")
        at, is_beacon = int(seconds.partition(".")[0]), target.startswith("/seen.gif?p=")
        if is_beacon:
            target = target.removeprefix("/seen.gif?p=")
        elif kind != "text/html" or status not in ("200", "304"):
            continue
        if "spider" in agent:
            robots[_day(at)] += 1
        else:
            looks[who, agent].append((at, target, is_beacon))
    visits, views, visitors = Counter(), Counter(), Counter()
    for one in looks.values():
        sittings = [[one[0]]]
        for look in one[1:]:
            if look[0] - sittings[-1][-1][0] > 1800:
                sittings.append([])
            sittings[-1].append(look)
        days = set()
        for sitting in sittings:
            first_at, first_path, _ = sitting[0]
            visits[_day(first_at), first_path] += 1
            for path in {path for _, path, _ in sitting}:
                for at in _looks_at([(at, is_beacon) for at, each, is_beacon in sitting if each == path]):
                    views[_day(at), path] += 1
                    days.add(_day(at))
        visitors.update(days)
    return {"visits": visits, "views": views, "visitors": visitors, "robots": robots}


def _looks_at(signs: list[tuple[int, bool]]) -> list[int]:
    """Return when a page was looked at: every sign, less those that pair with an earlier one of the other kind."""
    alone: list[tuple[int, bool]] = []
    looked = []
    for at, is_beacon in signs:
        partner = next((each for each in alone if each[1] != is_beacon and at - each[0] <= 60), None)
        if partner:
            alone.remove(partner)
        else:
            alone.append((at, is_beacon))
            looked.append(at)
    return looked


def _day(at: int) -> str:
    return datetime.fromtimestamp(at, SHANGHAI).date().isoformat()
