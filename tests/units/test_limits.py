"""How long a session lasts."""

import pytest

from units.limits import Left, Limits, left

LIMITS = Limits(idle=3600, absolute=43200)


@pytest.mark.parametrize(
    ("seen_at", "now", "found"),
    [
        (0, 0, Left(3600, True)),
        (0, 3599, Left(1, True)),
        (0, 3600, Left(0, True)),
        (39599, 39600, Left(3599, True)),
        (39600, 39600, Left(3600, False)),
        (43000, 43000, Left(200, False)),
        (43199, 43201, Left(-1, False)),
    ],
)
def test_left_is_the_nearer_of_two_ends(seen_at, now, found):
    assert left(started_at=0, seen_at=seen_at, now=now, limits=LIMITS) == found
