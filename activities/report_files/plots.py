"""Drawing one plot as SVG: bars lying down under each other, stacked bars, a line over periods."""

from collections.abc import Iterator
from decimal import Decimal
from html import escape

from activities.report_files.wording import columns, shortened, written
from activities.statistics.statement import Plot, Series, Shape

FONTS = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, SimHei, sans-serif"
COLOURS = ("#2f5597", "#c55a11", "#7f7f7f", "#548235")

WIDTH_OF_PLOT, HEIGHT_OF_PLOT = 516, 318
HEAD = 44
"""Room for the title and the names of the series."""

NAMES = 190
"""Room for the names beside bars."""

NUMBERS = 76
"""Room for the number behind the longest bar."""

LETTERS = 11.5
"""Size of the letters of names and numbers; smaller where bars are thinner."""

HALO = ' paint-order="stroke" stroke="#ffffff" stroke-width="3"'
"""White around a number, so that no line strikes it through."""

MARGIN = 12
"""Between the frame and the words in its head."""


def drawn(plot: Plot) -> str:
    """A plot with its title, in a frame."""
    parts = [
        f'<rect width="{WIDTH_OF_PLOT}" height="{HEIGHT_OF_PLOT}" fill="none" stroke="#d9d9d9"/>',
        f'<text x="{MARGIN}" y="22" font-size="15" font-weight="bold">{_title(plot)}</text>',
        *_legend(plot),
    ]
    if not any(value for series in plot.series for value in series.values):
        middle = f'x="{WIDTH_OF_PLOT / 2}" y="{HEIGHT_OF_PLOT / 2}" text-anchor="middle"'
        parts.append(f'<text {middle} font-size="13" fill="#7f7f7f">本期没有</text>')
    elif plot.shape is Shape.LINE:
        parts += _line(plot, plot.series[0])
    else:
        parts += _bars(plot)
    return "".join(parts)


def _legend(plot: Plot) -> Iterator[str]:
    """The names of the series, where there is more than one."""
    if len(plot.series) < 2:
        return
    x = _start_of_legend(plot)
    for number, series in enumerate(plot.series):
        yield f'<rect x="{x:.0f}" y="12" width="12" height="12" fill="{COLOURS[number % len(COLOURS)]}"/>'
        yield f'<text x="{x + 17:.0f}" y="23" font-size="12">{escape(series.name)}</text>'
        x += _width_in_legend(series)


def _width_in_legend(series: Series) -> float:
    """What the mark and the name of a series take, with the gap behind them."""
    return 17 + 6.0 * columns(series.name) + 16


def _start_of_legend(plot: Plot) -> float:
    """Where the names of the series begin: they end at the right side of the frame."""
    named = plot.series if len(plot.series) > 1 else ()
    return WIDTH_OF_PLOT - sum(map(_width_in_legend, named))


def _title(plot: Plot) -> str:
    """The title, cut where the names of the series would begin."""
    room = _start_of_legend(plot) - 2 * MARGIN
    return escape(shortened(plot.title, int(room / 7.5)))


def _bars(plot: Plot) -> Iterator[str]:
    """A band for each category; in it the series side by side, or one after the other where stacked."""
    stacked = plot.shape is Shape.STACKED
    longest = max(_longest(plot, place, stacked) for place in range(len(plot.categories)))
    scale = float(WIDTH_OF_PLOT - NAMES - NUMBERS) / float(longest)
    band = (HEIGHT_OF_PLOT - HEAD - 12) / len(plot.categories)
    for place, name in enumerate(plot.categories):
        top = HEAD + place * band
        short = shortened(name, int((NAMES - 8 - MARGIN) / LETTERS * 2))
        yield _words(NAMES - 8, top + band / 2 + 4, short, "end", name, size=min(LETTERS, band))
        rows = 1 if stacked else len(plot.series)
        height = min(24.0, band * 0.8 / rows)
        first = top + (band - height * rows) / 2
        start = 0.0
        for number, series in enumerate(plot.series):
            value = series.values[place]
            length = float(value or 0) * scale
            y = first + (0 if stacked else number * height)
            yield _bar(NAMES + start, y, length, height, COLOURS[number % len(COLOURS)], series, value)
            start += length if stacked else 0
            if not stacked:
                told, size = written(value, plot.format), min(LETTERS, height)
                yield _words(NAMES + length + 5, y + (height + size * 0.7) / 2, told, "start", size=size)
        if stacked:
            whole = sum(series.values[place] or 0 for series in plot.series)
            yield _words(NAMES + start + 5, first + height / 2 + 4, written(whole, plot.format), "start")


def _longest(plot: Plot, place: int, stacked: bool) -> int | Decimal:
    values = [series.values[place] or 0 for series in plot.series]
    return sum(values) if stacked else max(values)


def _bar(
    x: float, y: float, length: float, height: float, colour: str, series: Series, value: int | Decimal | None
) -> str:
    shape = f'x="{x:.2f}" y="{y:.2f}" width="{length:.2f}" height="{height:.2f}" fill="{colour}"'
    told = f"{series.name} {value}" if value is not None else series.name
    return f"<rect {shape}><title>{escape(told)}</title></rect>"


def _line(plot: Plot, series: Series) -> Iterator[str]:
    """Points over the periods; a period nobody could count breaks the line."""
    left, right, bottom = 30.0, WIDTH_OF_PLOT - 30.0, HEIGHT_OF_PLOT - 34.0
    highest = float(max(value for value in series.values if value is not None))
    step = (right - left) / max(1, len(series.values) - 1)
    yield f'<line x1="{left}" y1="{bottom}" x2="{right}" y2="{bottom}" stroke="#7f7f7f"/>'
    before: tuple[float, float] | None = None
    numbers: list[str] = []
    for place, value in enumerate(series.values):
        x = left + place * step
        yield _words(x, bottom + 18, plot.categories[place][2:], "middle")
        if value is None:
            before = None
            continue
        y = bottom - float(value) / highest * (bottom - HEAD - 20)
        if before is not None:
            ends = f'x1="{before[0]:.2f}" y1="{before[1]:.2f}" x2="{x:.2f}" y2="{y:.2f}"'
            yield f'<line {ends} stroke="{COLOURS[0]}" stroke-width="2"/>'
        yield f'<circle cx="{x:.2f}" cy="{y:.2f}" r="3.5" fill="{COLOURS[0]}"/>'
        numbers.append(_words(x, y - 8, _brief(value, plot), "middle", style=HALO))
        before = (x, y)
    yield from numbers  # Over the lines.


def _brief(value: int | Decimal, plot: Plot) -> str:
    """A number beside a point; large sums in ten thousands (万)."""
    if abs(Decimal(value)) >= 100_000:
        return f"{Decimal(value) / 10_000:.0f}万"
    return written(value, plot.format)


def _words(
    x: float, y: float, words: str, anchor: str, whole: str = "", *, size: float = LETTERS, style: str = ""
) -> str:
    hint = f"<title>{escape(whole)}</title>" if whole and whole != words else ""
    place = f'x="{x:.2f}" y="{y:.2f}" font-size="{size:.1f}" text-anchor="{anchor}"{style}'
    return f"<text {place}>{escape(words)}{hint}</text>"
