"""The words a template may ask for, with what each means: for whoever writes one, and for whoever checks one (pure).

It mirrors `telling.told`, name by name; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Word:
    """A text, a thing with texts (`fields`), or a list of either (`many`)."""

    meaning: str
    fields: Mapping[str, Word] = field(default_factory=dict)
    many: bool = False

    @property
    def each(self) -> Word:
        """One item of the list."""
        return Word(self.meaning, self.fields)

    @property
    def is_text(self) -> bool:
        return not self.many and not self.fields


def _texts(**meanings: str) -> dict[str, Word]:
    return {name: Word(meaning) for name, meaning in meanings.items()}


_DOSSIERS = _texts(
    ten="tên đơn vị",
    da_giai_quyet="số hồ sơ đã giải quyết",
    truoc_han="số trước hạn",
    dung_han="số đúng hạn",
    tre_han="số trễ hạn",
    ty_le_tre="tỷ lệ trễ, kèm %",
)
_UNIT = _texts(
    hang="hạng trong khối",
    ten="tên đơn vị",
    tham_dinh="điểm thẩm định",
    dieu_tra="điểm điều tra xã hội học",
    tong="tổng điểm",
    toi_da="điểm tối đa của đơn vị",
    chi_so="chỉ số, kèm %",
    xep_loai="xếp loại",
    ghi_chu="ghi chú: không xếp hạng, còn thiếu, bị khống chế",
)
_AREA = _texts(
    ma="mã lĩnh vực",
    ten="tên lĩnh vực",
    ty_le="tỷ lệ điểm trung bình, kèm %",
    cao_nhat="đơn vị cao nhất",
    thap_nhat="đơn vị thấp nhất",
)
_CHANGE = _texts(
    ten="tên đơn vị",
    hang_truoc="hạng năm trước",
    chi_so_truoc="chỉ số năm trước",
    hang="hạng năm nay",
    chi_so="chỉ số năm nay",
    bac="số bậc thay đổi",
    diem="thay đổi của chỉ số",
)
_BLOCK: dict[str, Word] = {
    **_texts(
        ten="tên khối",
        so_don_vi="số đơn vị",
        trung_binh="điểm trung bình khối",
        cao_nhat="điểm cao nhất",
        thap_nhat="điểm thấp nhất",
        dung_dau="đơn vị đứng đầu",
        co_nam_truoc="“có” khi có kết quả năm trước, nếu không thì trống",
        quyet_dinh_nam_truoc="quyết định của năm trước",
    ),
    "don_vi": Word("các đơn vị, theo hạng", _UNIT, many=True),
    "linh_vuc": Word("các lĩnh vực", _AREA, many=True),
    "xep_loai": Word("các mức xếp loại", _texts(ten="tên mức", so="số đơn vị", ty_le="tỷ lệ đơn vị, kèm %"), many=True),
    "khong_che": Word("các đơn vị bị khống chế xếp loại", _texts(ten="tên đơn vị", ly_do="lý do"), many=True),
    "ho_so": Word("hồ sơ của toàn khối", _DOSSIERS),
    "ho_so_don_vi": Word("hồ sơ của từng đơn vị, trễ nhiều đứng trước", _DOSSIERS, many=True),
    "thay_doi": Word("các đơn vị so với năm trước", _CHANGE, many=True),
}
VOCABULARY: dict[str, Word] = {
    **_texts(
        co_quan="cơ quan ban hành",
        tinh="tên tỉnh, thành phố",
        tieu_de="tiêu đề của lần công bố",
        ten_ky="tên kỳ, ví dụ “năm 2026”",
        nam="năm",
        nam_truoc="năm trước",
        so_lieu="khoảng số liệu",
        so_quyet_dinh="số quyết định",
        ngay_quyet_dinh="ngày quyết định",
        lan="lần công bố",
        tinh_trang="kết quả chính thức hay tạm tính",
        ly_do_dinh_chinh="lý do đính chính; trống khi công bố lần đầu",
        ma_bam="mã băm SHA-256 của gói công bố",
        ngay="ngày công bố, ví dụ “ngày 24 tháng 02 năm 2027”",
        chot_luc="giờ và ngày chốt số liệu",
    ),
    "cac_khoi": Word("các khối đơn vị", _BLOCK, many=True),
    "phuong_phap": Word(
        "các bộ tiêu chí",
        {"ten": Word("tên bộ tiêu chí"), "cau": Word("các câu nói về cách tính", many=True)},
        many=True,
    ),
    "cach_doc": Word("các câu nói cách đọc bảng", many=True),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list people read: how the word is written, and what it means; `depth` is how far inside."""

    written: str
    meaning: str
    depth: int


ITEMS = {"cac_khoi": "khoi", "phuong_phap": "bo", "don_vi": "dv", "linh_vuc": "lv", "xep_loai": "loai"}
ITEMS |= {"khong_che": "kc", "ho_so_don_vi": "hs", "thay_doi": "td", "cau": "cau", "cach_doc": "cau"}


def listed(words: Mapping[str, Word] = VOCABULARY, of: str = "", depth: int = 0) -> Iterator[Entry]:
    """Every word as it is typed, lists with the loop that walks them."""
    for name, word in words.items():
        path = f"{of}{name}"
        if word.many:
            item = ITEMS[name]
            yield Entry(f"{{%p for {item} in {path} %}} … {{%p endfor %}}", word.meaning, depth)
            yield from listed(word.fields, f"{item}.", depth + 1)
            if not word.fields:
                yield Entry(f"{{{{ {item} }}}}", "từng câu", depth + 1)
        elif word.fields:
            yield from listed(word.fields, f"{path}.", depth)
        else:
            yield Entry(f"{{{{ {path} }}}}", word.meaning, depth)
