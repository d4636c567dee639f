"""The working days of an organisation: the State Council's notices, those loaded since, and its own days off."""

from functools import lru_cache

from django.db import connection

from yangguang.rules.workdays import Notice, WorkCalendar

from .models import CalendarNotice, LocalDayOff


def of(org_id: int) -> WorkCalendar:
    """Return the calendar of an organisation: that of the State Council, and its own days off."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT coalesce(max(id), 0) FROM cases_calendarnotice),"
            " (SELECT coalesce(max(id), 0) FROM cases_localdayoff WHERE org_id = %s)",
            [org_id],
        )
        newest_notice, newest_day_off = cursor.fetchone()
    return _of_organisation(org_id if newest_day_off else 0, newest_notice, newest_day_off)


@lru_cache(maxsize=64)
def _of_organisation(org_id: int, newest_notice: int, newest_day_off: int) -> WorkCalendar:
    if org_id:
        days_off = LocalDayOff.objects.filter(org=org_id).values_list("on", flat=True)
        return _of_organisation(0, newest_notice, 0).with_local_off(days_off)
    calendar = WorkCalendar.of_state_council()
    for notice in CalendarNotice.objects.filter(pk__lte=newest_notice):
        calendar = calendar.with_notice(Notice.from_toml(notice.text))
    return calendar
