"""Publishing freezes by value; afterwards the database itself refuses every change."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.refusals import Refused, Stale
from indicators.enums import PeriodState, State
from indicators.models import Assessment, Measurement, Period, Score, SurveyResult
from reports import queries
from reports.actions import publish
from reports.contents import digest
from reports.models import Publication, Standing
from tests.factories import reports as make
from tests.factories import units
from tests.factories.audit import by_force
from units.enums import Role

pytestmark = pytest.mark.django_db
DECISION = {"title": "Kết quả", "decision_number": "412/QĐ-UBND", "decided_on": dt.date(2026, 12, 27), "now": make.NOW}


def refused(period: Period, role: Role = Role.COORDINATOR, **given: object) -> str:
    with pytest.raises(Refused) as refusal:
        publish(period_id=period.pk, by=units.holder(role), **{**DECISION, **given})
    return str(refusal.value)


def test_publish_freezes_the_rows_the_page_shows() -> None:
    period = make.appraised_period()
    make.dossiers(make.department(0), dt.date(2026, 9, 1), early=7, on_time=2, late=1)
    live = queries.league(period, "so", None)

    publication = make.published(period)

    assert queries.league(period, "so", publication.pk) == live
    assert [(row.rank, row.unit_name, row.total, row.dossiers.late) for row in live] == [
        (1, "Sở Nội vụ", Decimal("32.00"), 1),
        (1, "Sở Tài chính", Decimal("32.00"), 0),
        (3, "Sở Y tế", Decimal("22.00"), 0),
    ]


def test_publish_closes_the_period_and_its_assessments() -> None:
    period = make.appraised_period()

    make.published(period)

    period.refresh_from_db()
    assert period.state == PeriodState.PUBLISHED
    assert set(Assessment.objects.values_list("state", flat=True)) == {State.PUBLISHED}


def test_publish_writes_everything_the_result_rests_on_into_the_document() -> None:
    period = make.appraised_period([("9", "7")])
    unit = make.department(0)
    Measurement.objects.create(period=period, unit=unit, name="dossiers.late", value=Decimal(3), measured_at=make.NOW)
    SurveyResult.objects.create(period=period, unit=unit, criterion_code="2.1", counts={"A": 40}, respondents=40)

    publication = make.published(period)

    document = json.loads(publication.document)
    (found,) = document["units"]
    assert digest(publication.document) == publication.digest
    assert document["publication"]["decision_number"] == "412/QĐ-UBND"
    assert document["sets"][0]["source"] == "criteria = []\n"
    assert [node["code"] for node in document["sets"][0]["criteria"]] == ["1", "1.1", "1.2", "2", "2.1", "2.2"]
    assert (found["name"], found["rank"], found["total_points"]) == ("Sở Nội vụ", 1, "32.00")
    assert (found["measured"], found["surveyed"][0]["counts"]) == ({"dossiers.late": "3.0000"}, {"A": 40})
    assert found["answers"][0]["answer"] == {"done": "8", "due": "10"}
    assert sum(Decimal(leaf["points"]) for leaf in found["leaves"]) == Decimal(found["total_points"])


def test_publish_leaves_a_link_in_the_trail() -> None:
    publication = make.published(make.appraised_period())

    event = AuditEvent.objects.get(action="publication.publish")

    assert json.loads(event.canonical)["after"]["digest"] == publication.digest


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_publish_is_the_coordinators(role: Role) -> None:
    assert refused(make.appraised_period(), role) == "Chỉ Điều phối CCHC được công bố kết quả."


def test_publish_names_everything_that_is_still_open_at_once() -> None:
    period = make.appraised_period([("9", "7"), ("8", "6"), ("7", "7"), ("5", "5")])
    Assessment.objects.filter(unit=make.department(0)).update(state=State.SUBMITTED, **make.NOT_JUDGED)
    Assessment.objects.filter(unit=make.department(1)).update(state=State.DRAFT, **make.NOT_HANDED_IN)
    Score.objects.filter(assessment__unit=make.department(2), criterion__code__in=["2.1", "2.2"]).update(points=None)
    Assessment.objects.filter(unit=make.department(3)).update(total_points=None)

    assert refused(period) == (
        "Chưa thể công bố: Sở Nội vụ chưa thẩm định xong (phiếu đã nộp); "
        "Sở Tài chính chưa thẩm định xong (phiếu đang nhập); "
        "Sở Tư pháp chưa có tổng điểm; "
        "Sở Y tế còn thiếu điểm tiêu chí 2.1, 2.2."
    )
    assert (Publication.objects.count(), Standing.objects.count()) == (0, 0)


def test_publish_refuses_a_period_without_assessments() -> None:
    assert refused(make.period()) == "Kỳ “Năm 2026” chưa có phiếu chấm nào."


def test_publishing_again_needs_a_reason_and_a_first_time_has_none() -> None:
    period = make.appraised_period()

    assert refused(period, reason="Nhầm") == "Kỳ “Năm 2026” chưa công bố lần nào nên không có gì để đính chính."
    make.published(period)
    assert refused(period, reason=" ") == ("Kỳ “Năm 2026” đã công bố (lần 1). Hãy ghi lý do đính chính để công bố lại.")


def test_a_correction_is_a_new_version_that_names_the_one_before() -> None:
    period = make.appraised_period()
    first = make.published(period)

    second = make.published(period, reason="Cộng nhầm")

    assert (first.version, second.version, Publication.objects.latest_versions().get()) == (1, 2, second)
    assert json.loads(second.document)["publication"]["previous_digest"] == first.digest
    assert Standing.objects.filter(publication=first).count() == 3


def test_publish_refuses_figures_nobody_has_looked_at() -> None:
    period = make.appraised_period()

    with pytest.raises(Stale):
        publish(period_id=period.pk, by=units.coordinator(), seen=period.version - 1, **DECISION)

    assert Publication.objects.count() == 0


def test_publish_freezes_numbers_that_were_stored_as_floats() -> None:
    period = make.appraised_period([("9", "7")])
    with by_force("indicators_score"):
        Score.objects.update(answer={"done": 0.1})

    assert json.loads(make.published(period).document)["units"][0]["answers"][0]["answer"] == {"done": "0.1"}


@pytest.mark.parametrize(
    "statement",
    [
        "update reports_publication set title = 'khác'",
        "update reports_standing set rank = 1",
        "delete from reports_standing",
        "delete from reports_publication",
    ],
)
def test_published_rows_refuse_raw_sql(statement: str) -> None:
    make.published(make.appraised_period())

    with (
        pytest.raises(IntegrityError, match="Kết quả đã công bố không sửa, không xóa được"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["reports_standing", "reports_publication, reports_standing"])
def test_published_rows_refuse_to_be_truncated(table: str) -> None:
    make.published(make.appraised_period())
    with connection.cursor() as cursor:  # constraints first: PostgreSQL alters no table whose checks are still to come
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table reports_standing enable trigger standing_stays_whole")
        cursor.execute("alter table reports_publication enable trigger publication_stays_whole")

    with (
        pytest.raises(IntegrityError, match="Kết quả đã công bố không sửa, không xóa được"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"truncate {table}")


def test_published_rows_refuse_the_orm_too() -> None:
    make.published(make.appraised_period())

    with pytest.raises(IntegrityError), transaction.atomic():
        Standing.objects.update(grade="Xuất sắc")


def test_publish_asks_as_much_for_one_unit_as_for_three() -> None:
    by, asked = units.coordinator(), []
    for year, points in ((2030, [("9", "7")]), (2031, [("9", "7"), ("8", "8"), ("6", "5")])):
        period = make.appraised_period(points, code=f"nam-{year}", year=year)
        with CaptureQueriesContext(connection) as captured:
            make.published(period, by=by)
        asked.append(len(captured))

    assert asked[0] == asked[1]
