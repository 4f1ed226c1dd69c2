"""What the catalogue says of each rule, before any layout."""

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.knowledge import Knowledge
from advisor.language import Language
from advisor.render.rule import condition_words
from advisor.rule import Rule
from advisor.words import word

Line = tuple[str, tuple[str, ...]]
"""Text, and the ids of rules to link to after it."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule: its id, title, topic (its folder), note of status, and sections."""

    id: str
    title: str
    topic: str
    status: str
    sections: tuple[Section, ...]


def entries(knowledge: Knowledge, language: Language) -> tuple[Entry, ...]:
    """All rules by id, drafts and retired ones too."""
    return tuple(_entry(knowledge, knowledge.rule[i], language) for i in sorted(knowledge.rule))


def indexes(knowledge: Knowledge, language: Language) -> tuple[Section, ...]:
    """Where to find rules: by topic, by place in the source, by step."""
    say = _Saying(knowledge, language)
    topics: dict[str, list[str]] = {}
    for rule in sorted(knowledge.rule):
        topics.setdefault(_topic(knowledge, rule, language), []).append(rule)
    cited = {
        place: tuple(r for r in sorted(knowledge.rule) if place in knowledge.rule[r].sources)
        for place in knowledge.statements
    }
    return (
        Section(say("topics"), tuple((t, tuple(ids)) for t, ids in sorted(topics.items()))),
        Section(say("sources"), tuple((say.source(place), ids) for place, ids in cited.items())),
        Section(
            say("steps"),
            tuple(
                (say.step(step), tuple(rule.id for rule in rules))
                for step, rules in knowledge.advisers.items()
            ),
        ),
    )


class _Saying:
    def __init__(self, knowledge: Knowledge, language: Language) -> None:
        self.knowledge = knowledge
        self.language = language
        self.wording = {item.name: item.otherwise for item in knowledge.wordings}

    def __call__(self, name: str) -> str:
        return word(f"docs.{name}", self.language)

    def source(self, locator: str) -> str:
        statement = self.knowledge.statements[locator]
        place = word(
            "plan.source",
            self.language,
            place=statement.place,
            locator=locator,
            line=statement.line,
        )
        return f"{place}: {statement.says.to(self.language)}"

    def step(self, step: str) -> str:
        return self.knowledge.steps[step].text.map(**self.wording).to(self.language)


def _topic(knowledge: Knowledge, rule: str, language: Language) -> str:
    """The title of the topic that the rule's folder is named after, else the folder's name."""
    folder = knowledge.paths[rule].split("/")[-2]
    titles = {topic.name: topic.title.to(language) for topic in knowledge.vocabulary.topics}
    return titles.get(folder, folder)


def _entry(knowledge: Knowledge, rule: Rule, language: Language) -> Entry:
    say = _Saying(knowledge, language)
    status = word("rules.status", language, status=rule.status, since=rule.since)
    sections = (*_conditions(say, rule), *_consequence(say, rule), *_grounds(say, rule))
    return Entry(
        rule.id, rule.title.to(language), _topic(knowledge, rule.id, language), status, sections
    )


def _conditions(say: _Saying, rule: Rule) -> Iterator[Section]:
    knowledge, language = say.knowledge, say.language
    for part in ("all", "any", "unless"):
        lines = tuple(
            (
                condition_words(knowledge.term(c.term), c, language),
                tuple(r.id for r in knowledge.supporters.get(c.term, ())),
            )
            for c in rule.conditions
            if c.part == part
        )
        if lines:
            yield Section(word(f"rules.{part}", language), lines)


def _consequence(say: _Saying, rule: Rule) -> Iterator[Section]:
    knowledge, language, then = say.knowledge, say.language, rule.then
    if then.conclude:
        sentence = knowledge.term(then.conclude).sentence(True).to(language)
        readers = tuple(r.id for r in knowledge.rules if then.conclude in r.reads)
        yield Section(word("rules.conclude", language), ((sentence, ()),))
        if readers:
            yield Section(say("readers"), (("", readers),))
    if then.advise:
        urgency = word(f"urgency.{then.urgency}", language)
        text = f"{say.step(then.advise)} ({urgency})"
        yield Section(word("rules.advise", language), ((text, ()),))
    if then.message:
        yield Section(word("rules.message", language), ((then.message.to(language), ()),))


def _grounds(say: _Saying, rule: Rule) -> Iterator[Section]:
    language = say.language
    yield Section(word("plan.why", language), ((rule.why.to(language), ()),))
    yield Section(say("from"), tuple((say.source(place), ()) for place in rule.sources))
    yield Section(
        word("rules.examples", language),
        tuple(
            (f"{word(f'outcome.{e.expect.value}', language)}: {e.name.to(language)}", ())
            for e in rule.examples
        ),
    )
