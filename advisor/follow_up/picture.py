"""The open steps of each consultation as a chart, by stage."""

from advisor.common.language import Language
from advisor.common.messages import put, word
from advisor.common.time_zone import Zone
from advisor.follow_up.course import Course, Visit
from advisor.presentation.chart import FILLS, Chart, Room, Row

NARROW = Room(width=320, left=100, right=85)
MOST = len(FILLS)


def course_chart(course: Course, language: Language, zone: Zone, room: Room | None = None) -> Chart:
    """A bar for each consultation, oldest first; stages beyond the last shade are one with it.

    In a narrow room the legend has the word "stage" once.
    """
    count = min(course.widest, MOST)
    names = [word("progress.stage", language, number=number + 1) for number in range(count)]
    if course.widest > MOST:
        names[-1] = word("progress.stage-on", language, number=MOST)
    if room is NARROW:
        names[1:] = [name.partition(" ")[2] for name in names[1:]]
    rows = tuple(_row(visit, count, language, zone) for visit in course.visits)
    title, note = (word(f"progress.{key}", language) for key in ("over-time", "by-stage"))
    return Chart(title, "" if names else note, tuple(names), rows, room=room or Room())


def _row(visit: Visit, count: int, language: Language, zone: Zone) -> Row:
    stages = visit.stages
    shown = (*stages[: count - 1], sum(stages[count - 1 :])) if count else ()
    label = put(visit.name, language)
    if visit.record is not None and visit.time:
        day = zone.written(visit.time).partition(" ")[0]
        label = word("progress.row", language, number=visit.record, time=day)
    steps = word("progress.steps-open", language, count=sum(stages))
    return Row(label, tuple(map(float, shown)), steps)
