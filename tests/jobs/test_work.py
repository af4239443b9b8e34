"""Running a job: what it is given, how it ends, and the file it leaves."""

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import default_storage
from django.db import connection, transaction

from cchc_portal.audit.models import AuditEvent
from cchc_portal.audit.trail import record
from cchc_portal.celery import app
from cchc_portal.jobs import actions
from cchc_portal.jobs.actions import WILL_TRY_AGAIN
from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.work import TOO_LONG, JobFailed, Lost, run_job
from cchc_portal.kit.refusals import Refused
from tests.factories.audit import someone
from tests.factories.jobs import abandon, failed, queued
from tests.jobs.effects import effect, ended
from units.models import Block

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files")]


def test_run_job_hands_over_params_and_owner_and_keeps_the_closing_sentence(handler):
    an, seen = someone(), []

    @handler
    def work(run):
        seen.append((run.params, run.by))
        run.progress(120, 120, "Đang ghi")
        return "Đã nhập 120 dòng."

    job = queued(an, upload=7)
    run_job(job.pk)

    assert seen == [({"upload": 7}, an)]
    assert ended(job) == (JobState.DONE, "Đã nhập 120 dòng.", "")


def test_run_job_by_its_celery_name(handler, bell):
    handler(lambda run: "Xong việc.")
    job = queued()

    app.loader.import_default_modules()  # as a worker does when it starts
    for name, *args in bell():
        app.tasks[name].apply(args, throw=True)

    assert ended(job) == (JobState.DONE, "Xong việc.", "")


def test_reconcile_by_its_celery_name_rings_for_the_abandoned(bell):
    job = queued()
    actions.claim(job.pk)
    abandon(job)
    bell()

    app.loader.import_default_modules()
    app.tasks["jobs.reconcile"].apply(throw=True)

    assert bell() == [("jobs.run", str(job.pk))]


def test_run_job_records_the_owner_as_the_acting_person(handler):
    @handler
    def work(run):
        with transaction.atomic():
            record("dossiers.import", None)

    job = queued(someone("Nguyễn Thị An"))
    run_job(job.pk)

    assert list(AuditEvent.objects.values_list("actor_name", "request_id")) == [("Nguyễn Thị An", f"job:{job.pk}")]


ENDINGS = [
    (JobFailed("Tệp không có trang “Hồ sơ”."), JobState.FAILED, "", "Tệp không có trang “Hồ sơ”."),
    (Refused("Kỳ này đã khóa."), JobState.FAILED, "", "Kỳ này đã khóa."),
    (SoftTimeLimitExceeded(), JobState.FAILED, "", TOO_LONG),
    (Lost(), JobState.RUNNING, "", ""),
]


@pytest.mark.parametrize(("error", "state", "message", "sentence"), ENDINGS)
def test_run_job_ends_with_the_sentence_of_what_was_raised(handler, error, state, message, sentence):
    @handler
    def work(run):
        raise error

    job = queued()
    run_job(job.pk)

    assert ended(job) == (state, message, sentence)


def test_run_job_shows_a_code_for_the_unexpected_and_logs_it_with_the_traceback(handler, caplog):
    @handler
    def work(run):
        raise ZeroDivisionError

    job = queued()
    run_job(job.pk)

    code = f"{job.pk.hex[:8]}-1"
    assert ended(job) == (
        JobState.FAILED,
        "",
        f"Có lỗi ngoài dự kiến, mã lỗi {code}."
        " Hãy bấm Chạy lại; nếu vẫn không được, hãy báo mã này cho bộ phận hỗ trợ.",
    )
    [line] = [entry.getMessage() for entry in caplog.records if entry.levelname == "ERROR"]
    assert (code in line, "ZeroDivisionError" in line, str(job.pk) in line) == (True, True, True)


def test_run_job_of_an_unknown_kind_fails_with_a_code():
    job = queued(kind="test.unknown")

    run_job(job.pk)

    assert ended(job)[0] == JobState.FAILED


def test_run_job_tries_again_when_the_database_is_too_busy(handler):
    @handler
    def work(run):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 20")
            cursor.execute("SELECT pg_sleep(5)")

    job = queued()
    run_job(job.pk)

    assert ended(job) == (JobState.QUEUED, WILL_TRY_AGAIN, "")


def test_attach_keeps_the_file_under_the_name_people_read(handler, tmp_path):
    @handler
    def work(run):
        for text in ("một", "hai"):
            (tmp_path / "out.xlsx").write_text(text)
            run.attach(tmp_path / "out.xlsx", "Xếp hạng quý III.xlsx")

    job = queued()
    run_job(job.pk)

    job.refresh_from_db()
    assert (job.file.name, job.file_name) == (f"jobs/{job.pk}/1.xlsx", "Xếp hạng quý III.xlsx")
    assert job.file.read().decode() == "hai"


def test_attach_of_work_that_fails_leaves_no_file(handler, tmp_path):
    @handler
    def work(run):
        (tmp_path / "out.xlsx").write_text("nửa chừng")
        run.attach(tmp_path / "out.xlsx", "Xếp hạng.xlsx")
        raise JobFailed("Không đủ số liệu.")

    job = queued()
    run_job(job.pk)

    assert default_storage.listdir(f"jobs/{job.pk}") == ([], [])
    assert ended(job) == (JobState.FAILED, "", "Không đủ số liệu.")


def test_a_failed_job_runs_again_after_retry(handler):
    handler(lambda run: "Lần này được.")
    job = failed()

    actions.retry(job_id=job.pk)
    run_job(job.pk)

    assert ended(job) == (JobState.DONE, "Lần này được.", "")


@pytest.mark.parametrize(
    ("error", "attempts"),
    [(JobFailed("Tệp có 3 lỗi."), ["attempt 1", "attempt 2"]), (ZeroDivisionError(), ["attempt 1"])],
)
def test_retry_repeats_what_refused_itself_but_not_what_broke_after_its_commit(handler, error, attempts):
    @handler
    def work(run):
        effect(run, f"attempt-{run.fence}")
        raise error

    job = queued()
    run_job(job.pk)
    actions.retry(job_id=job.pk)
    run_job(job.pk)

    assert list(Block.objects.order_by("code").values_list("name", flat=True)) == attempts
