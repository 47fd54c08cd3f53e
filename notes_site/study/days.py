"""A reader's day, which starts at 04:00 where they live; due lists and charts count in it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY_STARTS = timedelta(hours=4)


def study_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the study day of an aware moment; until 04:00 by the local clock it is yesterday."""
    wall_clock = moment.astimezone(zone).replace(tzinfo=None)
    return (wall_clock - DAY_STARTS).date()
