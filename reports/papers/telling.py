"""A result as words: every figure written once, the Vietnamese way, for Word templates and PDF alike.

Keys are Vietnamese without diacritics: they are the names that a province types into its own template.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime

from cchc_portal.kit.numbers import show_change, show_date, show_number, show_percent
from cchc_portal.kit.text import mid_sentence
from reports.figures import Dossiers, Leaf, Row, sum_of
from reports.papers.source import NOT_APPLICABLE, BlockTable, Source, note_of
from reports.scorecards import AreaCard, cards
from reports.wording import of_block


def told(source: Source) -> dict[str, Any]:
    """Texts, and lists of objects of texts; nothing else, so that a template can do nothing but write them."""
    made = localtime(source.made_at)
    return {
        "co_quan": source.authority,
        "tinh": source.province,
        "tieu_de": source.title,
        "ten_ky": mid_sentence(source.period),
        "nam": str(source.year),
        "nam_truoc": str(source.year - 1),
        "so_lieu": source.data,
        "so_quyet_dinh": source.decision_number,
        "ngay_quyet_dinh": show_date(source.decided_on),
        "lan": str(source.version),
        "tinh_trang": source.standing,
        "ly_do_dinh_chinh": source.reason,
        "ma_bam": source.digest,
        "ngay": f"ngày {made:%d} tháng {made:%m} năm {made:%Y}",
        "chot_luc": f"{made:%H:%M ngày %d/%m/%Y}",
        "cac_khoi": [_block(block) for block in source.blocks],
        "phuong_phap": [{"ten": each.name, "cau": list(each.sentences)} for each in source.method],
        "cach_doc": list(source.general),
    }


def told_of_unit(source: Source, block: BlockTable, row: Row) -> dict[str, Any]:
    """The same, and the scorecard of one unit under `phieu`."""
    found = cards(row.areas, block.leaves.get(row.unit_id, ()))
    card = {
        "khoi": of_block(block.name),
        **_unit(row),
        "so_don_vi": str(row.of),
        "mat": _points(row.lost),
        "linh_vuc": [_area_card(each) for each in found],
    }
    return {**told(source), "phieu": card}


def _block(block: BlockTable) -> dict[str, Any]:
    around, counts = block.spread, sum_of(row.dossiers for row in block.rows)
    first = [row.unit_name for row in block.rows if row.rank == 1]
    capped = [{"ten": row.unit_name, "ly_do": row.grade_reason} for row in block.rows if row.grade_reason]
    return {
        "ten": of_block(block.name),
        "so_don_vi": str(len(block.rows)),
        "trung_binh": _points(around and around.mean),
        "cao_nhat": _points(around and around.highest),
        "thap_nhat": _points(around and around.lowest),
        "dung_dau": ", ".join(first),
        "don_vi": [_unit(row) for row in block.rows],
        "linh_vuc": [
            {"ma": code, "ten": name, "ty_le": show_percent(share), "cao_nhat": best, "thap_nhat": weakest}
            for code, name, share, best, weakest in block.area_means
        ],
        "xep_loai": [
            {"ten": each.grade, "so": str(len(each.units)), "ty_le": show_percent(each.share)}
            for each in block.grade_counts
        ],
        "khong_che": capped,
        "ho_so": _dossiers("Toàn khối", counts),
        "ho_so_don_vi": [_dossiers(row.unit_name, row.dossiers) for row in block.late_first],
        "co_nam_truoc": "có" if block.before else "",
        "quyet_dinh_nam_truoc": block.before.decision if block.before else "",
        "thay_doi": list(_changes(block)),
    }


def _unit(row: Row) -> dict[str, str]:
    return {
        "hang": str(row.rank or "–"),
        "ten": row.unit_name,
        "tham_dinh": _points(row.appraised),
        "dieu_tra": _points(row.survey),
        "tong": _points(row.total),
        "toi_da": _points(row.max),
        "chi_so": show_percent(row.percent),
        "xep_loai": row.grade or "–",
        "ghi_chu": note_of(row),
    }


def _changes(block: BlockTable) -> Iterable[dict[str, str]]:
    for each in block.changes if block.before else ():
        yield {
            "ten": each.row.unit_name,
            "hang_truoc": str((each.before and each.before.rank) or "–"),
            "chi_so_truoc": show_percent(each.before.percent if each.before else None),
            "hang": str(each.row.rank or "–"),
            "chi_so": show_percent(each.row.percent),
            "bac": _signed(None if each.places is None else Decimal(each.places), 0),
            "diem": _signed(each.points, 2),
        }


def _signed(value: Decimal | None, places: int) -> str:
    return "–" if value is None else show_change(value, places)


def _dossiers(name: str, counts: Dossiers) -> dict[str, str]:
    return {
        "ten": name,
        "da_giai_quyet": show_number(counts.finished),
        "truoc_han": show_number(counts.early),
        "dung_han": show_number(counts.on_time),
        "tre_han": show_number(counts.late),
        "ty_le_tre": show_percent(counts.late_share),
    }


def _area_card(card: AreaCard) -> dict[str, Any]:
    area = card.area
    return {
        "ma": area.code,
        "ten": area.name,
        "toi_da": _points(area.max),
        "tu_cham": _points(card.self_points),
        "duoc_tinh": _points(area.points),
        "mat": _points(card.lost),
        "dat": show_percent(area.percent),
        "tieu_chi": [_leaf(leaf) for leaf in card.leaves],
    }


def _leaf(leaf: Leaf) -> dict[str, str]:
    said = (leaf.explanation, leaf.reason and f"Thẩm định: {leaf.reason}")
    return {
        "ma": leaf.code,
        "ten": leaf.name,
        "toi_da": _points(leaf.max),
        "tu_cham": _points(leaf.self_points),
        "he_thong": _points(leaf.computed_points),
        "tham_dinh": _points(leaf.appraised_points),
        "duoc_tinh": NOT_APPLICABLE if leaf.not_applicable else _points(leaf.points),
        "mat": _points(leaf.lost),
        "ly_do": ". ".join(filter(None, said)),
    }


def _points(value: Decimal | None) -> str:
    return "–" if value is None else show_number(value, 2)
