"""The form of a new key for a program."""

import datetime as dt
import ipaddress
from typing import Any

from django import forms

from units.forms.base import DeedForm, day_field, text_input
from units.keys import LONGEST


class KeyForm(DeedForm):
    name = forms.CharField(
        label="Phần mềm, máy chủ", max_length=80, widget=text_input(autocomplete="off"),
        help_text="Để sau này biết khóa nào đang nằm ở đâu, ví dụ Một cửa điện tử, máy chủ chính.",
    )  # fmt: skip
    addresses = forms.CharField(
        label="Địa chỉ mạng được phép", required=False, max_length=500, widget=text_input(autocomplete="off"),
        help_text="Cách nhau bằng dấu phẩy, ví dụ 10.1.2.3, 10.1.4.0/24. Để trống thì từ đâu cũng được.",
    )  # fmt: skip
    expires_on = day_field("Dùng đến hết ngày", help_text=f"Nhiều nhất {LONGEST} ngày kể từ hôm nay.")

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"expires_on": on + dt.timedelta(days=LONGEST)}, **kwargs)

    def clean_addresses(self) -> list[str]:
        found, wrong = [], []
        for text in filter(None, map(str.strip, self.cleaned_data["addresses"].split(","))):
            try:
                found.append(str(ipaddress.ip_network(text)).removesuffix("/32").removesuffix("/128"))
            except ValueError:
                wrong.append(text)
        if wrong:
            raise forms.ValidationError(f"Không phải địa chỉ mạng: {', '.join(wrong)}.")
        return found
