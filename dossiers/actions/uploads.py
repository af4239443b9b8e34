"""Deeds on files of dossiers: receive, write what was shown, give up, forget."""

import datetime as dt
import hashlib
import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Q

from cchc_portal.audit.trail import record
from cchc_portal.kit.clock import database_now
from cchc_portal.kit.later import later
from cchc_portal.kit.refusals import Refused
from dossiers.actions.checks import Progress, check_upload, recheck_upload, silent, unguarded, unknown_procedure
from dossiers.clock.province import clock_rules
from dossiers.enums import UploadState
from dossiers.intake import loading, previews
from dossiers.intake.columns import LABELS, plain
from dossiers.models import CODE_ONCE, HeadingName, Procedure, Upload
from units.models import Unit, User

MOVED = (
    "Sổ hồ sơ đã thay đổi sau khi bảng đối chiếu được lập, nên chưa ghi dòng nào. "
    "Bảng đã lập lại; hãy xem rồi bấm Ghi vào sổ."
)


class Moved(Exception):
    """The register, the calendar or a procedure is no longer as it was when the comparison was shown."""


@transaction.atomic
def receive_upload(
    *, file: File, name: str, unit: Unit | None, by: User | None, again: bool = False
) -> tuple[Upload, bool]:
    """Keep the file as it came. Returns it and whether it is new.

    The same bytes for the same unit are received once, until they were refused or given up; `again` receives them all
    the same.
    """
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    sha256 = digest.hexdigest()
    with connection.cursor() as cursor:  # two clicks at the same moment
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [sha256])
    ended = (UploadState.REFUSED, UploadState.DISCARDED)
    earlier = Upload.objects.filter(sha256=sha256, unit=unit).exclude(state__in=ended).order_by("-pk").first()
    if earlier and not again:
        return earlier, False
    upload = Upload(unit=unit, original_name=name[:255], sha256=sha256, size=file.size, uploaded_by=by)
    upload.file.save(name, file, save=False)
    upload.save()
    record(
        "dossiers.upload_received", upload, by=by, after={"sha256": sha256, "size": file.size}, unit_id=upload.unit_id
    )
    return upload, True


def load_upload(
    *, upload_id: int, by: User | None, progress: Progress = silent, guard: Callable[[], None] = unguarded
) -> Upload:
    """Read, compare and write in one go, for those who do not wish to look first (commands, the demonstration).

    Raises Refused while there is no working calendar.
    """
    upload = check_upload(upload_id=upload_id, by=by, progress=progress)
    while upload.state == UploadState.CHECKED:
        try:
            upload = write_upload(upload_id=upload_id, shown=upload.checks, by=by, guard=guard)
        except Moved:
            upload = recheck_upload(upload_id=upload_id, by=by, progress=progress)
    return upload


# --- writing, or not ---------------------------------------------------------------------------------------------


@transaction.atomic
def write_upload(*, upload_id: int, shown: int, by: User | None, guard: Callable[[], None] = unguarded) -> Upload:
    """Write exactly the comparison numbered `shown`, all of it or nothing.

    An upload that was written before is returned as it is. Raises Moved when the register has changed since, or the
    comparison is gone; Refused when there is nothing to write.
    """
    loading.begin()
    loading.alone()
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload_id)
    if upload.state == UploadState.LOADED:
        return upload
    if upload.state != UploadState.CHECKED:
        raise Refused(f"Không ghi được: {upload.summary}")
    if shown != upload.checks:
        raise Refused(MOVED)
    rules = clock_rules()
    told = [heading["key"] for heading in upload.headings if heading["key"]]
    clock = {"zone": settings.TIME_ZONE, "rules": rules, "told": told}
    _take_up(upload, clock)
    if _written(upload, clock) != (upload.added, upload.changed):
        raise Moved
    upload.state, upload.confirmed_by, upload.ended_at = UploadState.LOADED, by, database_now()
    upload.preview = {name: value for name, value in upload.preview.items() if name in ("units", "span", "columns")}
    upload.save()
    guard()
    after = {"sha256": upload.sha256, "rows": upload.rows, "added": upload.added, "changed": upload.changed}
    record("dossiers.upload_loaded", upload, by=by, after=after | upload.totals, unit_id=upload.unit_id)
    transaction.on_commit(partial(shutil.rmtree, upload.kept_path, ignore_errors=True))
    for name in settings.TASKS_AFTER_IMPORT:  # who counts dossiers is told; dossiers do not know who that is
        later(name)
    return upload


def _take_up(upload: Upload, clock: dict[str, Any]) -> None:
    """The comparison as it was shown becomes the table `ready`. Raises Moved when it no longer holds."""
    if not upload.kept_path.exists() or upload.preview["ground"] != previews.ground(repr(clock["rules"])):
        raise Moved
    try:
        with transaction.atomic():
            rows = previews.take_up(upload.kept_path, **clock)
    except (DataError, OSError) as error:  # kept by an older version of the portal, or not whole
        raise Moved from error
    if rows | {previews.NEW: upload.added} != upload.preview["kept"] or previews.stale():
        raise Moved
    wanted = upload.preview["procedures"]
    made = [unknown_procedure(code, name, pk) for pk, code, name in wanted]
    Procedure.objects.bulk_create(made, ignore_conflicts=True)
    if Procedure.objects.filter(pk__in=[pk for pk, _, _ in wanted]).count() != len(wanted):
        raise Moved


def _written(upload: Upload, clock: dict[str, Any]) -> tuple[int, int]:
    """How many were new and how many changed. Raises Moved when a new one is known by now."""
    try:
        with (upload.kept_path / previews.NEW).open("rb") as new:
            return loading.write(new, upload.pk, **clock)
    except (DataError, OSError) as error:
        raise Moved from error
    except IntegrityError as error:
        broken: str = error.__cause__.diag.constraint_name  # type: ignore[union-attr]
        raise (Moved() if broken == CODE_ONCE else error) from error.__cause__


@transaction.atomic
def discard_upload(*, upload_id: int, by: User) -> Upload:
    """Give the file up; nothing of it is written. One that has ended stays as it is."""
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload_id)
    if not upload.open:
        return upload
    upload.state, upload.ended_at = UploadState.DISCARDED, database_now()
    upload.preview = {}
    upload.save()
    record("dossiers.upload_discarded", upload, by=by, after={"sha256": upload.sha256}, unit_id=upload.unit_id)
    transaction.on_commit(partial(shutil.rmtree, upload.kept_path, ignore_errors=True))
    return upload


@transaction.atomic
def name_headings(*, upload_id: int, names: Mapping[str, str], by: User) -> Upload:
    """Remember what headings mean (text → column key, "" to leave out), and let the file be read anew.

    Remembered for the unit of the file; for files of several units, province-wide. Raises Refused once the file has
    been written or given up.
    """
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload_id)
    if upload.state in (UploadState.LOADED, UploadState.DISCARDED):
        raise Refused(f"Không chỉ cột được nữa: {upload.summary}")
    for text, key in names.items():
        HeadingName.objects.update_or_create(
            unit_id=upload.unit_id, plain=plain(text)[:120], defaults={"text": text[:120], "key": key, "named_by": by}
        )
    upload.state, upload.ended_at = UploadState.RECEIVED, None
    upload.save()
    shown = [f"{text}: {LABELS.get(key, 'bỏ qua')}" for text, key in names.items()]
    record("dossiers.headings_named", upload, by=by, after={"headings": shown}, unit_id=upload.unit_id)
    return upload


# --- forgetting --------------------------------------------------------------------------------------------------


@transaction.atomic
def forget_files(*, now: dt.datetime) -> int:
    """Destroy originals whose time is over, and give up comparisons nobody confirmed; returns how many files.

    Kept: what was written, until complaints can no longer need it; what was not, for a month. Rows and SHA-256 stay.
    """
    written = now - dt.timedelta(days=settings.UPLOAD_DAYS_KEPT)
    unwritten = now - dt.timedelta(days=settings.UPLOAD_DAYS_KEPT_UNWRITTEN)
    due = Upload.objects.select_for_update(of=("self",)).filter(
        Q(state=UploadState.LOADED, ended_at__lt=written) | Q(~Q(state=UploadState.LOADED), uploaded_at__lt=unwritten),
        file_gone_at=None,
    )
    gone = 0
    for upload in due.order_by("pk"):
        gone += 1
        transaction.on_commit(partial(_destroy, upload))
        upload.file_gone_at = now
        if upload.open:
            upload.state, upload.ended_at, upload.preview = UploadState.DISCARDED, now, {}
        upload.save()
        record("dossiers.file_forgotten", upload, by=None, after={"sha256": upload.sha256}, unit_id=upload.unit_id)
    return gone


def _destroy(upload: Upload) -> None:
    shutil.rmtree(upload.kept_path, ignore_errors=True)
    for path in (Path(upload.file.path), upload.marked_path):
        path.unlink(missing_ok=True)
