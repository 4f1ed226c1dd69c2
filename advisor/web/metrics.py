"""Figures for Prometheus at `/metrics`, of all workers together, without personal data.

A request counts for its area, the first part of its route's pattern: never for its path.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import get_args

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from advisor.audit.checkpoints import keeping
from advisor.common.errors import AdvisorError
from advisor.inference.evaluator import Status
from advisor.web.installation import DISAGREEMENT, Site
from advisor.web.settings import COUNTS

_requests = Counter("ipp_advisor_requests", "Requests answered.", ["area", "status"])
_seconds = Histogram(
    "ipp_advisor_request_seconds",
    "Time from a request to the end of its answer.",
    ["area"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
_advice = Counter("ipp_advisor_advice", "Advice given by the engine.", ["status"])
_disagreements = Counter(
    "ipp_advisor_disagreements", "Runs in which engine and evaluator differed: must be 0."
)


def measure(app: Starlette) -> None:
    """Count what the application does from now on, and show it."""
    for status in get_args(Status):
        _advice.labels(status)
    app.state.site.told = _count
    app.state.site.answered = _answered
    app.add_route("/metrics", figures, include_in_schema=False)


def figures(request: Request) -> Response:
    """Everything, in Prometheus' own format."""
    registry = CollectorRegistry()
    if COUNTS in os.environ:
        MultiProcessCollector(registry)
    else:
        for metric in (_requests, _seconds, _advice, _disagreements):
            registry.register(metric)
    registry.register(_Ledger(request.app.state.site))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


class _Ledger(Collector):
    """The ledger as it is when it is asked for."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def collect(self) -> Iterator[Metric]:
        try:
            with self.site.ledger_to_read() as ledger:
                size: int | None = ledger.head()[0]
        except AdvisorError:
            size = None
        readable = GaugeMetricFamily(
            "ipp_advisor_ledger_readable", "1 if the ledger can be read; 0 before its first record."
        )
        readable.add_metric([], size is not None)
        yield readable
        if size is not None:
            records = GaugeMetricFamily("ipp_advisor_ledger_records", "Records in the ledger.")
            records.add_metric([], size)
            yield records
        if age := _checkpoint_age():
            last = GaugeMetricFamily(
                "ipp_advisor_checkpoint_age_seconds",
                "Time since the newest checkpoint that is kept.",
            )
            last.add_metric([], age)
            yield last


def _checkpoint_age() -> float | None:
    """Seconds since the newest checkpoint; None where none is kept, or none can be read."""
    try:
        kept = keeping()
        newest = kept.keeper.newest() if kept else None
    except AdvisorError:
        return None
    made = datetime.fromisoformat(newest.time) if newest else None
    return (datetime.now(UTC) - made).total_seconds() if made else None


def _count(outcome: str) -> None:
    if outcome == DISAGREEMENT:
        _disagreements.inc()
    else:
        _advice.labels(outcome).inc()


def _answered(pattern: str | None, status: int, seconds: float) -> None:
    area = _area(pattern)
    _requests.labels(area, status).inc()
    _seconds.labels(area).observe(seconds)


def _area(pattern: str | None) -> str:
    """The area of a route; `other` for what no route answers."""
    return "other" if pattern is None else pattern.split("/")[1] or "home"
