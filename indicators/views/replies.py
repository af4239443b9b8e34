"""What is said about one row that was sent: the same words for htmx and for a page without scripts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime

from indicators.models import Score
from indicators.sheets.overviews import Mark
from indicators.sheets.rows import Row

NOT_SAVED = Mark("err", "err", "Chưa lưu")
CLASHING = Mark("clash", "clash", "Hai người cùng sửa")
LOCKED = Mark("plain", "lock", "Đã khóa")


@dataclass(frozen=True, slots=True)
class Clash:
    """Two versions of one row: who saved theirs and when, both in words, and theirs as the inputs would show it."""

    row: int
    code: str
    who: str
    at: str
    theirs: str
    mine: str
    version: int
    seen: str  # by whoever reads this: the version theirs, the points they began with
    back: str  # the address of the row
    values: str  # JSON of {name of the input: text, or true and false for a tick}


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, state of the row in words, sentences under it, and the tone of single inputs."""

    status: int
    mark: Mark
    notes: tuple[Mark, ...] = ()
    tones: Mapping[str, str] | None = None
    clash: Clash | None = None


def error(sentence: str) -> Mark:
    return Mark("err", "err", sentence)


def wants_part(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))


Values = Mapping[str, str | bool]


def told(
    response: HttpResponse, row: Row, reply: Reply, values: Values | None = None, *, seen: str = ""
) -> HttpResponse:
    """Add what the script needs: the tone of every input, stored values as they are shown, whether to lock the row,
    and what the clerk has `seen` from here on."""
    detail = {
        "row": row.pk,
        "tones": {name: tone for name, tone in (reply.tones or {}).items() if tone},
        "values": values or {},
        "locked": reply.mark is LOCKED,
        "explain": row.wants_remark,
        "seen": seen,
    }
    response["HX-Trigger"] = json.dumps({"rowAnswered": detail})
    return response


def clash_of(
    request: HttpRequest,
    score: Score,
    row: Row,
    *,
    said: Mapping[str, tuple[str, str]],
    values: Values,
    back: str,
) -> Clash:
    """The clash of what is stored with what was sent; `said` has {what: (theirs, mine)} in words."""
    apart = [pair for pair in said.values() if pair[0] != pair[1]] or list(said.values())[:1]
    by = score.updated_by
    return Clash(
        row=row.pk,
        code=row.code,
        who="Anh/chị, ở một cửa sổ khác," if by == request.user else by.full_name if by else "Người khác",
        at=f"{localtime(score.updated_at):%H:%M}" if score.updated_at else "",
        theirs=" · ".join(theirs for theirs, _ in apart),
        mine=" · ".join(mine for _, mine in apart),
        version=row.version,
        seen=row.seen,
        back=back,
        values=json.dumps(values),
    )
