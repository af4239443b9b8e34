"""What a file says has become of a dossier; early or late is computed afterwards (pure)."""

from enum import IntEnum


class Standing(IntEnum):
    """Not a Django choice: never stored or shown, and the reading child must not load Django."""

    OPEN = 0
    RESOLVED = 1
    WITHDRAWN = 4  # as Outcome.WITHDRAWN
    REFUSED = 5  # as Outcome.REFUSED
    NOT_RECEIVED = 9


STANDING_OF = {
    1: Standing.NOT_RECEIVED,
    2: Standing.OPEN,
    3: Standing.NOT_RECEIVED,
    4: Standing.OPEN,
    5: Standing.OPEN,
    6: Standing.OPEN,
    7: Standing.WITHDRAWN,
    8: Standing.REFUSED,
    9: Standing.RESOLVED,
    10: Standing.RESOLVED,
}
"""By the national portal's status code (enums.Status names those that are stored)."""
