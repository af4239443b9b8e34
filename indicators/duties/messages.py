"""The outgoing webhook: a signed call to the province's own gateway (Zalo or another), which writes the message.

What leaves says who is reminded of what kind of duty until when, and where it is; no free text, so that no citizen's
name can be in it.
"""

import datetime as dt
import hashlib
import hmac
import http.client
import json
import ssl
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from indicators.actions.deliveries import Parcel
from indicators.duties.addresses import why_not_address
from indicators.enums import DutyKind

TIMEOUT = 10  # seconds for the connection, and for each answer


class NotTaken(OSError):
    """The gateway did not take the message; str() says why, in Vietnamese."""


def post(parcel: Parcel, now: dt.datetime) -> None:
    """Hand the message to the gateway. Raises NotTaken or another OSError; follows no redirect."""
    if refusal := why_not_address(settings.REMINDER_WEBHOOK_URL):
        raise NotTaken(refusal)
    body = json.dumps(payload(parcel), ensure_ascii=False).encode()
    stamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-CCHC-Delivery": str(parcel.id),  # the same on every attempt
        "X-CCHC-Timestamp": stamp,
        "X-CCHC-Signature": f"sha256={signature(settings.REMINDER_WEBHOOK_SECRET, stamp, body)}",
    }
    status = _send(settings.REMINDER_WEBHOOK_URL, body, headers)
    if not 200 <= status < 300:
        raise NotTaken(f"Cổng tin nhắn trả lời mã {status}.")


def payload(parcel: Parcel) -> dict[str, Any]:
    return {
        "id": str(parcel.id),
        "to": parcel.user.username,
        "on": parcel.on.isoformat(),
        "portal": settings.PORTAL_URL,
        "reminders": [
            {
                "kind": each.kind,
                "label": DutyKind(each.kind).label,
                "due_on": each.due_on.isoformat(),
                "left": each.left,
                "late": each.late,
                "escalated": each.escalated,
                "url": settings.PORTAL_URL + each.url,
            }
            for each in parcel.reminders
        ],
    }


def signature(secret: str, stamp: str, body: bytes) -> str:
    """HMAC-SHA-256 over time and body: the receiver checks both, so that nothing old can be played again."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _send(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer; what it says is not read."""
    parts = urlsplit(url)
    assert parts.hostname is not None  # why_not_address has asked
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=TIMEOUT, context=context)
    else:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT)
    try:
        connection.request("POST", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", body, headers)
        return connection.getresponse().status
    except http.client.HTTPException as error:
        raise NotTaken(f"Cổng tin nhắn trả lời không đúng: {type(error).__name__}.") from error
    finally:
        connection.close()
