"""Each explanation, in ms and as a ratio to one `advise`: `python benchmarks/explanations.py`.

Every operation runs in turn with its peer, a whole consultation on the engine, on the same random
PD, so that a slow moment of the machine meets both. Shown: median and 95th percentile of the
operation, the 95th percentile of `advise`, and the median of the ratios, pair by pair.
"""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import advisor
from advisor import Engine, Facts, Knowledge
from tests.states import consistent_answers

PEOPLE = 200
TARGET = 50.0
Operation = Callable[[Knowledge, Facts, Random], object]


def explain(knowledge: Knowledge, facts: Facts, source: Random) -> object:
    plan = advisor.what_if(knowledge, facts, {}).before.plan
    return advisor.explain(knowledge, facts, source.choice(plan)).as_json() if plan else None


def why_not(knowledge: Knowledge, facts: Facts, source: Random) -> object:
    return advisor.why_not(knowledge, facts, source.choice(list(knowledge.steps))).as_json()


def what_if(knowledge: Knowledge, facts: Facts, source: Random) -> object:
    terms = source.sample(list(knowledge.vocabulary.asked), 3)
    new = {term: source.choice(knowledge.vocabulary.asked[term].values) for term in terms}
    return advisor.what_if(knowledge, facts, new).as_json()


def sweep(knowledge: Knowledge, facts: Facts, source: Random) -> object:
    term = source.choice(list(knowledge.vocabulary.asked))
    return [case.as_json() for case in advisor.sweep(knowledge, facts, term)]


def smallest(gain: bool, any_term: bool) -> Operation:
    def run(knowledge: Knowledge, facts: Facts, source: Random) -> object:
        plan = advisor.what_if(knowledge, facts, {}).before.plan
        names = [step for step in knowledge.steps if (step not in plan) is gain]
        name = source.choice(names or list(knowledge.steps))
        return advisor.smallest_change(knowledge, facts, name, gain=gain, any_term=any_term)

    return run


def sensitivity(knowledge: Knowledge, facts: Facts, source: Random) -> object:
    return advisor.sensitivity(knowledge, facts).as_json()


OPERATIONS: dict[str, Operation] = {
    "explain": explain,
    "why-not": why_not,
    "what-if": what_if,
    "what-if --sweep": sweep,
    "smallest-change --drop": smallest(gain=False, any_term=False),
    "smallest-change --gain": smallest(gain=True, any_term=False),
    "the same with --any-term": smallest(gain=True, any_term=True),
    "sensitivity": sensitivity,
}


def people(knowledge: Knowledge, source: Random) -> Iterator[Facts]:
    for _ in range(PEOPLE):
        share = source.choice((1.0, 0.7, 0.4, 0.1))
        full = consistent_answers(knowledge, source)
        yield Facts({term: value for term, value in full.items() if source.random() < share})


def milliseconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def compare(engine: Engine, name: str, operation: Operation) -> None:
    knowledge, source = engine.knowledge, Random(name)
    pairs = [
        (
            milliseconds(lambda: operation(knowledge, facts, source)),  # noqa: B023
            milliseconds(lambda: advisor.advise(engine, facts)),  # noqa: B023
        )
        for facts in people(knowledge, source)
    ]
    ours, peers = (sorted(times) for times in zip(*pairs, strict=True))
    ratio = median(mine / peer for mine, peer in pairs)
    high, peer = (times[int(len(times) * 0.95)] for times in (ours, peers))
    verdict = "" if high < TARGET else f"  MISSES {TARGET:.0f} ms"
    print(
        f"{name:26} median {median(ours):6.2f} ms  p95 {high:6.2f} ms"
        f"  advise p95 {peer:6.2f} ms  {ratio:5.2f} x advise{verdict}"
    )


if __name__ == "__main__":
    built = Engine(advisor.load())
    for name, operation in OPERATIONS.items():
        compare(built, name, operation)
