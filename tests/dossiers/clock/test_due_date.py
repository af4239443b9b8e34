"""manage.py due_date: the date, and everything that moved it."""

import pytest
from django.core.management import CommandError, call_command

from tests.factories.dossiers import a_calendar

pytestmark = pytest.mark.django_db


def printed(capsys, *arguments):
    call_command("due_date", *arguments)
    return capsys.readouterr().out.splitlines()


def test_due_date_prints_the_date_and_the_days_off(capsys):
    a_calendar()

    assert [" ".join(line.split()) for line in printed(capsys, "2022-04-07T09:00", "3")] == [
        "Hẹn trả: 17:00 thứ tư 13/04/2022",
        "07/04/2022 Tiếp nhận 09:00 thứ năm 07/04/2022; ngày tiếp nhận là ngày 0.",
        "09/04/2022 Không tính: Ngày nghỉ hằng tuần.",
        "10/04/2022 Không tính: Ngày lễ, Tết – Ngày Giỗ Tổ Hùng Vương.",
        "11/04/2022 Không tính: Nghỉ bù – Ngày Giỗ Tổ Hùng Vương (nghỉ bù).",
        "13/04/2022 Hẹn trả 17:00 thứ tư 13/04/2022, đủ 3 ngày làm việc.",
    ]


def test_due_date_follows_pauses_and_the_policy_of_the_province(capsys, settings):
    a_calendar()
    asked = ("2025-01-06T09:00", "5", "--supplement", "2025-01-08T10:00/2025-01-10T10:00")

    paused = printed(capsys, *asked)[0]
    settings.DUE_PAUSES = "restart"

    assert (paused, printed(capsys, *asked)[0]) == (
        "Hẹn trả: 17:00 thứ tư 15/01/2025",
        "Hẹn trả: 17:00 thứ sáu 17/01/2025",
    )
    assert printed(capsys, "2025-01-06T09:00", "5", "--fee", "2025-01-08T10:00")[0] == (
        "Đồng hồ đang dừng, chưa có hạn trả."
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("hôm qua", "3"), "“hôm qua” không phải thời điểm; hãy ghi dạng 2022-04-07T09:00."),
        (("2031-04-07T09:00", "3"), "Lịch làm việc chưa có ngày 07/04/2031 (mới có 01/01/2022–31/12/2026)."),
        (("2022-04-07T09:00", "-1"), "Thời hạn phải từ 0 ngày, và lịch làm việc phải được nạp (load_calendar)."),
    ],
)
def test_due_date_says_what_is_wrong(arguments, sentence):
    a_calendar()

    with pytest.raises(CommandError) as wrong:
        call_command("due_date", *(f"{argument}" for argument in arguments))

    assert str(wrong.value) == sentence
