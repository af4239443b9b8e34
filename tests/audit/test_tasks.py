"""The jobs of the trail: the workbook, and the nightly check that notes the head outside."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from cchc_portal.audit import anchors, tasks
from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import run_job
from tests.asserts import sheet_rows
from tests.factories import units
from tests.factories.audit import by_force, deed
from units.models import Membership, Unit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def heads(settings, tmp_path):
    settings.AUDIT_ANCHOR_FILE = tmp_path / "elsewhere" / "audit-heads.log"
    return settings.AUDIT_ANCHOR_FILE


def finished() -> Job:
    run_job(Job.objects.get().pk)
    return Job.objects.get()


def test_event_export_writes_what_the_page_shows(client):
    coordinator = units.coordinator(full_name="Phạm Thu Hà")
    client.force_login(coordinator)
    deed(action="period.open", by=coordinator)
    last = deed(
        coordinator, action="accounts.created", by=coordinator, reason="=1+1",
        after={"full_name": "Nguyễn Thị An"}, unit_id=Unit.objects.get().pk,
    )  # fmt: skip

    response = client.post(reverse("audit:event_export"), {"deed": "accounts.created"})
    job = finished()

    assert response.url == reverse("jobs:job_detail", args=[job.pk])
    assert (job.state, job.message) == (JobState.DONE, "Đã ghi 1 bản ghi nhật ký ra Excel.")
    written = sheet_rows(default_storage.open(job.file.name).read())
    assert written[2] == [
        "Số",
        "Lúc",
        "Người thực hiện",
        "Việc",
        "Đối tượng",
        "Đơn vị",
        "Kỳ đánh giá",
        "Từ → đến",
        "Lý do",
    ]
    assert [row[0] for row in written[3:]] == [last.seq]
    assert written[3][2:] == [
        "Phạm Thu Hà", "Cấp tài khoản", "Phạm Thu Hà", Unit.objects.get().name, None,
        "Họ và tên: Nguyễn Thị An", "=1+1",
    ]  # fmt: skip


def test_event_export_asks_for_the_right_again_when_it_runs(client):
    client.force_login(units.coordinator())
    client.post(reverse("audit:event_export"))
    Membership.objects.all().delete()

    job = finished()

    assert (job.state, job.error) == (JobState.FAILED, "Trang này dành cho Điều phối CCHC và người kiểm tra, giám sát.")


def test_event_export_is_a_post(client):
    client.force_login(units.coordinator())

    assert client.get(reverse("audit:event_export")).status_code == 405


def test_note_head_checks_everything_and_appends_the_head(heads):
    first = deed()
    tasks.note_head_daily()
    job = finished()
    Job.objects.all().delete()
    second = deed()
    tasks.note_head_daily()
    tasks.note_head_daily()
    finished()

    noted, unreadable = anchors.noted(heads)
    assert (job.state, job.message) == (JobState.DONE, "Nhật ký nguyên vẹn, 1 bản ghi.")
    assert ([(one.seq, one.hash) for one in noted], unreadable) == (
        [(first.seq, first.hash), (second.seq, second.hash)],
        [],
    )


def test_note_head_of_a_broken_trail_fails_with_a_sentence_and_notes_nothing(heads):
    deed()
    with by_force("audit_auditevent") as cursor:
        cursor.execute("UPDATE audit_auditevent SET reason = 'khác'")
    tasks.note_head_daily()

    job = finished()

    assert (job.state, job.error) == (
        JobState.FAILED,
        "Nhật ký không còn nguyên vẹn (1 sai lệch): Bản ghi số 1 đã bị sửa ở cột reason.",
    )
    assert anchors.noted(heads) == ([], [])


def test_note_head_of_an_empty_trail_notes_nothing(heads):
    tasks.note_head_daily()

    assert finished().message == "Nhật ký nguyên vẹn, 0 bản ghi."
    assert not heads.exists()
