"""A denial that carries its sentence."""

from django.core.exceptions import PermissionDenied


class Refused(PermissionDenied):
    """The act is not allowed now; str() is the Vietnamese sentence that says why. Views answer 403 with it."""


class Stale(Exception):
    """Someone saved meanwhile: the row's version is no longer the one the caller saw."""
