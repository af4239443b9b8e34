"""Audience after audience: leaders at once, units from a day on, the public last; what is out stays out."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from cchc_portal.kit.refusals import Refused
from reports.actions.releases import move_release
from reports.models import Publication, Release, Standing
from tests.factories import reports as make
from tests.factories import units
from units.access import person_of
from units.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db
SOON = timezone.now() + dt.timedelta(days=2)
WIDE = (Role.LEADER, Role.COORDINATOR, Role.COUNCIL, Role.APPRAISER, Role.AUDITOR)
NARROW = (Role.REPORTER, Role.HEAD, Role.API_CLIENT, Role.FIELD_OWNER)


def seen(user: User) -> tuple[int, int]:
    person = person_of(user, timezone.localdate())
    standings = Standing.objects.of_person(person)
    return Publication.objects.of_person(person).count(), standings.count()


@pytest.mark.parametrize("role", WIDE)
def test_leaders_and_those_who_know_the_figures_see_it_at_once(role: Role) -> None:
    make.published(make.appraised_period(), units_at=SOON, public_at=None)

    assert seen(units.holder(role, make.department(0))) == (1, 3)


@pytest.mark.parametrize("role", NARROW)
def test_units_see_it_from_their_day_on(role: Role, client: Client) -> None:
    publication = make.published(make.appraised_period(), units_at=SOON, public_at=None)
    user = units.holder(role, make.department(0))
    client.force_login(user)

    before = (seen(user), client.get(f"/cong-bo/{publication.pk}/").status_code)
    page = client.get("/xep-hang/?period=nam-2026").content.decode()
    Release.objects.update(units_at=make.LONG_AGO)
    after = (seen(user), client.get(f"/cong-bo/{publication.pk}/").status_code)

    assert (before, after) == (((0, 0), 404), ((1, 3), 200))
    assert "Kết quả kỳ này chưa công bố" in page
    assert "32,00" not in page


def test_while_a_correction_waits_units_read_the_version_before(client: Client) -> None:
    period = make.appraised_period()
    first = make.published(period)
    second = make.published(period, reason="Cộng nhầm", units_at=SOON, public_at=None)
    client.force_login(units.holder(Role.REPORTER, make.department(0)))

    page = client.get("/xep-hang/?period=nam-2026").content.decode()

    assert f"/cong-bo/{first.pk}/" in page
    assert client.get(f"/cong-bo/{second.pk}/").status_code == 404


def moved(publication: Publication, **given: object) -> Release:
    kept = {"units_at": SOON, "public_at": None, "by": make.coordinator(), "now": timezone.now()}
    return move_release(publication_id=publication.pk, **{**kept, **given})


def test_dates_that_have_not_come_may_move() -> None:
    publication = make.published(make.appraised_period(), units_at=SOON, public_at=SOON)

    found = moved(publication, units_at=SOON - dt.timedelta(days=1), public_at=SOON + dt.timedelta(days=9))

    assert (found.units_at, found.public_at) == (SOON - dt.timedelta(days=1), SOON + dt.timedelta(days=9))


def test_what_is_out_is_not_taken_back() -> None:
    publication = make.published(make.appraised_period())

    with pytest.raises(Refused, match="Các đơn vị đã xem được kết quả này"):
        moved(publication)
    with pytest.raises(Refused, match="Kết quả này đã công khai nên không rút lại được"):
        moved(publication, units_at=make.LONG_AGO)


def test_the_public_does_not_come_before_the_units() -> None:
    publication = make.published(make.appraised_period(), units_at=SOON, public_at=None)

    with pytest.raises(Refused, match="phải sau hoặc bằng thời điểm các đơn vị được xem"):
        moved(publication, public_at=SOON - dt.timedelta(hours=1))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_moving_a_date_is_the_coordinators(role: Role) -> None:
    publication = make.published(make.appraised_period(), units_at=SOON, public_at=None)

    with pytest.raises(Refused, match="Chỉ Điều phối CCHC"):
        moved(publication, by=units.holder(role))


def test_the_page_moves_a_date_and_keeps_what_was_typed_when_it_may_not(client: Client) -> None:
    publication = make.published(make.appraised_period(), units_at=SOON, public_at=None)
    client.force_login(make.coordinator())
    address = f"/cong-bo/{publication.pk}/thoi-diem/"

    wrong = client.post(address, {"units_at": "hôm nào đó"})
    early = client.post(address, {"units_at": "24/02/2097 08:00", "public_at": "23/02/2097 08:00"})
    right = client.post(address, {"units_at": "24/02/2097 08:00", "public_at": "25/02/2097"})

    assert (wrong.status_code, "Ghi ngày và giờ dạng 24/02/2027 08:00." in wrong.content.decode()) == (422, True)
    assert (early.status_code, "24/02/2097 08:00" in early.content.decode()) == (422, True)
    assert (right.status_code, f"{timezone.localtime(Release.objects.get().public_at):%d/%m/%Y}") == (302, "25/02/2097")
