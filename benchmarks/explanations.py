"""Each explanation, in ms and as a ratio to one `advise`.

The engine, the knowledge and the lessons are there already, as in a program that serves many. Every
operation runs in turn with its peer, a whole consultation on the engine, on the same random
PD, so that a slow moment of the machine meets both.
"""

import gc
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from random import Random
from statistics import median

from figures import Scale
from part import Part, at_most, table
from sampled import profiled

import advisor
from advisor import Engine, Facts, Knowledge
from advisor.common.language import LANGUAGES
from advisor.common.locations import knowledge_folder
from advisor.explanation.graph.drawing import network_picture
from advisor.explanation.graph.network import Fired, Network
from advisor.explanation.trace.session import Session
from advisor.teaching.hosting import Host
from advisor.teaching.lesson import Lesson
from advisor.teaching.lesson_files import read_lessons
from advisor.teaching.quiz import rounds
from advisor.teaching.wording import card
from tests.states import consistent_answers

TARGET = 50.0
Operation = Callable[[Engine, Facts, Random], object]


def explain(engine: Engine, facts: Facts, source: Random) -> object:
    knowledge = engine.knowledge
    plan = advisor.what_if(knowledge, facts, {}).before.plan
    return advisor.explain(knowledge, facts, source.choice(plan)).as_json() if plan else None


def why_not(engine: Engine, facts: Facts, source: Random) -> object:
    knowledge = engine.knowledge
    return advisor.why_not(knowledge, facts, source.choice(list(knowledge.steps))).as_json()


def what_if(engine: Engine, facts: Facts, source: Random) -> object:
    knowledge = engine.knowledge
    terms = source.sample(list(knowledge.vocabulary.asked), 3)
    new = {term: source.choice(knowledge.vocabulary.asked[term].values) for term in terms}
    return advisor.what_if(knowledge, facts, new).as_json()


def sweep(engine: Engine, facts: Facts, source: Random) -> object:
    knowledge = engine.knowledge
    term = source.choice(list(knowledge.vocabulary.asked))
    return [case.as_json() for case in advisor.sweep(knowledge, facts, term)]


def smallest(gain: bool, **limits: bool) -> Operation:
    def run(engine: Engine, facts: Facts, source: Random) -> object:
        knowledge = engine.knowledge
        plan = advisor.what_if(knowledge, facts, {}).before.plan
        names = [step for step in knowledge.steps if (step not in plan) is gain]
        name = source.choice(names or list(knowledge.steps))
        return advisor.smallest_change(knowledge, facts, name, gain=gain, **limits)

    return run


def sensitivity(engine: Engine, facts: Facts, source: Random) -> object:
    knowledge = engine.knowledge
    return advisor.sensitivity(knowledge, facts).as_json()


def trace(engine: Engine, facts: Facts, source: Random) -> object:
    return advisor.replay(engine, facts)


def stepping(command: str) -> Operation:
    """One typed command and what it shows, at a random place of a run made before."""
    sessions: dict[int, Session] = {}

    def run(engine: Engine, facts: Facts, source: Random) -> object:
        return sessions[id(facts)].handle(command)

    def prepare(engine: Engine, facts: Facts, source: Random) -> None:
        session = Session(advisor.replay(engine, facts), source.choice(LANGUAGES))
        session.handle(f"next {source.randrange(1, 20)}")
        sessions[id(facts)] = session

    PREPARED[run] = prepare
    return run


def whole_graph(engine: Engine, facts: Facts, source: Random) -> object:
    network, language = Network(engine.knowledge), source.choice(LANGUAGES)
    return advisor.svg(network_picture(network, network.links, "-", language), language)


def fired_graph(engine: Engine, facts: Facts, source: Random) -> object:
    fired, language = Fired.of(engine.knowledge, facts), source.choice(LANGUAGES)
    picture = advisor.rule_network(engine.knowledge, language, fired=fired, every=True)
    return advisor.svg(picture, language)


def rule_graph(engine: Engine, facts: Facts, source: Random) -> object:
    rule, language = source.choice(engine.knowledge.rules).id, source.choice(LANGUAGES)
    return advisor.svg(advisor.rule_network(engine.knowledge, language, rule=rule), language)


def reading_lessons(engine: Engine, facts: Facts, source: Random) -> object:
    return read_lessons(engine.knowledge, knowledge_folder())


def lesson_card(engine: Engine, facts: Facts, source: Random) -> object:
    lesson, language = source.choice(lessons(engine.knowledge)), source.choice(LANGUAGES)
    return list(card(engine.knowledge, lesson, language, solution=True).text())


def quiz_turn(engine: Engine, facts: Facts, source: Random) -> object:
    """A round drawn, shown, predicted by two teams, and told."""
    lesson, replies = source.choice(lessons(engine.knowledge)), iter(("1", "2"))
    teams, language = ("A", "B"), source.choice(LANGUAGES)
    host = Host(engine.knowledge, language, teams, list, lambda prompt: next(replies))
    return host.run(rounds(engine.knowledge, [lesson], source.randrange(1000)))


@cache
def lessons(knowledge: Knowledge) -> tuple[Lesson, ...]:
    return read_lessons(knowledge, knowledge_folder())


PREPARED: dict[Operation, Operation] = {}
"""What is done before an operation, outside the time taken."""


OPERATIONS: dict[str, Operation] = {
    "explain": explain,
    "why-not": why_not,
    "what-if": what_if,
    "what-if --sweep": sweep,
    "smallest-change --drop": smallest(gain=False),
    "smallest-change --gain": smallest(gain=True),
    "  with --allow-worse": smallest(gain=True, allow_worse=True),
    "  and --any-term": smallest(gain=True, allow_worse=True, any_term=True),
    "sensitivity": sensitivity,
    "trace: the whole run": trace,
    "trace: a step on": stepping("next"),
    "trace: a step back": stepping("back"),
    "graph: all rules, SVG": whole_graph,
    "graph: what fired, lit": fired_graph,
    "graph: one rule, SVG": rule_graph,
    "lesson: reading them all": reading_lessons,
    "lesson: a card": lesson_card,
    "lesson: a quiz turn": quiz_turn,
}


def people(knowledge: Knowledge, source: Random, count: int) -> Iterator[Facts]:
    for _ in range(count):
        share = source.choice((1.0, 0.7, 0.4, 0.1))
        full = consistent_answers(knowledge, source)
        yield Facts({term: value for term, value in full.items() if source.random() < share})


def milliseconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def explanations(scale: Scale) -> Part:
    engine, part, rows = Engine(advisor.load()), Part(), []
    lessons(engine.knowledge)
    # A full collection over the engine and the knowledge takes as long as a drawing and meets every
    # tenth of them; who keeps them loaded takes them out of the collector's way, as here.
    gc.collect()
    gc.freeze()
    try:
        for name, operation in OPERATIONS.items():
            ours, peers, ratio = compare(engine, name, operation, max(10, scale.states * 2 // 3))
            high, peer = (times[int(len(times) * 0.95)] for times in (ours, peers))
            cells = (f"{time:.2f} ms" for time in (median(ours), high, peer))
            rows.append((name.strip(), *cells, f"{ratio:.2f}"))
            if operation in (whole_graph, reading_lessons) or high >= TARGET:
                part.targets.append(at_most(f"{name.strip()}, p95", high, TARGET, "ms"))
                facts = next(people(engine.knowledge, Random(name), 1))
                work = partial(operation, engine, facts, Random(name))
                part.profiles[name.strip()] = profiled(work, scale.seconds)
    finally:
        gc.unfreeze()
    head = ("explanation", "median", "p95", "p95 of `advise`", "x `advise`")
    part.body = list(table(head, rows))
    return part


def compare(
    engine: Engine, name: str, operation: Operation, count: int
) -> tuple[list[float], list[float], float]:
    """Milliseconds of the operation and of its peer, sorted, and the median of the ratios."""
    source, pairs = Random(name), []
    for facts in people(engine.knowledge, source, count):
        if operation in PREPARED:
            PREPARED[operation](engine, facts, source)
        ours = milliseconds(partial(operation, engine, facts, source))
        pairs.append((ours, milliseconds(partial(advisor.advise, engine, facts))))
    mine, peers = (sorted(times) for times in zip(*pairs, strict=True))
    return mine, peers, median(one / peer for one, peer in pairs)
