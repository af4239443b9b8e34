"""How the province of world is founded: units and their people, then the periods, then each unit's work."""

import datetime as dt

from django.utils.timezone import localdate

from dossiers.models import CalendarDay
from indicators.enums import DeliveryState, ReminderChannel
from indicators.models import Delivery
from tests.access.sheets import hold_periods, hold_survey
from tests.access.works import do_the_work
from tests.access.world import RELATIONS, World, canary
from tests.factories import units
from units.enums import Level, Role
from units.models import ApiKey


def build(now: dt.datetime) -> World:
    world = World(now)
    _units(world)
    hold_periods(world)
    CalendarDay.objects.create(day=dt.date(2026, 10, 2), working=True, reception=True, ordinal=1, kind="ordinary")
    for relation in RELATIONS:
        do_the_work(world, relation)
    world.delivery = Delivery.objects.create(
        user=world.staff["sibling"],
        channel=ReminderChannel.MAIL,
        on=localdate(now),
        state=DeliveryState.FAILED,
        error="Máy chủ nhận không trả lời.",
        next_try_at=now,
    )
    hold_survey(world)
    world.reorganisation = units.drafted([world.unit["child"]], existing=[world.unit["sibling"]], now=world.now)
    return world


def _units(world: World) -> None:
    block = units.block("so", "Khối sở")
    above: dict[str, str | None] = {"parent": None, "own": "parent", "sibling": "parent", "child": "own"}
    for relation, over in above.items():
        world.unit[relation] = units.unit(
            f"Đơn vị {relation}",
            code=f"U-{relation}",
            level=Level.DEPARTMENT,
            block=block,
            parent=world.unit[over] if over else None,
        )
        world.staff[relation] = units.user(canary("person", relation), username=f"can.bo.{relation}")
        world.post[relation] = units.post(world.staff[relation], world.unit[relation], Role.REPORTER)
        world.key[relation] = ApiKey.objects.create(
            account=world.staff[relation],
            name=canary("key", relation),
            selector=relation,
            digest="0" * 64,
            expires_on=localdate(world.now),
            created_at=world.now,
        )
    world.coordinator = units.coordinator(username="dieu.phoi", full_name="Điều phối")
