"""Progress in words: every change with the answers and rules behind it, down to the source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisor.common.language import Said
from advisor.common.messages import put
from advisor.common.time_zone import Zone
from advisor.explanation.telling.speaker import Outline, Speaker, Table, Telling
from advisor.follow_up.course import Course, Visit
from advisor.follow_up.progress import KINDS, Cause, Kind, ObstacleChange, Progress


@dataclass(frozen=True)
class ProgressTelling:
    """Tells one course in a speaker's language; `zone` is where the times are read."""

    course: Course
    speaker: Speaker
    zone: Zone

    def whole(self, name: str | None = None) -> Telling:
        """The consultations as a table, then what came between them; `name` is the PD's."""
        say, steps = self.speaker.say, self.course.steps
        title = say("progress.title-named", name=name) if name else say("progress.title")
        parts = (self.between(place) for place in range(len(steps)))
        return Telling(title, self.lead(), (self.table(), *parts))

    def lead(self) -> tuple[str, ...]:
        """What to know beforehand: also that there is one consultation only."""
        only = () if self.course.steps else (self.speaker.say("progress.only"),)
        return (*self.notes(), *only)

    def notes(self) -> Iterator[str]:
        """What is compared otherwise than it was recorded."""
        version = self.course.knowledge.version
        if versions := self.course.versions:
            yield self.speaker.say("progress.editions", versions=versions, version=version)
        for visit in self.course.visits:
            if visit.dropped:
                yield self.speaker.say("progress.dropped", visit=visit.name, terms=visit.dropped)

    def table(self) -> Table:
        """A row for each consultation: when, and how many steps are open, by stage."""
        stages = range(self.course.widest)
        heads = ("progress.head-visit", "progress.head-time", "progress.head-open")
        numbered = (self.speaker.say("progress.stage", number=number + 1) for number in stages)
        rows = tuple(self._row(visit) for visit in self.course.visits)
        return Table((*map(self.speaker.say, heads), *numbered), rows)

    def between(self, place: int) -> Outline:
        """What came between the consultation at this place and the next."""
        before, after = self.course.visits[place : place + 2]
        names = {"before": before.name, "after": after.name}
        heading = self.speaker.say("progress.from-to", **names)
        return Outline(heading, self.items(self.course.steps[place]))

    def items(self, progress: Progress) -> tuple[Outline, ...]:
        """The changes, kind by kind."""
        lead = (self.summary(progress), *self.speaker.held_back(progress.after))
        parts = (self.answers(progress), self.obstacles(progress))
        kinds = (self.kind(progress, kind) for kind in KINDS)
        return (*map(Outline, lead), *(part for part in (*parts, *kinds) if part.items))

    def summary(self, progress: Progress) -> str:
        """How many steps each thing happened to."""
        if progress.difference.nothing:
            return self.speaker.say("progress.nothing")
        counts = {kind: len(progress.of(kind)) for kind in KINDS[:4]}
        other = {step for kind in KINDS[4:] for step in progress.of(kind)}
        return self.speaker.say("progress.summary", **counts, other=len(other))

    def answers(self, progress: Progress) -> Outline:
        """The answers that changed."""
        changed = tuple(Outline(self.answer(progress, term)) for term in progress.answers)
        return Outline(self.speaker.say("progress.answers", count=len(changed)), changed)

    def obstacles(self, progress: Progress) -> Outline:
        """The obstacles that came and went."""
        items = tuple(
            Outline(self.obstacle(item), self.cause(progress, item.cause))
            for item in progress.obstacles
        )
        return Outline(self.speaker.say("progress.obstacles", count=len(items)), items)

    def kind(self, progress: Progress, kind: Kind) -> Outline:
        """The steps to which this happened; those with one cause are told together."""
        causes: dict[Cause, list[str]] = {}
        for change in progress.steps:
            if change.kind == kind:
                causes.setdefault(change.cause, []).append(self.step(progress, kind, change.step))
        items = tuple(
            self.together(steps, self.cause(progress, cause)) for cause, steps in causes.items()
        )
        count = sum(map(len, causes.values()))
        return Outline(self.speaker.say(f"progress.{kind}", count=count), items)

    def together(self, steps: Sequence[str], cause: tuple[Outline, ...]) -> Outline:
        """Steps, and below them their one cause."""
        if len(steps) == 1:
            return Outline(steps[0], cause)
        heading = self.speaker.say("progress.together", count=len(steps))
        return Outline(heading, (*map(Outline, steps), *cause))

    def step(self, progress: Progress, kind: Kind, step: str) -> str:
        """A step as its plan has it, with its place where that matters."""
        before, after = progress.before, progress.after
        situation = after if step in after.plan else before
        text = self.speaker.step(step, situation)
        if kind not in ("new", "moved"):
            return f"{text} [{step}]"
        ranks = {
            name: plan.index(step) + 1
            for name, plan in (("before", before.plan), ("after", after.plan))
            if step in plan
        }
        told = self.speaker.say(f"progress.at-{kind}", step=text, **ranks)
        return f"{told} [{step}]"

    def obstacle(self, item: ObstacleChange) -> str:
        """What became of an obstacle."""
        before, after = item.before, item.after
        if after is False:
            key = "gone" if before is True else "cleared"
        else:
            key = "new" if after is True else "open"
        label = self.speaker.label(item.term)
        return self.speaker.say(f"progress.obstacle-{key}", obstacle=label)

    def cause(self, progress: Progress, cause: Cause) -> tuple[Outline, ...]:
        """The answers, then the rules with their places in the source."""
        changes = (self.answer(progress, term) for term in cause.answers)
        answers = (self.speaker.say("progress.because", change=text) for text in changes)
        return (*map(Outline, answers), *map(self.rule, cause.rules))

    def answer(self, progress: Progress, term: str) -> str:
        """An answer then and now."""
        old, new = (
            self.speaker.value(term, situation.facts.answers.get(term))
            for situation in (progress.before, progress.after)
        )
        label = self.speaker.label(term)
        return self.speaker.say("whatif.change", label=label, before=old, after=new, term=term)

    def rule(self, name: str) -> Outline:
        """A rule and where the source says so."""
        rule = self.speaker.knowledge.rule[name]
        heading = self.speaker.say("progress.rule", rule=name, title=rule.title)
        return Outline(heading, tuple(Outline(self.speaker.source(s)) for s in rule.sources))

    def _row(self, visit: Visit) -> tuple[str, ...]:
        time = self.zone.written(visit.time) if visit.time else "-"
        name = self._put(visit.name)
        counts = (*visit.stages, *(0,) * (self.course.widest - len(visit.stages)))
        return (name[:1].upper() + name[1:], time, str(sum(counts)), *map(str, counts))

    def _put(self, message: Said) -> str:
        return put(message, self.speaker.language)
