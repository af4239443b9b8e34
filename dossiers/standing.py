"""What a file says has become of a dossier; early or late is computed afterwards (pure)."""

from enum import IntEnum


class Standing(IntEnum):
    """Not a Django choice: never stored or shown, and the reading child must not load Django."""

    OPEN = 0
    RESOLVED = 1
    WITHDRAWN = 4  # as Outcome.WITHDRAWN
    REFUSED = 5  # as Outcome.REFUSED
    NOT_RECEIVED = 9
