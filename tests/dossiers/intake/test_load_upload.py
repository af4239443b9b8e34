"""A file becomes dossiers and roll-ups: everything, or nothing with every reason."""

import datetime as dt

import pytest
from django.db.models import F
from django.utils.timezone import localtime
from hypothesis import HealthCheck, Phase, example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from cchc_portal.kit.refusals import Refused
from dossiers import facts
from dossiers.actions import load_upload, rebuild_rollup
from dossiers.clock.deadlines import Rules, Stop, asked_too_often, calendar_of, outcome, reckon, taken_days
from dossiers.enums import Boundary, Outcome, PausePolicy, PauseReason, Status, Supplements, UploadState
from dossiers.intake.reading import KILLED
from dossiers.models import CalendarDay, Dossier, Extension, Pause, Procedure, UnitSlot, Upload
from tests.factories.dossiers import (
    a_calendar,
    a_csv,
    a_procedure,
    a_row,
    a_unit,
    a_workbook,
    at,
    loaded,
    received,
    rows,
)

pytestmark = pytest.mark.django_db
YEAR = (dt.date(2025, 1, 1), dt.date(2025, 12, 31))


@pytest.fixture(autouse=True)
def _calendar():
    a_calendar()


def figures(unit):
    return facts.counts([unit.pk], *YEAR)[unit.pk]


def outcomes():
    return dict(Dossier.objects.order_by("code").values_list("code", "outcome"))


def test_load_upload_stores_a_dossier(tmp_path):
    unit = a_unit()

    upload = loaded(a_workbook(tmp_path, [a_row("A-1")]), unit)

    dossier = Dossier.objects.get()
    assert (upload.state, upload.rows, upload.added, upload.changed) == (UploadState.LOADED, 1, 1, 0)
    assert (dossier.unit, dossier.procedure.name, dossier.outcome) == (unit, "Đăng ký khai sinh", Outcome.EARLY)
    assert dossier.received_at == at("2025-04-01 02:00+00:00")
    assert (dossier.received_slot, dossier.finished_slot) == (dt.date(2025, 4, 1), dt.date(2025, 4, 1))
    assert upload.summary == "Đã nhập 1 dòng: thêm mới 1, thay đổi 0, giữ nguyên 0."


def test_load_upload_reproduces_the_quoted_year(tmp_path):
    """29.565 = 5.335 một cửa + 24.230 liên thông = 5.268 sớm + 24.294 đúng hạn + 3 trễ, for one more unit."""
    finished = {"early": at("2025-04-10 10:00"), "on_time": at("2025-04-15 16:00"), "late": at("2025-04-16 08:00")}
    table = [
        a_row(f"A-{serial}")
        | {
            "Cơ chế": "Một cửa" if serial < 5_335 else "Một cửa liên thông",
            "Ngày có kết quả": finished["early" if serial < 5_268 else "late" if serial < 5_271 else "on_time"],
        }
        for serial in range(29_565)
    ]
    unit = a_unit()

    upload = loaded(a_workbook(tmp_path, table), unit)

    found = figures(unit)
    assert (found.received, found.received_one_stop, found.received_interlinked) == (29_565, 5_335, 24_230)
    assert (found.early, found.on_time, found.late, found.finished) == (5_268, 24_294, 3, 29_565)
    assert upload.totals["resolved"] == upload.totals["early"] + upload.totals["on_time"] + upload.totals["late"]


def test_load_upload_again_changes_nothing(tmp_path):
    unit, path = a_unit(), a_workbook(tmp_path, rows(20))
    loaded(path, unit)
    versions = list(Dossier.objects.order_by("pk").extra(select={"v": "xmin::text"}).values_list("v", "upload_id"))

    upload = loaded(path, unit)

    assert (upload.added, upload.changed, upload.unchanged) == (0, 0, 20)
    assert versions == list(
        Dossier.objects.order_by("pk").extra(select={"v": "xmin::text"}).values_list("v", "upload_id")
    )


def test_load_upload_corrects_only_what_changed(tmp_path):
    unit, table = a_unit(), rows(20)
    first = loaded(a_workbook(tmp_path, table), unit)
    table[4] |= {"Ngày có kết quả": at("2025-05-20 10:00")}
    table[9] |= {"Ngày tiếp nhận": at("2025-03-20 10:00")}

    second = loaded(a_workbook(tmp_path, table), unit)

    assert (second.added, second.changed, second.unchanged) == (0, 2, 18)
    assert Dossier.objects.filter(upload=first).count() == 18
    assert (figures(unit).late, figures(unit).early) == (1, 19)
    assert rebuild_rollup() == []


def test_load_upload_takes_the_last_of_repeated_codes(tmp_path):
    table = [a_row("A-1", **{"Kênh nộp": "Trực tiếp"}), a_row("A-2"), a_row("A-1")]

    upload = loaded(a_workbook(tmp_path, table), a_unit())

    assert (upload.rows, upload.added, upload.repeated, upload.unchanged) == (3, 2, 1, 0)
    assert upload.warnings == [{"cell": "A2", "message": "Mã hồ sơ “A-1” còn ở dòng sau; lấy dòng sau cùng."}]
    assert Dossier.objects.get(code="A-1").get_channel_display() == "Trực tuyến"


def test_load_upload_refuses_the_whole_file_with_every_address(tmp_path):
    table = rows(30)
    for place in (2, 11, 28):
        table[place]["Ngày tiếp nhận"] = "31/02/2022"

    upload = loaded(a_workbook(tmp_path, table), a_unit())

    assert (upload.state, upload.error_count) == (UploadState.REFUSED, 3)
    assert [error["cell"] for error in upload.errors] == ["G4", "G13", "G30"]
    assert upload.summary == "Tệp có 3 lỗi nên chưa ghi dòng nào."
    assert (Dossier.objects.count(), UnitSlot.objects.count(), Procedure.objects.count()) == (0, 0, 0)


def test_load_upload_refuses_codes_of_another_unit(tmp_path):
    theirs, ours = a_unit(), a_unit()
    loaded(a_workbook(tmp_path, rows(3)), theirs)

    upload = loaded(a_workbook(tmp_path, [a_row("B-1"), *rows(1)]), ours)

    assert upload.errors == [
        {"cell": "A3", "message": "Mã hồ sơ “H08-250401-0001” đã thuộc đơn vị khác; hãy kiểm tra lại mã."}
    ]
    assert Dossier.objects.filter(unit=ours).count() == 0


def test_load_upload_moves_a_dossier_when_the_province_says_so(tmp_path):
    old, new = a_unit("DV-CU"), a_unit("DV-MOI")
    loaded(a_workbook(tmp_path, rows(2)), old)

    upload = loaded(a_workbook(tmp_path, rows(1, **{"Mã đơn vị": "DV-MOI"})))

    assert upload.changed == 1
    assert (figures(old).received, figures(new).received) == (1, 1)
    assert rebuild_rollup() == []


def test_load_upload_accepts_rows_of_units_below(tmp_path):
    above = a_unit()
    below = a_unit(parent=above)

    upload = loaded(a_workbook(tmp_path, [a_row(**{"Mã đơn vị": below.code})]), above)

    assert (upload.added, Dossier.objects.get().unit) == (1, below)


def test_load_upload_dates_by_the_term_of_row_or_procedure(tmp_path):
    a_procedure("1.1", working_days=2)
    bare = {"Ngày hẹn trả": None, "Ngày tiếp nhận": at("2025-08-28 09:00"), "Ngày có kết quả": at("2025-09-03 16:00")}
    table = [a_row("A-1", **{"Mã TTHC": "1.1"}) | bare, a_row("A-2", **{"Thời hạn (ngày làm việc)": 3}) | bare]

    loaded(a_workbook(tmp_path, table), a_unit())

    due = dict(Dossier.objects.order_by("code").values_list("code", "due_at"))
    assert due == {"A-1": at("2025-09-03 17:00+07:00"), "A-2": at("2025-09-04 17:00+07:00")}
    assert outcomes() == {"A-1": Outcome.ON_TIME, "A-2": Outcome.EARLY}


def test_load_upload_refuses_terms_beyond_the_calendar(tmp_path):
    table = [
        a_row("A-1", **{"Ngày tiếp nhận": at("2026-12-31 09:00"), "Thời hạn (ngày làm việc)": 5})
        | {"Ngày hẹn trả": None, "Ngày có kết quả": None, "Trạng thái": None}
    ]

    upload = loaded(a_workbook(tmp_path, table), a_unit())

    assert upload.errors == [
        {
            "cell": "G2",
            "message": "Hạn trả tính từ ngày này vượt quá lịch làm việc; báo Điều phối nạp thêm lịch,"
            " hoặc ghi Ngày hẹn trả.",
        }
    ]


def test_load_upload_keeps_the_other_endings_apart(tmp_path):
    table = [
        a_row("A-1", **{"Trạng thái": "Công dân yêu cầu rút hồ sơ"}),
        a_row("A-2", **{"Trạng thái": "Dừng xử lý"}),
        a_row("A-3", **{"Trạng thái": "Đang xử lý", "Ngày có kết quả": None}),
        a_row("A-4", **{"Trạng thái": "Mới đăng ký", "Ngày có kết quả": None}),
    ]
    unit = a_unit()

    upload = loaded(a_workbook(tmp_path, table), unit)

    assert outcomes() == {"A-1": Outcome.WITHDRAWN, "A-2": Outcome.REFUSED, "A-3": Outcome.PENDING}
    assert (upload.left_out, figures(unit).finished, figures(unit).withdrawn, figures(unit).refused) == (1, 0, 1, 1)


def test_load_upload_by_the_moment_when_the_province_chose_so(tmp_path, settings):
    settings.DUE_BOUNDARY = Boundary.MOMENT
    finishes = {"A-1": at("2025-04-15 17:00"), "A-2": at("2025-04-15 17:01")}

    loaded(a_workbook(tmp_path, [a_row(code, **{"Ngày có kết quả": end}) for code, end in finishes.items()]), a_unit())

    assert outcomes() == {"A-1": Outcome.ON_TIME, "A-2": Outcome.LATE}


@pytest.mark.parametrize(
    "changed", [{"Ngày tiếp nhận": at("2025-02-20 09:00")}, {"Ngày có kết quả": at("2025-05-20 09:00")}]
)
def test_load_upload_refreshes_the_half_month_a_dossier_left(tmp_path, changed):
    unit, before = a_unit(), a_row(**{"Ngày tiếp nhận": at("2025-03-20 09:00")})
    loaded(a_workbook(tmp_path, [before]), unit)

    loaded(a_workbook(tmp_path, [before | changed]), unit)

    assert rebuild_rollup() == []
    assert (figures(unit).received, figures(unit).finished) == (1, 1)


def test_load_upload_is_undone_when_the_guard_objects(tmp_path):
    upload = received(a_workbook(tmp_path, rows(2)), a_unit())

    def lost():
        raise LookupError

    with pytest.raises(LookupError):
        load_upload(upload_id=upload.pk, by=None, guard=lost)

    upload.refresh_from_db()
    assert (upload.state, Dossier.objects.count()) == (UploadState.CHECKED, 0)


def test_load_upload_of_a_child_that_died_in_the_middle_of_a_line_says_so(tmp_path, monkeypatch):
    upload = received(a_workbook(tmp_path, rows(3)), a_unit())
    half = "import os, sys; sys.stdout.write('A-1\\t1\\t1.1\\nA-2'); sys.stdout.flush(); os._exit(1)"
    monkeypatch.setattr("dossiers.intake.reading.COMMAND", ("-c", half))

    upload = load_upload(upload_id=upload.pk, by=None)

    assert (upload.state, upload.errors) == (UploadState.REFUSED, [{"cell": "", "message": KILLED}])


def test_load_upload_twice_is_once(tmp_path):
    upload = loaded(a_workbook(tmp_path, rows(2)), a_unit())

    assert load_upload(upload_id=upload.pk, by=None).added == 2


def test_load_upload_needs_a_calendar(tmp_path):
    CalendarDay.objects.all().delete()

    with pytest.raises(Refused, match="Chưa có lịch làm việc"):
        loaded(a_workbook(tmp_path, rows(1)), a_unit())


def test_receive_upload_knows_the_same_file(tmp_path):
    unit, path = a_unit(), a_workbook(tmp_path, rows(1))
    first = received(path, unit)

    assert received(path, unit, again=False) == first
    assert received(path, a_unit(), again=False) != first
    assert Upload.objects.count() == 2


def test_receive_upload_hides_the_senders_name(tmp_path):
    upload = received(a_workbook(tmp_path, rows(1)), name="../Hồ sơ.xlsx")

    assert upload.original_name == "../Hồ sơ.xlsx"
    assert upload.file.name.startswith("uploads/")
    assert len(upload.file.name) == len("uploads/.xlsx") + 32


def test_rebuild_rollup_reports_and_mends(tmp_path):
    unit = a_unit()
    loaded(a_workbook(tmp_path, rows(5)), unit)
    slot = dt.date(2025, 4, 1)
    UnitSlot.objects.update(early=7)
    UnitSlot.objects.create(unit=unit, slot=dt.date(2024, 1, 1), received=1)

    assert rebuild_rollup() == [(unit.pk, dt.date(2024, 1, 1), "stray"), (unit.pk, slot, "wrong")]
    assert rebuild_rollup() == []
    assert figures(unit).early == 5


# --- status, fee, pauses, extension -------------------------------------------------------------------------------
TIMED = {"Ngày hẹn trả": None, "Thời hạn (ngày làm việc)": 5, "Ngày tiếp nhận": at("2025-01-06 09:00")}
STOPPED = {"Ngày yêu cầu bổ sung": at("2025-01-08 10:00"), "Ngày bổ sung xong": at("2025-01-10 10:00")}
OPEN = {"Trạng thái": "Đang xử lý", "Ngày có kết quả": None}


def due():
    return Dossier.objects.get().due_at


def test_load_upload_keeps_status_delivery_parts_and_fee(tmp_path):
    row = a_row() | {
        "Trạng thái": "10", "Ngày trả kết quả": dt.date(2025, 4, 10), "Số hóa thành phần hồ sơ": "Có",
        "Phí, lệ phí (đồng)": "3.250.000.000", "Thanh toán trực tuyến": "Không",
    }  # fmt: skip

    upload = loaded(a_workbook(tmp_path, [row]), a_unit())

    dossier = Dossier.objects.get()
    assert upload.errors == []
    assert (dossier.status, dossier.delivered_at) == (Status.DELIVERED, dossier.finished_at)
    assert (dossier.papers_digitised, dossier.fee, dossier.paid_online) == (True, 3_250_000_000, False)
    assert (dossier.working_days, dossier.due_given) == (None, True)


def test_load_upload_moves_the_due_date_by_the_pause(tmp_path):
    table = [a_row() | TIMED | STOPPED | {"Ngày có kết quả": at("2025-01-15 16:00")}]

    loaded(a_workbook(tmp_path, table), a_unit())
    again = loaded(a_workbook(tmp_path, table), Dossier.objects.get().unit)

    assert (due(), Dossier.objects.get().outcome) == (at("2025-01-15 17:00+07:00"), Outcome.ON_TIME)
    assert list(Pause.objects.values_list("reason", "started_at", "ended_at")) == [
        (PauseReason.SUPPLEMENT, at("2025-01-08 10:00+07:00"), at("2025-01-10 10:00+07:00"))
    ]
    assert (again.changed, again.unchanged) == (0, 1)


def test_load_upload_has_no_due_date_while_the_clock_stands(tmp_path):
    unit, waiting = a_unit(), a_row() | TIMED | OPEN | {"Ngày yêu cầu bổ sung": at("2025-01-08 10:00")}

    loaded(a_workbook(tmp_path, [waiting | {"Trạng thái": "5"}]), unit)
    standing = (due(), Dossier.objects.get().status)
    resumed = loaded(a_workbook(tmp_path, [a_row() | TIMED | OPEN | STOPPED]), unit)

    assert standing == (None, Status.SUPPLEMENT)
    assert (resumed.changed, due()) == (1, at("2025-01-15 17:00+07:00"))
    assert Pause.objects.get().ended_at == at("2025-01-10 10:00+07:00")


def test_load_upload_keeps_pauses_of_which_a_file_says_nothing(tmp_path):
    unit = a_unit()
    loaded(a_workbook(tmp_path, [a_row() | TIMED | OPEN | STOPPED]), unit)
    lines = ["Mã hồ sơ;Mã TTHC;Ngày tiếp nhận;Ngày có kết quả;Thời hạn", "H08-250401-0001;1.004001;06/01/2025 09:00;;5"]

    upload = loaded(a_csv(tmp_path, lines), unit)

    assert (upload.errors, due()) == ([], at("2025-01-15 17:00+07:00"))
    assert Pause.objects.count() == 1


def test_load_upload_takes_a_pause_back(tmp_path):
    unit = a_unit()
    loaded(a_workbook(tmp_path, [a_row() | TIMED | OPEN | STOPPED]), unit)

    upload = loaded(a_workbook(tmp_path, [a_row() | TIMED | OPEN]), unit)

    assert (upload.changed, Pause.objects.count(), due()) == (1, 0, at("2025-01-13 17:00+07:00"))


@pytest.mark.parametrize("given", [None, at("2025-01-13 17:00")])
def test_load_upload_extends_by_decision(tmp_path, given):
    unit = a_unit()
    extended = {"Gia hạn đến": dt.date(2025, 2, 14), "Số văn bản gia hạn": "12\\SNV-TTHC"}

    loaded(a_workbook(tmp_path, [a_row() | TIMED | OPEN | {"Ngày hẹn trả": given} | extended]), unit)
    again = loaded(a_workbook(tmp_path, [a_row() | TIMED | OPEN | {"Ngày hẹn trả": given} | extended]), unit)

    assert (due(), Extension.objects.get().decision_number) == (at("2025-02-14 17:00+07:00"), "12\\SNV-TTHC")
    assert again.unchanged == 1


def test_load_upload_counts_by_the_version_in_force_on_reception(tmp_path):
    procedure = a_procedure("1.1", working_days=10, valid_to=dt.date(2025, 6, 30))
    procedure.versions.create(valid_from=dt.date(2025, 7, 1), working_days=3)
    table = [
        a_row(f"A-{day}", **OPEN, **{"Mã TTHC": "1.1", "Ngày hẹn trả": None, "Ngày tiếp nhận": at(f"{day} 09:00")})
        for day in ("2025-06-30", "2025-07-01")
    ]

    loaded(a_workbook(tmp_path, table), a_unit())

    assert list(Dossier.objects.order_by("code").values_list("working_days", "due_at")) == [
        (10, at("2025-07-14 17:00+07:00")),
        (3, at("2025-07-04 17:00+07:00")),
    ]


def test_load_upload_refuses_a_reception_before_the_first_version(tmp_path):
    a_procedure("1.1", valid_from=dt.date(2025, 7, 1))

    upload = loaded(a_workbook(tmp_path, [a_row(**{"Mã TTHC": "1.1", "Ngày hẹn trả": None})]), a_unit())

    assert [error["cell"] for error in upload.errors] == ["G2"]
    assert upload.errors[0]["message"].startswith("Vào ngày tiếp nhận này danh mục TTHC chưa có thời hạn")


def test_load_upload_keeps_the_due_date_by_which_a_dossier_was_closed(tmp_path):
    """The calendar changed since: a file that only corrects the channel does not judge the dossier anew."""
    unit, closed = a_unit(), a_row("A-1") | TIMED | {"Ngày có kết quả": at("2025-01-13 16:00")}
    still_open = a_row("A-2") | TIMED | OPEN
    loaded(a_workbook(tmp_path, [closed, still_open]), unit)
    CalendarDay.objects.filter(day=dt.date(2025, 1, 9)).update(working=False)
    CalendarDay.objects.filter(day__gte=dt.date(2025, 1, 9)).update(ordinal=F("ordinal") - 1)

    loaded(a_workbook(tmp_path, [closed | {"Kênh nộp": "Trực tiếp"}, still_open]), unit)

    assert list(Dossier.objects.order_by("code").values_list("due_at", "outcome")) == [
        (at("2025-01-13 17:00+07:00"), Outcome.ON_TIME),
        (at("2025-01-14 17:00+07:00"), Outcome.PENDING),
    ]


def test_load_upload_keeps_a_due_date_of_ours_ours_when_it_comes_back(tmp_path):
    unit = a_unit()
    loaded(a_workbook(tmp_path, [a_row() | TIMED | OPEN]), unit)

    again = loaded(a_workbook(tmp_path, [a_row() | TIMED | OPEN | {"Ngày hẹn trả": at("2025-01-13 17:00")}]), unit)

    assert (again.unchanged, Dossier.objects.get().due_given) == (1, False)


# --- the two clocks ----------------------------------------------------------------------------------------------
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
