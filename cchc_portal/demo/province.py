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
    DemoUnit("SNV", "Sở Nội vụ", "Nội vụ", "so"),
    DemoUnit("STP", "Sở Tư pháp", "Tư pháp", "so"),
    DemoUnit("SKHDT", "Sở Kế hoạch và Đầu tư", "Kế hoạch - Đầu tư", "so"),
    DemoUnit("STC", "Sở Tài chính", "Tài chính", "so"),
    DemoUnit("SCT", "Sở Công Thương", "Công Thương", "so"),
    DemoUnit("SNNPTNT", "Sở Nông nghiệp và Phát triển nông thôn", "Nông nghiệp - PTNT", "so"),
    DemoUnit("SGTVT", "Sở Giao thông vận tải", "Giao thông vận tải", "so"),
    DemoUnit("SXD", "Sở Xây dựng", "Xây dựng", "so"),
    DemoUnit("STNMT", "Sở Tài nguyên và Môi trường", "Tài nguyên - Môi trường", "so"),
    DemoUnit("STTTT", "Sở Thông tin và Truyền thông", "Thông tin - Truyền thông", "so"),
    DemoUnit("SLDTBXH", "Sở Lao động - Thương binh và Xã hội", "Lao động - TB&XH", "so"),
    DemoUnit("SVHTTDL", "Sở Văn hóa, Thể thao và Du lịch", "Văn hóa - TT&DL", "so"),
    DemoUnit("SKHCN", "Sở Khoa học và Công nghệ", "Khoa học - Công nghệ", "so"),
    DemoUnit("SGDDT", "Sở Giáo dục và Đào tạo", "Giáo dục - Đào tạo", "so"),
    DemoUnit("SYT", "Sở Y tế", "Y tế", "so"),
    DemoUnit("BQLKCN", "Ban Quản lý các khu công nghiệp", "BQL khu công nghiệp", "so"),
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
