"""The plan as Markdown."""

from collections.abc import Iterator

from advisor.common.language import Language
from advisor.common.messages import word
from advisor.presentation.view import PlanView, ReasonView, StepView

_SPECIAL = str.maketrans({char: f"\\{char}" for char in "\\`*_{}[]<>#|"})


def escape(text: str) -> str:
    """Text that Markdown shows as it is written."""
    return text.translate(_SPECIAL)


def plan_markdown(plan: PlanView, language: Language) -> str:
    """The plan as a Markdown document."""
    return "\n".join(_lines(plan, language)) + "\n"


def _lines(plan: PlanView, language: Language) -> Iterator[str]:
    yield from (f"# {escape(plan.title)}", "", f"*{escape(plan.origin)}*")
    for paragraph in plan.lead:
        yield from ("", escape(paragraph))
    if plan.found:
        yield from ("", f"## {word('plan.found', language)}", "")
    yield from (f"- {escape(sentence)}" for sentence in plan.found)
    for title, steps in plan.outline:
        yield from ("", f"## {escape(title)}", "")
        yield from (f"- {step.rank}. {escape(step.title)}" for step in steps)
    for step in plan.steps:
        yield from ("", *_step(step, language))
    if plan.open_topics:
        yield from ("", f"## {word('plan.open', language)}")
    for topic, questions in plan.open_topics:
        yield from ("", f"### {escape(topic)}", "")
        yield from (f"- {escape(question)}" for question in questions)
    for note in filter(None, (plan.legend, plan.cites)):
        yield from ("", f"*{escape(note)}*")


def _step(step: StepView, language: Language) -> Iterator[str]:
    yield from (f"## {step.rank}. {escape(step.title)}", "")
    for key, text in step.facts:
        yield f"- **{word(key, language)}:** {escape(text)}"
    for reason in step.reasons:
        yield from _reason(reason, language)


def _reason(reason: ReasonView, language: Language) -> Iterator[str]:
    yield f"- **{word('plan.why', language)}:** {escape(reason.title)}. {escape(reason.why)}"
    yield from (f"    - {escape(item)}" for item in reason.because)
    yield f"    - {word('plan.from', language)}: {escape(reason.source)}"
