"""A web process takes in a file of the largest size without holding it."""

import tracemalloc

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import reverse

from dossiers.intake.archives import MIB
from dossiers.models import Upload
from tests.factories.dossiers import a_person, a_unit
from units.enums import Role

pytestmark = pytest.mark.django_db
SIZE = 48 * MIB
MOST = 8 * MIB
BOUNDARY = "ranh-gioi"


def body(path, fields):
    """A multipart form in a file, so that the test holds it no more than the server may."""
    with path.open("wb") as out:
        for name, value in fields.items():
            out.write(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
        out.write(head.encode())
        for _ in range(SIZE // MIB):
            out.write(b"x" * MIB)
        out.write(f"\r\n--{BOUNDARY}--\r\n".encode())
    return path


def test_upload_new_holds_little_of_a_large_file(client, tmp_path):
    unit = a_unit()
    client.force_login(a_person((Role.REPORTER, unit)))
    client.get(reverse("dossiers:upload_new"))
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    token = cookies[settings.CSRF_COOKIE_NAME]
    path = body(tmp_path / "body", {"csrfmiddlewaretoken": token, "unit": unit.pk})
    answered = []

    with path.open("rb") as content:
        environ = client._base_environ(
            PATH_INFO=reverse("dossiers:upload_new"),
            REQUEST_METHOD="POST",
            CONTENT_TYPE=f"multipart/form-data; boundary={BOUNDARY}",
            CONTENT_LENGTH=str(path.stat().st_size),
            HTTP_COOKIE="; ".join(f"{name}={value}" for name, value in cookies.items()),
            **{"wsgi.input": content},
        )
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)  # it would take the connection of this test's transaction
        tracemalloc.start()
        answer = WSGIHandler()(environ, lambda status, headers: answered.append(status))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        answer.close()
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)

    assert answered == ["302 Found"]
    assert Upload.objects.get().size == SIZE
    assert peak < MOST
