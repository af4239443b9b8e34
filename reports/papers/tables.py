"""Everything of a publication as CSV, a file for each table, in one zip that is always the same bytes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reports.papers.source import Source
from reports.publications.bundle import Bundle, table
from reports.publications.verify import packed

_LEAF = (
    "code",
    "name",
    "area_code",
    "area_name",
    "max",
    "self_points",
    "computed_points",
    "appraised_points",
    "points",
)


def tables(source: Source, bundle: Bundle) -> bytes:
    """What was given and what came out of it; every row ends with the digest of the bundle it comes from."""
    files = {
        "don-vi.csv": _file(source, _UNIT_HEADS, _units(source)),
        "linh-vuc.csv": _file(source, (*_KEYS, "Mã lĩnh vực", "Lĩnh vực", "Điểm", "Điểm tối đa", "%"), _areas(source)),
        "tieu-chi.csv": _file(source, _LEAF_HEADS, _leaves(source)),
        "ho-so.csv": _file(source, (*_KEYS, "Tiếp nhận", "Trước hạn", "Đúng hạn", "Trễ hạn"), _dossiers(source)),
        "so-lieu.csv": _file(source, ("Mã đơn vị", "Đơn vị", "Số liệu", "Giá trị"), _figures(bundle)),
        "tra-loi.csv": _file(source, ("Mã đơn vị", "Đơn vị", "Mã tiêu chí", "Ô nhập", "Giá trị"), _answers(bundle)),
        "minh-chung.csv": _file(source, _PAPER_HEADS, _evidence(bundle)),
        "theo-quyet-dinh.csv": _file(source, _OFFICIAL_HEADS, _official(bundle)),
    }
    return packed(files)


_KEYS = ("Mã khối", "Mã đơn vị", "Đơn vị")
_UNIT_HEADS = (
    *_KEYS,
    *("Hạng", "Số đơn vị xếp hạng", "Điểm thẩm định", "Điểm điều tra", "Tổng điểm", "Điểm tối đa", "Chỉ số (%)"),
    *("Xếp loại", "Lý do xếp loại"),
)
_LEAF_HEADS = (
    *_KEYS,
    *("Mã tiêu chí", "Tiêu chí", "Mã lĩnh vực", "Lĩnh vực", "Điểm tối đa", "Tự chấm", "Hệ thống tính", "Thẩm định"),
    *("Được tính", "Không áp dụng", "Lý do thẩm định", "Cách tính"),
)
_PAPER_HEADS = (
    *("Mã đơn vị", "Đơn vị", "Mã tiêu chí", "Số văn bản", "Trích yếu", "Mục", "Trang", "Mã SHA-256 của tệp"),
)
_OFFICIAL_HEADS = (
    *("Mã đơn vị", "Đơn vị", "Mã tiêu chí", "Điểm", "Điểm tối đa", "Chỉ số (%)", "Hạng", "Xếp loại"),
    *("Số quyết định", "Ngày quyết định"),
)


def _file(source: Source, heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    return table([*heads, "Mã SHA-256 của gói"], [[*map(_plain, row), source.digest] for row in rows])


def _plain(value: Any) -> Any:
    """Points as texts with a point, so that no program rounds them."""
    return None if value is None else value if isinstance(value, int) else str(value)


def _rows(source: Source) -> Iterator[tuple[tuple[str, str, str], Any, Any]]:
    for block in source.blocks:
        for row in block.rows:
            yield (block.code, row.unit_code, row.unit_name), row, block.leaves.get(row.unit_id, ())


def _units(source: Source) -> Iterator[tuple[Any, ...]]:
    for key, row, _ in _rows(source):
        points = (row.appraised, row.survey, row.total, row.max, row.percent)
        yield (*key, row.rank, row.of, *points, row.grade, row.grade_reason)


def _areas(source: Source) -> Iterator[tuple[Any, ...]]:
    for key, row, _ in _rows(source):
        for area in row.areas:
            yield (*key, area.code, area.name, area.points, area.max, area.percent)


def _leaves(source: Source) -> Iterator[tuple[Any, ...]]:
    for key, _, leaves in _rows(source):
        for leaf in leaves:
            told = ("có" if leaf.not_applicable else "", leaf.reason, leaf.explanation)
            yield (*key, *(getattr(leaf, name) for name in _LEAF), *told)


def _dossiers(source: Source) -> Iterator[tuple[Any, ...]]:
    for key, row, _ in _rows(source):
        counts = row.dossiers
        yield (*key, counts.received, counts.early, counts.on_time, counts.late)


def _figures(bundle: Bundle) -> Iterator[tuple[Any, ...]]:
    for unit in bundle.inputs["units"]:
        for name, value in sorted(unit["figures"].items()):
            yield unit["code"], unit["name"], name, value


def _answers(bundle: Bundle) -> Iterator[tuple[Any, ...]]:
    for unit, code, given in _given(bundle):
        for name, value in sorted(given["answer"].items()):
            yield unit["code"], unit["name"], code, name, value


def _evidence(bundle: Bundle) -> Iterator[tuple[Any, ...]]:
    for unit, code, given in _given(bundle):
        for paper in given["evidence"]:
            told = (paper[name] for name in ("number", "summary", "section", "page", "sha256"))
            yield unit["code"], unit["name"], code, *told


def _official(bundle: Bundle) -> Iterator[tuple[Any, ...]]:
    names = ("criterion", "points", "max_points", "percent", "rank", "grade", "decision_number", "decided_on")
    for unit in bundle.inputs["units"]:
        for figure in unit.get("official", ()):
            yield unit["code"], unit["name"], *(figure[name] for name in names)


def _given(bundle: Bundle) -> Iterator[tuple[Mapping[str, Any], str, Mapping[str, Any]]]:
    for unit in bundle.inputs["units"]:
        for code, given in sorted(unit["leaves"].items()):
            yield unit, code, given
