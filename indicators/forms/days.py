"""The day as of which something is to be shown."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.timezone import get_current_timezone, localdate

from units.forms.base import LinkedDayField


class DayForm(forms.Form):
    """?ngay=: the end of a day gone by, or this moment when it is today."""

    ngay = LinkedDayField(label="Xem phiếu đúng như cuối ngày", required=False)

    def __init__(self, *args: Any, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_ngay(self) -> dt.date | None:
        day = self.cleaned_data["ngay"]
        if day and day > localdate(self.now):
            raise forms.ValidationError("Ngày này chưa tới. Hãy chọn từ hôm nay trở về trước.")
        return day

    @property
    def moment(self) -> dt.datetime | None:
        """None when no day is asked for, or one that cannot be shown."""
        day = self.cleaned_data.get("ngay") if self.is_valid() else None
        if day is None or day == localdate(self.now):
            return day and self.now
        return dt.datetime.combine(day, dt.time.max, get_current_timezone())
