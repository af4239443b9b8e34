"""The catalogue of procedures: versions by date, the file in and out, the pages."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cchc_portal.kit.excel import write_table
from cchc_portal.kit.refusals import Refused
from dossiers.actions.catalogue import Loaded, load_procedures
from dossiers.catalogue_file import COLUMNS, read_procedures, write_procedures
from dossiers.models import Procedure, ProcedureVersion
from tests.factories.dossiers import a_person, a_procedure, a_unit
from units.enums import Role

pytestmark = pytest.mark.django_db


def line(code="1.004001", **given):
    return {
        "code": code, "name": "Đăng ký khai sinh", "area": "Hộ tịch", "level": "Cấp xã", "online_service": "Toàn trình",
        "working_days": 1, "has_fee": "Có", "fee": 8000, "decision_number": "1/QĐ-UBND",
        "valid_from": dt.date(2025, 7, 1), "valid_to": None,
    } | given  # fmt: skip


def written(folder, lines):
    path = folder / "thu-tuc.xlsx"
    write_table(path, "Danh mục", COLUMNS, lines)
    return path


def read(folder, *lines):
    return read_procedures(written(folder, lines))


def loaded(folder, *lines):
    checked = read(folder, *lines)
    assert checked.errors == []
    return load_procedures(rows=checked.rows, by=None, now=timezone.now())


def spans(code="1.004001"):
    rows = ProcedureVersion.objects.filter(procedure__code=code).order_by("valid_from")
    return list(rows.values_list("valid_from", "valid_to", "working_days"))


def test_load_procedures_ends_the_version_before(tmp_path):
    first = loaded(tmp_path, line(valid_from=dt.date(2023, 1, 1), working_days=3))
    second = loaded(tmp_path, line())

    assert (first, second) == (Loaded(procedures=1, versions=1), Loaded(versions=1))
    assert spans() == [(dt.date(2023, 1, 1), dt.date(2025, 6, 30), 3), (dt.date(2025, 7, 1), None, 1)]


def test_load_procedures_puts_an_older_version_before_the_known_one(tmp_path):
    loaded(tmp_path, line())

    loaded(tmp_path, line(valid_from=dt.date(2023, 1, 1), working_days=3))

    assert spans() == [(dt.date(2023, 1, 1), dt.date(2025, 6, 30), 3), (dt.date(2025, 7, 1), None, 1)]


def test_load_procedures_again_changes_nothing(tmp_path):
    lines = (line(valid_from=dt.date(2023, 1, 1), working_days=3), line(), line("2.1", name="Khác"))
    loaded(tmp_path, *lines)

    assert loaded(tmp_path, *lines) == Loaded(same=3)


def test_what_goes_out_comes_back_unchanged(tmp_path):
    loaded(tmp_path, line(valid_from=dt.date(2023, 1, 1), working_days=3), line(), line("2.1", name="Khác", fee=None))
    path = tmp_path / "ra.xlsx"

    write_procedures(path, ProcedureVersion.objects.select_related("procedure").order_by("procedure__code", "pk"))

    checked = read_procedures(path)
    assert checked.errors == []
    assert load_procedures(rows=checked.rows, by=None, now=timezone.now()) == Loaded(same=3)


def test_read_procedures_names_every_error_by_its_cell(tmp_path):
    checked = read(
        tmp_path,
        line(code="1. 1"),
        line(working_days="ba"),
        line("1.2", valid_to=dt.date(2024, 1, 1)),
        line("1.3", has_fee="Không"),
        line("1.4"),
        line("1.4", name="Tên khác"),
    )

    assert checked.rows == []
    assert [error.cell for error in checked.errors] == ["A4", "F5", "K6", "H7", "B9", "J9"]


def test_two_versions_of_a_day_are_impossible():
    procedure = a_procedure("1.1", valid_from=dt.date(2025, 1, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        procedure.versions.create(valid_from=dt.date(2025, 6, 1), working_days=1)


def test_load_procedures_is_the_coordinators():
    with pytest.raises(Refused, match="Chỉ Điều phối CCHC"):
        load_procedures(rows=[], by=a_person((Role.REPORTER, a_unit())), now=timezone.now())


# --- pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def coordinator(client):
    person = a_person((Role.COORDINATOR, a_unit()))
    client.force_login(person)
    return person


def names(response):
    return [procedure.name for procedure, _ in response.context["lines"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Đăng ký khai sinh", "Cấp đổi giấy phép lái xe"]),
        ({"q": "dang ky"}, ["Đăng ký khai sinh"]),
        ({"q": "GIẤY lai"}, ["Cấp đổi giấy phép lái xe"]),
        ({"q": "ho tich"}, ["Đăng ký khai sinh"]),
        ({"q": "1.002"}, ["Cấp đổi giấy phép lái xe"]),
        ({"level": "commune"}, ["Đăng ký khai sinh"]),
        ({"service": "full"}, ["Đăng ký khai sinh"]),
        ({"q": "không có"}, []),
    ],
)
def test_procedure_list_finds_without_diacritics(client, coordinator, query, found):
    a_procedure("1.001", name="Đăng ký khai sinh", area="Hộ tịch", level="commune", online_service="full")
    a_procedure("1.002", name="Cấp đổi giấy phép lái xe", level="province")

    assert names(client.get(reverse("dossiers:procedure_list"), query)) == found


def test_procedure_list_costs_the_same_for_one_and_three(client, coordinator, django_assert_max_num_queries):
    a_procedure("1.1")
    client.get(reverse("dossiers:procedure_list"))
    with django_assert_max_num_queries(15) as one:
        client.get(reverse("dossiers:procedure_list"))
    a_procedure("1.2"), a_procedure("1.3")
    with django_assert_max_num_queries(15) as three:
        client.get(reverse("dossiers:procedure_list"))

    assert len(one) == len(three)


def test_procedure_detail_marks_the_version_in_force(client, coordinator):
    procedure = a_procedure("1.1", working_days=10, valid_to=dt.date(2025, 6, 30))
    procedure.versions.create(valid_from=dt.date(2025, 7, 1), working_days=3)

    response = client.get(reverse("dossiers:procedure_detail", args=[procedure.pk]))

    assert [version.working_days for version in response.context["versions"]] == [3, 10]
    assert response.context["current"].working_days == 3


def test_procedure_import_shows_first_and_writes_then(client, coordinator, tmp_path):
    content = written(tmp_path, [line()]).read_bytes()
    address = reverse("dossiers:procedure_import")

    seen = client.post(address, {"file": SimpleUploadedFile("a.xlsx", content)})
    before = Procedure.objects.count()
    client.post(address, {"token": seen.context["token"]})

    assert (seen.context["look"], before) == (Loaded(procedures=1, versions=1), 0)
    assert spans() == [(dt.date(2025, 7, 1), None, 1)]


def test_procedure_import_lists_errors(client, coordinator, tmp_path):
    content = written(tmp_path, [line(working_days="ba")]).read_bytes()

    response = client.post(reverse("dossiers:procedure_import"), {"file": SimpleUploadedFile("a.xlsx", content)})

    assert (response.status_code, Procedure.objects.count()) == (422, 0)
    assert "F4" in response.content.decode()


def test_procedure_export_is_what_the_list_shows(client, coordinator):
    a_procedure("1.001", name="Đăng ký khai sinh")
    a_procedure("1.002", name="Cấp đổi giấy phép")

    response = client.get(reverse("dossiers:procedure_export"), {"q": "dang ky"})

    assert [row.code for row in read_procedures(io.BytesIO(response.content)).rows] == ["1.001"]
