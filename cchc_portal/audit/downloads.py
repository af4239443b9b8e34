"""Who took which file out of the portal: one link of the trail for every answer that is a download.

Recorded where all answers pass, so that an export cannot forget it.
"""

from collections.abc import Callable
from email.message import Message

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from cchc_portal.audit import trail


def remember_downloads(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 200 and (name := _file_name(response)):
            with transaction.atomic():
                trail.record("files.downloaded", None, after={"file": name[:200], "address": request.path[:200]})
        return response

    return middleware


def _file_name(response: HttpResponse) -> str:
    """ "" when the answer is a page."""
    header = Message()
    header["Content-Disposition"] = response.get("Content-Disposition", "")
    return (header.get_filename() or "tệp không tên") if header.get_content_disposition() == "attachment" else ""
