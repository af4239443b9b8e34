"""The coordinator's page: what is open, last year beside this one, minutes, the cut-off of figures."""

import datetime as dt
import re
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import run_job
from cchc_portal.kit.refusals import Refused
from indicators.actions.cutoffs import close_figures, plan_cutoff
from indicators.actions.measurements import refresh_measured
from indicators.enums import State
from indicators.models import Assessment, Measurement, Period, Score
from indicators.tasks import recalculate_open_periods
from reports.actions.corrections import open_correction
from reports.actions.proposals import approve
from reports.models import Minutes, Publication
from reports.publications.kept import faults_of
from tests.asserts import same_query_count
from tests.factories import reports as make
from tests.factories import units
from tests.factories.audit import by_force
from units.enums import Role

pytestmark = pytest.mark.django_db
URL = "/tong-hop/nam-2026/"


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(make.coordinator())
    return client


def section(page: str, heading: str) -> str:
    return page.partition(f'id="{heading}"')[2].partition("</section>")[0]


def test_consolidation_says_what_is_open_by_unit_and_by_criterion(coordinator: Client) -> None:
    make.appraised_period([("9", "7"), ("8", "6"), ("7", "7")])
    Assessment.objects.filter(unit=make.department(0)).update(state=State.SUBMITTED, **make.NOT_JUDGED)
    Score.objects.filter(criterion__code="2.1").exclude(assessment__unit=make.department(0)).update(points=None)

    page = coordinator.get(URL).content.decode()

    by_unit = re.findall(r'<th scope="row"><a [^>]*>(.*?)</a></th><td>(.*?)</td><td class="wide">(.*?)</td>', page)
    assert by_unit == [
        ("Sở Nội vụ", '<span class="tag warn">Đã nộp</span>', "—"),
        ("Sở Tài chính", "Đã thẩm định", "1 tiêu chí: 2.1"),
        ("Sở Y tế", "Đã thẩm định", "1 tiêu chí: 2.1"),
    ]
    assert '2.1. Tiêu chí 2.1</th><td>Điều tra xã hội học</td><td class="num">2</td>' in section(page, "h-crit")
    assert "Lập đề nghị công bố" not in page


def test_consolidation_puts_the_year_before_beside_the_preview(coordinator: Client) -> None:
    make.published(make.appraised_period([("6", "6"), ("9", "9")], code="nam-2025", year=2025))
    make.appraised_period([("9", "7"), ("8", "8.25"), ("6", "5")])

    rows = re.findall(r'<tr><td class="rk">.*?</tr>', section(coordinator.get(URL).content.decode(), "h-so"))

    told = [re.sub(r"<[^>]+>", " ", row).split() for row in rows]
    assert [" ".join(words) for words in told] == [
        "1 Sở Tài chính 32,50 81,25% Tốt 1 36,00 −3,50 Tốt",
        "2 Sở Nội vụ 32,00 80,00% Tốt 2 24,00 +8,00 Khá",
        "3 Sở Y tế 22,00 55,00% Khá — — — không có năm trước",
    ]


def test_the_steps_lead_through_a_publication(coordinator: Client) -> None:
    def step() -> str:
        return re.findall(r'<li aria-current="step"><i>(\d)</i>', coordinator.get(URL).content.decode())[0]

    period = make.appraised_period()
    open_ = step()
    make.minutes(period)
    ready = step()
    proposal = make.proposed(period)
    waiting = step()
    approve(proposal_id=proposal.pk, by=make.leader(), now=make.NOW)

    assert (open_, ready, waiting, step()) == ("2", "3", "4", "5")
    open_correction(period_id=period.pk, reason="Cộng nhầm", by=make.coordinator(), now=make.NOW)
    assert step() == "3"


def test_minutes_are_recorded_and_wrong_ones_come_back_as_typed(coordinator: Client) -> None:
    make.appraised_period()
    form = {"number": "5/BB-HĐTĐ", "held_on": "20/11/2026", "chair": "Ông Lê Văn Chủ", "conclusion": "Nhất trí."}

    wrong = coordinator.post(f"{URL}bien-ban/", {**form, "held_on": "01/01/2099", "chair": ""})
    kept = coordinator.post(f"{URL}bien-ban/", form)

    page = wrong.content.decode()
    assert (wrong.status_code, "Chưa ghi mục này." in page, "Ngày họp không thể sau hôm nay" in page) == (
        422,
        True,
        True,
    )
    assert "5/BB-HĐTĐ" in page
    assert kept.status_code == 302
    assert Minutes.objects.values_list("number", "chair").get() == ("5/BB-HĐTĐ", "Ông Lê Văn Chủ")


@pytest.mark.parametrize("role", [Role.LEADER, Role.COUNCIL, Role.AUDITOR])
def test_consolidation_is_read_by_those_who_decide_and_changed_by_none_of_them(client: Client, role: Role) -> None:
    make.appraised_period()
    client.force_login(units.holder(role, make.department(0)))

    page = client.get(URL)

    assert (page.status_code, "bien-ban/" in page.content.decode()) == (200, False)
    assert client.post(f"{URL}bien-ban/", {}).status_code == 403
    assert client.post(f"{URL}chot-so-lieu/", {"deed": "close"}).status_code == 403


def test_consolidation_asks_as_much_for_one_unit_as_for_three(coordinator: Client) -> None:
    make.appraised_period([("9", "7")], code="nam-2030", year=2030)
    make.appraised_period(code="nam-2031", year=2031)
    coordinator.get("/tong-hop/nam-2031/")  # a set is read into memory once
    shown = ["nam-2030"]

    same_query_count(lambda: coordinator.get(f"/tong-hop/{shown[-1]}/"), lambda: shown.append("nam-2031"))


def test_consolidation_list_leads_to_the_period_that_waits(coordinator: Client) -> None:
    assert "Chưa có kỳ đánh giá nào" in coordinator.get("/tong-hop/").content.decode()
    make.appraised_period()

    assert coordinator.get("/tong-hop/")["Location"] == URL
    assert coordinator.get("/tong-hop/?period=nam-2026")["Location"] == URL


# --- the cut-off -----------------------------------------------------------------------------------------------------


def finished(period: Period) -> int:
    return int(Measurement.objects.get(period=period, unit=make.department(0), name="dossiers.finished").value)


def test_closed_figures_do_not_follow_dossiers_that_come_later() -> None:
    period, unit = make.appraised_period(), make.department(0)
    make.dossiers(unit, dt.date(2026, 9, 1), early=7)
    close_figures(period_id=period.pk, by=make.coordinator(), now=make.NOW)
    make.dossiers(unit, dt.date(2026, 9, 15), early=90)

    assert refresh_measured(period_id=period.pk, now=make.NOW) == 0
    assert finished(period) == 7


def test_the_night_after_the_planned_day_closes_the_figures() -> None:
    period, today = make.appraised_period(), timezone.localdate()
    other = make.appraised_period(code="nam-2027", year=2027)
    make.dossiers(make.department(0), dt.date(2026, 9, 1), early=7)
    given = {"by": make.coordinator(), "now": make.NOW}
    plan_cutoff(period_id=period.pk, on=today - dt.timedelta(days=1), **given)
    plan_cutoff(period_id=other.pk, on=today, **given)

    recalculate_open_periods()
    recalculate_open_periods()

    period.refresh_from_db()
    other.refresh_from_db()
    assert (period.figures_closed_at is not None, other.figures_closed_at, finished(period)) == (True, None, 7)
    assert Job.objects.filter(kind="indicators.recalculate").count() == 2


def test_the_page_plans_closes_and_opens_the_figures_again(coordinator: Client) -> None:
    period = make.appraised_period()
    address = f"{URL}chot-so-lieu/"

    coordinator.post(address, {"deed": "plan", "on": "31/12/2026"})
    period.refresh_from_db()
    planned = period.figures_due_on
    coordinator.post(address, {"deed": "close"})
    closed = coordinator.get(URL).content.decode()
    without = coordinator.post(address, {"deed": "reopen"})
    coordinator.post(address, {"deed": "reopen", "reason": "Nhập bù hồ sơ"})
    period.refresh_from_db()

    assert planned == dt.date(2026, 12, 31)
    assert "Đã chốt lúc" in closed
    assert without.status_code == 422
    assert (period.figures_closed_at, period.figures_due_on) == (None, None)


# --- corrections and the archive -------------------------------------------------------------------------------------


def test_a_correction_opens_the_period_mends_and_publishes_the_next_version() -> None:
    period = make.appraised_period()
    first = make.published(period)
    open_correction(period_id=period.pk, reason="Cộng nhầm Sở Y tế", by=make.coordinator(), now=make.NOW)
    period.refresh_from_db()
    assert (period.state, period.figures_closed_at) == ("open", make.NOW)  # tonight nothing is measured anew
    sheet = Assessment.objects.get(unit=make.department(2))
    with by_force("indicators_score"):  # as an appraiser does after reopening the sheet
        Score.objects.filter(assessment=sheet, criterion__code="1.1").update(points="7", appraised_points="7")
    Assessment.objects.filter(pk=sheet.pk).update(total_points=23, appraised_points=13, percent="57.5")

    second = make.published(period, reason="Cộng nhầm Sở Y tế")

    totals = [
        list(each.standings.order_by("unit_code").values_list("total_points", flat=True)) for each in (first, second)
    ]
    assert [[str(total) for total in each] for each in totals] == [
        ["32.00", "32.00", "22.00"],
        ["32.00", "32.00", "23.00"],
    ]
    assert [faults_of(each) for each in Publication.objects.order_by("version")] == [[], []]


def test_a_correction_needs_something_published_and_a_reason() -> None:
    period = make.appraised_period()
    given = {"period_id": period.pk, "by": make.coordinator(), "now": make.NOW}

    with pytest.raises(Refused, match="chưa công bố hoặc đã mở lại rồi"):
        open_correction(reason="Nhầm", **given)
    make.published(period)
    with pytest.raises(Refused, match="Hãy ghi lý do đính chính"):
        open_correction(reason=" ", **given)


def test_a_year_without_publication_has_no_archive(coordinator: Client) -> None:
    make.appraised_period()

    address = coordinator.post(f"{URL}ho-so-nam/")["Location"]
    run_job(uuid.UUID(address.split("/")[2]))

    assert Job.objects.get().error.startswith("Năm 2026 chưa công bố kết quả nào")
