"""The province's choices: known values only."""

import datetime as dt

import pytest
from django.core.exceptions import ImproperlyConfigured

from dossiers.clock.checks import the_province_has_decided
from dossiers.clock.deadlines import Rules
from dossiers.clock.province import clock_rules, makeup_days_count
from dossiers.enums import Boundary, PausePolicy, Supplements


def test_clock_rules_are_the_settings(settings):
    settings.DUE_BOUNDARY, settings.DUE_PAUSES = "moment", "restart"
    settings.DUE_CUTOFF, settings.DUE_CLOSES, settings.MAKEUP_DAYS = "16:00", "16:30", "skip"
    settings.DUE_SUPPLEMENTS = "once"

    assert clock_rules() == Rules(dt.time(16), dt.time(16, 30), PausePolicy.RESTART, Boundary.MOMENT, Supplements.ONCE)
    assert makeup_days_count() is False


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "DUE_PAUSES",
            "Pause",
            "DUE_PAUSES=“Pause” không dùng được; hãy ghi một trong: pause (Tạm dừng rồi tính tiếp),"
            " restart (Tính lại từ đầu khi đủ hồ sơ).",
        ),
        (
            "DUE_BOUNDARY",
            "",
            "DUE_BOUNDARY=“” không dùng được; hãy ghi một trong: day (Đến hết ngày hẹn trả),"
            " moment (Đến đúng giờ hẹn trả).",
        ),
        (
            "DUE_SUPPLEMENTS",
            "1",
            "DUE_SUPPLEMENTS=“1” không dùng được; hãy ghi một trong: any (Không xét số lần yêu cầu bổ sung),"
            " once (Yêu cầu bổ sung quá một lần thì tính quá hạn).",
        ),
        ("DUE_CUTOFF", "3 giờ", "DUE_CUTOFF=“3 giờ” không phải giờ; hãy ghi dạng 15:00."),
        (
            "MAKEUP_DAYS",
            "yes",
            "MAKEUP_DAYS=“yes” không dùng được; hãy ghi một trong: count (Tính là ngày làm việc), skip (Không tính).",
        ),
    ],
)
def test_an_unknown_value_is_an_error_not_a_guess(settings, name, value, sentence):
    setattr(settings, name, value)

    with pytest.raises(ImproperlyConfigured) as wrong:
        clock_rules(), makeup_days_count()

    assert str(wrong.value) == sentence
    assert [(error.msg, error.id) for error in the_province_has_decided(None)] == [(sentence, "dossiers.E001")]
