"""The list as a workbook that can be sent back unchanged."""

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import run_job
from tests.factories.dossiers import a_calendar, a_person, a_row, a_unit, a_workbook, loaded
from units.enums import Role

pytestmark = pytest.mark.django_db(transaction=True)


def test_dossier_export_writes_what_the_list_shows(client, tmp_path):
    a_calendar()
    unit = a_unit()
    table = [a_row("A-1"), a_row("A-2", **{"Trạng thái": "Dừng xử lý", "Số hóa kết quả": "Có"}), a_row("B-1")]
    loaded(a_workbook(tmp_path, table), unit)
    loaded(a_workbook(tmp_path, [a_row("A-9")]), a_unit())
    client.force_login(a_person((Role.REPORTER, unit)))

    response = client.post(reverse("dossiers:dossier_export"), {"q": "A-"})
    job = Job.objects.get()
    run_job(job.pk)

    job.refresh_from_db()
    assert response.url == reverse("jobs:job_detail", args=[job.pk])
    assert job.message == "Đã ghi 2 hồ sơ ra Excel."
    (tmp_path / "back.xlsx").write_bytes(default_storage.open(job.file.name).read())
    written = list(openpyxl.load_workbook(tmp_path / "back.xlsx").active.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in written] == ["A-1", "A-2"]
    again = loaded(tmp_path / "back.xlsx", unit)
    assert (again.errors, again.unchanged) == ([], 2)


def test_dossier_export_is_a_post(client):
    client.force_login(a_person())

    assert client.get(reverse("dossiers:dossier_export")).status_code == 405
