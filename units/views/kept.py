"""A file between the look at what it would do and the decision: the same bytes, for an hour, for the same person."""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import get_random_string

KEPT = 60 * 60  # seconds between the look and the decision


def keep(request: HttpRequest, kind: str, content: bytes) -> str:
    """Put the file aside; the answer is the word under which it is asked for again."""
    token = get_random_string(32)
    cache.set(_place(request, kind, token), content, KEPT)
    return token


def kept(request: HttpRequest, kind: str, token: str) -> bytes | None:
    """The file, or None after an hour; nobody loads what another person has looked at."""
    content: bytes | None = cache.get(_place(request, kind, token))
    return content


def _place(request: HttpRequest, kind: str, token: str) -> str:
    return f"units.import:{kind}:{request.user.pk}:{token}"
