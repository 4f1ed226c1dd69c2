"""Why and why not, for whatever stands on the board: a step, a rule, a finding or a fact."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from advisor.common.language import Language
from advisor.explanation.change import SmallestChange, smallest_change
from advisor.explanation.how import explain
from advisor.explanation.proof import Prover
from advisor.explanation.situation import Situation, find_step, unknown
from advisor.explanation.telling.change import tell_change
from advisor.explanation.telling.how import tell_how
from advisor.explanation.telling.speaker import Outline, Speaker, Table, Telling
from advisor.explanation.telling.whatif import tell_sweep
from advisor.explanation.telling.whynot import tell_why_not
from advisor.explanation.whatif import sweep
from advisor.explanation.whynot import why_not
from advisor.knowledge.knowledge import Knowledge
from advisor.presentation.rule import find_rule
from advisor.web.classroom.state import BoardState, shown

LIMITS = ((True, True), (True, False), (False, True), (False, False))
"""Whether only what people can influence may change, and whether only for the better."""


@dataclass(frozen=True)
class Way:
    """One smallest set of changes in words, and the board after it."""

    outline: Outline | Table
    state: BoardState


@dataclass(frozen=True)
class Explained:
    """An explanation and what goes with it.

    `part` names the picture that shows the same; `ways` lists the smallest changes to reach the
    opposite, below `change`, which says what they are for.
    """

    telling: Telling
    part: str
    change: Telling | None = None
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True)
class Explaining:
    """Explains one board in one language."""

    knowledge: Knowledge
    state: BoardState
    situation: Situation
    language: Language

    def of(self, kind: str, name: str) -> Explained:
        """Explain a step, a rule or a term. Raises AdvisorError for a name that does not exist."""
        match kind:
            case "step":
                return self._step(find_step(self.situation, shown(name)))
            case "rule":
                return self._rule(shown(name))
            case _:
                return self._term(shown(name))

    def _step(self, name: str) -> Explained:
        advised = name in self.situation.plan
        if advised:
            how = explain(self.knowledge, self.situation.facts, name)
            telling = tell_how(how, self.situation, self._speaker())
        else:
            answer = why_not(self.knowledge, self.situation.facts, name)
            telling = tell_why_not(answer, self.situation, self._speaker())
        return self._changeable(telling, f"step:{name}", name, gain=not advised)

    def _rule(self, name: str) -> Explained:
        rule = find_rule(self.knowledge, name)
        answer = why_not(self.knowledge, self.situation.facts, rule.id)
        speaker = self._speaker()
        telling = tell_why_not(answer, self.situation, speaker)
        if answer.verdict == "applies":
            telling = replace(telling, lead=(rule.why.to(self.language),))
        part = f"rule:{rule.id}" if rule.id in self.situation.evaluation.outcomes else ""
        return Explained(telling, part)

    def _term(self, name: str) -> Explained:
        vocabulary = self.knowledge.vocabulary
        if name in vocabulary.asked:
            cases = sweep(self.knowledge, self.situation.facts, name)
            part = f"topic:{vocabulary.asked[name].topic}"
            return Explained(tell_sweep(cases, {}, self._speaker()), part)
        if name not in vocabulary.all:
            raise unknown(name, "classroom.no-term", vocabulary.all)
        return self._finding(name)

    def _finding(self, name: str) -> Explained:
        speaker = self._speaker()
        ground = Prover(self.knowledge, self.situation.evaluation).ground(name)
        title = speaker.say("classroom.why-finding", label=speaker.label(name), name=name)
        telling = Telling(title, (speaker.fact(ground),), speaker.ground(ground))
        return self._changeable(telling, "", name, gain=ground.value is not True)

    def _changeable(self, telling: Telling, part: str, name: str, gain: bool) -> Explained:
        """The telling with the smallest changes that would make it otherwise."""
        change = self._change(name, gain)
        if change.already:
            return Explained(telling, part)
        told = tell_change(change, self.situation, self._speaker())
        lead = tuple(self._change_lead(change))
        ways = tuple(
            Way(outline, self.state.changed(found.changes))
            for outline, found in zip(told.parts, change.sets, strict=True)
        )
        return Explained(telling, part, Telling(told.title, lead), ways)

    def _change(self, name: str, gain: bool) -> SmallestChange:
        """The smallest change by what people can influence and would wish for; when there is none,
        by more and more of what they can not or would not.
        """
        facts = self.situation.facts
        for power, wish in LIMITS:
            change = smallest_change(
                self.knowledge, facts, name, gain=gain, any_term=not power, allow_worse=not wish
            )
            if change.already or change.sets:
                break
        return change

    def _change_lead(self, change: SmallestChange) -> Iterator[str]:
        speaker = self._speaker()
        if not change.sets:
            yield speaker.say("classroom.no-way")
            return
        if change.any_term:
            yield speaker.say("classroom.beyond-power")
        elif change.allow_worse:
            yield speaker.say("classroom.for-worse")
        size = len(change.sets[0].changes)
        yield speaker.say("smallest.found", count=len(change.sets), size=size)
        if change.capped:
            yield speaker.say("classroom.capped", cap=change.cap)

    def _speaker(self) -> Speaker:
        """A fresh one, because each telling stands for itself."""
        return Speaker(self.knowledge, self.language)
