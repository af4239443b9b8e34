"""The nightly look into the store of evidence: orphans go, what changed or vanished is reported until it is mended."""

import datetime as dt
import os

import pytest
import structlog.testing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cchc_portal.jobs import work
from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.models import Job
from indicators.actions.vault_checks import Checked, check_vault, request_check, sweep
from indicators.enums import Damage
from indicators.evidence import vault
from indicators.models import VaultFinding
from indicators.tasks import check_vault_nightly
from tests.factories import evidence, units
from tests.factories import indicators as make
from units.enums import Role

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def scene():
    for stored, _ in list(vault.lying()):  # of other tests
        vault.discard(stored)
    return make.scene()


@pytest.fixture
def document(scene):
    return evidence.document(scene.score("2.1"), by=scene.reporter)


def age(stored, days=2):
    then = (timezone.now() - days * DAY).timestamp()
    os.utime(vault.path_of(stored), (then, then))


def found():
    return [(row.stored, row.damage, row.settled_at is None) for row in VaultFinding.objects.order_by("pk")]


def test_a_store_in_order_has_no_findings(scene, document):
    book = evidence.filled_in(scene.assessment, "phieu", scene.reporter, timezone.now())
    age(document.stored)
    age(book.stored)

    assert check_vault(now=timezone.now()) == Checked(files=2, missing=0, altered=0, swept=0)
    assert found() == []


def test_one_flipped_bit_is_found_reported_once_and_settled_when_mended(scene, document):
    path = vault.path_of(document.stored)
    good = path.read_bytes()
    path.write_bytes(bytes([good[0] ^ 1]) + good[1:])

    with structlog.testing.capture_logs() as said:
        first = check_vault(now=timezone.now())
        second = check_vault(now=timezone.now())

    assert (first.altered, second.altered) == (1, 1)
    assert found() == [(document.stored, Damage.ALTERED, True)]
    assert VaultFinding.objects.get().about == "Sở Tài chính · Quý III/2026"
    assert [line["event"] for line in said if line["log_level"] == "error"] == ["evidence.damaged"]

    path.write_bytes(good)
    check_vault(now=timezone.now())
    assert found() == [(document.stored, Damage.ALTERED, False)]


def test_a_vanished_file_is_found(document):
    vault.discard(document.stored)

    assert check_vault(now=timezone.now()).missing == 1
    assert found() == [(document.stored, Damage.MISSING, True)]


def test_orphans_and_half_files_go_once_they_are_a_day_old(scene, document):
    age(document.stored)
    orphan, fresh = vault.keep([b"orphan"]).stored, vault.keep([b"on its way in"]).stored
    half = f"{orphan}.half"
    vault.path_of(half).write_bytes(b"ha")
    age(orphan)
    age(half)

    assert sweep(now=timezone.now()) == 2
    assert [stored for stored, _ in vault.lying()] == sorted([document.stored, fresh])
    assert found() == [(orphan, Damage.ORPHAN, False), (half, Damage.ORPHAN, False)]
    assert sweep(now=timezone.now()) == 0


@pytest.mark.django_db(transaction=True)
def test_the_job_says_what_it_found(scene, document):
    vault.discard(document.stored)

    job = request_check(by=None)
    work.run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.DONE, "Đã đọc 1 tệp: 1 mất, 0 khác lúc nộp; dọn 0 tệp thừa.")


def test_two_beats_queue_one_look(scene):
    Job.objects.all().delete()

    check_vault_nightly()
    check_vault_nightly()

    assert Job.objects.count() == 1


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_administrator_reads_what_is_wrong_and_looks_again(client: Client, document):
    vault.discard(document.stored)
    check_vault(now=timezone.now())
    client.force_login(units.holder(Role.SYSADMIN))

    page = client.get(reverse("indicators:vault_health")).content.decode()
    assert "Mất tệp" in page
    assert document.stored in page
    assert document.summary not in page  # the administrator sees no work of the units

    again = client.post(reverse("indicators:vault_health"), follow=True).content.decode()
    assert "Lần gần nhất:" in again
    assert Job.objects.filter(kind="indicators.check_vault").count() == 1


def test_a_store_nobody_looked_into_says_so(client: Client):
    client.force_login(units.holder(Role.SYSADMIN))

    page = client.get(reverse("indicators:vault_health")).content.decode()

    assert "Chưa kiểm tra lần nào." in page
    assert "Không tệp nào mất hay bị đổi." in page
