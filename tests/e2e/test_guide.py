"""The pictures of the user guide: what each role sees in the sample province (docs/huong-dan).

`make deep ARGS="tests/e2e/test_guide.py"` walks the pages; with UPDATE_PICTURES=1 it takes the pictures anew.
"""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page

from indicators.models import Assessment, CriteriaSet, Period, Score
from tests.demo_city import in_one_worker

pytestmark = [
    *(in_one_worker, pytest.mark.deep),
    pytest.mark.usefixtures("city_of_our_own"),
    pytest.mark.django_db(transaction=True),
]

GUIDE = settings.BASE_DIR / "docs" / "huong-dan"


def walks() -> dict[str, list[tuple[str, str]]]:
    """Per demo account: name of a picture and the address it shows."""
    half = Period.objects.get(code="6t-2023")
    mine = Assessment.objects.get(period=half, unit__code="SLDTBXH")
    other = (
        Assessment.objects.exclude(pk=mine.pk)
        .filter(period=half, state__in=["submitted", "explaining", "explained", "appraised"])
        .order_by("unit__code")[0]
    )
    paper = Score.objects.filter(assessment=mine, criterion__code="1.1.1").get()
    issued = CriteriaSet.objects.exclude(state="draft").order_by("pk")[0]
    return {
        "demo.canbo": [
            ("can-bo-viec-cua-toi", reverse("home")),
            ("can-bo-luoi-nhap", reverse("indicators:entry", args=[mine.pk])),
            ("can-bo-minh-chung", reverse("indicators:evidence_list", args=[paper.pk])),
            ("can-bo-xem-lai", reverse("indicators:review", args=[mine.pk])),
        ],
        "demo.lanhdao-so": [("lanh-dao-don-vi-duyet", reverse("indicators:review", args=[mine.pk]))],
        "demo.thamdinh": [
            ("tham-dinh-hang-doi", f"{reverse('indicators:appraisal_list')}?ky={half.code}"),
            ("tham-dinh-phieu", reverse("indicators:appraisal", args=[other.pk])),
        ],
        "demo.dieuphoi": [
            ("dieu-phoi-ky", reverse("indicators:period_list")),
            ("dieu-phoi-tien-do", f"{reverse('indicators:progress')}?ky={half.code}"),
            ("dieu-phoi-bo-tieu-chi", reverse("indicators:criteria_set_detail", args=[issued.pk])),
        ],
        "demo.lanhdao": [
            ("lanh-dao-xep-hang", reverse("reports:ranking")),
            ("lanh-dao-ho-so", reverse("dossiers:dossier_dashboard")),
        ],
        "demo.quantri": [("quan-tri-nguoi-dung", reverse("units:person_list"))],
    }


def test_the_guide_shows_pages_that_answer(page: Page, live_portal: str, picture: Callable[[str], None]) -> None:
    taken = set()
    for username, stops in walks().items():
        page.context.clear_cookies()
        page.goto(f"{live_portal}{reverse('units:login')}")
        page.locator(f"button[value='{username}']").click()
        for name, path in stops:
            answer = page.goto(f"{live_portal}{path}")
            assert answer
            assert answer.status == 200, path
            page.wait_for_load_state("networkidle")
            picture(name)
            taken.add(f"{name}.png")

    assert taken == shown_in_the_guide()


def shown_in_the_guide() -> set[str]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in GUIDE.glob("*.md"))
    return set(re.findall(r"\(anh/([\w-]+\.png)\)", text))
