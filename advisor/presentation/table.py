"""The plan on a terminal, with rich."""

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as RichText

from advisor.common.language import Language
from advisor.common.messages import word
from advisor.presentation.view import PlanView, StepView


def print_plan(console: Console, plan: PlanView, language: Language) -> None:
    """Print the plan; colours carry nothing that the words don't."""
    console.print(RichText(plan.title, style="bold"))
    for paragraph in plan.lead:
        console.print()
        console.print(RichText(paragraph))
    if plan.found:
        console.print()
        console.print(RichText(word("plan.found", language), style="bold"))
    for sentence in plan.found:
        console.print(Padding(RichText(f"- {sentence}"), (0, 0, 0, 3)))
    for title, steps in plan.outline:
        console.print()
        console.print(RichText(title, style="bold"))
        console.print(Padding(_outline(steps), (0, 0, 0, 3)))
    for step in plan.steps:
        console.print()
        console.print(_heading(step))
        console.print(Padding(_step(step, language), (0, 0, 0, 3)))
    _print_open(console, plan, language)
    for note in filter(None, (plan.legend, plan.cites, plan.origin)):
        console.print()
        console.print(RichText(note, style="dim"))


def _heading(step: StepView) -> Table:
    """Rank and title, the title's further lines below its first."""
    grid = Table.grid(padding=(0, 1))
    grid.add_row(RichText(f"{step.rank}.", style="bold"), RichText(step.title, style="bold"))
    return grid


def _print_open(console: Console, plan: PlanView, language: Language) -> None:
    if plan.open_topics:
        console.print()
        console.print(RichText(word("plan.open", language), style="bold"))
    for topic, questions in plan.open_topics:
        console.print(Padding(RichText(topic), (0, 0, 0, 3)))
        for question in questions:
            console.print(Padding(RichText(f"- {question}"), (0, 0, 0, 5)))


def _outline(steps: tuple[StepView, ...]) -> Table:
    """Ranks and titles, and who acts where that differs from step to step."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right")
    for step in steps:
        actor = "" if step.told else f" ({step.actor})"
        grid.add_row(f"{step.rank}.", RichText(f"{step.title}{actor}"))
    return grid


def _step(step: StepView, language: Language) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="cyan", no_wrap=True)
    grid.add_column()
    for key, text in step.facts:
        grid.add_row(word(key, language), RichText(text))
    for reason in step.reasons:
        grid.add_row(word("plan.why", language), RichText(f"{reason.title}. {reason.why}"))
        for item in reason.because:
            grid.add_row("", RichText(f"- {item}"))
        grid.add_row("", RichText(f"{word('plan.from', language)}: {reason.source}", style="dim"))
    return grid
