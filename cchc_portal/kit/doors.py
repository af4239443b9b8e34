"""What a view says about who may come in; a view that says nothing stops the portal from starting (checks.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])
ACCESS = "declared_access"


@dataclass(frozen=True, slots=True)
class Access:
    """Whether one must be signed in, hold one of the roles, and the models whose scope decides what is found inside."""

    public: bool = False
    roles: tuple[str, ...] = ()
    models: tuple[str, ...] = ()


def declare(view: View, access: Access) -> View:
    setattr(view, ACCESS, access)
    return view


def declared(view: Callable[..., Any]) -> Access | None:
    return getattr(view, ACCESS, None)


def public(view: View) -> View:
    """Everybody, signed in or not."""
    return declare(view, Access(public=True))


def signed_in(view: View) -> View:
    """Everybody with an account: a page about nobody but the visitor."""
    return declare(view, Access())


def for_roles(*roles: str) -> Callable[[View], View]:
    """Holders of one of the roles: said of an address of the API, whose door turns the others away by what is said."""
    return lambda view: declare(view, Access(roles=roles))


def scoped(*models: str) -> Callable[[View], View]:
    """Everybody with an account, who finds inside what lies in their scope: 404 for the rest.

    `models` are labels ("dossiers.Dossier") of guarded models, so that nothing is read there without a scope.
    """
    return lambda view: declare(view, Access(models=models))
