"""Tags and filters every template may use: Vietnamese numbers and dates, icons."""

import datetime as dt
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from cchc_portal.kit import numbers

register = template.Library()

_ICONS = {
    "check": '<path d="M4 12l5 5L20 6"/>',
    "warn": '<path d="M12 3L2 20h20zM12 10v4M12 17v.01"/>',
    "err": '<circle cx="12" cy="12" r="9"/><path d="M12 7v6M12 16.5v.01"/>',
    "lock": '<rect x="5" y="11" width="14" height="9" rx="1"/><path d="M8 11V8a4 4 0 018 0v3"/>',
    "clip": '<path d="M20 11l-8.5 8.5a5 5 0 01-7-7L13 4a3.3 3.3 0 015 5l-8.5 8.5a1.6 1.6 0 01-2.4-2.4L15 7.5"/>',
    "dot": '<circle cx="12" cy="12" r="8"/>',
    "half": '<circle cx="12" cy="12" r="8"/><path d="M12 4v16M12 4a8 8 0 010 16" fill="currentColor"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4 21a8 8 0 0116 0"/>',
    "print": '<path d="M7 8V3h10v5M7 17H4V9h16v8h-3M7 14h10v7H7z"/>',
    "down": '<path d="M12 3v12M7 11l5 5 5-5M4 20h16"/>',
    "up": '<path d="M12 16V4M7 8l5-5 5 5M4 20h16"/>',
    "screen": '<path d="M3 4h18v12H3zM8 21h8M12 16v5"/>',
    "list": '<path d="M8 6h12M8 12h12M8 18h12M4 6v.01M4 12v.01M4 18v.01"/>',
    "send": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "clash": '<path d="M4 8h13l-3-3M20 16H7l3 3"/>',
    "help": '<circle cx="12" cy="12" r="9"/><path d="M9.5 9.5a2.5 2.5 0 114 2c-1 .7-1.5 1.2-1.5 2.2M12 17v.01"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "star": '<path d="M12 4l2.4 5 5.6.8-4 3.9 1 5.5-5-2.7-5 2.7 1-5.5-4-3.9 5.6-.8z" fill="currentColor"/>',
    "x": '<path d="M6 6l12 12M18 6L6 18"/>',
}


@register.simple_tag
def icon(name: str, tone: str = "") -> SafeString:
    """A line icon in the colour of its text; always beside words, so hidden from screen readers."""
    return format_html(
        '<svg class="ico {}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', tone, SafeString(_ICONS[name])
    )


@register.simple_tag
def symbols() -> SafeString:
    """The icons once, for a page whose rows are many: each then only points to its own (symbol)."""
    drawn = "".join(f'<symbol id="i-{name}" viewBox="0 0 24 24">{path}</symbol>' for name, path in _OF_ROWS.items())
    return SafeString(f'<svg class="symbols" aria-hidden="true">{drawn}</svg>')


_OF_ROWS = {name: _ICONS[name] for name in ("check", "warn", "err", "lock", "clip", "dot", "half", "clash")}
_SYMBOLS = {name: f'<svg aria-hidden="true"><use href="#i-{name}"/></svg>' for name in _OF_ROWS}


def symbol(name: str) -> str:
    """An icon of a row, where the page holds {% symbols %}."""
    return _SYMBOLS[name]


@register.filter
def so(value: Decimal | int | None, places: int | None = None) -> str:
    """186916 → 186.916; |so:2 → 61,76; nothing → —."""
    return numbers.show_number(value, places)


@register.filter
def them(value: Decimal | int, places: int = 2) -> str:
    """A change with its sign: +1,50; −0,25."""
    return numbers.show_change(value, places)


@register.filter
def phan_tram(value: Decimal | None, places: int = 2) -> str:
    return numbers.show_percent(value, places)


@register.filter
def ngay(value: dt.date | dt.datetime | None) -> str:
    """31/12/2025, in the province's time."""
    return numbers.show_date(localtime(value) if isinstance(value, dt.datetime) else value)


@register.filter
def luc(value: dt.datetime | None) -> str:
    """09:31 ngày 05/10/2026."""
    return "—" if value is None else f"{localtime(value):%H:%M ngày %d/%m/%Y}"
