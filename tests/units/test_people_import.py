"""The list of people from a file: every error by cell, a look before anything is kept, the same file twice."""

import datetime as dt
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.excel import write_table
from tests.factories import units as make
from units.enums import Role
from units.links import token_of
from units.models import Membership, User
from units.people_file import COLUMNS, read_people

pytestmark = pytest.mark.django_db
PAGE = reverse("units:people_import")
FIRST = dt.date(2026, 1, 1)
KEYS = [column.key for column in COLUMNS]


def line(username="lan.nguyen", full_name="Nguyễn Thị Lan", unit="SYT", role="Cán bộ đầu mối", **more):
    return {"username": username, "full_name": full_name, "unit": unit, "role": role, "valid_from": FIRST} | more


def book(*lines):
    """The header stands in row 3, so the first line is row 4."""
    content = BytesIO()
    write_table(content, "Người dùng", COLUMNS, lines)
    content.seek(0)
    content.name = "nguoi-dung.xlsx"
    return content


@pytest.fixture
def health():
    return make.unit("Sở Y tế", code="SYT")


@pytest.fixture
def boss(client, health):
    boss = make.coordinator()
    client.force_login(boss)
    return boss


def errors(*lines, person=None):
    return [tuple(error) for error in read_people(book(*lines), person).errors]


def test_read_people_says_every_error_with_its_cell(health):
    make.user("Lê Văn Minh", username="minh")
    make.unit("Sở cũ", code="CU", valid_to=dt.date(2025, 6, 30))

    found = errors(
        line(username="lan nguyễn", role="Vua", valid_from="hôm nay"),
        line(unit="XYZ", email="lan"),
        line(unit="CU"),
        line(valid_to=dt.date(2025, 1, 1)),
        line(),
        line("minh", "Lê Văn Mình"),
        line(full_name="Nguyễn Thị Loan", role="Lãnh đạo đơn vị"),
        line(username=None),
    )

    assert found == [
        ("A4", "Chỉ dùng chữ không dấu, số và các dấu . _ -"),
        ("E4", "Không rõ “Vua”. Ghi một trong: " + "; ".join(Role.labels) + "."),
        ("F4", "Ghi ngày dạng 31/12/2025."),
        ("C5", "Địa chỉ thư điện tử chưa đúng, ví dụ lan@mau.gov.vn."),
        ("D5", "Không có đơn vị mã “XYZ”."),
        ("D6", "Sở cũ không hoạt động vào ngày 01/01/2026."),
        ("G7", "Trước ngày bắt đầu 01/01/2026."),
        ("E8", "Người này đã có vai trò này ở dòng 7."),
        ("B9", "Tài khoản “minh” là của Lê Văn Minh."),
        ("B10", "Tài khoản “lan.nguyen” là của Nguyễn Thị Lan."),
        ("A11", "Chưa ghi “Tên đăng nhập”."),
    ]


def test_read_people_refuses_what_the_reader_may_not_give(health, boss):
    make.unit("Sở Công Thương", code="SCT")
    hoa = make.holder(Role.HEAD, health)
    today = dt.date(2026, 10, 5)

    found = errors(
        line(),
        line(unit="SCT"),
        line(role="Lãnh đạo đơn vị"),
        person=Membership.objects.person(hoa, today),
    )

    assert found == [
        ("D5", "Không có đơn vị mã “SCT”."),  # nor does the head learn that there is one
        ("E6", "Chỉ Điều phối CCHC hoặc Quản trị hệ thống được giao, thu hồi vai trò Lãnh đạo đơn vị."),
    ]


def send(client, *lines):
    return client.post(PAGE, {"file": book(*lines)})


def test_people_import_looks_first_and_keeps_nothing(client, boss):
    response = send(client, line(), line(role="Lãnh đạo đơn vị"), line("minh", "Lê Văn Minh"))

    look = response.context["look"]
    assert (len(look.new), look.granted, look.same) == (2, 3, 0)
    assert (User.objects.count(), AuditEvent.objects.count()) == (1, 0)


def test_people_import_then_loads_and_shows_the_links_once(client, boss, health):
    token = send(client, line(email="lan@mau.gov.vn"), line(role="Lãnh đạo đơn vị")).context["token"]

    done = client.post(PAGE, {"token": token})

    lan = User.objects.get(username="lan.nguyen")
    address = "http://testserver" + reverse("units:password_set", args=[token_of(lan)])
    assert done.context["links"] == [(lan, address)]
    assert (lan.email, lan.has_usable_password(), lan.link_issued_by) == ("lan@mau.gov.vn", False, boss)
    assert {post.role for post in lan.memberships.all()} == {Role.REPORTER, Role.HEAD}
    assert list(AuditEvent.objects.order_by("seq").values_list("action", flat=True)) == [
        "accounts.created",
        "posts.granted",
        "posts.granted",
    ]


def test_people_import_twice_changes_nothing(client, boss):
    for _ in range(2):
        token = send(client, line(), line(role="Lãnh đạo đơn vị")).context["token"]
        done = client.post(PAGE, {"token": token}).context["done"]

    assert (done.new, done.granted, done.same) == ([], 0, 2)
    assert (User.objects.count(), AuditEvent.objects.count()) == (2, 3)


def test_people_import_says_where_a_post_is_refused(client, boss, health):
    lan = make.user("Nguyễn Thị Lan", username="lan.nguyen")
    make.post(lan, health, Role.REPORTER)
    make.post(make.user("Tạ Nghĩa", username="nghia"), health, Role.AUDITOR)

    response = send(client, line(), line("nghia", "Tạ Nghĩa"), line("minh", "Lê Văn Minh"))

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        "Ô E4: Nguyễn Thị Lan đã giữ vai trò Cán bộ đầu mối ở Sở Y tế từ 01/01/2020.",
        "Ô E5: Người này đang giữ vai trò Kiểm tra, giám sát, là vai trò không kiêm vai trò khác.",
    ]
    assert User.objects.filter(username="minh").count() == 0


def test_people_import_by_a_head_ends_at_the_own_unit(client, health):
    make.unit("Sở Công Thương", code="SCT")
    client.force_login(make.holder(Role.HEAD, health))

    page = send(client, line(), line("minh", "Lê Văn Minh", unit="SCT")).content.decode()

    assert page.count('<th scope="row">D5</th>') == 1
    assert User.objects.filter(username__in=["minh", "lan.nguyen"]).count() == 0


def test_people_import_forgets_the_file_of_somebody_else(client, boss, health):
    token = send(client, line()).context["token"]
    client.force_login(make.coordinator())

    assert client.post(PAGE, {"token": token}).url == PAGE
    assert User.objects.filter(username="lan.nguyen").count() == 0


@pytest.fixture
def path(tmp_path, health):
    def write(*lines):
        place = tmp_path / "nguoi-dung.xlsx"
        place.write_bytes(book(*lines).read())
        return str(place)

    return write


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_import_people_command_prints_links_or_only_looks(path, settings):
    settings.PORTAL_URL = "https://cchc.mau.gov.vn"
    place = path(line())

    looked, loaded, again = (
        run("import_people", place, "--dry-run"),
        run("import_people", place),
        run("import_people", place),
    )

    link = settings.PORTAL_URL + reverse("units:password_set", args=[token_of(User.objects.get())])
    assert looked == "Sẽ có 1 tài khoản mới, 1 vai trò; giữ nguyên 0 dòng.\n"
    assert loaded == f"Đã có 1 tài khoản mới, 1 vai trò; giữ nguyên 0 dòng.\nlan.nguyen\t{link}\n"
    assert again == "Đã có 0 tài khoản mới, 0 vai trò; giữ nguyên 1 dòng.\n"


def test_import_people_command_lists_errors(path, health):
    with pytest.raises(CommandError, match=r"1 lỗi:\n  Ô D4: Không có đơn vị mã “XYZ”\.$"):
        run("import_people", path(line(unit="XYZ")))
    make.post(make.user("Nguyễn Thị Lan", username="lan.nguyen"), health, Role.REPORTER)
    with pytest.raises(CommandError, match=r"\nÔ E4: Nguyễn Thị Lan đã giữ vai trò"):
        run("import_people", path(line()))


def test_open_account_makes_the_first_administrator(settings, health):
    settings.PORTAL_URL = "https://cchc.mau.gov.vn"

    printed = run("open_account", "quantri", "--name", "Lý Gia Bảo", "--unit", "SYT", "--role", "sysadmin")

    bao = User.objects.get()
    assert printed == settings.PORTAL_URL + reverse("units:password_set", args=[token_of(bao)]) + "\n"
    assert [str(post) for post in bao.memberships.all()] == ["Lý Gia Bảo · Quản trị hệ thống · Sở Y tế"]


def test_open_account_again_only_issues_a_link():
    bao = make.user(username="quantri")

    run("open_account", "Quantri")

    bao.refresh_from_db()
    assert (User.objects.count(), bao.link_nonce != "") == (1, True)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["moi"], "Chưa có tài khoản “moi”; hãy ghi thêm --name với họ và tên."),
        (["moi", "--name", "Lan", "--role", "head", "--unit", "XYZ"], "Không có đơn vị mã “XYZ”."),
    ],
)
def test_open_account_says_what_is_missing(arguments, sentence):
    with pytest.raises(CommandError) as refusal:
        run("open_account", *arguments)

    assert (str(refusal.value), User.objects.count()) == (sentence, 0)


def test_open_account_passes_a_refusal_on(health):
    make.post(make.user(username="nghia"), health, Role.AUDITOR)

    with pytest.raises(CommandError, match="không kiêm vai trò khác"):
        run("open_account", "nghia", "--unit", "SYT", "--role", "head")
