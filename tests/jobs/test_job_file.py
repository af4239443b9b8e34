import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from tests.factories.audit import someone
from tests.factories.jobs import done

pytestmark = pytest.mark.django_db


@pytest.fixture
def an(client, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    an = someone()
    client.force_login(an)
    return an


def job_with_file(an, file_name):
    return done(an, file=default_storage.save("jobs/x/1.xlsx", ContentFile(b"PK")), file_name=file_name)


def test_job_file_is_a_download_that_nothing_keeps_or_runs(client, an):
    job = job_with_file(an, "Xếp hạng quý III.xlsx")

    response = client.get(reverse("jobs:job_file", args=[job.pk]))

    assert (response.status_code, b"".join(response.streaming_content)) == (200, b"PK")
    assert {name: response[name] for name in sorted(response.headers) if name.startswith(("C", "X-Content"))} == {
        "Cache-Control": "private, no-store",
        "Content-Disposition": "attachment; filename*=utf-8''X%E1%BA%BFp%20h%E1%BA%A1ng%20qu%C3%BD%20III.xlsx",
        "Content-Length": "2",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }


@pytest.mark.parametrize(
    ("file_name", "kind"),
    [("a.PDF", "application/pdf"), ("a.csv", "text/csv; charset=utf-8"), ("a.html", "application/octet-stream")],
)
def test_job_file_type_comes_from_our_own_list(client, an, file_name, kind):
    job = job_with_file(an, file_name)

    response = client.get(reverse("jobs:job_file", args=[job.pk]))

    assert response["Content-Type"] == kind
    response.close()


def test_job_file_that_is_gone_or_never_was_is_not_found(client, an):
    gone = job_with_file(an, "a.xlsx")
    default_storage.delete(gone.file.name)
    without = done(an, key="b")

    statuses = [client.get(reverse("jobs:job_file", args=[job.pk])).status_code for job in (gone, without)]

    assert statuses == [404, 404]
