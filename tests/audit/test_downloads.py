"""Every file that leaves the portal leaves a line in the trail."""

import pytest
from django.http import HttpResponse
from django.urls import reverse

from cchc_portal.audit.downloads import remember_downloads
from cchc_portal.audit.models import AuditEvent
from tests.factories import units as make

pytestmark = pytest.mark.django_db


def ask(rf, **headers):
    answer = HttpResponse(b"x", status=headers.pop("status", 200), headers=headers)
    return remember_downloads(lambda request: answer)(rf.get("/ho-so/tai-excel/"))


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="don-vi.xlsx"', "don-vi.xlsx"),
        ("attachment; filename*=utf-8''h%E1%BB%93%20s%C6%A1.xlsx", "hồ sơ.xlsx"),
        ("attachment", "tệp không tên"),
    ],
)
def test_downloads_are_recorded_with_name_and_address(rf, disposition, name):
    ask(rf, **{"Content-Disposition": disposition})

    event = AuditEvent.objects.get()
    assert (event.action, event.after) == (
        "files.downloaded",
        f'{{"address":"/ho-so/tai-excel/","file":"{name}"}}',
    )


@pytest.mark.parametrize(
    "headers",
    [{}, {"Content-Disposition": "inline; filename=x.pdf"}, {"Content-Disposition": "attachment", "status": 404}],
)
def test_pages_and_refusals_are_not(rf, headers):
    ask(rf, **headers)

    assert AuditEvent.objects.count() == 0


def test_an_export_is_recorded_with_its_person(client):
    client.force_login(make.coordinator(full_name="Phạm Thu Hà"))

    client.get(reverse("units:unit_export"))

    event = AuditEvent.objects.get()
    assert (event.action, event.actor_name, event.ip) == ("files.downloaded", "Phạm Thu Hà", "127.0.0.1")
