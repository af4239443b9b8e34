"""What the tables hold and find."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import units as make
from units.access import person_of
from units.enums import Role
from units.models import Membership, Unit, User
from units.rules import READ_UNITS, Facts, allow, readers_of

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 10, 5)


@st.composite
def worlds(draw):
    """(parents by number, posts as (unit number, role, first day offset, last day offset))."""
    size = draw(st.integers(1, 6))
    parents = [draw(st.none() | st.integers(0, number - 1)) if number else None for number in range(size)]
    span = st.tuples(st.integers(-2, 1), st.none() | st.integers(1, 3))
    post = st.tuples(st.integers(0, size - 1), st.sampled_from(Role), span)
    posts = draw(st.lists(post, max_size=3, unique_by=lambda post: (post[0], post[1], post[2][0])))
    return parents, posts


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds())
def test_units_read_are_what_the_policy_says(world):
    parents, posts = world
    with transaction.atomic():
        units = []
        for parent in parents:
            units.append(make.unit(parent=None if parent is None else units[parent]))
        lan = make.user()
        for number, role, (first, length) in posts:
            start = DAY + dt.timedelta(days=first)
            end = None if length is None else start + dt.timedelta(days=length - 1)
            make.post(lan, units[number], role, valid_from=start, valid_to=end)

        person, tree = person_of(lan, DAY), {unit.pk: unit.parent_id for unit in units}

        readable = {pk for pk in tree if allow(person, READ_UNITS, Facts(pk, readers_of(pk, tree, {})))}
        assert set(Unit.objects.of_person(person).values_list("pk", flat=True)) == readable
        transaction.set_rollback(True)


def test_person_of_counts_both_end_days():
    post = make.post(valid_from=dt.date(2026, 1, 1), valid_to=dt.date(2026, 6, 30))

    days = [dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 6, 30), dt.date(2026, 7, 1)]

    assert [len(person_of(post.user, day).posts) for day in days] == [0, 1, 1, 0]


@pytest.mark.parametrize("posts", [1, 3])
def test_person_of_asks_once(posts, django_assert_num_queries):
    lan = make.user()
    for _ in range(posts):
        make.post(lan)

    with django_assert_num_queries(1):
        person = person_of(lan, DAY)

    assert len(person.posts) == posts


def test_matching_finds_without_diacritics_and_by_code():
    unit = make.unit("Sở Nông nghiệp và Môi trường", code="H59.12")
    make.unit("Sở Tài chính")

    found = [list(Unit.objects.matching(words)) for words in ("moi truong", "MÔI nong", "h59.12", "môi chính")]

    assert found == [[unit], [unit], [unit], []]


def test_units_stand_in_the_order_of_a_vietnamese_dictionary():
    for name in ("Đắk Nông", "Ân Thi", "Dĩ An", "An Giang", "Ăn Thịnh", "Đà Nẵng", "Duy Tiên"):
        make.unit(name)

    names = list(Unit.objects.values_list("name", flat=True))

    assert names == ["An Giang", "Ăn Thịnh", "Ân Thi", "Dĩ An", "Duy Tiên", "Đà Nẵng", "Đắk Nông"]


def test_active_on_and_open_on_agree():
    unit = make.unit(valid_from=dt.date(2024, 3, 1), valid_to=dt.date(2025, 6, 30))

    days = [dt.date(2024, 2, 29), dt.date(2024, 3, 1), dt.date(2025, 6, 30), dt.date(2025, 7, 1)]

    assert [Unit.objects.active_on(day).exists() for day in days] == [False, True, True, False]
    assert [unit.open_on(day) for day in days] == [False, True, True, False]


def test_label_prefers_the_short_name():
    assert (make.unit("Sở Y tế").label, make.unit("Sở Y tế", short_name="SYT").label) == ("Sở Y tế", "SYT")


@pytest.mark.parametrize("case", ["Lan.Nguyen", "lan.nguyen", "LAN.NGUYEN"])
def test_username_is_found_whatever_the_case(case):
    lan = make.user(username="lan.nguyen")

    assert User.objects.get_by_natural_key(case) == lan


def test_username_is_unique_whatever_the_case():
    make.user(username="lan")

    with pytest.raises(IntegrityError), transaction.atomic():
        make.user(username="LAN")


def test_membership_covers_the_days_between():
    post = Membership(valid_from=dt.date(2026, 1, 1), valid_to=dt.date(2026, 12, 31))
    endless = Membership(valid_from=dt.date(2026, 1, 1))

    assert post.covers(DAY, dt.date(2026, 12, 31)) is True
    assert post.covers(DAY, None) is False
    assert post.covers(dt.date(2025, 12, 31), DAY) is False
    assert endless.covers(DAY, None) is True
