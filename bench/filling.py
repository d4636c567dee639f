"""Filling the scratch database: years of requests of many organisations, as their acts would have left them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from django.db import connection, transaction
from tqdm import tqdm

from yangguang.core.cases import calendar, versions
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.records.keys import org_key
from yangguang.work.disclosure.processes import PROCESSES

from .sizes import Size

TODAY = date(2026, 12, 30)
"""Near the end of the last year whose days off are announced, so that a notice for the next one moves dates."""

AT = datetime(2021, 1, 1, tzinfo=UTC)
CITY = "440400"
ROLES = ("受理窗口", "公开工作机构", "责任科室", "法制审核", "公开工作机构负责人")
SHARE_AT_ONCE = 50_000

WORKDAYS = """
CREATE TEMPORARY TABLE workday AS SELECT ordinal AS n, date AS "on" FROM cases_day WHERE work;
CREATE UNIQUE INDEX ON workday (n);
ANALYZE workday
"""

SHAPES = """
CREATE TABLE bench_shape AS
WITH drawn AS MATERIALIZED (
    SELECT n, floor(power(random(), 3) * %(orgs)s)::int AS place, sqrt(random()) AS since, random() AS lag,
           random() AS who, random() AS answer, random() AS late
    FROM generate_series(1, %(cases)s) n
), marks AS (
    SELECT (SELECT min(ordinal) FROM cases_day WHERE date = '2021-01-04') AS first,
           (SELECT min(ordinal) FROM cases_day WHERE date = '2026-11-16') AS last,
           (SELECT min(ordinal) FROM cases_day WHERE date = %(today)s) AS today
), placed AS (
    SELECT drawn.*, n <= %(running)s AS is_running,
           n > %(running)s AND n <= %(running)s + %(corrected)s AS was_corrected,
           CASE WHEN n > %(running)s THEN first + floor(since * (last - first))::int
                WHEN late < 0.9 THEN today - floor(lag * 20)::int
                ELSE today - 21 - floor(lag * 40)::int END AS received,
           CASE WHEN late < 0.97 THEN 5 + floor(lag * 16)::int ELSE 21 + floor(lag * 10)::int END AS taken
    FROM drawn, marks
)
SELECT placed.n, org.id AS org_id, org.id / 1000000 * 1000000000000 AS region, was_corrected, received,
       CASE WHEN NOT is_running THEN 'closed' WHEN n %% 20 < 6 THEN 'examine' WHEN n %% 20 < 14 THEN 'draft'
            WHEN n %% 20 < 19 THEN 'deliver' ELSE 'correct' END AS stage,
       CASE WHEN NOT is_running THEN received + taken END AS closed,
       (%(applicants)s::text[])[1 + floor(power(who, 3) * %(applicants_count)s)::int] AS applicant,
       (%(rows)s::text[])[1 + floor(answer * answer * %(rows_count)s)::int] AS row,
       (%(outcomes)s::text[])[1 + floor(answer * answer * %(rows_count)s)::int] AS outcome
FROM placed JOIN bench_org org USING (place)
"""
"""What each case is like: whose it is, where it stands, and on the how-many-th working days it came and closed."""

CASES = """
INSERT INTO cases_case (id, org_id, version_id, number, title, state, fields, received_on, opened_at, closed_at, ending)
SELECT region + shape.n, org_id, %(version)s, '公开〔' || extract(year FROM came."on") || '〕' || shape.n || '号',
       '申请公开第' || shape.n || '号信息', CASE WHEN closed IS NULL THEN 'running' ELSE 'ended' END, '{}',
       came."on", came."on" + time '09:00', went."on" + time '16:00', CASE WHEN closed IS NULL THEN '' ELSE 'end' END
FROM bench_shape shape JOIN workday came ON came.n = received LEFT JOIN workday went ON went.n = closed
WHERE shape.n BETWEEN %(since)s AND %(until)s
"""

STEPS = """
INSERT INTO cases_step (id, org_id, case_id, node, via, role, state, began_on, workdays, due_on, on_expire,
                        opened_at, closed_at, outcome, opinion, done_by_id, done_by_name, supervised_at)
SELECT region + shape.n * 8 + step.place, shape.org_id, region + shape.n, node, via, role,
       CASE WHEN step.is_open THEN 'open' ELSE 'done' END, began."on", workdays, due."on", '',
       began."on" + time '10:00', CASE WHEN NOT step.is_open THEN done."on" + time '11:00' END,
       CASE WHEN step.is_open THEN '' ELSE step.outcome END, '',
       CASE WHEN NOT step.is_open THEN org.clerk_id END, CASE WHEN step.is_open THEN '' ELSE '经办人' END, NULL
FROM (SELECT *, stage = 'correct' OR was_corrected AS asked FROM bench_shape
      WHERE n BETWEEN %(since)s AND %(until)s) shape
JOIN bench_org org ON org.id = shape.org_id
CROSS JOIN LATERAL (
    SELECT 0 AS place, 'register' AS node, 'f_start' AS via, '受理窗口' AS role, NULL::int AS workdays,
           received AS begins, received AS ends, '' AS outcome, false AS is_open
    UNION ALL SELECT 1, 'examine', 'f_registered', '公开工作机构', 7, received, received + 1,
           CASE WHEN asked THEN 'unclear' ELSE 'accept' END, stage = 'examine'
    UNION ALL SELECT 2, 'correct', 'f_unclear', '申请人', NULL, received + 1, received + 2, '', stage = 'correct'
           WHERE asked
    UNION ALL SELECT 3, 'examine', 'f_corrected', '公开工作机构', 7, received + 2, received + 2, 'accept', false
           WHERE was_corrected
    UNION ALL SELECT 4, 'draft', 'f_accept', '责任科室', 10, received + 2, received + 4, '', stage = 'draft'
           WHERE stage IN ('draft', 'deliver', 'closed')
    UNION ALL SELECT 5, 'deliver', 'f_drafted', '受理窗口', NULL, received + 4, coalesce(closed, received + 4), '',
           stage = 'deliver' WHERE stage IN ('deliver', 'closed')
) step
JOIN workday began ON began.n = step.begins JOIN workday done ON done.n = step.ends
LEFT JOIN workday due ON due.n = step.begins + step.workdays
"""

CLOCKS = """
INSERT INTO cases_clock (id, org_id, case_id, key, kind, unit, state, anchor_on, remaining, due_on, provisional,
                         closed_on)
SELECT region + shape.n, org_id, region + shape.n, 'reply', 'max', 'workdays',
       CASE WHEN closed IS NOT NULL THEN 'done' WHEN stage = 'correct' THEN 'paused' ELSE 'running' END,
       came."on", CASE WHEN stage = 'correct' THEN 19 ELSE 20 END,
       CASE WHEN stage <> 'correct' THEN due."on" END, coalesce(stage <> 'correct' AND due."on" >= '2027-01-01', false),
       went."on"
FROM bench_shape shape
JOIN workday came ON came.n = received + CASE WHEN was_corrected THEN 2 WHEN stage = 'correct' THEN 1 ELSE 0 END
JOIN workday due ON due.n = came.n + 20 LEFT JOIN workday went ON went.n = closed
WHERE shape.n BETWEEN %(since)s AND %(until)s
"""

EVENTS = """
INSERT INTO cases_clockevent (id, org_id, clock_id, kind, "on", workdays, step_id, at)
SELECT region + shape.n * 8 + event.place, org_id, region + shape.n, kind, happened."on", 0,
       CASE WHEN kind IN ('paused', 'resumed') THEN region + shape.n * 8 + 2 END, happened."on" + time '10:00'
FROM bench_shape shape
CROSS JOIN LATERAL (
    SELECT 0 AS place, 'started' AS kind, received AS n
    UNION ALL SELECT 1, 'paused', received + 1 WHERE stage = 'correct' OR was_corrected
    UNION ALL SELECT 2, 'resumed', received + 2 WHERE was_corrected
    UNION ALL SELECT 3, 'restarted', received + 2 WHERE was_corrected
    UNION ALL SELECT 4, 'done', closed WHERE closed IS NOT NULL
) event JOIN workday happened ON happened.n = event.n
WHERE shape.n BETWEEN %(since)s AND %(until)s
"""

REQUESTS = """
INSERT INTO disclosure_disclosurerequest (
    case_id, org_id, account_id, code, channel, submitted_at, arrived_on, confirmed_on, received_on, applicant_kind,
    applicant, identity, representative, phone, email, address, needs_help, wanted, form, way, outcome, row, answer,
    answer_number, closed_on, fee_due, fee)
SELECT region + shape.n, org_id, NULL, 'ABCDEFGH', 'post', came."on" + time '09:00', came."on", NULL, came."on",
       applicant, '申请人' || shape.n, 'ID' || shape.n, '', '13800000000', '', '三灶镇金海岸大道' || shape.n || '号',
       false, '申请公开三灶镇' || shape.n || '号地块的征收补偿方案、资金拨付凭证及会议纪要', 'electronic', 'post',
       CASE WHEN closed IS NULL THEN '' ELSE outcome END, CASE WHEN closed IS NULL THEN '' ELSE row END,
       CASE WHEN closed IS NULL THEN '' ELSE '经检索，您申请的信息予以公开，请见附件。' END,
       CASE WHEN closed IS NULL THEN '' ELSE '答复〔' || shape.n || '〕号' END, went."on", 0, 0
FROM bench_shape shape JOIN workday came ON came.n = received LEFT JOIN workday went ON went.n = closed
WHERE shape.n BETWEEN %(since)s AND %(until)s
"""

CONTESTS = """
INSERT INTO disclosure_contest (request_id, org_id, kind, filed_on, decided_on, result, authority, file_number,
                                is_simple, appeared, ruling, decision_number)
SELECT region + shape.n, org_id, (ARRAY['review', 'review', 'direct', 'postreview'])[1 + shape.n %% 4], filed."on",
       decided."on", CASE WHEN decided."on" IS NULL THEN ''
                     ELSE (ARRAY['upheld', 'upheld', 'corrected', 'other'])[1 + shape.n / 400 %% 4] END,
       '', '', false, '', '', ''
FROM bench_shape shape JOIN workday filed ON filed.n = closed + 10
LEFT JOIN workday decided ON decided.n = closed + 60 AND decided."on" <= %(today)s
WHERE shape.n %% 100 = 0 AND filed."on" <= %(today)s
"""

STATEMENTS = """
INSERT INTO reports_statement (org_id, item, "on", quantity, basis, reported_by_id, reported_at)
SELECT org.id, item, month::date, 1 + (org.place * 7 + extract(month FROM month)::int) %% 40, '业务系统对账单',
       org.clerk_id, month + interval '27 days'
FROM bench_org org
CROSS JOIN unnest(ARRAY['permits', 'penalties', 'coercion', 'fees', 'documents_issued', 'documents_repealed'])
    WITH ORDINALITY AS items (item, number)
CROSS JOIN generate_series('2021-01-01'::timestamptz, '2026-12-01', '1 month') month
WHERE (org.place + number) %% 3 = 0
"""
"""A third of the organisations report each item, month by month."""

SEQUENCES = """
SELECT setval(pg_get_serial_sequence('cases_case', 'id'), %(cases)s * 8 + 8),
       setval(pg_get_serial_sequence('cases_step', 'id'), %(cases)s * 8 + 8),
       setval(pg_get_serial_sequence('cases_clock', 'id'), %(cases)s * 8 + 8),
       setval(pg_get_serial_sequence('cases_clockevent', 'id'), %(cases)s * 8 + 8)
"""


def fill(size: Size) -> None:
    """Fill the database with `size.cases` cases and four times as many steps, and let the planner look at them."""
    city = _organisations(size)
    calendar.fill_days()
    editions = _editions(city)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")  # the bench is made anew after a fault
        cursor.execute("SET TIME ZONE 'Asia/Shanghai'")
        cursor.execute("SELECT setseed(0.4404)")
        cursor.execute(WORKDAYS)
        cursor.execute(SHAPES, _shares(size))
        cursor.execute("CREATE UNIQUE INDEX ON bench_shape (n)")
        cursor.execute("ANALYZE bench_shape")
        _fill_tables(size, {"version": editions[0].pk, "today": TODAY})
        cursor.execute(SEQUENCES, {"cases": size.cases})
        cursor.execute("DROP TABLE bench_shape, workday")
        cursor.execute("SET synchronous_commit = on")
    print("  vacuum and analyze …", flush=True)
    tidy()


def tidy(*tables: str) -> None:
    """Let the database forget dead rows and look at what it holds, as it does by itself in time."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {', '.join(tables)}")


def _fill_tables(size: Size, values: dict[str, object]) -> None:
    by_case = {"cases": CASES, "steps": STEPS, "clocks": CLOCKS, "clock events": EVENTS, "requests": REQUESTS}
    with tqdm(total=size.cases * len(by_case), desc="  filling", unit=" cases", unit_scale=True) as bar:
        for name, statement in by_case.items():
            bar.set_postfix_str(name)
            for since, until in _parts(size.cases):
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement, {**values, "since": since, "until": until})
                bar.update(until - since + 1)
    with connection.cursor() as cursor:
        cursor.execute(CONTESTS, values)
        cursor.execute(STATEMENTS, {})


def _parts(count: int) -> Iterator[tuple[int, int]]:
    for since in range(1, count + 1, SHARE_AT_ONCE):
        yield since, min(since + SHARE_AT_ONCE - 1, count)


def _shares(size: Size) -> dict[str, object]:
    """Return what the cases are drawn from."""
    from yangguang.rules.statutory import COLUMNS
    from yangguang.work.disclosure.rules import OUTCOMES

    applicants = [column for column in COLUMNS if column != "total"]
    answers = list(OUTCOMES.values())
    return {
        "cases": size.cases, "running": size.running, "orgs": size.organisations, "today": TODAY,
        "corrected": _corrected(size),
        "applicants": applicants, "applicants_count": len(applicants),
        "rows": [answer.row for answer in answers], "outcomes": [answer.key for answer in answers],
        "rows_count": len(answers),
    }  # fmt: skip


def _corrected(size: Size) -> int:
    """Return how many closed cases were corrected, which takes two more steps, to come to four steps a case."""
    of_running = 0.30 * 2 + 0.40 * 3 + 0.25 * 4 + 0.05 * 3
    return round(size.running * (4 - of_running) / 2)


def _organisations(size: Size) -> Organisation:
    """Make a city and the organisations below it, each with one clerk who holds every post."""
    city = Organisation.add(code=CITY, name="测试市人民政府", short_name="测试府", kind="government")
    orgs = []
    for place in range(size.organisations):
        district = int(CITY) + 1 + place % 20
        org = Organisation(
            id=org_key(str(district), place // 20 + 1), code=f"{district}-{place}", name=f"第{place}号机关",
            short_name=f"测{place}", kind="agency", parent=city,
        )  # fmt: skip
        org.path = f"{city.path}{org.id}/"
        orgs.append(org)
    Organisation.objects.bulk_create(orgs)
    clerks = Person.objects.bulk_create(
        Person(username=f"clerk{place}", name=f"经办{place}") for place in range(size.organisations)
    )
    Post.objects.bulk_create(
        Post(org=org, person=clerk, role=role, since=AT.date())
        for org, clerk in zip(orgs, clerks, strict=True)
        for role in ROLES
    )
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_org (place int PRIMARY KEY, id bigint UNIQUE, clerk_id bigint)")
        cursor.executemany(
            "INSERT INTO bench_org VALUES (%s, %s, %s)",
            [(place, org.pk, clerk.pk) for place, (org, clerk) in enumerate(zip(orgs, clerks, strict=True))],
        )
    return city


def _editions(city: Organisation) -> list[versions.ProcessVersion]:
    """Publish the short edition, by which the cases of the past run, and the real one."""
    admin = Person.objects.create_superuser("bench-admin", "admin@example.cn", None, name="系统管理员")
    texts = [Path(__file__).with_name("office.bpmn"), PROCESSES[0].diagram]
    return [
        versions.publish(
            versions.draft("disclosure", text.read_text(encoding="utf-8"), org=city, by=admin, at=AT),
            effective_on=effective_on, by=admin, at=AT,
        )
        for text, effective_on in zip(texts, (date(2021, 1, 1), TODAY), strict=True)
    ]  # fmt: skip
