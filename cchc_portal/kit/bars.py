"""Bars of counts as inline SVG: shares of a whole, and a small share magnified on its own scale (pure).

Geometry stands in attributes with dots, colours in classes, values in words. The strings are built here and never in
a template: a localised template would write width="61,76%" and the bar would vanish.
"""

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from cchc_portal.kit.numbers import rounded

ZOOMS = (2, 5, 10, 50)  # percent; the scale of late shares widens in these steps and is always printed
_HUNDRED = Decimal(100)
_SLIVER = Decimal("0.15")  # percent of the width: a share that exists is never invisible


def share_of(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """part ÷ whole in percent, not rounded, kept inside 0–100; 0 where the whole is 0."""
    if not whole:
        return Decimal(0)
    return min(max(Decimal(part) * 100 / Decimal(whole), Decimal(0)), _HUNDRED)


def at(value: Decimal) -> str:
    """Two decimals and a dot, as SVG wants it."""
    return f"{rounded(value):f}"


def share_bar(parts: Sequence[int], label: str) -> str:
    """Counts as shares of their sum: early, on time, late."""
    whole, left, bars = sum(parts), Decimal(0), []
    for part, tone in zip(parts, ("f1", "f3", "f4"), strict=True):
        width = share_of(part, whole)
        if part:
            shown = max(width - Decimal("0.2"), _SLIVER)
            bars.append(f'<rect class="{tone}" x="{at(left)}%" y="2" width="{at(shown)}%" height="13"/>')
        left += width
    return f'<svg class="b" role="img" aria-label="{escape(label)}">{"".join(bars)}</svg>'


def zoom_scale(shares: Sequence[Decimal]) -> int:
    """The narrowest of the scales 0–2, 0–5, 0–10, 0–50 % that holds every share."""
    highest = max(shares, default=Decimal(0))
    return next((zoom for zoom in ZOOMS if highest <= zoom), 100)


def zoom_bar(share: Decimal, zoom: int, label: str) -> str:
    """A late share (percent) magnified on its own scale of 0–zoom percent."""
    if not share:
        return '<span class="mute small">không có</span>'
    width = max(share_of(share, zoom), _SLIVER)
    grid = "".join(f'<line class="gl" x1="{x}%" x2="{x}%" y1="-6" y2="24"/>' for x in (50, 100))
    bar = f'<rect class="f4" x="0" y="4" width="{at(width)}%" height="9"/>'
    return f'<svg class="b" role="img" aria-label="{escape(label)}">{grid}{bar}</svg>'
