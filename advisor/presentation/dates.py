"""Days and times in words."""

from datetime import date

from advisor.common.language import Language
from advisor.common.messages import word
from advisor.common.time_zone import Zone


def day(at: date, language: Language) -> str:
    """A day in words, `1 Maret 2026`."""
    month = word("dates.months", language).split()[at.month - 1]
    return word("dates.day", language, day=at.day, month=month, year=at.year)


def moment(time: str, zone: Zone, language: Language) -> str:
    """A record's time in words, as people in this zone have it."""
    at = zone.at(time)
    clock = {"hour": f"{at.hour:02}", "minute": f"{at.minute:02}", "zone": zone.called(at)}
    return word("dates.moment", language, day=day(at, language), **clock)
