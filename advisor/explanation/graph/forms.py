"""The forms in which a picture is written, each with the endings of its files."""

from pathlib import Path
from typing import Literal, get_args

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said

Form = Literal["svg", "mermaid"]
FORMS: tuple[Form, ...] = get_args(Form)
_ENDINGS: dict[str, Form] = {".svg": "svg", ".mmd": "mermaid", ".mermaid": "mermaid"}


def form_of(path: Path | None, chosen: Form | None) -> Form | None:
    """The form that was chosen, else the one that the file's ending says; None when neither does.

    Raises AdvisorError for an ending that is unknown or says another form than the one chosen.
    """
    if path is None or not path.suffix:
        return chosen
    form = _ENDINGS.get(path.suffix.lower())
    if form is None:
        message = said("graph.ending", ending=path.suffix, known=tuple(_ENDINGS))
        raise AdvisorError([Problem(str(path), None, message)])
    if chosen not in (None, form):
        message = said("graph.other-form", ending=path.suffix, form=form, chosen=chosen)
        raise AdvisorError([Problem(str(path), None, message)])
    return form
