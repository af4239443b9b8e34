"""Two people publish; what they publish is frozen by value, and the database itself refuses every change."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.refusals import Refused, Stale
from indicators.enums import PeriodKind, PeriodState, State
from indicators.models import Assessment, Measurement, Period, Score, SurveyResult
from reports import queries
from reports.actions.proposals import approve, decline, propose, withdraw
from reports.enums import Outcome
from reports.models import Proposal, Publication, Standing
from reports.publications.bundle import digest, opened
from tests.factories import reports as make
from tests.factories import units
from tests.factories.audit import by_force
from units.enums import Role
from units.models import Unit

pytestmark = pytest.mark.django_db


def refused(period: Period, role: Role = Role.COORDINATOR, **given: object) -> str:
    if not period.minutes.exists():
        make.minutes(period)
    with pytest.raises(Refused) as refusal:
        propose(period_id=period.pk, wording=make.wording(period, **given), by=units.holder(role), now=make.NOW)
    return str(refusal.value)


def test_approve_freezes_the_rows_the_page_shows() -> None:
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


def test_approve_closes_the_period_and_its_assessments() -> None:
    period = make.appraised_period()

    make.published(period)

    period.refresh_from_db()
    assert period.state == PeriodState.PUBLISHED
    assert set(Assessment.objects.values_list("state", flat=True)) == {State.PUBLISHED}


def test_approve_writes_everything_the_result_rests_on_into_the_bundle() -> None:
    period = make.appraised_period([("9", "7")])
    unit = make.department(0)
    Measurement.objects.create(period=period, unit=unit, name="dossiers.late", value=Decimal(3), measured_at=make.NOW)
    SurveyResult.objects.filter(criterion_code="2.1").update(respondents=40)

    publication = make.published(period)

    bundle = opened(bytes(publication.bundle))
    (found,) = bundle.units
    assert digest(bytes(publication.bundle)) == publication.digest
    assert bundle.manifest["publication"]["decision_number"] == "412/QĐ-UBND"
    assert bundle.manifest["publication"]["minutes"]["number"] == "5/BB-HĐTĐ"
    assert bundle.manifest["publication"]["status"] == "kết quả chính thức"
    assert bundle.rules["sets"][0]["source"] == "criteria = []\n"
    assert [node["code"] for node in bundle.rules["sets"][0]["criteria"]] == ["1", "2"]
    assert (found["name"], found["rank"], found["total"]) == ("Sở Nội vụ", 1, "32.00")
    assert found["figures"]["dossiers.late"] == "3.0000"
    assert (found["figures"]["survey.2.1.done"], found["respondents"]["2.1"]) == ("700", 40)
    assert found["leaves"]["1.1"]["answer"] == {"done": "8", "due": "10"}
    assert found["marks"]["1.1"] == {"computed": "8.00", "points": "9.00"}
    assert sum(Decimal(leaf["points"]) for leaf in found["marks"].values()) == Decimal(found["total"])


def test_approve_leaves_a_link_in_the_trail_for_each_of_the_two() -> None:
    publication = make.published(make.appraised_period())

    told = {
        event.action: (event.actor.username, event.canonical)
        for event in AuditEvent.objects.filter(action__startswith="publication.").select_related("actor")
    }

    assert {action: who for action, (who, _) in told.items()} == {
        "publication.minutes": "dieu.phoi",
        "publication.propose": "dieu.phoi",
        "publication.publish": "lanh.dao",
    }
    assert publication.digest in told["publication.publish"][1]


def test_nobody_approves_what_they_proposed_themselves() -> None:
    both = units.coordinator()
    units.post(both, make.department(0), Role.LEADER)
    proposal = make.proposed(make.appraised_period(), by=both)

    with pytest.raises(Refused, match="Công bố cần hai người"):
        approve(proposal_id=proposal.pk, by=both, now=make.NOW)

    assert Publication.objects.count() == 0
    with pytest.raises(IntegrityError, match="publication_needs_two_people"), transaction.atomic():
        Publication.objects.create(
            period=proposal.period,
            final=True,
            bundle=b"",
            decided_on=dt.date(2026, 12, 27),
            proposed_by=both,
            proposed_at=make.NOW,
            published_by=both,
            published_at=make.NOW,
        )


@pytest.mark.parametrize("role", [role for role in Role if role != Role.LEADER])
def test_approving_is_the_leaders(role: Role) -> None:
    proposal = make.proposed(make.appraised_period())

    with pytest.raises(Refused, match="Chỉ Lãnh đạo UBND được phê duyệt công bố"):
        approve(proposal_id=proposal.pk, by=units.holder(role), now=make.NOW)


def test_a_figure_that_moved_since_the_proposal_cannot_be_approved() -> None:
    period = make.appraised_period()
    proposal = make.proposed(period)
    Unit.objects.filter(pk=make.department(0).pk).update(name="Sở Nội vụ mới")

    with pytest.raises(Stale):
        approve(proposal_id=proposal.pk, by=make.leader(), now=make.NOW)

    assert Publication.objects.count() == 0


def test_a_proposal_is_declined_with_a_reason_or_withdrawn_and_stays_so() -> None:
    period = make.appraised_period()
    declined = make.proposed(period)
    with pytest.raises(Refused, match="Hãy ghi lý do không phê duyệt"):
        decline(proposal_id=declined.pk, by=make.leader(), reason=" ", now=make.NOW)
    decline(proposal_id=declined.pk, by=make.leader(), reason="Xem lại Sở Y tế", now=make.NOW)
    withdrawn = make.proposed(period)
    withdraw(proposal_id=withdrawn.pk, by=make.coordinator(), now=make.NOW)

    assert list(Proposal.objects.order_by("pk").values_list("outcome", "closed_reason")) == [
        (Outcome.DECLINED, "Xem lại Sở Y tế"),
        (Outcome.WITHDRAWN, ""),
    ]
    with pytest.raises(Refused, match="Không thể phê duyệt công bố khi đề nghị ở trạng thái “Đã rút”"):
        approve(proposal_id=withdrawn.pk, by=make.leader(), now=make.NOW)


def test_one_proposal_at_a_time() -> None:
    period = make.appraised_period()
    make.proposed(period)

    assert refused(period) == "Kỳ “Năm 2026” đang có một đề nghị chờ phê duyệt. Hãy rút đề nghị ấy trước."


def test_a_year_needs_the_minutes_of_the_council_and_a_quarter_does_not() -> None:
    year = make.appraised_period()
    quarter = make.appraised_period(code="quy-3-2026", kind=PeriodKind.QUARTER)
    by = make.coordinator()

    with pytest.raises(Refused, match="hãy ghi biên bản họp hội đồng thẩm định trước"):
        propose(period_id=year.pk, wording=make.wording(year), by=by, now=make.NOW)
    proposal = propose(period_id=quarter.pk, wording=make.wording(quarter), by=by, now=make.NOW)
    publication = approve(proposal_id=proposal.pk, by=make.leader(), now=make.NOW)

    assert (publication.final, publication.status) == (False, "tạm tính")
    assert opened(bytes(publication.bundle)).manifest["publication"]["minutes"] is None


def test_points_that_do_not_follow_from_the_rules_are_not_proposed() -> None:
    period = make.appraised_period()
    Assessment.objects.filter(unit=make.department(2)).update(total_points=Decimal("23.00"))

    assert refused(period) == (
        "Điểm chưa khớp với số liệu và quy tắc, hãy tính lại điểm rồi đề nghị: "
        "D002 total: công bố 23.00, tính lại được 22.00."
    )


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_approve_is_the_coordinators(role: Role) -> None:
    assert refused(make.appraised_period(), role) == "Chỉ Điều phối CCHC được đề nghị công bố kết quả."


def test_approve_names_everything_that_is_still_open_at_once() -> None:
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


def test_approve_refuses_a_period_without_assessments() -> None:
    assert refused(make.period()) == "Kỳ “Năm 2026” chưa có phiếu chấm nào."


def test_proposing_again_needs_a_reason_and_a_first_time_has_none() -> None:
    period = make.appraised_period()

    assert refused(period, reason="Nhầm") == "Kỳ “Năm 2026” chưa công bố lần nào nên không có gì để đính chính."
    make.published(period)
    assert refused(period, reason=" ") == ("Kỳ “Năm 2026” đã công bố (lần 1). Hãy ghi lý do đính chính để công bố lại.")


def test_a_correction_is_a_new_version_that_names_the_one_before() -> None:
    period = make.appraised_period()
    first = make.published(period)

    second = make.published(period, reason="Cộng nhầm")

    assert (first.version, second.version, Publication.objects.latest_versions(early=True).get()) == (1, 2, second)
    assert opened(bytes(second.bundle)).manifest["publication"]["previous_digest"] == first.digest
    assert Standing.objects.filter(publication=first).count() == 3


def test_approve_refuses_figures_nobody_has_looked_at() -> None:
    period = make.appraised_period()

    make.minutes(period)
    given = {"period_id": period.pk, "wording": make.wording(period), "by": make.coordinator(), "now": make.NOW}

    with pytest.raises(Stale):
        propose(**given, seen=period.version - 1)

    assert Proposal.objects.count() == 0


def test_approve_freezes_numbers_that_were_stored_as_floats() -> None:
    period = make.appraised_period([("9", "7")])
    with by_force("indicators_score"):
        Score.objects.update(answer={"done": 8.0, "due": 10.0})

    found = opened(bytes(make.published(period).bundle)).units[0]["leaves"]["1.1"]["answer"]

    assert found == {"done": "8.0", "due": "10.0"}


@pytest.mark.parametrize(
    "statement",
    [
        "update reports_publication set title = 'khác'",
        "update reports_standing set rank = 1",
        "delete from reports_standing",
        "delete from reports_publication",
        "update reports_publication set bundle = ''",
        "update reports_minutes set conclusion = 'khác'",
        "delete from reports_minutes",
        "update reports_proposal set outcome = 'open', closed_by_id = null, closed_at = null",
        "delete from reports_proposal",
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


@pytest.mark.parametrize("table", ["reports_standing", "reports_publication, reports_standing, reports_release"])
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


def test_approve_asks_as_much_for_one_unit_as_for_three() -> None:
    by, asked = make.coordinator(), []
    make.leader()
    for year, points in ((2030, [("9", "7")]), (2031, [("9", "7"), ("8", "8"), ("6", "5")])):
        period = make.appraised_period(points, code=f"nam-{year}", year=year)
        with CaptureQueriesContext(connection) as captured:
            make.published(period, by=by)
        asked.append(len(captured))

    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    "change", ["public_at = clock_timestamp()", "public_at = null", "units_at = units_at - interval '1 day'"]
)
def test_what_is_out_cannot_be_taken_back_in_the_database(change: str) -> None:
    make.published(make.appraised_period())

    with (
        pytest.raises(IntegrityError, match="Kết quả đã đến người đọc thì không rút lại được"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"update reports_release set {change}")
