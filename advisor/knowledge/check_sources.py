"""Checks of the statements' lines against the article's text, where that stands beside the base."""

import hashlib
from collections.abc import Iterator

from advisor.common.errors import Problem
from advisor.common.language import said
from advisor.knowledge.declarations import Sources
from advisor.knowledge.read_base import Filed


def check_sources(filed: Filed[Sources], text: bytes | None) -> Iterator[Problem]:
    """Every statement that points past the article's end or at an empty line.

    `text` is the article's, None where it is not kept with the base: then its declared number of
    lines, if any, is what there is to check against.
    """
    article, document = filed.model.article, filed.document
    lines = None if text is None else text.decode("utf-8", "replace").splitlines()
    if text is not None and hashlib.sha256(text).hexdigest() != article.sha256:
        message = said("check.article-changed", file=article.file)
        yield document.problem(("article", "sha256"), message)
    last = article.lines if lines is None else len(lines)
    if article.lines not in (None, last):
        message = said("check.article-lines", file=article.file, lines=last)
        yield document.problem(("article", "lines"), message)
    for index, statement in enumerate(filed.model.statements):
        at = ("statements", index, "line")
        if last is not None and statement.line > last:
            message = said("check.line-past-end", line=statement.line, last=last)
            yield document.problem(at, message)
        elif lines and not lines[statement.line - 1].strip():
            yield document.problem(at, said("check.line-empty", line=statement.line))
