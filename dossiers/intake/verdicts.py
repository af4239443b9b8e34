"""The rules that look at a whole row of converted cells (pure)."""

from collections.abc import Callable
from itertools import pairwise

from dossiers.intake.columns import LABELS, NULL, SEVERAL, Problem
from dossiers.intake.findings import Spec
from dossiers.intake.standing import STANDING_OF, Standing

ORDER = (
    "code",
    "unit",
    "procedure",
    "mechanism",
    "channel",
    "received",
    "due",
    "finished",
    "status",
    "days",
    "digitised",
    "paid",
    "delivered",
    "papers",
    "fee",
    "supplement_from",
    "supplement_to",
    "fee_from",
    "fee_to",
    "extended_to",
    "extension",
)
"""Columns in the order of the COPY line, which has `standing` between `status` and `days`."""

PAUSES = (("supplement_from", "supplement_to"), ("fee_from", "fee_to"))
CLOCKED = tuple(key for pair in PAUSES for key in pair)
"""Days on which the clock stopped and went on; each cell may hold several."""

Wrong = list[tuple[str, str]]  # (column key, sentence)
OPEN, RESOLVED, NOT_RECEIVED = (str(int(s)) for s in (Standing.OPEN, Standing.RESOLVED, Standing.NOT_RECEIVED))
STANDING = {str(code): str(int(standing)) for code, standing in STANDING_OF.items()}
PROCESSING, DONE, DELIVERED = "4", "9", "10"  # enums.Status


def judge_of(spec: Spec) -> Callable[[list[str]], str | Wrong | None]:
    """A function from cells to their COPY line; None for a dossier that was never received; or what is wrong."""
    statutory = frozenset(spec.statutory)
    closes = f" {spec.closes}"
    nothing = [NULL] * len(ORDER[12:])

    def judge(cells: list[str]) -> str | Wrong | None:
        if Problem in map(type, cells):
            return [(key, cell) for key, cell in zip(ORDER, cells, strict=True) if type(cell) is Problem]
        code, unit, procedure, mechanism, channel, received, due, finished, status, days, digitised, paid = cells[:12]
        further = cells[12:]
        delivered = further[0]
        if not status:
            status = PROCESSING if finished == NULL else DONE if delivered == NULL else DELIVERED
        standing = STANDING[status]
        if standing == NOT_RECEIVED:
            return None
        if finished == received[:10]:  # the day alone is given: it cannot be before the hour of reception
            finished = received
        if len(due) == 10:
            due += closes
        known = due != NULL or days != NULL or procedure in statutory
        wrong = _wrong(received, due, finished, standing, known)
        if further != nothing:
            wrong += _wrong_further(dict(zip(ORDER[12:], further, strict=True)), received, finished)
            further = _completed(further, finished, closes)
        if wrong:
            return wrong
        return (
            f"{code}\t{unit}\t{procedure}\t{mechanism}\t{channel}\t{received}\t{due}\t{finished}\t{status}\t{standing}"
            f"\t{days}\t{digitised}\t{paid}\t" + "\t".join(further)
        )

    return judge


def _completed(further: list[str], finished: str, closes: str) -> list[str]:
    """Days without an hour: what ends on the day it began did not end before; an extension lasts until closing."""
    delivered, papers, fee, *stops, extended_to, number = further
    if delivered == finished[:10]:
        delivered = finished
    for place in (0, 2):
        if stops[place] != NULL:
            stops[place : place + 2] = _arrays(*stops[place : place + 2])
    return [delivered, papers, fee, *stops, extended_to + closes if len(extended_to) == 10 else extended_to, number]


def _arrays(starts: str, ends: str) -> list[str]:
    """The pauses of one reason as two arrays for COPY."""
    begun = starts.split(SEVERAL)
    ended = [] if ends == NULL else ends.split(SEVERAL)
    ended[:] = [start if end == start[:10] else end for start, end in zip(begun, ended, strict=False)]
    return [f"{{{','.join(begun)}}}", f"{{{','.join(ended)}}}"]


def _wrong(received: str, due: str, finished: str, standing: str, known: bool) -> Wrong:
    """Dates and status against each other; `known` says that a due date is given or can be computed."""
    wrong = []
    if finished == NULL and standing != OPEN:
        wrong.append(("finished", "Thiếu Ngày có kết quả trong khi Trạng thái cho biết hồ sơ đã kết thúc."))
    if finished != NULL and standing == OPEN:
        sentence = "Trạng thái cho biết hồ sơ chưa xong nhưng đã có Ngày có kết quả; hãy sửa một trong hai."
        wrong.append(("status", sentence))
    elif finished != NULL and finished < received:
        wrong.append(("finished", f"Ngày có kết quả {_day(finished)} trước Ngày tiếp nhận {_day(received)}."))
    if due != NULL and due[:10] < received[:10]:
        wrong.append(("due", f"Ngày hẹn trả {_day(due)} trước Ngày tiếp nhận {_day(received)}."))
    if not known and standing == RESOLVED:
        sentence = "Thiếu Ngày hẹn trả, mà thời hạn của thủ tục cũng chưa biết; hãy ghi một trong hai cột."
        wrong.append(("due", sentence))
    return wrong


def _wrong_further(cells: dict[str, str], received: str, finished: str) -> Wrong:
    """Delivery, pauses and extension against the other dates."""
    wrong = []
    delivered = cells["delivered"]
    if delivered != NULL and finished == NULL:
        wrong.append(("delivered", "Đã có Ngày trả kết quả nhưng thiếu Ngày có kết quả."))
    elif delivered != NULL and delivered < finished[: len(delivered)]:
        sentence = f"Ngày trả kết quả {_day(delivered)} trước Ngày có kết quả {_day(finished)}."
        wrong.append(("delivered", sentence))
    for key_from, key_to in PAUSES:
        start, end = cells[key_from], cells[key_to]
        if start != NULL:
            wrong += _wrong_pauses(key_from, key_to, start.split(SEVERAL), [] if end == NULL else end.split(SEVERAL))
            if start[:10] < received[:10]:
                wrong.append((key_from, f"{LABELS[key_from]} {_day(start)} trước Ngày tiếp nhận {_day(received)}."))
        elif end != NULL:
            wrong.append((key_to, f"Có {LABELS[key_to]} nhưng thiếu {LABELS[key_from]}."))
    if cells["extended_to"] != NULL and cells["extended_to"][:10] < received[:10]:
        sentence = f"{LABELS['extended_to']} {_day(cells['extended_to'])} trước Ngày tiếp nhận {_day(received)}."
        wrong.append(("extended_to", sentence))
    if cells["extended_to"] == NULL and cells["extension"] != NULL:
        wrong.append(("extension", "Có Số văn bản gia hạn nhưng thiếu Gia hạn đến."))
    return wrong


def _wrong_pauses(key_from: str, key_to: str, starts: list[str], ends: list[str]) -> Wrong:
    """The pauses of one reason, in the order of time; only the last may be without an end."""
    if not len(starts) - 1 <= len(ends) <= len(starts):
        sentence = (
            f"{LABELS[key_to]} có {len(ends)} ngày, {LABELS[key_from]} có {len(starts)}; "
            "hãy ghi mỗi lần một ngày ở cả hai cột, chỉ lần cuối có thể chưa xong."
        )
        return [(key_to, sentence)]
    wrong = [
        (key_to, f"{LABELS[key_to]} {_day(end)} trước {LABELS[key_from]} {_day(start)}.")
        for start, end in zip(starts, ends, strict=False)
        if end < start[: len(end)]
    ]
    if any(after <= before for before, after in pairwise(starts)):
        wrong.append((key_from, f"Các ngày của {LABELS[key_from]} phải khác nhau và theo thứ tự thời gian."))
    return wrong


def _day(iso: str) -> str:
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}"
