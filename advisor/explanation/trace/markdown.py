"""A replay as Markdown: one section a firing, to be pasted into slides."""

from collections.abc import Iterator

from advisor.common.language import Language
from advisor.explanation.trace.replay import Replay, State
from advisor.explanation.trace.wording import Teller
from advisor.presentation.markdown import escape


def trace_markdown(replay: Replay, language: Language) -> str:
    """The whole run."""
    return "\n".join(_lines(Teller(replay, language)))


def _lines(teller: Teller) -> Iterator[str]:
    advice, edition = teller.replay.advice, teller.replay.advice.knowledge
    yield from (f"# {escape(teller.say('tracing.title'))}", "")
    yield from (escape(advice.name), "") if advice.name else ()
    origin = teller.say("plan.origin", version=edition.version, digest=edition.digest)
    yield from (escape(origin), "")
    for state in teller.replay.states:
        yield from _section(teller, state)
    yield from (f"## {escape(teller.say('tracing.result'))}", "")
    yield from (f"- {escape(line)}" for line in teller.ending())
    yield ""


def _section(teller: Teller, state: State) -> Iterator[str]:
    yield from (f"## {escape(teller.heading(state))}", "")
    if state.last:
        yield f"- **{teller.say('tracing.salience', salience=state.last.salience)}**"
        because = "tracing.why" if state.last.kind == "rule" else "tracing.settled"
        yield from _part(teller.say(because), teller.because(state))
        yield from _part(teller.say("tracing.added"), teller.added(state.last))
        advised = teller.advised(state)
        yield from _part(teller.say("tracing.advised"), [advised] if advised else [])
    else:
        memory = teller.memory(state)
        yield from _part(teller.say("tracing.memory", count=len(memory)), memory)
    agenda = teller.agenda(state, 5)
    yield from _part(teller.say("tracing.agenda", count=len(state.agenda)), agenda)
    yield ""


def _part(label: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"- **{escape(label)}**"
        yield from (f"    - {escape(line)}" for line in lines)
