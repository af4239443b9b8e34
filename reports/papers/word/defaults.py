"""The templates we ship: what a province downloads, changes in Word and uploads again."""

import datetime as dt
import io

from cchc_portal.kit.office import settled
from reports.papers.word.layout import LEFT, body, closing, control, heading, listing, masthead, sheet, titles, write

_SEAL = "Mã băm SHA-256 của gói công bố: {{ ma_bam }}"
_RANKING = (
    ("Hạng", "{{ dv.hang }}", 1.6),
    ("Đơn vị", "{{ dv.ten }}", 5.7),
    ("Thẩm định", "{{ dv.tham_dinh }}", 1.9),
    ("Điều tra", "{{ dv.dieu_tra }}", 1.9),
    ("Tổng điểm", "{{ dv.tong }}", 1.9),
    ("Chỉ số", "{{ dv.chi_so }}", 2.0),
    ("Xếp loại", "{{ dv.xep_loai }}", 1.9),
)
_MADE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def report() -> bytes:
    """Báo cáo: by block the ranking, grades, areas, the year before, dossiers; then the method."""
    made = sheet()
    masthead(made, number="Số:        /BC-SNV", place="{{ tinh }}, ngày …… tháng …… năm ……")
    titles(made, "BÁO CÁO", ["{{ tieu_de }}", "({{ tinh_trang }}; {{ so_lieu|lower }})"])
    body(
        made,
        "Căn cứ Quyết định số {{ so_quyet_dinh }} ngày {{ ngay_quyet_dinh }} (công bố lần {{ lan }}), kết quả Chỉ số "
        "cải cách hành chính {{ ten_ky }} như sau:",
    )
    control(made, "{%p if ly_do_dinh_chinh %}")
    body(made, "Lý do đính chính: {{ ly_do_dinh_chinh }}.")
    control(made, "{%p endif %}")
    control(made, "{%p for khoi in cac_khoi %}")
    _block(made)
    control(made, "{%p endfor %}")
    heading(made, "Phương pháp tính")
    control(made, "{%p for bo in phuong_phap %}")
    body(made, "{{ bo.ten }}:")
    control(made, "{%p for cau in bo.cau %}")
    body(made, "- {{ cau }}", align=LEFT)  # a digest has no blank to stretch
    control(made, "{%p endfor %}")
    control(made, "{%p endfor %}")
    heading(made, "Tồn tại, nguyên nhân và phương hướng")
    body(made, "…………………………………………………………………………")
    body(made, _SEAL, align=LEFT).runs[0].italic = True
    closing(made, "GIÁM ĐỐC", ("- UBND {{ tinh }};", "- Các đơn vị được đánh giá;", "- Lưu: VT."))
    return _saved(made, "Mẫu báo cáo kết quả cải cách hành chính")


def _block(made) -> None:
    heading(made, "Kết quả {{ khoi.ten }}")
    body(
        made,
        "Đánh giá {{ khoi.so_don_vi }} đơn vị. Điểm trung bình khối {{ khoi.trung_binh }}; cao nhất "
        "{{ khoi.cao_nhat }}; thấp nhất {{ khoi.thap_nhat }}. Đơn vị đứng đầu: {{ khoi.dung_dau }}.",
    )
    heading(made, "a) Xếp hạng")
    listing(made, "dv in khoi.don_vi", _RANKING)
    control(made, "{%p for each in khoi.khong_che %}")
    body(made, "{{ each.ten }}: mức xếp loại bị khống chế do {{ each.ly_do }}.")
    control(made, "{%p endfor %}")
    heading(made, "b) Xếp loại")
    loai = (
        ("Xếp loại", "{{ loai.ten }}", 6.0),
        ("Số đơn vị", "{{ loai.so }}", 3.5),
        ("Tỷ lệ", "{{ loai.ty_le }}", 3.5),
    )
    listing(made, "loai in khoi.xep_loai", loai, named=0)
    _areas_and_years(made)
    heading(made, "đ) Giải quyết hồ sơ thủ tục hành chính")
    body(
        made,
        "Toàn khối đã giải quyết {{ khoi.ho_so.da_giai_quyet }} hồ sơ: trước hạn {{ khoi.ho_so.truoc_han }}, đúng hạn "
        "{{ khoi.ho_so.dung_han }}, trễ hạn {{ khoi.ho_so.tre_han }} ({{ khoi.ho_so.ty_le_tre }}).",
    )


def _areas_and_years(made) -> None:
    heading(made, "c) Theo lĩnh vực")
    areas = (
        ("STT", "{{ lv.ma }}", 1.3),
        ("Lĩnh vực", "{{ lv.ten }}", 6.0),
        ("Trung bình", "{{ lv.ty_le }}", 2.3),
        ("Cao nhất", "{{ lv.cao_nhat }}", 3.6),
        ("Thấp nhất", "{{ lv.thap_nhat }}", 3.6),
    )
    listing(made, "lv in khoi.linh_vuc", areas)
    control(made, "{%p if khoi.co_nam_truoc %}")
    heading(made, "d) So với năm {{ nam_truoc }}")
    years = (
        ("Hạng", "{{ td.hang }}", 1.6),
        ("Đơn vị", "{{ td.ten }}", 5.7),
        ("Chỉ số năm {{ nam_truoc }}", "{{ td.chi_so_truoc }}", 2.4),
        ("Chỉ số năm {{ nam }}", "{{ td.chi_so }}", 2.4),
        ("Thay đổi chỉ số", "{{ td.diem }}", 2.2),
        ("Thay đổi hạng", "{{ td.bac }}", 2.2),
    )
    listing(made, "td in khoi.thay_doi", years)
    control(made, "{%p endif %}")


def annex() -> bytes:
    """Phụ lục kèm theo quyết định: the ranking of every block."""
    made = sheet()
    write(made.add_paragraph(), "PHỤ LỤC", bold=True)
    write(made.add_paragraph(), "{{ tieu_de|upper }}", bold=True)
    write(
        made.add_paragraph(),
        "(Kèm theo Quyết định số {{ so_quyet_dinh }} ngày {{ ngay_quyet_dinh }} của {{ co_quan }})",
        italic=True,
    )
    control(made, "{%p for khoi in cac_khoi %}")
    heading(made, "Kết quả {{ khoi.ten }}")
    listing(made, "dv in khoi.don_vi", _RANKING)
    control(made, "{%p for each in khoi.khong_che %}")
    body(made, "{{ each.ten }}: mức xếp loại bị khống chế do {{ each.ly_do }}.")
    control(made, "{%p endfor %}")
    control(made, "{%p endfor %}")
    body(made, "{{ tinh_trang }}, công bố lần {{ lan }}. " + _SEAL, align=LEFT).runs[0].italic = True
    return _saved(made, "Mẫu phụ lục quyết định")


def _saved(made, title: str) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return settled(out.getvalue(), title=title, by="CCHC", at=_MADE)
