"""The pictures of the user guide: what each role sees in the sample province (docs/huong-dan).

`make deep ARGS="tests/e2e/test_guide.py"` walks the pages; with UPDATE_PICTURES=1 it takes the pictures anew.
"""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page

from indicators.models import Assessment, CriteriaSet, Period, Score
from reports.models import Publication
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


def result_walks() -> dict[str, list[tuple[str, str]]]:
    """The same of the newest final result: what leaders, coordinators and everybody ("") see of it."""
    publication = Publication.objects.filter(final=True).latest("period__data_to", "version")
    code = publication.period.code
    first = publication.standings.filter(rank=1).order_by("block_code", "pk")[0]
    moved = publication.standings.filter(block_code=first.block_code, rank=7).order_by("pk")[0]
    lost = max(moved.leaves, key=lambda leaf: Decimal(leaf["max"]) - Decimal(leaf["points"] or 0))["code"]
    chosen = f"?period={code}&block={first.block_code}"
    ranking = f"{reverse('reports:ranking')}{chosen}"
    return {
        "demo.lanhdao": [
            ("ket-qua-xep-hang", f"{ranking}#h-lt"),
            ("ket-qua-bang-mau", f"{ranking}#h-hm"),
            ("ket-qua-mat-diem", f"{reverse('reports:lost')}{chosen}"),
            ("ket-qua-tieu-chi", f"{reverse('reports:criterion_units', args=[lost])}{chosen}"),
            ("ket-qua-so-sanh", f"{reverse('reports:comparison')}{chosen}&mot={first.unit_id}&hai={moved.unit_id}"),
            ("ket-qua-doi-hang", reverse("reports:rank_move", args=[code, moved.unit_id])),
            ("ket-qua-cong-bo", reverse("reports:publication_detail", args=[publication.pk])),
            ("ket-qua-trinh-chieu", reverse("reports:slides", args=[publication.pk])),
        ],
        "demo.dieuphoi": [
            ("ket-qua-tong-hop", reverse("reports:consolidation", args=[code])),
            ("ket-qua-theo-quyet-dinh", f"{reverse('reports:official_list')}{chosen}"),
            ("ket-qua-mau-van-ban", reverse("reports:template_list")),
            ("ket-qua-thay-mau", reverse("reports:template_load", args=["report"])),
        ],
        "": [("ket-qua-cong-khai", reverse("reports:public_period", args=[code]))],
    }


def test_the_guide_shows_pages_that_answer(page: Page, live_portal: str, picture: Callable[[str], None]) -> None:
    taken = set()
    for username, stops in [*walks().items(), *result_walks().items()]:
        page.context.clear_cookies()
        if username:
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
