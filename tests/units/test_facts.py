"""The demonstration accounts."""

import datetime as dt

import pytest

from tests.factories import units as make
from units.enums import Role
from units.facts import demo_accounts

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 10, 5)


def test_demo_accounts_join_the_posts_of_a_person():
    unit = make.unit("Sở Y tế", short_name="SYT")
    lan = make.user("Lan", username="demo.lan")
    make.post(lan, unit, Role.REPORTER)
    make.post(lan, unit, Role.HEAD)
    make.post(lan, unit, Role.APPRAISER, valid_to=dt.date(2025, 1, 1))

    (account,) = demo_accounts(DAY)

    assert (account.username, account.full_name) == ("demo.lan", "Lan")
    assert account.posts == ("Cán bộ đầu mối · SYT", "Lãnh đạo đơn vị · SYT")


@pytest.mark.parametrize("people", [1, 3])
def test_demo_accounts_asks_once(people, django_assert_num_queries):
    for number in range(people):
        make.holder(Role.HEAD, username=f"demo.{number}")

    with django_assert_num_queries(1):
        assert len(demo_accounts(DAY)) == people
