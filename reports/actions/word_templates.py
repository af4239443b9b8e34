"""The Word templates of the province: a new version is added, never changed; the newest counts."""

import datetime as dt
import hashlib

from django.db import connection, transaction
from django.db.models import Q
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.refusals import Refused
from reports.enums import Paper
from reports.models import WordTemplate
from units.access import person_of
from units.enums import Role
from units.models import User


@transaction.atomic
def set_template(*, paper: Paper, content: bytes, file_name: str, by: User, now: dt.datetime) -> WordTemplate:
    """Draw the paper with this file from now on. The caller has checked it (filling.template_faults).

    Raises Refused for whoever is no coordinator, and where the newest version is just this file.
    """
    last, digest = _last(paper, by, now), hashlib.sha256(content).hexdigest()
    if last and last.digest == digest:
        raise Refused(f"Tệp này đúng là mẫu đang dùng (lần {last.version}).")
    made = _next(paper, last, by, now, content=content, file_name=file_name[-200:], digest=digest)
    return _recorded("template.set", made, last, by)


@transaction.atomic
def reset_template(*, paper: Paper, by: User, now: dt.datetime) -> WordTemplate:
    """Draw the paper with the portal's own template again; what the province had stays readable.

    Raises Refused for whoever is no coordinator, and where the portal's own is in use.
    """
    last = _last(paper, by, now)
    if last is None or last.is_own:
        raise Refused("Đang dùng mẫu của hệ thống rồi.")
    return _recorded("template.reset", _next(paper, last, by, now), last, by)


def _last(paper: Paper, by: User, now: dt.datetime) -> WordTemplate | None:
    if not person_of(by, localdate(now)).has(Role.COORDINATOR):
        raise Refused("Chỉ Điều phối CCHC được thay mẫu Word.")
    with connection.cursor() as cursor:  # two at the same moment: one after the other, the very first among them
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"reports.template.{paper}"])
    return WordTemplate.objects.scoped(Q(paper=paper)).without_content().order_by("-version").first()


def _next(paper: Paper, last: WordTemplate | None, by: User, now: dt.datetime, **given: object) -> WordTemplate:
    version = last.version + 1 if last else 1
    return WordTemplate.objects.create(paper=paper, version=version, set_by=by, set_at=now, **given)


def _recorded(deed: str, made: WordTemplate, last: WordTemplate | None, by: User) -> WordTemplate:
    def said(each: WordTemplate | None) -> dict[str, object] | None:
        return each and {
            "paper": each.get_paper_display(),
            "template": each.version,
            "file": each.file_name,
            "digest": each.digest,
        }

    trail.record(deed, made, by=by, before=said(last), after=said(made))
    return made
