"""The rules that look at a whole row of converted cells (pure)."""

from collections.abc import Callable

from dossiers.columns import NULL, Problem
from dossiers.findings import Spec
from dossiers.standing import Standing

ORDER = (
    "code",
    "unit",
    "procedure",
    "mechanism",
    "channel",
    "received",
    "due",
    "finished",
    "standing",
    "days",
    "digitised",
    "paid",
)
"""Columns in the order of the COPY line."""

Wrong = list[tuple[str, str]]  # (column key, sentence)
OPEN, RESOLVED, NOT_RECEIVED = (str(int(s)) for s in (Standing.OPEN, Standing.RESOLVED, Standing.NOT_RECEIVED))


def judge_of(spec: Spec) -> Callable[[list[str]], str | Wrong | None]:
    """A function from cells to their COPY line; None for a dossier that was never received; or what is wrong."""
    statutory = frozenset(spec.statutory)
    closes = f" {spec.closes}"

    def judge(cells: list[str]) -> str | Wrong | None:
        if Problem in map(type, cells):
            return [(key, cell) for key, cell in zip(ORDER, cells, strict=True) if type(cell) is Problem]
        code, unit, procedure, mechanism, channel, received, due, finished, standing, days, digitised, paid = cells
        if standing == NOT_RECEIVED:
            return None
        if not standing:
            standing = OPEN if finished == NULL else RESOLVED
        if finished == received[:10]:  # the day alone is given: it cannot be before the hour of reception
            finished = received
        if len(due) == 10:
            due += closes
        known = due != NULL or days != NULL or procedure in statutory
        if wrong := _wrong(received, due, finished, standing, known):
            return wrong
        return (
            f"{code}\t{unit}\t{procedure}\t{mechanism}\t{channel}\t{received}\t{due}\t{finished}\t{standing}\t{days}"
            f"\t{digitised}\t{paid}"
        )

    return judge


def _wrong(received: str, due: str, finished: str, standing: str, known: bool) -> Wrong:
    """Dates and status against each other; `known` says that a due date is given or can be computed."""
    wrong = []
    if finished == NULL and standing != OPEN:
        wrong.append(("finished", "Thiếu Ngày có kết quả trong khi Trạng thái cho biết hồ sơ đã kết thúc."))
    if finished != NULL and standing == OPEN:
        sentence = "Trạng thái cho biết hồ sơ chưa xong nhưng đã có Ngày có kết quả; hãy sửa một trong hai."
        wrong.append(("standing", sentence))
    elif finished != NULL and finished < received:
        wrong.append(("finished", f"Ngày có kết quả {_day(finished)} trước Ngày tiếp nhận {_day(received)}."))
    if due != NULL and due[:10] < received[:10]:
        wrong.append(("due", f"Ngày hẹn trả {_day(due)} trước Ngày tiếp nhận {_day(received)}."))
    if not known and standing == RESOLVED:
        sentence = "Thiếu Ngày hẹn trả, mà thời hạn của thủ tục cũng chưa biết; hãy ghi một trong hai cột."
        wrong.append(("due", sentence))
    return wrong


def _day(iso: str) -> str:
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}"
