"""What citizens ask the units of the invented city for (pure data)."""

from typing import NamedTuple


class DemoProcedure(NamedTuple):
    code: str
    name: str
    days: int  # statutory working days
    payable: bool
    area: str  # field of procedures


OF_UNIT: dict[str, tuple[DemoProcedure, ...]] = {
    "SNV": (
        DemoProcedure("1.012299", "Công nhận ban vận động thành lập hội", 12, False, "Tổ chức phi chính phủ"),
        DemoProcedure("1.010194", "Cấp bản sao và chứng thực tài liệu lưu trữ", 1, True, "Văn thư, lưu trữ"),
        DemoProcedure("1.012392", "Tặng thưởng bằng khen cấp thành phố", 18, False, "Thi đua, khen thưởng"),
    ),
    "STP": (
        DemoProcedure("2.000488", "Cấp phiếu lý lịch tư pháp", 10, True, "Lý lịch tư pháp"),
        DemoProcedure("1.001071", "Đăng ký tập sự hành nghề công chứng", 7, False, "Công chứng"),
        DemoProcedure("2.002036", "Nhập quốc tịch Việt Nam", 20, True, "Quốc tịch"),
    ),
    "SKHDT": (
        DemoProcedure(
            "2.001610", "Đăng ký thành lập doanh nghiệp tư nhân", 3, True, "Thành lập và hoạt động của doanh nghiệp"
        ),
        DemoProcedure(
            "2.002041",
            "Đăng ký thay đổi nội dung đăng ký doanh nghiệp",
            3,
            True,
            "Thành lập và hoạt động của doanh nghiệp",
        ),
        DemoProcedure("1.009645", "Cấp giấy chứng nhận đăng ký đầu tư", 15, False, "Đầu tư tại Việt Nam"),
    ),
    "STC": (
        DemoProcedure(
            "2.002206", "Đăng ký mã số đơn vị có quan hệ với ngân sách", 2, False, "Tin học và thống kê tài chính"
        ),
        DemoProcedure("1.006241", "Thẩm định giá hàng hóa, dịch vụ theo yêu cầu", 15, True, "Quản lý giá"),
    ),
    "SCT": (
        DemoProcedure("2.000033", "Thông báo hoạt động khuyến mại", 5, False, "Xúc tiến thương mại"),
        DemoProcedure("2.000142", "Cấp giấy phép bán buôn rượu", 7, True, "Lưu thông hàng hóa trong nước"),
        DemoProcedure("2.001624", "Cấp giấy chứng nhận đủ điều kiện an toàn thực phẩm", 15, True, "An toàn thực phẩm"),
    ),
    "SNNPTNT": (
        DemoProcedure("1.003984", "Cấp giấy chứng nhận kiểm dịch thực vật nội địa", 1, True, "Bảo vệ thực vật"),
        DemoProcedure("1.004918", "Cấp giấy chứng nhận cơ sở ương dưỡng giống thủy sản", 10, True, "Thủy sản"),
        DemoProcedure("1.001686", "Cấp giấy chứng nhận đủ điều kiện buôn bán thuốc thú y", 5, True, "Thú y"),
    ),
    "SGTVT": (
        DemoProcedure("1.002801", "Đổi giấy phép lái xe", 5, True, "Đường bộ"),
        DemoProcedure("1.002046", "Cấp phù hiệu xe ô tô kinh doanh vận tải", 2, False, "Đường bộ"),
        DemoProcedure("1.001023", "Cấp giấy phép liên vận", 3, False, "Đường bộ"),
    ),
    "SXD": (
        DemoProcedure("1.009974", "Cấp giấy phép xây dựng công trình cấp I, II", 20, True, "Hoạt động xây dựng"),
        DemoProcedure(
            "1.009928", "Cấp chứng chỉ hành nghề hoạt động xây dựng hạng II, III", 14, True, "Hoạt động xây dựng"
        ),
        DemoProcedure("1.009794", "Kiểm tra công tác nghiệm thu công trình", 20, True, "Quản lý chất lượng công trình"),
    ),
    "STNMT": (
        DemoProcedure("1.004238", "Đăng ký biến động quyền sử dụng đất", 10, True, "Đất đai"),
        DemoProcedure("1.010200", "Đính chính giấy chứng nhận đã cấp", 10, False, "Đất đai"),
        DemoProcedure("1.004122", "Cấp giấy phép khoan nước dưới đất", 15, True, "Tài nguyên nước"),
    ),
    "STTTT": (
        DemoProcedure("2.001765", "Đăng ký hoạt động phát hành xuất bản phẩm", 7, False, "Xuất bản, in và phát hành"),
        DemoProcedure(
            "1.003868", "Cấp giấy phép xuất bản tài liệu không kinh doanh", 15, True, "Xuất bản, in và phát hành"
        ),
    ),
    "SLDTBXH": (
        DemoProcedure("2.000282", "Giải quyết hưởng trợ cấp thất nghiệp", 20, False, "Việc làm"),
        DemoProcedure("1.010801", "Giải quyết chế độ trợ cấp người có công", 12, False, "Người có công"),
        DemoProcedure(
            "1.000459", "Xác nhận người lao động nước ngoài không thuộc diện cấp giấy phép", 5, True, "Việc làm"
        ),
        DemoProcedure("2.001955", "Đăng ký nội quy lao động của doanh nghiệp", 7, False, "Lao động, tiền lương"),
    ),
    "SVHTTDL": (
        DemoProcedure("1.001029", "Cấp giấy phép đủ điều kiện kinh doanh karaoke", 5, True, "Văn hóa cơ sở"),
        DemoProcedure("1.004628", "Cấp thẻ hướng dẫn viên du lịch nội địa", 15, True, "Du lịch"),
    ),
    "SKHCN": (
        DemoProcedure("2.000212", "Công bố sử dụng dấu định lượng", 5, False, "Tiêu chuẩn đo lường chất lượng"),
        DemoProcedure("2.001137", "Cấp giấy phép tiến hành công việc bức xạ", 25, True, "An toàn bức xạ"),
    ),
    "SGDDT": (
        DemoProcedure("1.005092", "Cấp bản sao văn bằng, chứng chỉ từ sổ gốc", 1, False, "Văn bằng, chứng chỉ"),
        DemoProcedure("1.004889", "Công nhận văn bằng do cơ sở nước ngoài cấp", 20, True, "Văn bằng, chứng chỉ"),
    ),
    "SYT": (
        DemoProcedure("1.003709", "Cấp chứng chỉ hành nghề khám bệnh, chữa bệnh", 40, True, "Khám bệnh, chữa bệnh"),
        DemoProcedure("1.004593", "Cấp giấy chứng nhận đủ điều kiện kinh doanh dược", 20, True, "Dược phẩm"),
        DemoProcedure("1.003348", "Đăng ký bản công bố sản phẩm", 15, True, "Mỹ phẩm, an toàn thực phẩm"),
    ),
    "BQLKCN": (
        DemoProcedure(
            "1.009755",
            "Điều chỉnh giấy chứng nhận đăng ký đầu tư trong khu công nghiệp",
            10,
            False,
            "Đầu tư trong khu công nghiệp",
        ),
        DemoProcedure(
            "1.009973", "Thẩm định báo cáo nghiên cứu khả thi trong khu công nghiệp", 20, True, "Hoạt động xây dựng"
        ),
    ),
}
OF_DISTRICTS = (
    DemoProcedure("1.001612", "Đăng ký thành lập hộ kinh doanh", 3, True, "Thành lập và hoạt động của hộ kinh doanh"),
    DemoProcedure("1.009994", "Cấp giấy phép xây dựng nhà ở riêng lẻ", 15, True, "Hoạt động xây dựng"),
    DemoProcedure("2.000815", "Chứng thực bản sao từ bản chính", 1, True, "Chứng thực"),
    DemoProcedure("1.004227", "Đăng ký biến động về người sử dụng đất", 10, True, "Đất đai"),
    DemoProcedure("2.000528", "Đăng ký khai sinh có yếu tố nước ngoài", 1, True, "Hộ tịch"),
)


def procedures_of(unit: str) -> tuple[DemoProcedure, ...]:
    return OF_UNIT.get(unit, OF_DISTRICTS)
