"""The plan on a terminal, with rich."""

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as RichText

from advisor.language import Language
from advisor.render.view import PlanView, StepView
from advisor.words import word


def print_plan(console: Console, plan: PlanView, language: Language) -> None:
    """Print the plan; colours carry nothing that the words don't."""
    console.print(RichText(plan.title, style="bold"))
    console.print(RichText(plan.origin, style="dim"))
    for paragraph in plan.lead:
        console.print()
        console.print(RichText(paragraph))
    for step in plan.steps:
        console.print()
        console.print(RichText(f"{step.rank}. {step.title}", style="bold"))
        console.print(Padding(_step(step, language), (0, 0, 0, 3)))
    if plan.open_questions:
        console.print()
        console.print(RichText(word("plan.open", language), style="bold"))
        for question in plan.open_questions:
            console.print(Padding(RichText(f"- {question}"), (0, 0, 0, 3)))
    if plan.legend:
        console.print()
        console.print(RichText(plan.legend, style="dim"))


def _step(step: StepView, language: Language) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="cyan", no_wrap=True)
    grid.add_column()
    facts = (
        ("plan.actor", step.actor),
        ("plan.how", step.how),
        ("plan.choice", step.choice),
        ("plan.order", step.waits),
        ("plan.ranking", step.ranking),
    )
    for key, text in facts:
        if text:
            grid.add_row(word(key, language), RichText(text))
    for reason in step.reasons:
        grid.add_row(word("plan.why", language), RichText(f"{reason.title}. {reason.why}"))
        for item in reason.because:
            grid.add_row("", RichText(f"- {item}"))
        grid.add_row("", RichText(f"{word('plan.from', language)}: {reason.source}", style="dim"))
    return grid
