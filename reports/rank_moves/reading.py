"""Reads what a change of rank is explained from: which results are compared, and both sides of them."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef
from django.http import Http404

from cchc_portal.kit.text import mid_sentence
from indicators.models import Assessment, Period
from reports import queries
from reports.models import Publication
from reports.policy import sees_early
from reports.rank_moves.page import RankMove
from reports.rank_moves.parts import moved
from reports.rank_moves.sides import origins, sides
from units.enums import Succession
from units.facts import lineage
from units.policy import Person

NEVER = "Chưa có kết quả kỳ nào trước đó của khối được công bố để so sánh."
NOT_THERE = (
    "{unit} không có trong kết quả {period}: đơn vị mới lập, mới sáp nhập hoặc chuyển khối. "
    "Trước và sau khi sắp xếp, hạng không so sánh được; xem số liệu quy đổi ở trang Các năm."
)
CAUTION = (
    "Sau {period}, đơn vị có sáp nhập, chia tách hoặc nhận nhiệm vụ của đơn vị khác: "
    "phần “Kết quả của chính đơn vị” gồm cả việc nhận về, hãy so sánh thận trọng."
)


def rank_move(person: Person, period: Period, unit_id: int, asked: str) -> RankMove:
    """The unit against the period `asked` for by code, or the one that fits best; Http404 where it takes no part."""
    name, block_code, block_name = _unit(period, unit_id)
    earlier = earlier_results(person, period, block_code)
    before = _chosen(earlier, period, asked)
    explains = Assessment.objects.of_person(person).filter(period=period, unit=unit_id).exists()
    about = (period, unit_id, name, block_code, block_name, tuple(earlier), before)
    if before is None:
        return RankMove(*about, why_not=NEVER, explains=explains)
    found = Publication.objects.of_person(person).filter(pk=period.publication_id)
    older, newer = sides(period, block_code, found.select_related("period").first(), before)
    if unit_id not in older.side.sheets:
        why_not = NOT_THERE.format(unit=name, period=mid_sentence(before.period.name))
        return RankMove(*about, why_not=why_not, explains=explains, older=older, newer=newer)
    move = moved(unit_id, older.side, newer.side, origins(older, newer))
    caution = _caution(unit_id, before)
    return RankMove(*about, why_not="", explains=explains, caution=caution, older=older, newer=newer, move=move)


def _caution(unit_id: int, before: Publication) -> str:
    """A word where the unit itself was changed since then, else ""."""
    since = before.period.data_to
    grown = (each for each in lineage() if each.successor == unit_id and each.kind != Succession.RENAMED)
    return CAUTION.format(period=mid_sentence(before.period.name)) if any(each.on > since for each in grown) else ""


def earlier_results(person: Person, period: Period, block_code: str) -> list[Publication]:
    """The results in force of earlier periods in which the block stands, newest first; one query."""
    there = Exists(queries.standings().filter(publication=OuterRef("pk"), block_code=block_code))
    found = Publication.objects.of_person(person).latest_versions(early=sees_early(person)).filter(there)
    found = found.filter(period__data_to__lt=period.data_to).select_related("period")
    return list(found.without_bundle().order_by("-period__data_to", "-pk"))


def _chosen(earlier: Sequence[Publication], period: Period, asked: str) -> Publication | None:
    """The period asked for; else the same months a year before, the newest of the same kind, the newest at all."""
    by_code = {each.period.code: each for each in earlier}
    if asked in by_code:
        return by_code[asked]
    alike = [each for each in earlier if each.period.kind == period.kind]
    year_before = (
        each
        for each in alike
        if (each.period.year, each.period.data_to.month) == (period.year - 1, period.data_to.month)
    )
    return next(year_before, next(iter(alike), next(iter(earlier), None)))


def _unit(period: Period, unit_id: int) -> tuple[str, str, str]:
    """Name, block code, block name of a unit in the period; Http404 where it takes no part."""
    if period.publication_id:
        found = queries.standings().filter(publication=period.publication_id, unit=unit_id).without_leaves().first()
        if found:
            return found.unit_name, found.block_code, found.block_name
        raise Http404
    sheet = queries.sheet_of(period, unit_id)
    if sheet is None:
        raise Http404
    return sheet.unit.name, sheet.criteria_set.block.code, sheet.criteria_set.block.name
