"""The benchmark's picture: three panels on logarithmic scales, as one SVG without any script."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import log10

WIDTH, ROW, LEFT, RIGHT = 880, 24, 230, 130
OURS, PEER = "#0b5fa5", "#8a8f98"
COLOURS = (
    "#0b5fa5",
    "#c2410c",
    "#15803d",
    "#7e22ce",
    "#a16207",
    "#0e7490",
    "#be123c",
    "#475569",
    "#111827",
)


def picture(
    seconds: Mapping[str, float], rules: Mapping[str, Mapping[int, float | None]],
    rows: Mapping[str, Mapping[int, float]],
) -> str:  # fmt: skip
    """Time per PD, its growth over rules, and PDs per second over rows."""
    bars = [*_bars(seconds, 40)]
    top = 40 + ROW * len(seconds) + 60
    lines = _panel("Time per PD over rules (generated bases)", "rules", rules, top, time_shown)
    below = _panel("PDs per second over rows (from disk)", "rows", rows, top + 330, _count)
    body = "\n".join(
        [_title("Time per PD, shipped rules (logarithmic)", 20), *bars, *lines, *below]
    )
    height = top + 660
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'font-family="sans-serif" font-size="13">\n<title>Benchmarks</title>\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _bars(seconds: Mapping[str, float], top: int) -> Iterator[str]:
    low, high = log10(min(seconds.values())) - 0.5, log10(max(seconds.values()))
    for index, (name, value) in enumerate(seconds.items()):
        y, length = top + ROW * index, (WIDTH - LEFT - RIGHT) * (log10(value) - low) / (high - low)
        colour = (
            PEER
            if "usual" in name or "clipspy" in name or "zen" in name or "line" in name
            else OURS
        )
        yield _text(LEFT - 8, y + 13, name, "end")
        yield f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="17" fill="{colour}"/>'
        yield _text(LEFT + length + 6, y + 13, time_shown(value))


def _panel(
    title: str, axis: str, series: Mapping[str, Mapping[int, float | None]], top: int, shown: object
) -> Iterator[str]:
    points = [(x, y) for line in series.values() for x, y in line.items() if y]
    yield _title(title, top)
    if not points:
        return
    xs, ys = sorted({x for x, _ in points}), [y for _, y in points]
    frame = _Frame(xs, ys, top + 16)
    for x in xs:
        yield f'<path d="M{frame.x(x):.1f} {top + 16}v240" stroke="#ddd"/>'
        yield _text(frame.x(x), top + 274, f"{x:,}", "middle")
    for power in range(frame.low, frame.high + 1):
        yield f'<path d="M84 {frame.y(10.0**power):.1f}H560" stroke="#eee"/>'
        yield _text(80, frame.y(10.0**power) + 4, shown(10.0**power), "end")  # type: ignore[operator]
    yield _text(315, top + 292, axis, "middle")
    for index, (name, line) in enumerate(series.items()):
        yield from frame.line(name, line, COLOURS[index % len(COLOURS)], index, top)


class _Frame:
    """Both axes of a panel, logarithmic."""

    def __init__(self, xs: Sequence[float], ys: Sequence[float], top: int) -> None:
        self.left, self.right = log10(xs[0]), log10(xs[-1])
        self.low, self.high = int(log10(min(ys)) // 1), int(-(-log10(max(ys)) // 1))
        self.top = top

    def x(self, value: float) -> float:
        return 96 + 454 * (log10(value) - self.left) / max(self.right - self.left, 1e-9)

    def y(self, value: float) -> float:
        span = max(self.high - self.low, 1)
        return self.top + 240 - 240 * (log10(value) - self.low) / span

    def line(
        self, name: str, values: Mapping[int, float | None], colour: str, index: int, top: int
    ) -> Iterator[str]:
        known = [(self.x(x), self.y(y)) for x, y in values.items() if y]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in known)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in known)
        place = top + 30 + 22 * index
        yield f'<path d="M575 {place - 4}h20" stroke="{colour}" stroke-width="3"/>'
        yield _text(602, place, name if known else f"{name}: wrong")


def time_shown(seconds: float) -> str:
    for size, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def _count(value: float) -> str:
    return f"{value:,.0f}"


def _title(text: str, y: float) -> str:
    return f'<text x="12" y="{y}" font-weight="bold" font-size="15">{escape(text)}</text>'


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
