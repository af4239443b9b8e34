"""The unit list in the browser: a look first, then the load, and the way out and back in."""

import datetime as dt
import io

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.excel import write_table
from tests.asserts import same_query_count, sheet_rows
from tests.factories import units as make
from units.enums import Level
from units.imports import COLUMNS
from units.models import Unit

pytestmark = pytest.mark.django_db
IMPORT, EXPORT = reverse("units:unit_import"), reverse("units:unit_export")
HEADER = "Mã đơn vị;Mã định danh;Tên đơn vị;Cấp;Mã cấp trên;Hoạt động từ"


@pytest.fixture
def coordinator(client):
    lan = make.coordinator(make.unit("UBND", code="UB", level=Level.PROVINCE))
    client.force_login(lan)
    return lan


def sent(content, name="don-vi.csv"):
    return {"file": SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())}


def lines(*rows):
    return "\n".join([HEADER, *rows])


def everything():
    return list(Unit.objects.order_by("code").values())


def test_unit_import_looks_before_it_loads(client, coordinator):
    make.unit("Sở Tài chính", code="STC", parent=Unit.objects.get(code="UB"))
    before = everything()
    file = lines(
        "STC;H59.7;Sở Tài chính;Sở;UB;01/01/2020", "UB;;UBND;Tỉnh;;01/01/2020", "SYT;;Sở Y tế;Sở;UB;01/01/2021"
    )

    look = client.post(IMPORT, sent(file))
    seen = (everything(), AuditEvent.objects.count())
    response = client.post(IMPORT, {"token": look.context["token"]}, follow=True)

    found = look.context["look"]
    assert found["new"] == [("SYT", "Sở Y tế")]
    assert found["changed"] == [("STC", "Sở Tài chính", [("Mã định danh", "(để trống)", "H59.7")])]
    assert (found["same"], found["renamed"]) == (1, False)
    assert seen == (before, 0)
    assert Unit.objects.get(code="STC").official_code == "H59.7"
    assert [str(each) for each in response.context["messages"]] == [
        "Đã nạp danh sách: 1 đơn vị mới, 1 thay đổi, 1 giữ nguyên."
    ]


def test_unit_import_warns_of_new_names(client, coordinator):
    page = client.post(IMPORT, sent(lines("UB;;Ủy ban;Tỉnh;;01/01/2020"))).content.decode()

    assert page.count("đổi tên theo quyết định thì dùng") == 1


def test_unit_import_names_each_of_the_planted_errors(client, coordinator):
    make.unit(code="CU", official_code="H59.1")
    file = lines(
        "A;H59.2;Sở A;Sở;UB;01/01/2020",
        "B;H59.2;Sở B;Sở;UB;01/01/2020",
        "C;H59.1;Sở C;Sở;UB;01/01/2020",
        "D;H 59;Sở D;Sở;UB;01/01/2020",
        "E;;Sở E;Sở;ZZ;01/01/2020",
        "F;;;Sở;UB;2020",
    )

    response = client.post(IMPORT, sent(file))

    assert response.status_code == 422
    assert [error.cell for error in response.context["checked"].errors] == ["B3", "B4", "B5", "E6", "C7", "F7"]
    assert Unit.objects.filter(code__in="ABCDEF").count() == 0


def test_unit_import_lets_two_units_exchange_their_identifiers(client, coordinator):
    make.unit("Sở A", code="A", official_code="H1")
    make.unit("Sở B", code="B", official_code="H2")
    look = client.post(IMPORT, sent(lines("A;H2;Sở A;Sở;;01/01/2020", "B;H1;Sở B;Sở;;01/01/2020")))

    client.post(IMPORT, {"token": look.context["token"]})

    assert list(Unit.objects.filter(code__in="AB").order_by("code").values_list("official_code", flat=True)) == [
        "H2",
        "H1",
    ]


def test_unit_import_of_the_export_changes_nothing(client, coordinator):
    so = make.block("so", "Khối sở, ban, ngành", position=1)
    make.unit(
        "=Sở lạ", code="STC", official_code="H59.7", short_name="TC", block=so, parent=Unit.objects.get(code="UB")
    )
    make.unit("Sở cũ", code="CU", block=so, ranked=False, valid_to=dt.date(2025, 6, 30))
    before = everything()

    book = client.get(EXPORT).content
    look = client.post(IMPORT, sent(book, "don-vi.xlsx"))
    client.post(IMPORT, {"token": look.context["token"]})

    assert look.context["look"] == {"new": [], "changed": [], "same": 3, "renamed": False}
    assert everything() == before
    assert sheet_rows(client.get(EXPORT).content) == sheet_rows(book)


def test_unit_export_has_what_the_person_reads(client):
    unit = make.unit("Sở Y tế", code="SYT")
    make.unit(code="KHAC")
    client.force_login(make.holder("reporter", unit))

    response = client.get(EXPORT)

    grid = sheet_rows(response.content)
    assert response["Content-Disposition"].startswith('attachment; filename="don-vi-')
    assert grid[2] == [column.title for column in COLUMNS]
    assert [row[0] for row in grid[3:]] == ["SYT"]


def test_unit_export_gives_system_administrators_the_list_they_see(client):
    client.force_login(make.holder("sysadmin", make.unit(code="KHCN")))
    make.unit(code="SYT")

    assert {row[0] for row in sheet_rows(client.get(EXPORT).content)[3:]} == {"KHCN", "SYT"}


def test_unit_export_asks_the_same_for_any_number(client, coordinator):
    same_query_count(lambda: client.get(EXPORT), lambda: [make.unit(), make.unit(block=make.block())])


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "x.csv", "Tệp rỗng; hãy chọn lại tệp."),
        (b"x" * (2 * 1024 * 1024 + 1), "x.csv", "Tệp quá 2 MB; danh sách đơn vị không lớn như vậy, hãy xem lại tệp."),
    ],
)
def test_unit_import_refuses_odd_files(client, coordinator, content, name, sentence):
    response = client.post(IMPORT, sent(content, name))

    assert (response.status_code, response.context["form"].errors["file"]) == (422, [sentence])


def test_unit_import_says_when_the_look_is_too_old(client, coordinator):
    look = client.post(IMPORT, sent(lines("SYT;;Sở Y tế;Sở;UB;01/01/2021")))
    cache.clear()

    response = client.post(IMPORT, {"token": look.context["token"]}, follow=True)

    assert [str(each) for each in response.context["messages"]] == [
        "Tệp đã xem quá một giờ nên không còn giữ; hãy gửi lại tệp."
    ]


def test_unit_import_of_another_person_is_not_at_hand(client, coordinator):
    look = client.post(IMPORT, sent(lines("SYT;;Sở Y tế;Sở;UB;01/01/2021")))
    client.force_login(make.coordinator())

    client.post(IMPORT, {"token": look.context["token"]})

    assert Unit.objects.filter(code="SYT").count() == 0


def test_unit_import_checks_again_before_it_loads(client, coordinator):
    look = client.post(IMPORT, sent(lines("SYT;H59.9;Sở Y tế;Sở;UB;01/01/2021")))
    make.unit(official_code="H59.9")

    response = client.post(IMPORT, {"token": look.context["token"]}, follow=True)

    assert [str(each) for each in response.context["messages"]] == [
        "Danh sách đơn vị vừa thay đổi nên tệp không còn khớp; hãy gửi lại tệp để xem lỗi."
    ]


def test_unit_import_reads_xlsx_errors_by_cell(client, coordinator):
    file = io.BytesIO()
    write_table(file, "Đơn vị", COLUMNS, [{"code": "A", "name": "Sở A", "level": "Quận", "valid_from": "mai"}])

    response = client.post(IMPORT, sent(file.getvalue(), "x.xlsx"))

    assert [error.cell for error in response.context["checked"].errors] == ["F4", "I4"]
