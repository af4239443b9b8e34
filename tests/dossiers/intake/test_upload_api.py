"""The one-stop software sends a file by its key: received, looked at, written; safe to send again."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate, now

from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import run_job
from dossiers.models import Dossier, Upload
from tests.factories.dossiers import a_calendar, a_person, a_row, a_unit, a_workbook, rows
from units.actions import issue_key
from units.enums import Role

pytestmark = pytest.mark.django_db
SEND = reverse("dossiers_api:upload_receive")


class Software:
    """A program with a key of its own, posted at a unit."""

    def __init__(self, client, unit):
        account = a_person((Role.API_CLIENT, unit))
        moment = now()
        key = issue_key(
            account_id=account.pk,
            name="Một cửa điện tử",
            addresses=(),
            expires_on=localdate(moment) + dt.timedelta(days=30),
            by=None,
            now=moment,
        )
        self.client, self.headers = client, {"Authorization": f"Bearer {key}"}

    def send(self, path, unit):
        file = SimpleUploadedFile(path.name, path.read_bytes())
        return self.client.post(SEND, {"file": file, "unit": unit}, headers=self.headers)

    def ask(self, upload_id):
        return self.client.get(reverse("dossiers_api:upload_state", args=[upload_id]), headers=self.headers)

    def tell(self, name, upload_id, **said):
        address = reverse(f"dossiers_api:{name}", args=[upload_id])
        return self.client.post(address, said, content_type="application/json", headers=self.headers)


@pytest.fixture
def province(db):
    a_calendar()
    return a_unit("UB")


@pytest.fixture
def department(province):
    return a_unit("SYT", parent=province)


@pytest.fixture
def software(client, province):
    return Software(client, province)


def test_a_file_is_received_looked_at_and_written(software, department, tmp_path):
    path = a_workbook(tmp_path, rows(3))

    received = software.send(path, "SYT")
    run_job(Job.objects.get().pk)
    looked_at = software.ask(received.json()["id"]).json()
    written = software.tell("upload_confirm", looked_at["id"], comparison=looked_at["comparison"])
    run_job(Job.objects.get(kind="dossiers.write").pk)
    done = software.ask(looked_at["id"]).json()

    assert (received.status_code, received.json()["state"]) == (201, "received")
    assert [looked_at[name] for name in ("state", "unit", "rows", "added", "errors")] == ["checked", "SYT", 3, 3, []]
    assert written.status_code == 202
    assert (done["state"], done["job"]["state"], Dossier.objects.count()) == ("loaded", "done", 3)


def test_the_same_file_again_is_the_same_upload(software, department, tmp_path):
    path = a_workbook(tmp_path, rows(1))

    first, again = software.send(path, "SYT"), software.send(path, "SYT")

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert Job.objects.count() == 1


def test_writing_twice_writes_once(software, department, tmp_path):
    upload = software.send(a_workbook(tmp_path, rows(1)), "SYT").json()["id"]
    run_job(Job.objects.get().pk)

    software.tell("upload_confirm", upload, comparison=1)
    software.tell("upload_confirm", upload, comparison=1)
    run_job(Job.objects.get(kind="dossiers.write").pk)

    assert software.tell("upload_confirm", upload, comparison=1).status_code == 200
    assert (Job.objects.filter(kind="dossiers.write").count(), Dossier.objects.count()) == (1, 1)


def test_a_comparison_that_was_not_looked_at_is_not_written(software, department, tmp_path):
    upload = software.send(a_workbook(tmp_path, rows(1)), "SYT").json()["id"]

    too_early = software.tell("upload_confirm", upload, comparison=1)
    run_job(Job.objects.get().pk)
    another = software.tell("upload_confirm", upload, comparison=7)
    unsaid = software.tell("upload_confirm", upload)

    assert (too_early.status_code, too_early.json()) == (409, {"detail": "Chưa ghi được: Đã nhận tệp, đang chờ đọc."})
    assert (another.status_code, unsaid.status_code) == (409, 400)
    assert not Job.objects.filter(kind="dossiers.write").exists()


def test_every_wrong_cell_comes_back_by_its_address(software, department, tmp_path):
    wrong = a_workbook(tmp_path, [a_row("A-1", **{"Ngày tiếp nhận": "hôm qua"}), a_row("A-2", **{"Trạng thái": "Lạ"})])

    upload = software.send(wrong, "SYT").json()["id"]
    run_job(Job.objects.get().pk)
    told = software.ask(upload).json()

    assert (told["state"], told["error_count"], Dossier.objects.count()) == ("refused", 2, 0)
    assert [sorted(error) for error in told["errors"]] == [["cell", "message"]] * 2


def test_a_file_may_be_given_up(software, department, tmp_path):
    upload = software.send(a_workbook(tmp_path, rows(1)), "SYT").json()["id"]
    run_job(Job.objects.get().pk)

    assert software.tell("upload_give_up", upload).json()["state"] == "discarded"


def test_a_file_without_file_or_unit_says_what_is_missing(software):
    answer = software.client.post(SEND, {}, headers=software.headers)

    assert answer.status_code == 422
    assert answer.json()["errors"] == {"file": ["Hãy chọn tệp."], "unit": ["Hãy ghi mã đơn vị (unit)."]}


def test_software_of_a_unit_sends_for_that_unit_and_those_below_only(client, province, department, tmp_path):
    office = a_unit("CCDS", parent=department)
    neighbour = a_unit("STC", parent=province)
    path = a_workbook(tmp_path, rows(1))
    software = Software(client, department)

    assert [software.send(path, unit.code).status_code for unit in (department, office, neighbour)] == [201, 201, 422]
    assert set(Upload.objects.values_list("unit__code", flat=True)) == {"SYT", "CCDS"}


@pytest.mark.parametrize("role", [Role.APPRAISER, Role.LEADER, Role.AUDITOR])
def test_whoever_sends_no_files_is_turned_away(client, province, role):
    client.force_login(a_person((role, province)))

    assert client.post(SEND, {}).status_code == 403


def test_a_file_of_others_is_not_found(client, department, tmp_path):
    upload = Software(client, department).send(a_workbook(tmp_path, rows(1)), "SYT").json()["id"]
    stranger = Software(client, a_unit("STC"))

    assert stranger.ask(upload).status_code == 404
    assert stranger.tell("upload_give_up", upload).status_code == 404
