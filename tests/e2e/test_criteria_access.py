"""Every page of criteria sets and of explanations: no WCAG 2.2 AA violation and no sideways scroll, wide and narrow."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from indicators.actions.criteria import copy_set
from indicators.actions.exemptions import grant_exemption
from indicators.actions.recalculation import recalculate
from tests.factories import indicators as make
from tests.factories import units
from tests.screens import enter, faults
from units.enums import Role

SETS = (
    *("/bo-tieu-chi/", "/bo-tieu-chi/moi/", "{issued}", "{draft}", "{draft}sua/", "{draft}ban-hanh/"),
    *("{draft}so-sanh/", "{draft}tieu-chi/2.2/", "{draft}tieu-chi/1.1/", "{draft}tieu-chi/1.2/"),
    *(
        "/khong-ap-dung/",
        "/khong-ap-dung/moi/?bo={pk}",
        "/khong-ap-dung/{exemption}/bai-bo/",
        "/xep-hang/quy-tac-khac/?period={period}",
    ),
)
READING = (
    *("/bo-tieu-chi/", "{issued}tieu-chi/2.2/", "{unit}vi-sao/", "{unit}vi-sao/2/", "{unit}vi-sao/2.2/"),
    *("{unit}mat-diem/", "/xep-hang/thu/?period={period}"),
    "/xep-hang/cac-nam/{unit_id}/",
)

pytestmark = [pytest.mark.deep, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def places() -> dict[str, object]:
    """What the addresses name: an issued set in use, a draft that is faulty, an exemption, a scored unit."""
    scene = make.scene()
    make.measure(scene)
    rules, now = scene.assessment.criteria_set, timezone.now()
    draft = copy_set(set_id=rules.pk, code="luoi-2027", name="Bộ năm 2027", year=2027, by=scene.coordinator, now=now)
    draft.source = draft.source.replace("max = 15", "max = 16")
    draft.save(update_fields=["source"])
    exemption = grant_exemption(
        unit_id=scene.unit.pk, criterion_id=scene.score("2.1").criterion_id, decision_number="7/QĐ-UBND",
        decided_on=dt.date(2026, 2, 1), reason="Không có thủ tục", by=scene.coordinator, now=now,
    )  # fmt: skip
    recalculate(period_id=scene.period.pk, now=now)
    return {
        "coordinator": scene.coordinator,
        "pk": rules.pk,
        "issued": f"/bo-tieu-chi/{rules.pk}/",
        "draft": f"/bo-tieu-chi/{draft.pk}/",
        "exemption": exemption.pk,
        "unit": f"/xep-hang/{scene.period.code}/{scene.unit.pk}/",
        "unit_id": scene.unit.pk,
        "period": scene.period.code,
    }


def read(page: Page, address: str) -> list[str]:
    """What is wrong with one page, or that it did not answer."""
    answer = page.goto(address)
    return faults(page) if answer and answer.status == 200 else [f"{address}: {answer and answer.status}"]


def test_every_page_a_coordinator_writes_on_is_accessible(page: Page, live_portal: str, places) -> None:
    enter(page.context, live_portal, places["coordinator"])

    assert [each for path in SETS for each in read(page, live_portal + path.format(**places))] == []


def test_every_page_a_leader_reads_is_accessible(page: Page, live_portal: str, places) -> None:
    enter(page.context, live_portal, units.holder(Role.LEADER))

    assert [each for path in READING for each in read(page, live_portal + path.format(**places))] == []
