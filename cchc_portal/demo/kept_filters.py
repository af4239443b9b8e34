"""Filters that somebody has kept already, so that a newcomer sees what they are for."""

import datetime as dt

from cchc_portal.demo.casting import Cast
from units.actions import edit_filter, save_filter
from units.enums import Audience
from units.saved_queries import kept, pairs_of

REGISTER = "dossiers:dossier_list"
SHARED = "Quá hạn của đơn vị tôi"
LATE = "cot=procedure,unit,received,due,finished,days,taken,outcome&month=moi-thang&outcome=tat-ca-qua-han"
OF_THE_CLERK = "Trực tuyến chưa trả kết quả"
OPEN_ONLINE = "channel=2&cot=procedure,received,due,status,outcome&month=moi-thang&outcome=con-han"


def keep_filters(cast: Cast, *, now: dt.datetime) -> None:
    """One that the coordinator shares with everyone and that means the reader's own unit; one of the clerk's own."""
    made = save_filter(page=REGISTER, name=SHARED, query=_kept(f"{LATE}&unit=cua-toi"), by=cast.coordinator, now=now)
    everyone = {"audience": Audience.EVERYONE, "unit_id": None}
    edit_filter(filter_id=made.pk, name=SHARED, **everyone, by=cast.coordinator, now=now)
    save_filter(page=REGISTER, name=OF_THE_CLERK, query=_kept(OPEN_ONLINE), by=cast.users["demo.canbo"], now=now)


def _kept(query: str) -> str:
    """As the list keeps it."""
    pairs = pairs_of(query)
    return kept(pairs, dict(pairs))
