"""The story of a due date as a clerk reads it."""

import datetime as dt

from dossiers.clock.calendars import days_of_years
from dossiers.clock.deadlines import Rules, Stop, calendar_of, reckon
from dossiers.clock.explanations import Line, explained
from dossiers.enums import PausePolicy, PauseReason

at = dt.datetime.fromisoformat
DAYS = list(days_of_years(2022, 2025))
CALENDAR = calendar_of((day.day, day.working) for day in DAYS)
NAMES = {day.day: f"{day.kind.label} – {day.note}" if day.note else day.kind.label for day in DAYS if not day.working}


def story(received, working_days, *stops, policy=PausePolicy.PAUSE):
    reckoning = reckon(at(received), working_days, CALENDAR, rules=Rules(pauses=policy), stops=stops)
    return [(line.span, line.text, line.moved) for line in explained(reckoning, NAMES)]


def test_explained_names_every_day_off():
    assert story("2022-04-07 09:00", 3) == [
        ("07/04/2022", "Tiếp nhận 09:00 thứ năm 07/04/2022; ngày tiếp nhận là ngày 0.", 0),
        ("09/04/2022", "Không tính: Ngày nghỉ hằng tuần.", 0),
        ("10/04/2022", "Không tính: Ngày lễ, Tết – Ngày Giỗ Tổ Hùng Vương.", 0),
        ("11/04/2022", "Không tính: Nghỉ bù – Ngày Giỗ Tổ Hùng Vương (nghỉ bù).", 0),
        ("13/04/2022", "Hẹn trả 17:00 thứ tư 13/04/2022, đủ 3 ngày làm việc.", 0),
    ]


def test_explained_tells_of_the_cutoff_and_of_pauses():
    stops = (
        Stop(PauseReason.SUPPLEMENT, at("2025-01-08 10:00"), at("2025-01-09 10:00")),
        Stop(PauseReason.FEE, at("2025-01-20 08:00"), at("2025-01-21 09:30")),
    )

    assert story("2025-01-06 15:30", 3, *stops) == [
        ("06/01/2025", "Tiếp nhận 15:30 thứ hai 06/01/2025; ngày tiếp nhận là ngày 0.", 0),
        ("06/01/2025", "Tiếp nhận sau 15:00: tính từ ngày làm việc kế tiếp.", 1),
        (
            "08/01–09/01/2025",
            "Chờ bổ sung giấy tờ từ 10:00 08/01/2025 đến 10:00 09/01/2025: lùi hạn 1 ngày làm việc.",
            1,
        ),
        ("11/01–12/01/2025", "Không tính: Ngày nghỉ hằng tuần.", 0),
        ("13/01/2025", "Hẹn trả 17:00 thứ hai 13/01/2025, đủ 3 ngày làm việc.", 0),
        (
            "20/01–21/01/2025",
            "Chờ nộp phí, thực hiện nghĩa vụ tài chính từ 08:00 20/01/2025 đến 09:30 21/01/2025:"
            " bắt đầu sau hạn trả nên không lùi hạn.",
            0,
        ),
    ]


def test_explained_says_when_the_time_began_again():
    stop = Stop(PauseReason.SUPPLEMENT, at("2025-01-08 10:00"), at("2025-01-10 10:00"))

    assert story("2025-01-06 09:00", 5, stop, policy=PausePolicy.RESTART)[1] == (
        "08/01–10/01/2025",
        "Chờ bổ sung giấy tờ từ 10:00 08/01/2025 đến 10:00 10/01/2025: đủ hồ sơ nên tính lại thời hạn từ đầu.",
        4,
    )


def test_explained_says_that_the_clock_stands():
    told = story("2025-01-06 09:00", 5, Stop(PauseReason.SUPPLEMENT, at("2025-01-08 10:00")))

    assert told[-1][1] == ("Chờ bổ sung giấy tờ từ 10:00 08/01/2025, chưa xong: đồng hồ đang dừng, chưa có hạn trả.")


def test_line_spans_a_year_end():
    assert Line(dt.date(2024, 12, 31), dt.date(2025, 1, 1), "").span == "31/12/2024–01/01/2025"
