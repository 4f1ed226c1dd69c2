"""A cap on how much one address may ask: 429 for what is more.

Each address has a bucket of tokens that fills at a steady rate; a request takes one, and one that
computes long takes several. The count is kept by each worker process for itself.
"""

import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from advisor.web.security.refusal import refuse
from advisor.web.security.same_origin import SAFE

MOST_ADDRESSES = 20_000
"""Buckets kept; the longest unused goes first, which can only be to somebody's advantage."""
NETWORK_BITS = 64
"""One subscriber has at least such a network of IPv6 addresses, hence it counts as one."""
LIMITED = re.compile(
    r"/api/|/classroom|/readyz|/questionnaire/[^/]+/plan|/desk/export/file|/tables/template|/check/"
)
COSTLY = re.compile(r"/questionnaire/[^/]+/plan(/[a-z]+)?\.(docx|pdf)|/desk/export/file|/check/")
COSTS = 5
"""Tokens for a file that takes five to fifteen times as long as a page of the plan."""


class RateLimit:
    """Refuses more than `per_minute` requests that compute much or change something.

    The address is the connection's, or the one that a trusted proxy names (uvicorn sees to that).
    """

    def __init__(
        self, app: ASGIApp, per_minute: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.app = app
        self.buckets = Buckets(per_minute, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless its address has had enough."""
        cost = _cost(scope) if scope["type"] == "http" else 0
        if cost:
            wait = self.buckets.take(network((scope.get("client") or ("",))[0]), cost)
            if wait:
                return await refuse(scope, receive, send, 429, {"Retry-After": str(wait)})
        return await self.app(scope, receive, send)


class Buckets:
    """One bucket of `per_minute` tokens for each address."""

    def __init__(self, per_minute: int, clock: Callable[[], float]) -> None:
        self.size = per_minute
        self.clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str, cost: int = 1) -> int:
        """Take so many tokens, at most a bucketful: 0, or the whole seconds until there are."""
        now, rate, cost = self.clock(), self.size / 60, min(cost, self.size)
        left, at = self._left.pop(address, (float(self.size), now))
        left = min(self.size, left + (now - at) * rate)
        has = left >= cost
        self._left[address] = (left - cost * has, now)
        if len(self._left) > MOST_ADDRESSES:
            self._left.popitem(last=False)
        return 0 if has else math.ceil((cost - left) / rate)


def network(address: str) -> str:
    """What counts as one client: an IPv4 address, or the network of an IPv6 address."""
    if ":" not in address:
        return address
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    assert isinstance(parsed, IPv6Address)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(int(parsed) >> (128 - NETWORK_BITS))


def _cost(scope: Scope) -> int:
    if COSTLY.match(scope["path"]):
        return COSTS
    return int(scope["method"] not in SAFE or bool(LIMITED.match(scope["path"])))
