"""What moved a rank, in sentences and lines a leader reads (pure)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cchc_portal.kit.numbers import show_change, show_number
from cchc_portal.kit.text import mid_sentence
from reports.enums import Cause
from reports.rank_moves.parts import LeafChange, Move, Part
from reports.wording import places_short

SHOWN = 8  # criteria of one part; the rest is counted


@dataclass(frozen=True, slots=True)
class Wording:
    """How the two sides are called in a sentence ("năm 2021", "năm 2022") and the newer set's name."""

    older: str
    newer: str
    set_name: str
    same_set: bool


@dataclass(frozen=True, slots=True)
class PartTold:
    """One part: its sentence, the criteria that moved most, and how many more there are."""

    part: Part
    sentence: str
    changes: tuple[LeafChange, ...]
    more: int

    @property
    def title(self) -> str:
        return str(self.part.cause.label)

    @property
    def points(self) -> str:
        return show_change(self.part.points)

    @property
    def percent(self) -> str:
        return show_change(self.part.percent)

    @property
    def places(self) -> str:
        return places_short(self.part.places)

    @property
    def effect(self) -> str:
        """ "+3,51 điểm, lên 1 bậc"."""
        return f"{self.points} điểm, {climbed(self.part.places)}"

    @property
    def rest(self) -> str:
        """What the criteria alone do not explain; "" where that is nothing to speak of."""
        return "" if abs(self.part.rest) < Decimal("0.005") else show_change(self.part.rest)


def told(move: Move, wording: Wording) -> tuple[PartTold, ...]:
    return tuple(
        PartTold(part, _SENTENCES[part.cause](move, part, wording), part.changes[:SHOWN], len(part.changes[SHOWN:]))
        for part in move.parts
    )


def climbed(places: int | None) -> str:
    if places is None:
        return "không có hạng để so sánh"
    return f"lên {places} bậc" if places > 0 else f"xuống {-places} bậc" if places else "giữ nguyên hạng"


def gained(points: Decimal) -> str:
    if not points:
        return "điểm không đổi"
    return f"{'thêm' if points > 0 else 'bớt'} {show_number(abs(points), 2)} điểm"


def _effect(part: Part) -> str:
    return f"{gained(part.points)}, {climbed(part.places)}"


def _criteria(move: Move, part: Part, wording: Wording) -> str:
    if wording.same_set and not move.strange:
        return f"Hai kỳ dùng chung {mid_sentence(wording.set_name)}, nên phần này không đổi gì."
    said = f"Vẫn kết quả {wording.older}, chấm theo {mid_sentence(wording.set_name)}: {_effect(part)}."
    if not move.strange:
        return said
    return f"{said} {len(move.strange)} tiêu chí không so sánh được giữa hai kỳ (mới, bỏ hoặc tách), điểm tính vào đây."


def _scope(move: Move, part: Part, wording: Wording) -> str:
    said = [
        f"tiêu chí {', '.join(move.exempted)} nay không áp dụng" if move.exempted else "",
        f"tiêu chí {', '.join(move.applied)} trước không áp dụng, nay có" if move.applied else "",
        f"{len(move.left)} đơn vị không còn trong khối" if move.left else "",
        f"{len(move.joined)} đơn vị mới vào khối" if move.joined else "",
    ]
    known = "; ".join(each for each in said if each)
    if not known:
        return "Không tiêu chí nào đổi giữa áp dụng và không áp dụng; khối vẫn gồm các đơn vị như trước."
    return f"{known[0].upper()}{known[1:]}: {_effect(part)}."


def _own(move: Move, part: Part, wording: Wording) -> str:
    better = [each.points for each in part.changes if each.points > 0]
    worse = [each.points for each in part.changes if each.points < 0]
    if not better and not worse:
        return "Không tiêu chí nào đổi điểm."
    said = [
        f"{len(better)} tiêu chí tăng (tổng {show_number(sum(better, Decimal(0)), 2)} điểm)" if better else "",
        f"{len(worse)} tiêu chí giảm (tổng {show_number(-sum(worse, Decimal(0)), 2)} điểm)" if worse else "",
    ]
    return f"So {wording.older}, {', '.join(each for each in said if each)}: {_effect(part)}."


def _peers(move: Move, part: Part, wording: Wording) -> str:
    said = [
        f"{len(part.passed_by)} đơn vị vượt lên trên" if part.passed_by else "",
        f"{len(part.passed)} đơn vị tụt xuống dưới" if part.passed else "",
    ]
    known = ", ".join(each for each in said if each)
    if not known:
        return "Kết quả của các đơn vị khác không làm đơn vị này đổi chỗ với ai."
    return f"Vì kết quả của chính họ, {known}: {climbed(part.places)}. Điểm của đơn vị này không đổi."


_SENTENCES: Mapping[Cause, Callable[[Move, Part, Wording], str]] = {
    Cause.CRITERIA: _criteria,
    Cause.SCOPE: _scope,
    Cause.OWN: _own,
    Cause.PEERS: _peers,
}


def summed_up(move: Move, wording: Wording) -> str:
    """The whole change in one sentence, the largest part first."""
    whole = f"{wording.newer} so với {wording.older}: {gained(move.points)}, {climbed(move.places)}"
    moving: Sequence[Part] = sorted(
        (each for each in move.parts if each.points or each.places),
        key=lambda each: (-abs(each.places or 0), -abs(each.points)),
    )
    if not moving:
        return f"{whole[0].upper()}{whole[1:]}."
    return f"{whole[0].upper()}{whole[1:]}; nhiều nhất do {mid_sentence(str(moving[0].cause.label))}."
