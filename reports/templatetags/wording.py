"""Names inside a sentence."""

from django import template

register = template.Library()


@register.filter
def nho(name: str) -> str:
    """ "Năm 2026" → "năm 2026" within a sentence; "UBND cấp xã" stays, its second letter is a capital too."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
