"""Times in words."""

from advisor.common.language import Language
from advisor.common.messages import word
from advisor.common.time_zone import Zone


def moment(time: str, zone: Zone, language: Language) -> str:
    """A record's time in words, as people in this zone have it."""
    at = zone.at(time)
    month = word("planpage.months", language).split()[at.month - 1]
    clock = {"hour": f"{at.hour:02}", "minute": f"{at.minute:02}", "zone": zone.called(at)}
    return word("planpage.moment", language, day=at.day, month=month, year=at.year, **clock)
