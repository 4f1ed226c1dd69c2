"""The plan in words of one language, before any layout: what every rendering shows."""

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.advice.advice import Advice, AdvisedStep, Because, Reason
from advisor.advice.certainty import Certainty
from advisor.common.language import Language
from advisor.common.messages import word
from advisor.knowledge.knowledge import Knowledge
from advisor.presentation.stages import outline


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A reason: the finding, why it matters, the answers behind it, and where it is written."""

    title: str
    why: str
    because: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class StepView:
    """A step: the order, who acts, how, what it waits for, and why it stands where it stands.

    `certainty` is empty for a certain step; otherwise it tells what to find out first. `told` says
    that the plan has told who acts, for all of its steps.
    """

    rank: int
    title: str
    certainty: str
    actor: str
    told: bool
    how: str
    waits: str
    unsure: str
    ranking: str
    choice: str
    reasons: tuple[ReasonView, ...]

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The labelled lines of a step, as (key of the label, text), without the empty ones."""
        lines = (
            ("plan.certainty", self.certainty),
            ("plan.actor", "" if self.told else self.actor),
            ("plan.how", self.how),
            ("plan.choice", self.choice),
            ("plan.order", self.waits),
            ("plan.unsure", self.unsure),
            ("plan.ranking", self.ranking),
        )
        return tuple((key, text) for key, text in lines if text)


@dataclass(frozen=True, slots=True)
class PlanView:
    """The whole advice in words.

    `found` tells each obstacle and need that holds, with the answers behind it. `outline` pairs the
    title of a part of the plan, beginning with what to take now, with its steps; it is empty for a
    plan of one step. `open_topics` pairs a topic with its open questions.
    """

    title: str
    origin: str
    lead: tuple[str, ...]
    found: tuple[str, ...]
    outline: tuple[tuple[str, tuple[StepView, ...]], ...]
    steps: tuple[StepView, ...]
    open_topics: tuple[tuple[str, tuple[str, ...]], ...]
    legend: str
    cites: str


def plan_view(knowledge: Knowledge, advice: Advice, language: Language) -> PlanView:
    """Put an advice into words."""
    return _Speaker(knowledge, advice, language).plan()


class _Speaker:
    def __init__(self, knowledge: Knowledge, advice: Advice, language: Language) -> None:
        self.knowledge = knowledge
        self.advice = advice
        self.language = language
        self.rank = {step.step: step.rank for step in advice.steps}

    def say(self, key: str, **parameters: object) -> str:
        return word(key, self.language, **parameters)

    def plan(self) -> PlanView:
        name = self.advice.name
        title = self.knowledge.vocabulary.title.to(self.language)
        digest = self.advice.knowledge.digest.removeprefix("sha256:")[:12]
        steps = {step.step: self.step(step) for step in self.advice.steps}
        return PlanView(
            title=self.say("plan.title-named", title=title, name=name) if name else title,
            origin=self.say("plan.origin", version=self.advice.knowledge.version, digest=digest),
            lead=(
                self.say(f"plan.{self.advice.status}", count=len(self.advice.steps)),
                *self.unsettled(),
                *self.all_act(),
                *self.halt(),
            ),
            found=() if self.advice.held_back else tuple(self.found()),
            outline=tuple(self.outline(steps)) if len(steps) > 1 else (),
            steps=tuple(steps.values()),
            open_topics=self.open_topics(),
            legend=self.say("plan.legend") if self.advice.steps else "",
            cites=self.cites() if self.advice.steps else "",
        )

    def unsettled(self) -> Iterator[str]:
        """How many steps are advised unless done."""
        count = sum(step.certainty == "unless-done" for step in self.advice.steps)
        if count:
            key = "plan.unsettled-all" if count == len(self.advice.steps) else "plan.unsettled"
            yield self.say(key, count=count)

    def all_act(self) -> Iterator[str]:
        """Who takes the steps, where it is the same for all of several."""
        if self.told:
            yield self.say("plan.actor-all", actor=self.actor(self.advice.steps[0]))

    @property
    def told(self) -> bool:
        return len(self.rank) > 1 == len({step.actor for step in self.advice.steps})

    def outline(self, steps: dict[str, StepView]) -> Iterator[tuple[str, tuple[StepView, ...]]]:
        """The parts of the plan, what to take now first."""
        for part, number, stage in outline(self.advice):
            title = self.say(f"plan.outline-{part}", number=number)
            yield title, tuple(steps[step.step] for step in stage)

    def found(self) -> Iterator[str]:
        """The obstacles that hold, then the needs, each with the answers that it rests on."""
        held = {item.term for item in self.advice.findings if item.value}
        terms = self.knowledge.vocabulary.derived
        obstacles = [term.name for term in terms if term.obstacle == "yes"]
        needs = [term.name for term in terms if term.need == "yes"]
        for name in (name for name in (*obstacles, *needs) if name in held):
            sentence = self.knowledge.term(name).sentence(True)
            answers = self.answers(tuple(self.grounds(name)))
            because = self.say("plan.found-because", sentence=sentence, answers=answers)
            yield because if answers else sentence.to(self.language)

    def grounds(self, finding: str) -> Iterator[str]:
        """The answers that a finding rests on, by the rule that decided it."""
        rule = next(item.rule for item in self.advice.findings if item.term == finding)
        values = {**self.advice.answers, **{f.term: f.value for f in self.advice.findings}}
        for condition in self.knowledge.rule[rule].conditions:
            if condition.term in self.advice.answers:
                yield condition.term
            elif condition.holds(values) is not None:
                yield from self.grounds(condition.term)

    def halt(self) -> tuple[str, ...]:
        """What a contradiction or the scope has to say."""
        scope = (self.advice.message.to(self.language),) if self.advice.message else ()
        said = tuple(
            f"{item.message.to(self.language)} ({item.rule}: {self.answers(item.terms)})"
            for item in self.advice.contradictions
        )
        return (*scope, *said)

    def answers(self, terms: tuple[str, ...]) -> str:
        vocabulary = self.knowledge.vocabulary.all
        known = {t: v for t, v in self.advice.answers.items() if t in terms}
        return "; ".join(vocabulary[t].sentence(v).to(self.language) for t, v in known.items())

    def step(self, step: AdvisedStep) -> StepView:
        waits = ", ".join(str(rank) for rank in sorted(self.rank[s] for s in step.after))
        return StepView(
            rank=step.rank,
            title=self.title(step),
            certainty=self.certainty(step),
            actor=self.actor(step),
            told=self.told,
            how=step.detail.to(self.language),
            waits=self.say("plan.waits", steps=waits) if waits else "",
            unsure=self.unsure(step),
            ranking=self.ranking(step),
            choice=self.choice(step),
            reasons=tuple(self.reason(reason, step.certainty) for reason in step.reasons),
        )

    def actor(self, step: AdvisedStep) -> str:
        actors = {actor.name: actor.label for actor in self.knowledge.vocabulary.actors}
        return actors[step.actor].to(self.language)

    def title(self, step: AdvisedStep) -> str:
        """What to do; a step that may be done already says so wherever it is named."""
        if step.certainty == "certain":
            return step.text.to(self.language)
        return self.say("plan.unless-done", step=step.text)

    def certainty(self, step: AdvisedStep) -> str:
        """The questions whose answers settle whether the step is needed."""
        asks = (self.knowledge.question[term].ask for term in step.confirm)
        return " ".join(ask.to(self.language) for ask in asks)

    def unsure(self, step: AdvisedStep) -> str:
        """Earlier steps of which it is not known whether they are done."""
        answers = self.advice.answers
        steps = (self.knowledge.step_text(name, answers) for name in step.unsure)
        return "; ".join(text.to(self.language) for text in steps)

    def ranking(self, step: AdvisedStep) -> str:
        urgency = self.say(f"urgency.{step.urgency}")
        unlocks = self.say("plan.unlocks", count=step.unlocks) if step.unlocks else ""
        several = len(step.reasons) > 1
        reasons = self.say("plan.reasons", count=len(step.reasons)) if several else ""
        return "; ".join(part for part in (urgency, unlocks, reasons) if part)

    def choice(self, step: AdvisedStep) -> str:
        if not step.alternatives:
            return ""
        group = self.knowledge.alternatives[step.alternatives]
        ranks = [str(s.rank) for s in self.advice.steps if s.alternatives == step.alternatives]
        others = ", ".join(rank for rank in ranks if rank != str(step.rank))
        named = self.say("plan.other-choices", steps=others) if others else ""
        note = f"{group.title.to(self.language)}: {group.note.to(self.language)}"
        return "; ".join(part for part in (note, named) if part)

    def reason(self, reason: Reason, certainty: Certainty) -> ReasonView:
        key = "plan.reason" if certainty == "certain" else "plan.reason-unless-done"
        return ReasonView(
            title=self.say(key, title=reason.title),
            why=reason.why.to(self.language),
            because=tuple(self.because(item) for item in reason.because)
            or (self.say("rules.always"),),
            source=f"{self.sources(reason.sources)} · {reason.rule}",
        )

    def because(self, item: Because) -> str:
        sentence = self.knowledge.term(item.term).sentence(item.value).to(self.language)
        rule = item.origin.partition(":")[2]
        origin = self.say("plan.from-rule", rule=rule) if rule else self.say("plan.from-answer")
        return f"{sentence} ({origin})"

    def sources(self, locators: tuple[str, ...]) -> str:
        statements = (self.knowledge.statements[locator] for locator in locators)
        return "; ".join(
            self.say("plan.source", place=item.place, locator=item.locator, line=item.line)
            for item in statements
        )

    def cites(self) -> str:
        """The article that all sources of a plan stand in."""
        article = self.knowledge.article
        return self.say("plan.cites", author=article.author, title=article.title)

    def open_topics(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The questions whose answers could still change the plan, by topic."""
        if self.advice.held_back:
            return ()
        asked: dict[str, list[str]] = {}
        for question in self.knowledge.questions:
            if question.term in self.advice.relevant:
                topic = self.knowledge.vocabulary.asked[question.term].topic
                asked.setdefault(topic, []).append(question.ask.to(self.language))
        titles = {t.name: t.title.to(self.language) for t in self.knowledge.vocabulary.topics}
        return tuple((titles[topic], tuple(questions)) for topic, questions in asked.items())
