import threading
import time

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from cchc_portal.audit.models import AuditEvent
from cchc_portal.audit.trail import record
from cchc_portal.celery import app
from cchc_portal.jobs import actions, pulse
from cchc_portal.jobs.actions import WILL_TRY_AGAIN
from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import TOO_LONG, JobFailed, Lost, run_job
from cchc_portal.kit.refusals import Refused
from tests.factories.audit import someone
from tests.factories.jobs import abandon, everything, failed, queued
from tests.jobs.threads import at_once, elsewhere
from units.models import Block

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }
    return tmp_path


def effect(run, code):
    """What a job does to the world: one row, in one guarded transaction."""
    with transaction.atomic():
        Block.objects.create(code=code, name=f"attempt {run.fence}")
        run.guard()


def ended(job):
    job = Job.objects.get(pk=job.pk)
    return job.state, job.message, job.error


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


def test_run_job_twice_at_once_has_one_effect(handler):
    @handler
    def work(run):
        time.sleep(0.2)
        effect(run, f"attempt-{run.fence}")

    job = queued()
    at_once(2, lambda: run_job(job.pk))
    run_job(job.pk)

    assert list(Block.objects.values_list("name", flat=True)) == ["attempt 1"]
    assert ended(job)[0] == JobState.DONE


def test_a_zombie_cannot_commit(handler):
    job = queued()

    @handler
    def work(run):
        if run.fence == 1:  # this worker falls asleep, its lease runs out, another takes over
            abandon(job)
            elsewhere(lambda: run_job(job.pk))
        effect(run, f"attempt-{run.fence}")
        return f"Lần {run.fence}."

    run_job(job.pk)

    assert list(Block.objects.values_list("name", flat=True)) == ["attempt 2"]
    assert ended(job) == (JobState.DONE, "Lần 2.", "")


def test_a_zombie_without_guard_leaves_neither_message_nor_file(handler, tmp_path):
    job = queued()

    @handler
    def work(run):
        if run.fence == 1:
            abandon(job)
            elsewhere(lambda: run_job(job.pk))
        (tmp_path / "ket-qua.xlsx").write_text(f"lần {run.fence}")
        run.attach(tmp_path / "ket-qua.xlsx", "Kết quả.xlsx")
        return f"Lần {run.fence}."

    run_job(job.pk)

    assert ended(job) == (JobState.DONE, "Lần 2.", "")
    assert default_storage.listdir(f"jobs/{job.pk}")[1] == ["2.xlsx"]
    assert Job.objects.get().file.read() == b"l\xe1\xba\xa7n 2"


def test_work_committed_by_a_worker_that_died_is_not_done_again(handler):
    @handler
    def work(run):
        effect(run, f"attempt-{run.fence}")

    job = actions.claim(queued().pk)
    with transaction.atomic():
        Block.objects.create(code="attempt-1", name="attempt 1")
        actions.apply(job_id=job.pk, fence=job.fence)
    abandon(job)

    run_job(job.pk)

    assert list(Block.objects.values_list("name", flat=True)) == ["attempt 1"]
    assert ended(job) == (JobState.DONE, "Đã làm xong từ lần chạy trước.", "")


def test_a_worker_killed_before_its_commit_leaves_nothing_and_the_next_does_all(handler):
    @handler
    def work(run):
        effect(run, f"attempt-{run.fence}")

    job = actions.claim(queued().pk)
    with transaction.atomic():
        Block.objects.create(code="attempt-1", name="attempt 1")
        actions.apply(job_id=job.pk, fence=job.fence)
        transaction.set_rollback(True)
    abandon(job)

    run_job(job.pk)

    assert list(Block.objects.values_list("name", flat=True)) == ["attempt 2"]


def test_guard_outside_a_transaction_is_refused(handler):
    raised = []

    @handler
    def work(run):
        try:
            run.guard()
        except TransactionManagementError as error:
            raised.append(str(error))

    run_job(queued().pk)

    assert raised == ["guard() protects the transaction it stands in: call it inside atomic()."]


def wait_for(question, seconds=5):
    """Whether the answer became true in time."""
    until = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < until:
        time.sleep(0.05)
    return answer


def test_progress_is_seen_by_others_while_the_work_is_one_long_transaction(handler):
    seen = []

    def shown():
        return everything().filter(done=30, total=120, message="Đang đọc tệp").exists()

    @handler
    def work(run):
        with transaction.atomic():
            Block.objects.create(code="long", name="long")
            run.progress(30, 120, "Đang đọc tệp")
            seen.append(elsewhere(lambda: wait_for(shown)))
            seen.append(elsewhere(Block.objects.count))
            run.guard()

    run_job(queued().pk)

    assert seen == [True, 0]
    assert Block.objects.count() == 1


def test_progress_is_written_at_most_twice_a_second(handler):
    seen = set()

    @handler
    def work(run):
        until, step = time.monotonic() + 1.2, 0
        while time.monotonic() < until:
            step += 1
            run.progress(step, 10**6)
            seen.add(everything().values_list("done", flat=True).get())

    run_job(queued().pk)

    assert 1 <= len(seen - {0}) <= 2  # a starved machine may sleep through one of the two


def test_pulse_writes_nothing_while_there_is_nothing_to_say(handler):
    job, leases = queued(), set()

    @handler
    def work(run):
        for _ in range(2):
            leases.add(everything().get(pk=job.pk).lease_until)
            time.sleep(0.6)
        leases.add(everything().get(pk=job.pk).lease_until)

    run_job(job.pk)

    assert len(leases) == 1


def test_pulse_prolongs_the_lease_without_progress(handler, monkeypatch):
    monkeypatch.setattr(pulse, "BEAT", 0)
    job, alive = queued(), []

    @handler
    def work(run):
        abandon(job)
        alive.append(wait_for(lambda: not everything().abandoned().exists()))

    run_job(job.pk)

    assert alive == [True]


def test_pulse_survives_the_loss_of_its_connection(handler):
    shown = []

    def cut():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE '%%jobs_job%%' AND pid <> pg_backend_pid()"
            )

    @handler
    def work(run):
        for step in (1, 2, 3):
            run.progress(step, 3)
            shown.append(wait_for(lambda step=step: everything().filter(done=step).exists(), seconds=1.2))
            if step == 1:
                cut()

    run_job(queued().pk)

    assert (shown[0], shown[2]) == (True, True)


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


def test_run_job_leaves_no_thread_behind(handler):
    handler(lambda run: None)

    run_job(queued().pk)

    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("pulse")] == []
