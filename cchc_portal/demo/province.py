"""Units and people of the invented city (pure data)."""

from dataclasses import dataclass

TOP = "UBND"
APPRAISING = "SNV"
STORY = "SLDTBXH"  # the department whose year the source articles tell


@dataclass(frozen=True, slots=True)
class DemoUnit:
    code: str
    name: str
    short_name: str
    block: str  # "so", "huyen"; "" for the People's Committee on top

    @property
    def level(self) -> str:
        return {"so": "department", "huyen": "district", "": "province"}[self.block]


@dataclass(frozen=True, slots=True)
class DemoPerson:
    username: str
    full_name: str
    role: str
    unit: str


BLOCKS = (("so", "Sở, ban, ngành"), ("huyen", "UBND cấp huyện"))

DEPARTMENTS = (
    DemoUnit("SNV", "Sở Nội vụ", "Sở Nội vụ", "so"),
    DemoUnit("STP", "Sở Tư pháp", "Sở Tư pháp", "so"),
    DemoUnit("SKHDT", "Sở Kế hoạch và Đầu tư", "Sở KH&ĐT", "so"),
    DemoUnit("STC", "Sở Tài chính", "Sở Tài chính", "so"),
    DemoUnit("SCT", "Sở Công Thương", "Sở Công Thương", "so"),
    DemoUnit("SNNPTNT", "Sở Nông nghiệp và Phát triển nông thôn", "Sở NN&PTNT", "so"),
    DemoUnit("SGTVT", "Sở Giao thông vận tải", "Sở GTVT", "so"),
    DemoUnit("SXD", "Sở Xây dựng", "Sở Xây dựng", "so"),
    DemoUnit("STNMT", "Sở Tài nguyên và Môi trường", "Sở TN&MT", "so"),
    DemoUnit("STTTT", "Sở Thông tin và Truyền thông", "Sở TT&TT", "so"),
    DemoUnit("SLDTBXH", "Sở Lao động - Thương binh và Xã hội", "Sở LĐ-TB&XH", "so"),
    DemoUnit("SVHTTDL", "Sở Văn hóa, Thể thao và Du lịch", "Sở VH, TT&DL", "so"),
    DemoUnit("SKHCN", "Sở Khoa học và Công nghệ", "Sở KH&CN", "so"),
    DemoUnit("SGDDT", "Sở Giáo dục và Đào tạo", "Sở GD&ĐT", "so"),
    DemoUnit("SYT", "Sở Y tế", "Sở Y tế", "so"),
    DemoUnit("BQLKCN", "Ban Quản lý các khu công nghiệp", "BQL các KCN", "so"),
)
DISTRICTS = (
    DemoUnit("QTANGIANG", "UBND quận Tân Giang", "Quận Tân Giang", "huyen"),
    DemoUnit("QBINHTRUNG", "UBND quận Bình Trung", "Quận Bình Trung", "huyen"),
    DemoUnit("QANTHOI", "UBND quận An Thới Đông", "Quận An Thới Đông", "huyen"),
    DemoUnit("QHOALAC", "UBND quận Hòa Lạc", "Quận Hòa Lạc", "huyen"),
    DemoUnit("QPHUTHU", "UBND quận Phú Thứ", "Quận Phú Thứ", "huyen"),
    DemoUnit("HVINHDIEN", "UBND huyện Vĩnh Điền", "Huyện Vĩnh Điền", "huyen"),
    DemoUnit("HTHANHLOI", "UBND huyện Thạnh Lợi", "Huyện Thạnh Lợi", "huyen"),
    DemoUnit("HLONGHUNG", "UBND huyện Long Hưng", "Huyện Long Hưng", "huyen"),
    DemoUnit("HTRUONGXUAN", "UBND huyện Trường Xuân", "Huyện Trường Xuân", "huyen"),
)
SCORED = DEPARTMENTS + DISTRICTS

PEOPLE = (
    DemoPerson("demo.canbo", "Nguyễn Thị Lan", "reporter", STORY),
    DemoPerson("demo.lanhdao-so", "Trần Văn Hòa", "head", STORY),
    DemoPerson("demo.thamdinh", "Lê Minh Tâm", "appraiser", APPRAISING),
    DemoPerson("demo.thamdinh-ub", "Đinh Công Thành", "appraiser", TOP),  # nobody appraises the own unit
    DemoPerson("demo.dieuphoi", "Phạm Thu Hà", "coordinator", APPRAISING),
    DemoPerson("demo.lanhdao", "Võ Quốc Bình", "leader", TOP),
    DemoPerson("demo.hoidong", "Mai Thanh Sơn", "council", TOP),
    DemoPerson("demo.linhvuc", "Cao Thị Ngọc", "field_owner", "STTTT"),
    DemoPerson("demo.giamsat", "Tạ Hữu Nghĩa", "auditor", TOP),
    DemoPerson("demo.quantri", "Lý Gia Bảo", "sysadmin", "STTTT"),
)

_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương")
_GIVEN = ("Thị Hạnh", "Văn Long", "Thị Thúy", "Minh Khoa", "Ngọc Ánh", "Quang Huy", "Thị Mai", "Hữu Phước", "Kim Chi")


def unit_people() -> tuple[DemoPerson, ...]:
    """A reporter and a head for every scored unit: demo.<code> and demo.<code>-ld."""
    people = []
    for place, unit in enumerate(SCORED):
        account = f"demo.{unit.code.lower()}"
        for step, (suffix, role) in enumerate((("", "reporter"), ("-ld", "head"))):
            turn = 2 * place + step
            name = f"{_FAMILIES[turn % len(_FAMILIES)]} {_GIVEN[turn % len(_GIVEN)]}"
            people.append(DemoPerson(account + suffix, name, role, unit.code))
    return tuple(people)
