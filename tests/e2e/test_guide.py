"""The pictures of the user guide: what each role sees in the sample province (docs/huong-dan).

`make deep ARGS="tests/e2e/test_guide.py"` walks the pages; with UPDATE_PICTURES=1 it takes the pictures anew.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import chain

import pytest
from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from cchc_portal.kit.clock import database_now
from indicators.actions.rounds import reopen
from indicators.actions.second_readings import draw_readings
from indicators.models import Assessment, CriteriaSet, Finding, Period, Plan, Score, Survey, Task
from indicators.sets.trees import tree_of
from reports.models import Publication
from tests.demo_city import in_one_worker
from units.models import User

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
    return {
        "demo.canbo": of_the_clerk(mine),
        "demo.lanhdao-so": of_the_head(mine),
        "demo.thamdinh": of_the_inspector(half, mine),
        "demo.thamdinh-ub": of_the_second_inspector(half),
        "demo.dieuphoi": of_the_coordinator(half),
        "demo.lanhdao": [
            ("lanh-dao-xep-hang", reverse("reports:ranking")),
            ("lanh-dao-ho-so", reverse("dossiers:dossier_dashboard")),
        ],
        "demo.quantri": [
            ("quan-tri-nguoi-dung", reverse("units:person_list")),
            ("quan-tri-gui-nhac", reverse("indicators:delivery_list")),
            ("quan-tri-kho-minh-chung", reverse("indicators:vault_health")),
        ],
    }


def result_walks() -> dict[str, list[tuple[str, str]]]:
    """The same of the newest final result: what leaders, coordinators and everybody ("") see of it."""
    publication = Publication.objects.filter(final=True).latest("period__data_to", "version")
    code = publication.period.code
    first = publication.standings.filter(rank=1).order_by("-ranked_of", "pk")[0]
    moved = publication.standings.filter(block_code=first.block_code, rank=7).order_by("pk")[0]
    lost = max(moved.leaves, key=lambda leaf: Decimal(leaf["max"]) - Decimal(leaf["points"] or 0))["code"]
    chosen = f"?period={code}&block={first.block_code}"
    ranking = f"{reverse('reports:ranking')}{chosen}"
    return {
        "demo.lanhdao": [
            ("ket-qua-xep-hang", ranking),
            ("ket-qua-mat-diem", f"{reverse('reports:lost')}{chosen}"),
            ("ket-qua-bang-mau", f"{ranking}#h-hm"),  # not right after the same page: that would be no new answer
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


def of_the_clerk(mine: Assessment) -> list[tuple[str, str]]:
    paper = Score.objects.filter(assessment=mine, criterion__code="1.1.1").get()
    talked = Score.objects.filter(assessment__unit=mine.unit, notes__isnull=False).order_by("pk")[0]
    task = Task.objects.filter(lead=mine.unit, finished_on=None).order_by("-year", "number")[0]
    finding = Finding.objects.filter(inspection__unit=mine.unit, remedied_on=None).order_by("due_on")[0]
    return [
        ("can-bo-viec-cua-toi", reverse("home")),
        ("can-bo-nhac-viec", reverse("indicators:reminder_list")),
        ("can-bo-luoi-nhap", reverse("indicators:entry", args=[mine.pk])),
        ("can-bo-trao-doi", reverse("indicators:score_notes", args=[talked.pk])),
        ("can-bo-ai-da-sua", reverse("indicators:score_history", args=[paper.pk])),
        ("can-bo-nhap-excel", reverse("indicators:sheet_upload", args=[mine.pk])),
        ("can-bo-minh-chung", reverse("indicators:evidence_list", args=[paper.pk])),
        ("can-bo-xem-lai", reverse("indicators:review", args=[mine.pk])),
        ("can-bo-nhiem-vu", reverse("indicators:task_report", args=[task.pk])),
        ("can-bo-khac-phuc", reverse("indicators:finding_detail", args=[finding.pk])),
    ]


def of_the_head(mine: Assessment) -> list[tuple[str, str]]:
    """Its own half year waits; what became of the year before is shown with receipt and deductions."""
    ended = Assessment.objects.filter(unit=mine.unit, first_at__isnull=False)
    judged = ended.annotate(said=Count("scores__justification")).order_by("-said", "-period__data_to")[0]
    return [
        ("lanh-dao-don-vi-duyet", reverse("indicators:review", args=[mine.pk])),
        ("lanh-dao-don-vi-bien-nhan", reverse("indicators:receipt", args=[judged.pk])),
        ("lanh-dao-don-vi-diem-mat", reverse("indicators:explanation", args=[judged.pk])),
    ]


def of_the_inspector(half: Period, mine: Assessment) -> list[tuple[str, str]]:
    """One sheet is on the desk again, another one was disputed and answered."""
    said = Count("scores__justification", filter=Q(scores__justification__stance="disputed"))
    judged = Assessment.objects.exclude(pk=mine.pk).filter(period=half, state="appraised").annotate(said=said)
    second, first = judged.order_by("-said", "unit__code")[:2]
    disputed = Score.objects.filter(assessment=second, justification__stance="disputed").order_by(
        "criterion__position"
    )[0]
    area = tree_of(second.criteria_set).area_of(disputed.criterion.code)
    by = User.objects.get(username="demo.dieuphoi")
    reopen(assessment_id=first.pk, by=by, reason="Đơn vị gửi bổ sung văn bản", now=database_now())
    return [
        ("tham-dinh-hang-doi", f"{reverse('indicators:appraisal_list')}?ky={half.code}"),
        ("tham-dinh-phieu", reverse("indicators:appraisal", args=[first.pk])),
        ("tham-dinh-lan-2", reverse("indicators:appraisal", args=[second.pk, area])),
        ("tham-dinh-nhat-quan", f"{reverse('indicators:consistency')}?ky={half.code}"),
        ("tham-dinh-kiem-tra", reverse("indicators:inspection_list")),
    ]


def of_the_second_inspector(half: Period) -> list[tuple[str, str]]:
    by = User.objects.get(username="demo.thamdinh-ub")
    draw_readings(period_id=half.pk, by=by, now=database_now(), seed=1)
    return [("tham-dinh-doc-lap", reverse("indicators:reading_list"))]


def late_walks() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The board of the year's period as it stands two days after its deadline; asked for last."""
    year, now = Period.objects.get(code="nam-2023"), timezone.now()
    opened, due = now - dt.timedelta(days=30), now - dt.timedelta(days=2)
    Period.objects.filter(pk=year.pk).update(opens_at=opened, self_due_at=due)
    yield "demo.dieuphoi", [("dieu-phoi-nhac", f"{reverse('indicators:progress')}?ky={year.code}")]


def of_the_coordinator(half: Period) -> list[tuple[str, str]]:
    issued = CriteriaSet.objects.exclude(state="draft").order_by("pk")[0]
    plan = Plan.objects.exclude(state="draft").order_by("-year", "pk")[0]
    survey = Survey.objects.get(state="closed")
    return [
        ("dieu-phoi-ky", reverse("indicators:period_list")),
        ("dieu-phoi-sua-ky", reverse("indicators:period_edit", args=[half.pk])),
        ("dieu-phoi-tien-do", f"{reverse('indicators:progress')}?ky={half.code}"),
        ("dieu-phoi-phan-cong", reverse("indicators:assignment_list", args=[half.pk])),
        ("dieu-phoi-khong-ap-dung", reverse("indicators:exemption_list")),
        ("dieu-phoi-bo-tieu-chi", reverse("indicators:criteria_set_detail", args=[issued.pk])),
        ("dieu-phoi-ke-hoach", reverse("indicators:plan_detail", args=[plan.year])),
        ("dieu-phoi-van-ban", reverse("indicators:plan_document", args=[plan.pk])),
        ("dieu-phoi-dieu-tra", reverse("indicators:survey_list")),
        ("dieu-phoi-phieu-dieu-tra", reverse("indicators:survey_detail", args=[survey.pk])),
        ("dieu-phoi-ket-qua-dieu-tra", reverse("indicators:survey_results", args=[survey.pk])),
        ("dieu-phoi-gui-nhac", reverse("indicators:delivery_list")),
    ]


def test_the_guide_shows_pages_that_answer(page: Page, live_portal: str, picture: Callable[[str], None]) -> None:
    taken = set()
    for username, stops in chain(walks().items(), result_walks().items(), late_walks()):
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
