"""What the catalogue says of each rule, before any layout."""

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.common.language import Language
from advisor.common.messages import word
from advisor.explanation.graph.network import Network
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Rule
from advisor.presentation.rule import conclusion_words, condition_words, source_words, step_words

ENDING, GONE = ("contradiction", "out-of-scope"), "gone"
Line = tuple[str, tuple[str, ...]]
"""Text, and the ids of rules to link to after it."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines; `name` is the same in both languages."""

    name: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule: its id, title, topic, note of status, and sections."""

    id: str
    title: str
    topic: str
    status: str
    sections: tuple[Section, ...]


def heads(knowledge: Knowledge, language: Language) -> tuple[str, str]:
    """The title, and what the catalogue was made from."""
    title = word("docs.title", language, count=len(knowledge.rule))
    origin = word(
        "docs.origin",
        language,
        title=knowledge.article.title,
        author=knowledge.article.author,
        version=knowledge.version,
        digest=knowledge.digest.removeprefix("sha256:")[:12],
    )
    return title, origin


def entries(knowledge: Knowledge, language: Language) -> tuple[Entry, ...]:
    """All rules, drafts and retired ones too: by topic in the vocabulary's order, then by id.

    Rules that end a consultation come last, under a heading of their own; after them retired ones
    whose topic is gone.
    """
    network = Network(knowledge)
    found = (_entry(network, knowledge.rule[i], language) for i in sorted(knowledge.rule))
    topics = _topics(knowledge, language)
    return tuple(sorted(found, key=lambda entry: topics.index(entry.topic)))


def indexes(knowledge: Knowledge, language: Language) -> tuple[Section, ...]:
    """Where to find rules: by place in the source, by step."""
    say = _Saying(knowledge, language)
    cited = {
        place: tuple(r for r in sorted(knowledge.rule) if place in knowledge.rule[r].sources)
        for place in knowledge.statements
    }
    steps = tuple(
        (say.step(step), tuple(rule.id for rule in rules))
        for step, rules in knowledge.advisers.items()
    )
    sources = tuple((say.source(place), ids) for place, ids in cited.items())
    return Section("sources", say("sources"), sources), Section("steps", say("steps"), steps)


class _Saying:
    def __init__(self, knowledge: Knowledge, language: Language) -> None:
        self.knowledge = knowledge
        self.language = language

    def __call__(self, name: str) -> str:
        return word(f"docs.{name}", self.language)

    def source(self, locator: str) -> str:
        return source_words(self.knowledge, locator, self.language)

    def step(self, step: str) -> str:
        return step_words(self.knowledge, step, self.language)


def _topics(knowledge: Knowledge, language: Language) -> list[str]:
    titles = [topic.title.to(language) for topic in knowledge.vocabulary.topics]
    return [*titles, *(word(f"docs.{kind}", language) for kind in (*ENDING, GONE))]


def _topic(network: Network, rule: Rule, language: Language) -> str:
    """The title of the topic that the rule is about, or what kind of end it is.

    A retired rule of which every name is gone is about none.
    """
    if rule.kind in ENDING:
        return word(f"docs.{rule.kind}", language)
    topics = {topic.name: topic.title for topic in network.knowledge.vocabulary.topics}
    topic = network.topic_of(rule)
    return topics[topic].to(language) if topic else word(f"docs.{GONE}", language)


def _entry(network: Network, rule: Rule, language: Language) -> Entry:
    say = _Saying(network.knowledge, language)
    shown = word(f"rules.{rule.status}", language)
    status = word("rules.status", language, status=shown, since=rule.since)
    sections = (*_conditions(say, rule), *_consequence(say, rule), *_grounds(say, rule))
    topic = _topic(network, rule, language)
    return Entry(rule.id, rule.title.to(language), topic, status, sections)


def _conditions(say: _Saying, rule: Rule) -> Iterator[Section]:
    knowledge, language = say.knowledge, say.language
    if not rule.conditions:
        yield Section("all", word("plan.why", language), ((word("rules.always", language), ()),))
    for part in ("all", "any", "unless"):
        lines = tuple(
            (
                condition_words(knowledge.vocabulary.all.get(c.term), c, language),
                tuple(r.id for r in knowledge.supporters.get(c.term, ())),
            )
            for c in rule.conditions
            if c.part == part
        )
        if lines:
            only = part == "any" and not rule.when.all
            title = word("rules.only-any" if only else f"rules.{part}", language)
            yield Section(part, title, lines)


def _consequence(say: _Saying, rule: Rule) -> Iterator[Section]:
    knowledge, language, then = say.knowledge, say.language, rule.then
    if then.conclude:
        sentence = conclusion_words(knowledge, then.conclude, language)
        readers = tuple(r.id for r in knowledge.rules if then.conclude in r.reads)
        yield Section("conclude", word("rules.conclude", language), ((sentence, ()),))
        if readers:
            yield Section("readers", say("readers"), (("", readers),))
    if then.advise:
        urgency = word(f"urgency.{then.urgency}", language)
        yield Section("advise", word("rules.advise", language), ((say.step(then.advise), ()),))
        yield Section("urgency", say("urgency"), ((urgency, ()),))
    if then.message:
        said = then.message.to(language)
        yield Section("message", word("rules.message", language), ((said, ()),))


def _grounds(say: _Saying, rule: Rule) -> Iterator[Section]:
    language = say.language
    yield Section("why", word("plan.why", language), ((rule.why.to(language), ()),))
    yield Section("from", say("from"), tuple((say.source(place), ()) for place in rule.sources))
    examples = tuple(
        (f"{word(f'outcome.{e.expect.value}', language)}: {e.name.to(language)}", ())
        for e in rule.examples
    )
    yield Section("examples", word("rules.examples", language), examples)
