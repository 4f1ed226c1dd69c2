"""Forms that change something state what they were made from, so that no window undoes the newer
work of another one.
"""

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

FIELD = "made_from"


def made_from(form: FormData) -> str:
    """What the form was made from, as its page wrote it. Raises 400 for a form that lacks it."""
    stated = form.get(FIELD)
    if not isinstance(stated, str):
        raise HTTPException(400)
    return stated
