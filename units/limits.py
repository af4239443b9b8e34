"""How long a signed-in browser may go on (pure). All times are seconds since the epoch."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds without a click, and seconds since signing in, after which a session ends."""

    idle: int
    absolute: int


@dataclass(frozen=True, slots=True)
class Left:
    """Seconds until the session ends (0 or less: it has), and whether a click would put that off."""

    seconds: int
    extendable: bool


def left(*, started_at: int, seen_at: int, now: int, limits: Limits) -> Left:
    """What is left of a session; never extendable when the end of the whole session comes first."""
    idle_end, last_end = seen_at + limits.idle, started_at + limits.absolute
    return Left(min(idle_end, last_end) - now, idle_end < last_end)
