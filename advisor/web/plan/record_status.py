"""What a plan says of its record, on page, paper and in files: by that an auditor finds it."""

from advisor.common.language import Language
from advisor.common.messages import word
from advisor.common.time_zone import Zone
from advisor.presentation.dates import moment
from advisor.web.recording import RecordStatus


def verdict(standing: RecordStatus | None, language: Language) -> str:
    """Whether this very plan is recorded, and under which number."""
    if standing is None:
        return word("planpage.preview", language)
    number = standing.number
    if standing.holds:
        return word("planpage.recorded", language, number=number)
    if standing.lost:
        return word("planpage.preview-lost", language, number=number)
    if standing.before:
        return word("planpage.preview-next", language, number=number)
    if not standing.answers:
        return word("planpage.preview-changed", language, number=number)
    return word("planpage.preview-rules", language, number=number, version=standing.version)


def when(standing: RecordStatus | None, zone: Zone, language: Language) -> str:
    """When it was recorded and under which rules; nothing for a preview or an unread record."""
    if standing is None or not standing.holds or standing.time is None:
        return ""
    at = moment(standing.time, zone, language)
    return word("planpage.recorded-when", language, moment=at, version=standing.version)
