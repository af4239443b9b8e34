"""Strangers at the public door: how much one address may fetch, and who tries doors that are not there.

An unpublished result has no address at all, so whoever tries several is guessing: the log says so.
"""

import structlog
from django.http import HttpRequest

from cchc_portal.kit.strangers import counted

FETCHES, MINUTE = 30, 60  # of data files, by one address
GUESSES, TEN_MINUTES = 5, 600  # of results that are not there

log = structlog.get_logger(__name__)


def too_many(request: HttpRequest) -> bool:
    """Whether this address has fetched its share of data files for the minute."""
    return counted("public.fetch", request, MINUTE) > FETCHES


def guessed(request: HttpRequest) -> None:
    """Note that somebody asked for a result that is not public; the fifth time within ten minutes is told."""
    if counted("public.guess", request, TEN_MINUTES) == GUESSES:
        log.warning("unpublished_results_probed", address=request.META.get("REMOTE_ADDR", ""), path=request.path)
