"""The invented city after its seed: units, sheets, publications, surveys and accounts, put in by the real doors."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from cchc_portal.demo.casting import Cast
from cchc_portal.demo.province import APPRAISING, STORY, TOP
from cchc_portal.demo.reorganisation import reorganise
from cchc_portal.demo.story import appraise, fill_in, hand_in
from cchc_portal.kit.lists import LISTS
from dossiers.facts import FIGURES, counts
from indicators.appraisal.second_readings import drawable
from indicators.enums import PeriodState, ScoredBy, State, SurveyState
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
from indicators.sets.diff import Change, differences
from indicators.sets.edits import parsed
from reports.actions.proposals import Wording, approve, propose
from reports.models import Publication, Standing
from reports.official_figures import newest_period, official_of_block
from reports.selection import selection
from tests.demo_city import in_one_worker
from units.access import person_of
from units.forms.filters import asked
from units.models import SavedFilter, Unit, UnitLineage, User

pytestmark = in_one_worker


def of_2022():
    return Standing.objects.filter(publication__period__code="nam-2022")


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
    half, year = states.pop("6t-2023"), states.pop("nam-2023")
    assert (half, year) == ({State.APPRAISED: 24, State.DRAFT: 1}, {State.DRAFT: 25})


INSPECTORS = {"demo.thamdinh", "demo.thamdinh-ub"}


def test_seed_demo_shows_the_owner_of_a_field_their_rows_and_both_inspectors_rows_to_read_blind(city, client):
    people = {name: person_of(User.objects.get(username=name), localdate()) for name in INSPECTORS}
    half = Period.objects.get(code="6t-2023")
    client.force_login(User.objects.get(username="demo.linhvuc"))

    desk = client.get("/tham-dinh/").context

    assert (desk["period"].code, [row.rows for row in desk["rows"] if not row.own_unit]) == ("6t-2023", [1] * 9)
    assert {name for name in INSPECTORS if drawable([half], people[name])[half.pk].rows} == INSPECTORS


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


def test_seed_demo_has_kept_filters_that_mean_the_reader(city, client):
    """The clerk finds one of the own and the coordinator's, which shows the late dossiers of the clerk's unit."""
    client.force_login(User.objects.get(username="demo.canbo"))
    register = client.get(reverse("dossiers:dossier_list")).content.decode()
    shared = SavedFilter.objects.get(name="Quá hạn của đơn vị tôi")

    opened = client.get(f"{reverse('dossiers:dossier_list')}?{shared.address}")

    assert [name in register for name in ("Trực tuyến chưa trả kết quả</a>", "Quá hạn của đơn vị tôi</a>")] == [
        True
    ] * 2
    assert {dossier.unit.code for dossier, _ in opened.context["lines"]} <= {STORY}
    for kept in SavedFilter.objects.all():
        of_list = asked(LISTS[kept.page], person_of(kept.owner, localdate()), QueryDict(kept.query))
        assert (of_list.query, of_list.wrong) == (kept.query, ())  # as the list itself would keep it


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

    assert [unit for unit, by in appraisers.items() if unit == by] == []
    assert Counter(appraisers.values()) == {APPRAISING: 15, TOP: 10}


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
