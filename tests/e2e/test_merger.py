"""Two communes become one, in the browser: draft, preview, confirmation, and the new unit with its past."""

import datetime as dt

from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from dossiers.enums import Outcome
from dossiers.models import Dossier
from dossiers.slots import slot_of
from indicators.models import Task
from tests.factories import plans
from tests.factories import units as make
from units.enums import Level
from units.models import Membership, Unit


def sign_in(page: Page, portal: str, username: str) -> None:
    page.goto(f"{portal}/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(make.PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def told() -> tuple[Unit, Unit]:
    """Two communes, one with a reporter, a task and an open dossier."""
    top = make.unit("UBND tỉnh", code="UB", level=Level.PROVINCE)
    a, b = (make.unit(f"Xã {name}", code=name, parent=top, level=Level.COMMUNE) for name in ("An", "Bình"))
    make.coordinator(top, username="lan", password=make.PASSWORD)
    make.post(make.user("Trần Văn Minh"), a)
    plans.make_task(a, "1", title="Rà soát thủ tục")
    Dossier.objects.create(
        code="H-1", unit=a, received_at=dt.datetime(2026, 9, 3, 3, tzinfo=dt.UTC), outcome=Outcome.PENDING,
        received_slot=slot_of(dt.date(2026, 9, 3)),
    )  # fmt: skip
    return a, b


def test_two_communes_merge_with_preview(page: Page, live_portal: str) -> None:
    a, b = told()
    today = localdate()
    sign_in(page, live_portal, "lan")

    page.goto(f"{live_portal}/don-vi/sap-xep/")
    page.get_by_role("link", name="Sắp xếp mới").click()
    page.get_by_label("Có hiệu lực từ ngày").fill(f"{today:%d/%m/%Y}")
    page.get_by_label("Số văn bản").fill("45/NQ-HĐND")
    page.get_by_label("Ngày văn bản").fill("20/02/2026")
    closing = page.get_by_role("group", name="Đơn vị ngừng hoạt động")
    closing.get_by_label("Tìm trong danh sách").fill("binh")
    expect(closing.get_by_label("Xã An (An)")).to_be_hidden()
    closing.get_by_label("Xã Bình (Bình)").check()
    closing.get_by_label("Tìm trong danh sách").fill("")
    closing.get_by_label("Xã An (An)").check()
    new = page.get_by_role("group", name="Đơn vị mới thứ 1")
    new.get_by_label("Mã đơn vị").fill("AB")
    new.get_by_label("Tên đơn vị").fill("Xã An Bình")
    page.get_by_role("button", name="Xem trước tác động").click()

    expect(page.get_by_text("Xã An Bình hoạt động từ ngày")).to_be_visible()
    for words in ("1 vai trò chuyển", "1 nhiệm vụ chuyển", "1 hồ sơ chuyển"):
        expect(page.get_by_text(words)).to_be_visible()
    assert Unit.objects.filter(valid_to=None).count() == 3

    page.get_by_role("link", name="Xem lại và xác nhận").click()
    page.get_by_role("button", name="Xác nhận sắp xếp").click()

    expect(page.get_by_text("Đã thực hiện sắp xếp.")).to_be_visible()
    merged = Unit.objects.get(code="AB")
    assert set(Unit.objects.exclude(valid_to=None)) == {a, b}
    assert (Task.objects.get().lead, Dossier.objects.get().unit) == (merged, merged)
    assert Membership.objects.get(unit=merged).valid_from == today
    page.goto(f"{live_portal}/don-vi/{merged.pk}/")
    expect(page.get_by_role("link", name="Xã Bình", exact=True)).to_be_visible()
