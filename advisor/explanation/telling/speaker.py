"""What an explanation says, before any layout, and the words that all explanations share."""

from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text
from rich.tree import Tree

from advisor.common.language import Language
from advisor.common.messages import word
from advisor.explanation.domain import Case
from advisor.explanation.proof import Answer, Decided, Judged, Line
from advisor.explanation.situation import Situation
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.presentation.rule import condition_words


@dataclass(frozen=True, slots=True)
class Outline:
    """A sentence and what stands below it."""

    text: str
    items: "tuple[Outline, ...]" = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells below their headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """A whole explanation: read from top to bottom."""

    title: str
    lead: tuple[str, ...] = ()
    parts: tuple[Outline | Table, ...] = ()


class Speaker:
    """Speaks one language about one knowledge base.

    Within one Speaker a finding's proof is told once; later mentions point back to it.
    """

    def __init__(self, knowledge: Knowledge, language: Language) -> None:
        self.knowledge = knowledge
        self.language = language
        self._told: set[str] = set()

    def say(self, key: str, **parameters: object) -> str:
        """A message."""
        return word(key, self.language, **parameters)

    def step(self, name: str, situation: Situation | None = None) -> str:
        """What a step says, worded for the PD; without one, in words that fit any."""
        answers = situation.facts.answers if situation else None
        return self.knowledge.step_text(name, answers).to(self.language)

    def label(self, term: str) -> str:
        """What a term is about."""
        return self.knowledge.term(term).label.to(self.language)

    def sentence(self, term: str, value: Value) -> str:
        """The statement that a term has this value."""
        return self.knowledge.term(term).sentence(value).to(self.language)

    def value(self, term: str, value: Value | None) -> str:
        """The value alone."""
        if value is None:
            return self.say("explain.unknown")
        return self.knowledge.term(term).shown(value).to(self.language)

    def case(self, term: str, case: Case) -> str:
        """The values of a case."""
        if case.first == case.last:
            return self.value(term, case.first)
        if case.last == self.knowledge.term(term).max:
            return self.say("rules.at-least", number=case.first)
        return self.say("explain.range", first=case.first, last=case.last)

    def source(self, locator: str) -> str:
        """A statement of the article: where it stands, and its paraphrase."""
        statement = self.knowledge.statements[locator]
        where = self.say("plan.source", place=statement.place, locator=locator, line=statement.line)
        return self.say("explain.source", where=where, says=statement.says)

    def rule(self, judged: Judged) -> Outline:
        """A rule, its sources, and the lines that carry its outcome."""
        rule = judged.rule
        key = f"explain.rule-{judged.outcome.value}"
        return Outline(self.say(key, rule=rule.id, title=rule.title), self.below(judged))

    def below(self, judged: Judged) -> tuple[Outline, ...]:
        """What stands below a rule: its lines, then its sources."""
        lines = tuple(self.line(line) for line in judged.lines)
        if not judged.rule.conditions:
            lines = (Outline(self.say("rules.always")),)
        return (*lines, *(Outline(self.source(locator)) for locator in judged.rule.sources))

    def line(self, line: Line) -> Outline:
        """A line of a rule: what is so and, unless it speaks for the rule, what was wanted."""
        fact = self.fact(line.ground)
        if line.holds is not True:
            term = self.knowledge.term(line.condition.term)
            wanted = condition_words(term, line.condition, self.language)
            key = f"explain.wanted-{line.condition.part}"
            case = fact if line.holds is None else self.say("explain.case", fact=fact)
            fact = self.say(key, wanted=wanted, case=case)
        return Outline(fact, self.ground(line.ground))

    def fact(self, ground: Answer | Decided) -> str:
        """A value and where it came from, or that it is not known."""
        asked = isinstance(ground, Answer)
        if ground.value is None:
            key = "explain.unknown-answer" if asked else "explain.undecided-finding"
            return self.say(key, term=ground.term)
        key = "explain.answered" if asked else "explain.concluded"
        if ground.assumed:
            key = "explain.assumed" if asked else "explain.concluded-if"
        return self.say(key, sentence=self.sentence(ground.term, ground.value), term=ground.term)

    def ground(self, ground: Answer | Decided) -> tuple[Outline, ...]:
        """The rules behind a finding; told in full the first time only."""
        if isinstance(ground, Answer):
            return ()
        if ground.term in self._told:
            return (Outline(self.say("explain.told")),)
        self._told.add(ground.term)
        return tuple(self.rule(judged) for judged in ground.rules)

    def held_back(self, situation: Situation) -> tuple[str, ...]:
        """What holds the plan back, if anything."""
        advice = situation.advice
        if not situation.held_back:
            return ()
        scope = (advice.message.to(self.language),) if advice.message else ()
        said = (f"{c.message.to(self.language)} ({c.rule})" for c in advice.contradictions)
        return (self.say(f"plan.{advice.status}"), *scope, *said)


def print_telling(console: Console, telling: Telling) -> None:
    """Print; colours carry nothing that the words don't."""
    console.print(Text(telling.title, style="bold"))
    for paragraph in telling.lead:
        console.print(Text(paragraph))
    for part in telling.parts:
        console.print()
        console.print(_table(part) if isinstance(part, Table) else _tree(part))


def _tree(outline: Outline) -> Tree:
    tree = Tree(Text(outline.text, style="bold"), guide_style="dim")
    _grow(tree, outline)
    return tree


def _grow(tree: Tree, outline: Outline) -> None:
    for item in outline.items:
        _grow(tree.add(Text(item.text)), item)


def _table(content: Table) -> RichTable:
    table = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in content.headings:
        table.add_column(heading)
    for row in content.rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
