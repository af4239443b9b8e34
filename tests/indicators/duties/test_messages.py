"""The webhook, against a real server: signed, to allowed hosts only, no redirect, no free text."""

import datetime as dt
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.conf import settings as portal
from django.utils import timezone

from cchc_portal.kit.clock import database_now
from indicators.actions.reminders import remind
from indicators.duties.addresses import messages_can_leave, why_not_address
from indicators.duties.carrying import carry
from indicators.duties.messages import signature
from indicators.enums import DeliveryState
from indicators.models import Delivery
from tests.factories import units, works
from units.enums import Role

RUNNING = (portal.BASE_DIR / "docs" / "running.md").read_text(encoding="utf-8")
SECRET = "khóa ký dài hơn ba mươi hai ký tự"
CITIZEN = "Hồ sơ của bà Trần Thị Bưởi trễ 9 ngày"


class Gateway(HTTPServer):
    """Keeps what it was sent; answers `status`, and says that it has moved."""

    status = 200

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.heard = []


class Answer(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", "/noi-khac")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        self.do_POST()

    def log_message(self, *args):
        pass


@pytest.fixture
def gateway(settings):
    with Gateway() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.REMINDER_WEBHOOK_URL = f"http://127.0.0.1:{server.server_port}/nhac"
        settings.REMINDER_WEBHOOK_HOSTS = ["127.0.0.1"]
        settings.REMINDER_WEBHOOK_SECRET = SECRET
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def delivery(gateway, db):
    unit = units.unit("Sở Tài chính")
    units.holder(Role.REPORTER, unit, username="lan.nguyen", reminded_by_message=True)
    works.finding(works.inspection(unit), text=CITIZEN, due_on=timezone.localdate() + dt.timedelta(days=7))
    remind(now=database_now())
    return Delivery.objects.get()


def printed_check():
    """The function that docs/running.md gives to whoever writes a gateway."""
    (code,) = re.findall(r"```python\n(.*?)```", RUNNING, re.S)
    names: dict = {}
    exec(code, names)
    return names["is_genuine"]


def test_the_check_printed_for_gateways_takes_what_we_send_and_nothing_else(gateway, delivery):
    assert carry(delivery.pk)

    ((_, headers, body),) = gateway.heard
    is_genuine, sent_at = printed_check(), int(headers["X-CCHC-Timestamp"])
    assert is_genuine(SECRET, headers, body)
    assert not is_genuine(SECRET, headers, body.replace(b"lan.nguyen", b"an.nguyen"))
    assert not is_genuine(SECRET[:-1], headers, body)
    assert not is_genuine(SECRET, headers | {"X-CCHC-Timestamp": str(sent_at + 1)}, body)
    assert (is_genuine(SECRET, headers, body, sent_at + 300), is_genuine(SECRET, headers, body, sent_at + 301)) == (
        True,
        False,
    )


def test_the_example_printed_for_other_languages_is_right():
    ((stamp, body, secret, digest),) = re.findall(
        r"printf '%s' '(\d+)\.(.*?)' \| openssl dgst -sha256 -hmac '(.*?)'\n +([0-9a-f]{64})", RUNNING
    )

    assert signature(secret, stamp, body.encode()) == digest


def test_the_gateway_can_trust_what_it_hears(gateway, delivery):
    assert carry(delivery.pk)

    ((path, headers, body),) = gateway.heard
    stamp = headers["X-CCHC-Timestamp"]
    assert (path, headers["X-CCHC-Delivery"]) == ("/nhac", str(delivery.pk))
    assert headers["X-CCHC-Signature"] == f"sha256={signature(SECRET, stamp, body)}"
    assert signature(SECRET, stamp, body + b" ") != signature(SECRET, stamp, body)
    said = json.loads(body)
    assert (said["to"], [(each["kind"], each["left"]) for each in said["reminders"]]) == (
        "lan.nguyen",
        [("remedy", "còn 7 ngày")],
    )
    assert "Bưởi" not in body.decode()


@pytest.mark.parametrize("status", [302, 500])
def test_an_answer_that_is_no_yes_is_tried_again_and_no_redirect_is_followed(gateway, delivery, status):
    gateway.status = status

    assert not carry(delivery.pk)

    delivery.refresh_from_db()
    assert [path for path, _, _ in gateway.heard] == ["/nhac"]
    assert (delivery.state, delivery.error) == (DeliveryState.WAITING, f"Cổng tin nhắn trả lời mã {status}.")
    assert delivery.next_try_at > timezone.now()


def test_a_host_that_is_not_allowed_is_not_called(gateway, delivery, settings):
    settings.REMINDER_WEBHOOK_HOSTS = ["cong.mau.gov.vn"]

    assert not carry(delivery.pk)

    delivery.refresh_from_db()
    assert (gateway.heard, delivery.error) == ([], "Máy chủ 127.0.0.1 không có trong REMINDER_WEBHOOK_HOSTS.")


@pytest.mark.parametrize(
    ("production", "url", "secret", "refusal"),
    [
        (True, "https://cong.mau.gov.vn/a", SECRET, None),
        (False, "http://cong.mau.gov.vn/a", SECRET, None),
        (True, "http://cong.mau.gov.vn/a", SECRET, "REMINDER_WEBHOOK_URL phải bắt đầu bằng https://."),
        (False, "file:///etc/passwd", SECRET, "REMINDER_WEBHOOK_URL phải bắt đầu bằng https://."),
        (
            False,
            "https://cong.mau.gov.vn@evil.example/a",
            SECRET,
            "Máy chủ evil.example không có trong REMINDER_WEBHOOK_HOSTS.",
        ),
        (True, "https://cong.mau.gov.vn/a", "ngắn", "REMINDER_WEBHOOK_SECRET cần ít nhất 32 ký tự."),
    ],
)
def test_the_address_in_the_settings(settings, production, url, secret, refusal):
    settings.PRODUCTION, settings.REMINDER_WEBHOOK_SECRET = production, secret
    settings.REMINDER_WEBHOOK_HOSTS = ["cong.mau.gov.vn"]

    settings.REMINDER_WEBHOOK_URL = url

    assert why_not_address(url) == refusal
    assert [(error.msg, error.id) for error in messages_can_leave(None)] == [
        (said, "indicators.E001") for said in (refusal,) if said
    ]


def test_a_province_without_a_gateway_promises_no_message(settings, db):
    unit = units.unit()
    units.holder(Role.REPORTER, unit, reminded_by_message=True)
    works.finding(works.inspection(unit), due_on=timezone.localdate())
    assert messages_can_leave(None) == []

    remind(now=database_now())

    assert not Delivery.objects.exists()
