"""Cơ quan chủ trì lĩnh vực: the criteria of the own field on every unit's sheet, and nothing else of any sheet."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from indicators.actions.notes import write_note
from indicators.models import Evidence, Score
from tests.asserts import same_query_count
from tests.factories import evidence, units
from tests.factories import indicators as make
from units.enums import Role
from units.models import Unit

pytestmark = pytest.mark.django_db

FIELD = "STP"
LEAF = 'code = "9.2"'


@pytest.fixture
def scene():
    """Two units; 9.2 of both is judged by Sở Tư pháp, whose clerk for it is `owner`."""
    head, leaf, tail = make.GRID_SET.partition(LEAF)
    rules = head + leaf + tail.replace('scored_by = "appraiser"', f'scored_by = "owner"\nowner = "{FIELD}"', 1)
    first = make.scene("Sở A", rules_text=rules)
    second = make.scene("Sở B", within=first)
    for each in (first, second):
        make.measure(each)
        each.fill()
        for code in ("9.2", "2.1"):
            evidence.document(each.score(code), f"{code}/KH", by=each.reporter, at=timezone.now())
        write_note(score_id=each.score("2.1").pk, text="Chuyện khác", by=each.reporter, now=timezone.now())
        each.submit_as_it_is()
    return first


@pytest.fixture
def owner(client, scene):
    field = Unit.objects.filter(code=FIELD).first() or units.unit("Sở Tư pháp", code=FIELD)
    person = units.holder(Role.FIELD_OWNER, field, full_name="Cao Thị Ngọc")
    client.force_login(person)
    return person


def pages_of(score):
    return [
        reverse(f"indicators:{name}", args=[score.pk]) for name in ("evidence_list", "score_history", "score_notes")
    ]


def test_the_rows_of_the_field_are_read_on_every_sheet_and_the_others_on_none(client, scene, owner):
    for each in Score.objects.filter(criterion__code__in=("9.2", "2.1")).order_by("pk"):
        mine = each.criterion_id == scene.score("9.2").criterion_id

        assert {client.get(page).status_code for page in pages_of(each)} == {200 if mine else 404}
    documents = Evidence.objects.order_by("pk")
    read = {
        each.summary: client.get(reverse("indicators:evidence_detail", args=[each.pk])).status_code
        for each in documents
    }
    assert read == {"9.2/KH": 200, "2.1/KH": 404}


def test_no_page_of_a_whole_sheet_opens(client, scene, owner):
    names = ("entry", "review", "receipt", "explanation", "sheet_workbook", "sheet_upload")

    assert {
        name: client.get(reverse(f"indicators:{name}", args=[scene.assessment_id])).status_code for name in names
    } == dict.fromkeys(names, 404)
    assert list(client.get("/cham-diem/").context["rows"]) == []


def test_the_desk_shows_the_rows_of_the_field_with_their_sums_and_not_the_totals(client, scene, owner):
    row = scene.score("9.2")
    given = {"v": row.version, "points": "0,5", "reason": "Mức 2 theo thông báo"}
    assert client.post(reverse("indicators:appraisal_save", args=[row.pk]), given).status_code == 302

    page = client.get(reverse("indicators:appraisal", args=[scene.assessment_id]))
    listed = client.get("/tham-dinh/").context["rows"]

    assert [row.row.code for row in page.context["rows"]] == ["9.2"]
    assert (page.context["totals"].own, page.context["totals"].appraised) == (None, Decimal("0.5"))
    assert [(row.assessment.unit.name, row.rows, row.totals.own) for row in listed] == [
        ("Sở B", 1, None),
        ("Sở A", 1, None),
    ]
    assert "Diễn biến" not in page.content.decode()
    leads = client.get(pages_of(scene.score("9.2"))[0]).context["sheet_url"]
    assert leads == reverse("indicators:appraisal", args=[scene.assessment_id, "TD"])


def test_a_field_owner_who_also_works_for_a_unit_reads_its_sheet(client, scene, owner):
    units.post(owner, scene.unit, Role.REPORTER)

    assert client.get(reverse("indicators:entry", args=[scene.assessment_id])).status_code == 200


def test_the_desk_of_a_field_asks_as_much_for_three_units_as_for_one(client, owner, scene):
    def another():
        each = make.scene(units.unit().name + " mới", within=scene)
        make.measure(each)
        each.fill()
        each.submit_as_it_is()

    same_query_count(lambda: client.get("/tham-dinh/"), lambda: [another(), another()])
