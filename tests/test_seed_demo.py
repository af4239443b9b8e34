"""The invented city after its seed: the figures of the source articles, put into the database by the real doors."""

import datetime as dt
import html
import re
from collections import Counter
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from cchc_portal.demo.casting import Cast
from cchc_portal.demo.province import APPRAISING, STORY, TOP
from cchc_portal.demo.reorganisation import reorganise
from cchc_portal.demo.story import appraise, fill_in, hand_in
from cchc_portal.demo.volumes import volume_2022
from cchc_portal.demo.works import PARENT
from cchc_portal.kit.numbers import percent, show_percent
from dossiers.enums import Outcome
from dossiers.facts import FIGURES, counts, stock
from dossiers.models import Dossier, Extension, Lateness, Pause, Procedure, ProcedureVersion, Upload
from dossiers.statistics.figures import whole_line
from dossiers.statistics.windows import Window
from indicators.enums import AssignedBy, PeriodState, ScoredBy, State, SurveyState
from indicators.models import (
    Assessment,
    CriteriaSet,
    Note,
    Period,
    Score,
    SpentSlip,
    Survey,
    SurveyResult,
    SurveySlip,
    Task,
)
from indicators.plans.outcomes import Tally, tally
from indicators.sets.diff import Change, differences
from indicators.sets.edits import parsed
from reports.actions.proposals import Wording, approve, propose
from reports.models import Publication, Standing
from reports.official_figures import newest_period, official_of_block
from reports.selection import selection
from tests.demo_city import City, in_one_worker, on_database
from units.access import person_of
from units.models import Unit, UnitLineage, User

YEAR_2022 = (dt.date(2021, 12, 15), dt.date(2022, 12, 14))


pytestmark = in_one_worker


@pytest.fixture(scope="module")
def city(demo_city: City, django_db_blocker):
    """The seeded province for the whole module, what it changes is undone; the folder where the accounts are listed."""
    with django_db_blocker.unblock(), on_database(demo_city.database), transaction.atomic():
        yield demo_city.folder
        transaction.set_rollback(True)


def of_2022():
    return Standing.objects.filter(publication__period__code="nam-2022")


def as_of(day: dt.date, **which) -> Tally:
    return tally(task.outcome for task in Task.objects.filter(**which).as_of(day))


def test_seed_demo_has_16_departments_and_9_districts(city):
    assert Counter(Unit.objects.exclude(block=None).values_list("block__code", flat=True)) == {"so": 16, "huyen": 9}


def test_seed_demo_grades_25_units_2_very_good_20_good_3_fair(city):
    assert Counter(of_2022().values_list("grade", flat=True)) == {"Rất tốt": 2, "Tốt": 20, "Khá": 3}


def test_seed_demo_ranks_the_department_of_the_story_third_of_sixteen(city):
    standing = of_2022().get(unit__code=STORY)

    assert (standing.rank, standing.ranked_of, standing.grade) == (3, 16, "Tốt")


def test_seed_demo_caps_one_grade_for_low_satisfaction_with_its_reason(city):
    capped = of_2022().exclude(grade_reason="").get()

    assert (capped.grade, capped.grade_reason) == (
        "Khá",
        f"{str(capped.percent).replace('.', ',')}%: đủ mức Tốt nhưng chỉ số hài lòng dưới 80% → Khá",
    )


def test_seed_demo_publishes_two_years_once_and_labels_them_invented(city):
    publications = list(Publication.objects.order_by("period__year"))

    states = [(each.period.code, each.period.state) for each in publications]
    assert states == [("nam-2021", PeriodState.PUBLISHED), ("nam-2022", PeriodState.PUBLISHED)]
    assert all(each.title.endswith("(số liệu minh họa)") for each in publications)
    assert all(each.decision_number.endswith("(số liệu minh họa)") for each in publications)


@pytest.mark.parametrize("block", ["so", "huyen"])
def test_seed_demo_sets_of_2022_follow_those_of_2021_with_a_map(city, block):
    """Diff, last year and trend have something to show: places changed, a floor, two maxima, a name."""
    new = CriteriaSet.objects.get(code=f"{block}-2022")
    changes = differences(parsed(new.follows.source), parsed(new.source))

    assert (new.follows.code, new.follows.year) == (f"{block}-2021", 2021)
    assert {each.sentence for each in changes if each.change == Change.MOVED} == {
        "Mã 1.8 đổi thành 1.7.",
        "Mã 1.7 đổi thành 1.8.",
    }
    assert {each.change for each in changes} >= {Change.MAXIMUM, Change.RENAMED}


def test_seed_demo_ranks_moved_between_the_two_years(city):
    ranks = {
        year: dict(Standing.objects.filter(publication__period__code=f"nam-{year}").values_list("unit__code", "rank"))
        for year in (2021, 2022)
    }

    assert ranks[2021].keys() == ranks[2022].keys()
    assert ranks[2021] != ranks[2022]


def test_seed_demo_volumes_are_those_of_the_article():
    volume = volume_2022(STORY)

    assert (volume.received, volume.late, volume.digitisable, volume.digitised) == (186_916, 0, 13_870, 13_870)


def test_seed_demo_has_every_dossier_of_the_story_early_or_on_time_and_digitised(city):
    unit_id = Unit.objects.get(code=STORY).pk

    found = counts([unit_id], *YEAR_2022)[unit_id]

    assert (found.received, found.in_time, found.late) == (1_869, 1_869, 0)
    assert (found.digitised, found.digitisable) == (139, 139)


def test_seed_demo_has_believable_late_shares_elsewhere(city):
    units = dict(Unit.objects.exclude(block=None).order_by("pk").values_list("pk", "code"))

    found = counts(list(units), *YEAR_2022)

    late = {units[pk]: percent(each.late, each.finished) for pk, each in found.items()}
    assert sorted(code for code, share in late.items() if share > 1) == ["HVINHDIEN", "STNMT", "SXD"]
    assert max(late.values()) < 3


def test_seed_demo_closes_every_dossier_of_the_story_in_2022_and_leaves_a_few_open_elsewhere(city):
    units = dict(Unit.objects.exclude(block=None).order_by("pk").values_list("pk", "code"))

    left = {units[pk]: number for pk, number in stock(list(units), dt.date(2022, 12, 15)).items()}

    assert left.pop(STORY) == 0
    assert min(left.values()) > 0
    line = whole_line(Unit.objects.all(), Window(*YEAR_2022))
    assert min(line.pending_in_time, line.pending_overdue) > 0


def test_seed_demo_has_every_kind_of_dossier(city):
    dossiers = Dossier.objects.unscoped(reason="a test")
    overdue = dossiers.overdue(timezone.now())

    kinds = {
        "overdue": overdue.count(),
        "standing": dossiers.pending().filter(due_at=None, pauses__ended_at=None, unit__code=STORY).count(),
        "stopped and gone on": Pause.objects.filter(ended_at__isnull=False).count(),
        "extended": Extension.objects.count(),
        "withdrawn": dossiers.filter(outcome=Outcome.WITHDRAWN).count(),
        "refused": dossiers.filter(outcome=Outcome.REFUSED).count(),
        "explained": Lateness.objects.count(),
        "apologised": Lateness.objects.exclude(apology_number="").count(),
        "waiting for a cause": overdue.filter(lateness=None).count(),
    }

    assert [name for name, number in kinds.items() if number < 10] == []
    assert dossiers.late(timezone.now()).filter(unit__code=STORY).count() == 0


def test_seed_demo_dates_the_loose_ends_by_the_clock_of_the_portal(city):
    dossiers = Dossier.objects.unscoped(reason="a test").filter(code__contains="-900")

    assert set(dossiers.values_list("due_given", flat=True)) == {False}
    assert Procedure.objects.filter(area="").count() == 0
    assert ProcedureVersion.objects.filter(has_fee=True, fee=None).count() == 0


def test_seed_demo_dossiers_went_through_the_import(city):
    assert list(Upload.objects.order_by("pk").values_list("state", "error_count")) == [("loaded", 0)] * 6


def test_seed_demo_has_74_tasks_61_early_13_on_time(city):
    story = as_of(YEAR_2022[1], year=2022, assigned_by=AssignedBy.PROVINCE, lead__code=STORY)

    assert story == Tally(early=61, on_time=13)


def test_seed_demo_has_42_of_68_plan_tasks_done_on_30_june_2023(city):
    plan = as_of(dt.date(2023, 6, 30), year=2023, assigned_by=AssignedBy.PLAN)

    assert (plan.done, plan.assigned, show_percent(plan.done_percent)) == (42, 68, "61,76%")


def test_seed_demo_digitised_twice_the_target(city):
    task = Task.objects.get(year=2022, target__isnull=False)

    assert (task.lead.code, task.target, task.achieved, task.achieved_percent) == (STORY, 6935, 13870, Decimal(200))


def page(client: Client, address: str) -> str:
    """A page as the leader of the city reads it: no tags, single blanks."""
    client.force_login(User.objects.get(username="demo.lanhdao"))
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


FIGURES_ON_PAGES = [  # the figures of the articles, read from the screens
    (
        f"/ke-hoach/2022/?nguon=province&don_vi={STORY}&ngay=14/12/2022",
        "74/74 nhiệm vụ hoàn thành = 100,00% UBND giao ngoài kế hoạch · Sở Lao động - Thương binh và Xã hội · tính đến "
        "14/12/2022 Hoàn thành trước hạn 61 (82,43%) Hoàn thành đúng hạn 13 (17,57%) Hoàn thành quá hạn 0 (0,00%)",
    ),
    ("/ke-hoach/2023/?ngay=30/06/2023", "42/68 nhiệm vụ hoàn thành = 61,76%"),
    ("/ke-hoach/2022/?ngay=31/12/2022", "13.870/6.935 200,00% Vượt chỉ tiêu"),
    ("/kiem-tra/?nam=2023&ngay=30/06/2023", "40 cuộc kiểm tra đã thực hiện"),
    ("/kiem-tra/?nam=2023&ngay=30/06/2023", "Theo kế hoạch 7 Đột xuất 33"),
    ("/kiem-tra/?nam=2023&ngay=30/06/2023&loc=planned", "Đã kiểm tra 7 cuộc"),
    ("/kiem-tra/?nam=2023&ngay=30/06/2023&loc=surprise", "Đã kiểm tra 33 cuộc"),
    ("/ke-hoach/2023/?nguon=unit&don_vi=STTTT&ngay=30/06/2023", "12.498/1.044 1.197,13% Vượt chỉ tiêu"),
    ("/ke-hoach/2023/?nguon=unit&don_vi=STTTT&ngay=30/06/2023", "90/90 100,00% Hoàn thành"),
    ("/ke-hoach/2023/?nguon=unit&don_vi=STTTT&ngay=30/06/2023", "74/75 98,67% Chưa đạt chỉ tiêu"),
    ("/ke-hoach/2023/?nguon=unit&don_vi=STTTT&ngay=30/06/2023", "43/45 95,56% Chưa đạt chỉ tiêu"),
    ("/tuyen-truyen/?nam=2023&ngay=30/06/2023", "Bản tin điện tử 1 19"),
    ("/tuyen-truyen/?nam=2023&ngay=30/06/2023", "Áp phích, tờ rơi 1 4.000"),
    ("/khen-thuong/?ky=nam-2022", "Tập thể 5 tập thể"),
    ("/khen-thuong/?ky=nam-2022", "Cá nhân 12 cá nhân"),
    ("/xep-hang/chi-so-tinh/", "PAR Index 84,21"),
]


@pytest.mark.parametrize(("address", "figure"), FIGURES_ON_PAGES)
def test_seed_demo_shows_the_figures_of_the_articles_on_its_pages(city, client, address, figure):
    assert figure in page(client, address)


def test_seed_demo_shows_exactly_two_missed_targets(city, client):
    assert page(client, "/ke-hoach/2023/?nguon=unit&don_vi=STTTT&ngay=30/06/2023").count("Chưa đạt chỉ tiêu") == 2


def test_seed_demo_adds_the_online_services_up_where_the_unit_specifies_the_task(city, client):
    above = Task.objects.get(plan__unit=None, year=2023, title=PARENT)

    assert "Cộng: 356 + 1.189 = 1.545" in page(client, f"/ke-hoach/nhiem-vu/{above.pk}/")


def test_seed_demo_has_survey_results_of_every_period(city):
    years = Counter(SurveyResult.objects.values_list("period__code", flat=True))

    assert years == {"nam-2021": 50, "nam-2022": 50, "6t-2023": 50, "nam-2023": 50}


def test_seed_demo_has_a_survey_to_release_and_one_to_answer(city):
    surveys = Survey.objects.filter(period__code="nam-2023").order_by("name")

    assert list(surveys.values_list("state", flat=True)) == [SurveyState.CLOSED, SurveyState.OPEN]
    assert (SurveySlip.objects.count(), SpentSlip.objects.count()) == (6, 2)


def test_seed_demo_leaves_2023_open_with_deadlines_ahead(city):
    now = timezone.now()

    periods = {period.code: period for period in Period.objects.filter(state=PeriodState.OPEN)}

    assert sorted(periods) == ["6t-2023", "nam-2023"]
    assert all(period.opens_at < now < period.self_due_at for period in periods.values())
    states = {code: Counter(period.assessments.values_list("state", flat=True)) for code, period in periods.items()}
    assert states == {"6t-2023": {State.APPRAISED: 24, State.DRAFT: 1}, "nam-2023": {State.DRAFT: 25}}


def test_seed_demo_has_a_year_halfway_with_odd_and_wrong_rows_reasons_and_questions(city):
    sheet = Assessment.objects.get(period__code="nam-2023", unit__code=STORY)
    said = {
        (score.criterion.code, flag["severity"], flag["kind"], flag["answered"])
        for score in sheet.scores.select_related("criterion").order_by("pk")
        for flag in score.flags
    }

    assert said == {
        ("2.1", "warning", "slip", False),
        ("3.1.3", "error", "", False),
        ("7.1", "warning", "jump", True),
    }
    assert Counter(Note.objects.values_list("score__criterion__code", flat=True)) == {"2.1": 1, "7.1": 2}


def test_seed_demo_has_a_decision_that_says_something_else_than_is_computed(city):
    person = person_of(User.objects.get(username="demo.lanhdao"), timezone.localdate())
    period = newest_period(person)

    found = [
        line
        for block in ("so", "huyen")
        for _, line in official_of_block(person, selection({"period": period, "block": block}, person).subject)
    ]

    assert (period, len(found)) == ("nam-2022", 25)
    assert {each.name: each.points_apart for each in found if each.differs} == {
        "Sở Công Thương": 0,
        "Sở Xây dựng": Decimal("0.50"),
        "UBND quận Phú Thứ": 0,
        "UBND huyện Vĩnh Điền": 0,
    }
    assert all(each.decision.startswith("315/QĐ-UBND (số liệu minh họa) ngày") for each in found)


def test_seed_demo_leaves_two_areas_to_the_clerk_of_the_story(city):
    sheet = Assessment.objects.get(period__code="6t-2023", unit__code=STORY)

    waiting = sheet.scores.filter(criterion__scored_by=ScoredBy.UNIT, self_points=None)

    assert {code.partition(".")[0] for code in waiting.values_list("criterion__code", flat=True)} == {"5", "6"}


def test_seed_demo_can_be_played_to_the_publication_of_the_half_year(city):
    now = timezone.now()
    sheet = Assessment.objects.select_related("period", "unit").get(period__code="6t-2023", unit__code=STORY)
    actors = Cast(units={}, users={user.username: user for user in User.objects.order_by("pk")}, sets={})

    with transaction.atomic():
        fill_in(actors, sheet.period, sheet, now=now)
        hand_in(actors, sheet, now=now)
        appraise(actors, sheet.period, sheet, now=now)
        wording = Wording("Chỉ số CCHC 6 tháng đầu năm 2023", "1/QĐ-UBND", timezone.localdate(now), units_at=now)
        proposal = propose(period_id=sheet.period_id, wording=wording, by=actors.coordinator, now=now)
        publication = approve(proposal_id=proposal.pk, by=actors.users["demo.lanhdao"], now=now)
        standings = Standing.objects.filter(publication=publication)
        assert (standings.count(), standings.filter(rank=None).count()) == (25, 0)
        transaction.set_rollback(True)


def test_seed_demo_2025_ends_the_districts_and_divides_the_department_of_the_story(city):
    now = timezone.now()
    actors = Cast(units={}, users={user.username: user for user in User.objects.order_by("pk")}, sets={})
    window = (dt.date(2021, 12, 1), dt.date(2025, 12, 31))

    with transaction.atomic():
        before = [list(model.objects.order_by("pk").values()) for model in (Publication, Standing)]
        flows = Counter(counted(window))
        reorganise(actors, now=now)

        assert [list(model.objects.order_by("pk").values()) for model in (Publication, Standing)] == before
        assert Counter(counted(window)) == flows
        living = Unit.objects.filter(valid_to=None).exclude(block=None)
        assert Counter(living.values_list("block__code", flat=True)) == {"so": 11, "xa": 12}
        districts = Unit.objects.filter(block__code="huyen").values_list("valid_to", flat=True)
        assert set(districts) == {dt.date(2025, 6, 30)}
        links = UnitLineage.objects.filter(predecessor__code=STORY).order_by("pk")
        assert list(links.values_list("kind", "successor__code")) == [
            ("dissolved", code) for code in ("SNV", "SYT", "SNNMT", "SGDDT")
        ]
        assert all(each.document_number.endswith("(số liệu minh họa)") for each in links)
        assert Task.objects.filter(finished_on=None).exclude(lead__valid_to=None).count() == 0
        assert {post.unit.code for post in actors.users["demo.canbo"].memberships.active_on(now.date())} == {"SNV"}
        transaction.set_rollback(True)


def counted(window):
    found = counts(list(Unit.objects.order_by("pk").values_list("pk", flat=True)), *window).values()
    return {name: sum(getattr(each, name) for each in found) for name in FIGURES}


def test_seed_demo_sheets_are_complete_and_without_errors(city):
    scores = Score.objects.filter(assessment__state__in=[State.APPRAISED, State.PUBLISHED])

    open_codes = scores.filter(points=None).values_list("assessment__unit__code", "criterion__code")
    assert list(open_codes.order_by("assessment_id", "criterion__position")) == []
    assert scores.filter(flags__contains=[{"severity": "error"}]).count() == 0


def test_seed_demo_lets_nobody_appraise_the_own_unit(city):
    sheets = Assessment.objects.filter(period__code="nam-2022").order_by("pk")

    appraisers = dict(sheets.values_list("unit__code", "appraised_by__memberships__unit__code"))

    assert len(appraisers) == 25
    assert appraisers.pop(APPRAISING) == TOP
    assert set(appraisers.values()) == {APPRAISING}


def test_seed_demo_lists_accounts_that_can_sign_in(city, settings):
    heading, *lines = (city / "demo-accounts.txt").read_text(encoding="utf-8").splitlines()

    assert heading == f"# Mật khẩu chung: {settings.DEMO_PASSWORD}"
    assert lines[0] == "demo.canbo\tCán bộ đầu mối\tSở Lao động - Thương binh và Xã hội"
    assert len(lines) == User.objects.count() == 60
    assert User.objects.get(username="demo.canbo").check_password(settings.DEMO_PASSWORD)


def test_seed_demo_leaves_an_unbroken_trail(city, capsys):
    call_command("verify_audit")

    assert "lỗi" not in capsys.readouterr().out.lower()


def test_seed_demo_refuses_a_second_run(city):
    with pytest.raises(CommandError) as refusal:
        call_command("seed_demo", small=True)

    assert str(refusal.value) == ("Cơ sở dữ liệu đã có đơn vị; chỉ nạp số liệu minh họa vào cơ sở dữ liệu trống.")


@pytest.mark.django_db
def test_seed_demo_refuses_production(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError) as refusal:
        call_command("seed_demo", small=True)

    assert str(refusal.value) == "Không nạp số liệu minh họa vào hệ thống đang vận hành (PORTAL_ENV=production)."
    assert Unit.objects.count() == 0
