"""A simulation as text, data or picture."""

import json
from pathlib import Path

from advisor.common.files import write_atomically
from advisor.common.language import Language
from advisor.presentation.chart import svg_text
from advisor.tables.batch.page import html_page, markdown_page
from advisor.tables.batch.summarising import refuse_form
from advisor.tables.simulation.simulation import Simulation
from advisor.tables.simulation.wording import SimulationView

PICTURES = (".svg", ".html")


def simulation_text(simulation: Simulation, layout: str, language: Language) -> str:
    """As `json`, `csv` or `markdown`."""
    if layout == "json":
        return json.dumps(simulation.as_json(), ensure_ascii=False, indent=2) + "\n"
    if layout == "csv":
        return simulation.as_csv().decode()
    view = SimulationView(simulation, language)
    return markdown_page(view.say("title"), view.lead, view.tables(), language)


def refuse_picture(path: Path) -> None:
    """Raises AdvisorError if no picture can be written there, before any work is done."""
    refuse_form(path, PICTURES)


def write_picture(simulation: Simulation, path: Path, language: Language) -> None:
    """Write the picture (.svg), or picture and tables as a page (.html). Raises AdvisorError."""
    view = SimulationView(simulation, language)
    if path.suffix.lower() == ".svg":
        write_atomically(path, svg_text(view.charts()))
        return
    page = html_page(view.say("title"), view.lead, view.charts(), view.tables(), language)
    write_atomically(path, page)
