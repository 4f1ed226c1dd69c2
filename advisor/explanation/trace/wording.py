"""States and firings in words of one language."""

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.common.language import Language
from advisor.common.messages import word
from advisor.explanation.trace.replay import Activation, Replay, State, layer_of
from advisor.inference.engine import Firing
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.knowledge.rule import Condition, Outcome, Rule
from advisor.presentation.rule import condition_words


@dataclass(frozen=True)
class Teller:
    """Puts one replay into words; every method gives lines without layout."""

    replay: Replay
    language: Language

    @property
    def knowledge(self) -> Knowledge:
        """The knowledge that the run was made with."""
        return self.replay.knowledge

    def say(self, key: str, **parameters: object) -> str:
        """One of the program's own messages."""
        return word(key, self.language, **parameters)

    def name(self, name: str) -> str:
        """A production: the rule's id and title, or which layer it closes."""
        if name in self.knowledge.rule:
            return f"{name} · {self.knowledge.rule[name].title.to(self.language)}"
        return self.say("tracing.closing", layer=name.rpartition("-")[2])

    def heading(self, state: State) -> str:
        """Which firing this is."""
        total = len(self.replay.states) - 1
        if not state.last:
            return self.say("tracing.start", total=total)
        return self.say(
            "tracing.fired", index=state.index, total=total, name=self.name(state.last.name)
        )

    def value(self, term: str, value: Value) -> str:
        """One element of working memory: as a sentence and as it is stored."""
        shown = self.knowledge.term(term).sentence(value).to(self.language)
        return f"{shown} [{term}]"

    def added(self, firing: Firing) -> list[str]:
        """What a firing added to working memory."""
        return [self.value(term, value) for term, value in firing.added]

    def memory(self, state: State) -> list[str]:
        """The whole working memory in order of arrival."""
        return [self.value(term, value) for term, value in state.memory]

    def agenda(self, state: State, most: int | None = None) -> list[str]:
        """The waiting activations, next first, with their salience."""
        shown = [self._activation(activation) for activation in state.agenda[:most]]
        left = len(state.agenda) - len(shown)
        return [*shown, self.say("tracing.more", count=left)] if left else shown

    def _activation(self, activation: Activation) -> str:
        name, salience = activation
        return self.say("tracing.activation", salience=salience, name=self.name(name))

    def because(self, state: State) -> list[str]:
        """Why the last firing could fire: the conditions that hold, or what a closing settles."""
        if not state.last:
            return []
        if state.last.kind == "rule":
            rule = self.knowledge.rule[state.last.name]
            matches = list(self.matches(rule, state, only_true=True))
            return matches or [word("rules.always", self.language)]
        return list(self._settled(state))

    def advised(self, state: State) -> str:
        """The step that the last firing advises, if any."""
        rule = self.knowledge.rule.get(state.last.name) if state.last else None
        if rule is None or rule.then.advise is None:
            return ""
        return self.knowledge.step_text(rule.then.advise, dict(state.memory)).to(self.language)

    def matches(self, rule: Rule, state: State, only_true: bool = False) -> Iterator[str]:
        """Each condition of a rule against the working memory: it holds, fails, or is not known."""
        values = dict(state.memory)
        for condition in rule.conditions:
            holds = condition.holds(values)
            if holds or not only_true:
                key = {True: "holds", False: "fails", None: "open"}[holds]
                words = self._condition(condition)
                yield self.say(f"tracing.match-{key}", condition=words)

    def _condition(self, condition: Condition) -> str:
        words = condition_words(self.knowledge.term(condition.term), condition, self.language)
        if condition.part == "all":
            return words
        return self.say(f"tracing.part-{condition.part}", condition=words)

    def _settled(self, state: State) -> Iterator[str]:
        assert state.last
        yield self.say("tracing.closing-meaning", layer=layer_of(state.last))
        for outcome in (Outcome.REJECTED, Outcome.UNDECIDED):
            rules = tuple(rule for rule, result in state.decided if result is outcome)
            if rules:
                yield self.say(f"tracing.settled-{outcome.value}", rules=rules)

    def ending(self) -> list[str]:
        """What the run came to."""
        advice = self.replay.advice
        lines = [self.say("tracing.end", rules=len(advice.fired), steps=len(advice.steps))]
        if advice.steps:
            top = advice.steps[0]
            likely = top.certainty == "unless-done"
            step = self.say("plan.unless-done", step=top.text) if likely else top.text
            lines.append(self.say("tracing.top", step=step))
            lines += self._unless_done()
        elif advice.status != "advised":
            lines.append(self.say(f"plan.{advice.status}"))
        return lines

    def _unless_done(self) -> list[str]:
        """The undecided rules that advise a step unless it is done: no firing shows them."""
        rules = dict.fromkeys(
            reason.rule
            for step in self.replay.advice.steps
            if step.certainty == "unless-done"
            for reason in step.reasons
        )
        return [self.say("tracing.unless-done", rules=tuple(rules))] if rules else []
