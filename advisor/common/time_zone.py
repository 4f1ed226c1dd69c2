"""The time zone in which people read times. What is recorded, exported or hashed stays in UTC."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import Said, said

VARIABLE = "IPP_ADVISOR_TIME_ZONE"
DEFAULT = "Asia/Makassar"
INDONESIA = {
    "Asia/Jakarta": ("WIB", 7),
    "Asia/Pontianak": ("WIB", 7),
    "Asia/Makassar": ("WITA", 8),
    "Asia/Jayapura": ("WIT", 9),
}
FIXED = {**INDONESIA, "UTC": ("UTC", 0)}
"""Short names and hours ahead of UTC, for a machine without time zone data."""

CALLED = ("UTC", "WIB", "WITA", "WIT")
"""Names that readers know and that mean one zone only; any other is told by its offset."""


@dataclass(frozen=True)
class Zone:
    """A time zone to read times in."""

    rules: tzinfo

    def at(self, time: str) -> datetime:
        """A recorded time, ISO 8601 and UTC unless it says otherwise, as this zone has it.

        Raises ValueError and OverflowError for what is no time.
        """
        moment = datetime.fromisoformat(time)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(self.rules)

    def called(self, moment: datetime) -> str:
        """What this zone is called at a moment: `WITA`, or its offset, `UTC+05:30`."""
        name = moment.tzname() or ""
        return name if name in CALLED else str(timezone(moment.utcoffset() or timedelta()))

    def written(self, time: str) -> str:
        """A recorded time for people, `2026-03-01 17:30:00 WITA`; what is none, as it stands."""
        try:
            moment = self.at(time)
        except (ValueError, OverflowError):
            return time
        clock = moment.replace(tzinfo=None).isoformat(" ", "seconds")
        return f"{clock} {self.called(moment)}"


def default_zone() -> Zone:
    """The zone when none is named: that of the office for which the source was written."""
    return zone(DEFAULT)


def chosen_zone() -> Zone:
    """The zone of this installation, from IPP_ADVISOR_TIME_ZONE. Raises AdvisorError."""
    return zone(os.environ.get(VARIABLE) or DEFAULT)


def zone(name: str) -> Zone:
    """The zone of an IANA name, such as `Asia/Jakarta`. Raises AdvisorError."""
    try:
        return Zone(ZoneInfo(name))
    except (ValueError, OSError, KeyError) as error:
        # On a machine without time zone data every name is unknown.
        if name in FIXED:
            short, hours = FIXED[name]
            return Zone(timezone(timedelta(hours=hours), short))
        raise AdvisorError([_unknown(name)]) from error


def _unknown(name: str) -> Problem:
    known = available_timezones()
    if not known:
        return Problem(VARIABLE, None, said("zone.no-data", given=name, known=tuple(FIXED)))
    zones = ", ".join(f"{zone} ({short})" for zone, (short, _) in INDONESIA.items())
    return Problem(
        VARIABLE, None, said("zone.unknown", given=name, zones=zones), _near(name, known)
    )


def _near(name: str, known: set[str]) -> Said | None:
    """The nearest name; `WITA` is near to nothing by its letters."""
    for zone, (short, _) in INDONESIA.items():
        if short == name.upper():
            return said("hint.did-you-mean", name=zone)
    return did_you_mean(name, known)
