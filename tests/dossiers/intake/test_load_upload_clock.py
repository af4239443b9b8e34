"""The clock in SQL and the pure clock date and judge the same dossiers alike."""

import datetime as dt

import pytest
from django.utils.timezone import localtime
from hypothesis import HealthCheck, Phase, example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from dossiers.clock.deadlines import Rules, Stop, asked_too_often, calendar_of, outcome, reckon, taken_days
from dossiers.enums import Boundary, Outcome, PausePolicy, PauseReason, Supplements
from dossiers.models import CalendarDay, Dossier, Upload
from tests.factories.dossiers import a_calendar, a_row, a_unit, a_workbook, at, loaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _calendar():
    a_calendar()


MOMENTS = st.datetimes(at("2025-01-01 00:00"), at("2025-11-30 00:00")).map(lambda moment: moment.replace(microsecond=0))
EDGES = ("2025-01-06 15:00", "2025-01-06 15:00:01", "2025-01-04 10:00", "2025-01-04 16:00", "2025-01-31 16:00")
STOP = st.tuples(st.integers(0, 30 * 86_400), st.none() | st.integers(0, 20 * 86_400))
STOPS = st.lists(STOP, max_size=3).map(lambda stops: tuple(sorted({stop[0]: stop for stop in stops}.values())))
CASE = st.tuples(MOMENTS, st.integers(0, 40), st.integers(0, 90), st.integers(0, 86_399), STOPS, STOPS)
FRIDAY, SATURDAY = 4 * 86_400, 5 * 86_400 + 3_600  # after Monday 06/01/2025 09:00
CORNERS = [
    *((at(text), term, 0, 0, (), ()) for term in (0, 1) for text in EDGES),
    (at("2025-01-06 09:00"), 9, 8, 0, ((86_400, 3_600), (2 * 86_400, 86_400)), ()),  # asked for papers twice, early
    *(
        (at("2025-01-06 09:00"), 4, 30, 0, (supplement,), (fee,) if fee else ())
        for supplement, fee in (
            ((FRIDAY, 3_600), (SATURDAY, 86_400)),  # begins on the due day, and on the day off after it
            ((SATURDAY, 2 * 86_400), (SATURDAY + 2 * 86_400, 86_400)),
            ((86_400, 5 * 86_400), (2 * 86_400, 86_400)),  # the one within the other
            ((86_400, 3 * 86_400), (2 * 86_400, 9 * 86_400)),
            ((86_400, None), (2 * 86_400, 86_400)),
            ((86_400, 86_400), (86_400, 86_400)),
            ((40 * 86_400, None), None),
        )
    ),
]
FORM = "%d/%m/%Y %H:%M:%S"


def stops_of(start, supplement, fee):
    for reason, told in ((PauseReason.SUPPLEMENT, supplement), (PauseReason.FEE, fee)):
        for place, (after, length) in enumerate(told, 1):
            begin = start + dt.timedelta(seconds=after)
            length = 0 if length is None and place < len(told) else length  # only the last may still stand
            yield Stop(reason, begin, None if length is None else begin + dt.timedelta(seconds=length))


def told(stops):
    names = {
        PauseReason.SUPPLEMENT: ("Ngày yêu cầu bổ sung", "Ngày bổ sung xong"),
        PauseReason.FEE: ("Ngày yêu cầu nộp phí", "Ngày nộp phí"),
    }
    cells = {}
    for reason, (start, end) in names.items():
        ours = [stop for stop in stops if stop.reason == reason]
        cells[start] = "; ".join(f"{stop.start:{FORM}}" for stop in ours)
        cells[end] = "; ".join(f"{stop.end:{FORM}}" for stop in ours if stop.end)
    return cells


@pytest.mark.parametrize(
    ("boundary", "policy", "supplements"),
    [
        (Boundary.DAY, PausePolicy.PAUSE, Supplements.ANY),
        (Boundary.DAY, PausePolicy.RESTART, Supplements.ONCE),
        (Boundary.MOMENT, PausePolicy.PAUSE, Supplements.ONCE),
        (Boundary.MOMENT, PausePolicy.RESTART, Supplements.ANY),
    ],
)
@effort(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(cases=CORNERS)
@given(cases=st.lists(CASE, min_size=1, max_size=60))
def test_load_upload_classifies_as_the_pure_clock_does(tmp_path, settings, boundary, policy, supplements, cases):
    """Each example is one file of up to 60 dossiers, dated by their term and pauses; every third is still open."""
    settings.DUE_BOUNDARY, settings.DUE_PAUSES, settings.DUE_SUPPLEMENTS = boundary, policy, supplements
    rules = Rules(boundary=Boundary(boundary), pauses=PausePolicy(policy), supplements=Supplements(supplements))
    calendar = calendar_of(CalendarDay.objects.order_by("day").values_list("day", "working"))
    table, expected, mark = [], {}, Upload.objects.count()
    for serial, (start, term, later, second, supplement, fee) in enumerate(cases):
        finish = None if serial % 3 == 2 else start + dt.timedelta(days=later, seconds=second)
        stops, code = list(stops_of(start, supplement, fee)), f"P{mark}-{serial}"
        reckoning = reckon(start, term, calendar, rules=rules, stops=stops, finished=finish)
        dates = {
            "Ngày tiếp nhận": f"{start:{FORM}}",
            "Ngày có kết quả": finish and f"{finish:{FORM}}",
            "Trạng thái": None,
        }
        row = a_row(code, **dates) | {"Ngày hẹn trả": None, "Thời hạn (ngày làm việc)": term}
        table.append(row | told(stops))
        expected[code] = (reckoning.due_at, Outcome.PENDING, None)
        if finish:
            verdict = outcome(finish, reckoning.due_at, rules.boundary, too_often=asked_too_often(stops, rules))
            expected[code] = (reckoning.due_at, verdict, taken_days(reckoning, finish, calendar))

    upload = loaded(a_workbook(tmp_path, table), a_unit())

    assert upload.errors == []
    assert {
        code: (due_at and localtime(due_at).replace(tzinfo=None), found, taken)
        for code, due_at, found, taken in Dossier.objects.filter(code__startswith=f"P{mark}-").values_list(
            "code", "due_at", "outcome", "taken_days"
        )
    } == expected
