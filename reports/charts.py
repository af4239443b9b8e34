"""Figures as inline SVG: geometry in attributes with dots, colours in classes, values in words (pure).

The strings are built here and never in a template: a localised template would write width="61,76%" and the
bar would vanish. Every figure carries its numbers in an aria-label.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from html import escape

from cchc_portal.kit.bars import at, share_of
from cchc_portal.kit.numbers import show_number

HEAT_EDGES = (60, 70, 80, 90)  # percent; class 1 is below the first edge, class 5 from the last one on
_GRID = "".join(f'<line class="gl" x1="{x}%" x2="{x}%" y1="-6" y2="24"/>' for x in (25, 50, 75, 100))


def split_bar(parts: Sequence[Decimal], full: Decimal, label: str, mark: Decimal | None = None) -> str:
    """Points side by side on a scale of 0–full, with a dashed mark (the mean of the block)."""
    bars, left = [], Decimal(0)
    for part, tone in zip(parts, ("f1", "f3"), strict=True):
        width = share_of(part, full)
        if width:
            bars.append(f'<rect class="{tone}" x="{at(left)}%" y="2" width="{at(width)}%" height="13"/>')
        left += width + (Decimal("0.25") if width else 0)
    tick = ""
    if mark is not None:
        x = at(share_of(mark, full))
        tick = f'<line class="tk" x1="{x}%" x2="{x}%" y1="-6" y2="24"/>'
    return f'<svg class="b" role="img" aria-label="{escape(label)}">{_GRID}{"".join(bars)}{tick}</svg>'


def step_bar(start: Decimal, end: Decimal, low: Decimal, high: Decimal, label: str) -> str:
    """One step of a walk from one total to the next, on a scale of low–high; a hair line where nothing moved."""
    span = high - low
    left, right = (share_of(edge - low, span) for edge in sorted((start, end)))
    tone = "f3" if end > start else "f4" if end < start else "f0"
    width = max(right - left, Decimal("0.4"))
    bar = f'<rect class="{tone}" x="{at(min(left, 100 - width))}%" y="2" width="{at(width)}%" height="13"/>'
    return f'<svg class="b" role="img" aria-label="{escape(label)}">{bar}</svg>'


def meter(share: Decimal, label: str) -> str:
    """One share (percent) as a filled strip."""
    width = at(share_of(share, 100))
    bar = f'<rect width="{width}%" height="8"/>'
    return f'<svg class="meter" width="100%" height="8" role="img" aria-label="{escape(label)}">{bar}</svg>'


def heat_class(share: Decimal | None) -> str:
    """k1 (below 60 %) … k5 (from 90 % on); k0 where there is nothing to show."""
    if share is None:
        return "k0"
    return f"k{1 + bisect_right(HEAT_EDGES, share)}"


# --- trend over the years -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the trend: a name, a tone class, its values by year (percent)."""

    name: str
    tone: str
    values: dict[int, Decimal]


_WIDTH, _HEIGHT = 430, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 104, 22, 24
_LABEL_GAP = 27  # two lines of text


def trend(years: Sequence[int], lines: Sequence[Line], breaks: dict[int, str], label: str) -> str:
    """Lines over the years with their names at the end; a year without a value is a gap, never bridged.

    `breaks` names the years from which figures are not strictly comparable: a vertical rule with a word.
    """
    values = [value for line in lines for value in line.values.values()]
    if not values:
        return ""
    low, high = _bounds(values)

    def x_of(year: int) -> Decimal:
        steps = max(len(years) - 1, 1)
        return Decimal(_LEFT) + Decimal(_WIDTH - _LEFT - _RIGHT) * years.index(year) / steps

    def y_of(value: Decimal) -> Decimal:
        return Decimal(_TOP) + Decimal(_HEIGHT - _TOP - _BOTTOM) * (high - value) / (high - low)

    parts = [_frame(low, high, y_of), _year_names(years, x_of), _break_rules(breaks, x_of)]
    parts += [_drawn(line, years, x_of, y_of) for line in lines]
    parts.append(_end_labels(lines, x_of, y_of))
    body = "".join(parts)
    return f'<svg class="trend" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(label)}">{body}</svg>'


def _bounds(values: Sequence[Decimal]) -> tuple[int, int]:
    """Multiples of ten around the values, so that the grid lines are round figures."""
    low = int((min(values) / 10).to_integral_value(ROUND_FLOOR)) * 10
    high = int((max(values) / 10).to_integral_value(ROUND_CEILING)) * 10
    return (low, high) if high > low else (low - 10, high)


def _frame(low: int, high: int, y_of) -> str:
    rules = []
    for value in range(low, high + 1, 10):
        y = y_of(Decimal(value))
        rules.append(
            f'<line class="gl" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{at(y)}" y2="{at(y)}"/>'
            f'<text x="{_LEFT - 6}" y="{at(y + 4)}" text-anchor="end">{value}</text>'
        )
    return "".join(rules)


def _year_names(years: Sequence[int], x_of) -> str:
    return "".join(f'<text x="{at(x_of(y))}" y="{_HEIGHT - 6}" text-anchor="middle">{y}</text>' for y in years)


def _break_rules(breaks: dict[int, str], x_of) -> str:
    return "".join(
        f'<line class="tk" x1="{at(x_of(year))}" x2="{at(x_of(year))}" y1="{_TOP - 6}" y2="{_HEIGHT - _BOTTOM}"/>'
        f'<text x="{at(x_of(year))}" y="{_TOP - 10}" text-anchor="middle">{escape(word)}</text>'
        for year, word in breaks.items()
    )


def _drawn(line: Line, years: Sequence[int], x_of, y_of) -> str:
    runs: list[list[str]] = [[]]
    dots = []
    for year in years:
        if year not in line.values:
            runs.append([])
            continue
        x, y = at(x_of(year)), at(y_of(line.values[year]))
        runs[-1].append(f"{x},{y}")
        dots.append(f'<circle class="{line.tone}" cx="{x}" cy="{y}" r="2.6"/>')
    drawn = "".join(f'<polyline class="ln {line.tone}" points="{" ".join(run)}"/>' for run in runs if len(run) > 1)
    return drawn + "".join(dots)


def _end_labels(lines: Sequence[Line], x_of, y_of) -> str:
    ends = []
    for line in lines:
        if line.values:
            year = max(line.values)
            ends.append((y_of(line.values[year]), x_of(year), line, line.values[year]))
    ends.sort(key=lambda end: end[0])
    labels, above = [], Decimal(-_LABEL_GAP)
    lowest = Decimal(_HEIGHT - _BOTTOM - 8)
    for place, (y, x, line, value) in enumerate(ends):
        room_below = lowest - _LABEL_GAP * (len(ends) - 1 - place)
        top = min(max(y, above + _LABEL_GAP), room_below)
        above = top
        labels.append(
            f'<text class="lb {line.tone}" x="{at(x + 8)}" y="{at(top - 1)}">{show_number(value, 2)}</text>'
            f'<text x="{at(x + 8)}" y="{at(top + 12)}">{escape(line.name)}</text>'
        )
    return "".join(labels)
