"""Deeds on files of dossiers: receive, read, write or refuse."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import DataError, connection, transaction
from django.db.models import Max, Min

from cchc_portal.audit.trail import record
from cchc_portal.kit.refusals import Refused
from dossiers import loading
from dossiers.enums import UploadState
from dossiers.findings import Findings, Spec
from dossiers.models import CalendarDay, Procedure, ProcedureVersion, Upload
from dossiers.province import clock_rules
from dossiers.reading import read_in_child
from dossiers.vocabulary import WORDS
from units.models import Unit, User

KEPT_WARNINGS = 200
BEYOND = "Hạn trả tính từ ngày này vượt quá lịch làm việc; báo Điều phối nạp thêm lịch, hoặc ghi Ngày hẹn trả."
UNTIMED = (
    "Vào ngày tiếp nhận này danh mục TTHC chưa có thời hạn của thủ tục; hãy ghi Ngày hẹn trả hoặc Thời hạn, "
    "hoặc báo Điều phối bổ sung danh mục."
)

Progress = Callable[[int, int, str], None]


def _silent(done: int, total: int, message: str) -> None:
    """Nobody watches."""


def _unguarded() -> None:
    """No job whose fence could move."""


class Mistaken(Exception):
    """Rows that contradict the database or the calendar; carries the findings, and undoes the transaction."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(f"{findings.error_count} errors")
        self.findings = findings


@transaction.atomic
def receive_upload(
    *, file: File, name: str, unit: Unit | None, by: User | None, again: bool = False
) -> tuple[Upload, bool]:
    """Keep the file as it came. Returns it and whether it is new.

    The same bytes for the same unit are received once, until they were refused; `again` receives them all the same.
    """
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    sha256 = digest.hexdigest()
    with connection.cursor() as cursor:  # two clicks at the same moment
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [sha256])
    earlier = Upload.objects.filter(sha256=sha256, unit=unit).exclude(state=UploadState.REFUSED).order_by("-pk").first()
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
    *, upload_id: int, by: User | None, progress: Progress = _silent, guard: Callable[[], None] = _unguarded
) -> Upload:
    """Read the file in a limited child process, then write everything or nothing in one transaction.

    An upload that was loaded or refused before is returned as it is. Any error refuses the whole file and is kept
    with its cell. `guard` is called inside the writing transaction and may raise to undo it.
    Raises Refused while there is no working calendar.
    """
    upload = Upload.objects.unscoped(reason="the deed of the job").select_related("unit").get(pk=upload_id)
    if upload.state != UploadState.RECEIVED:
        return upload
    try:
        return _load(upload=upload, by=by, progress=progress, guard=guard)
    except Mistaken as mistaken:
        return _refuse(upload_id=upload_id, findings=mistaken.findings, by=by, guard=guard)


def spec_of(upload: Upload) -> Spec:
    span = CalendarDay.objects.aggregate(first=Min("day"), last=Max("day"))
    if span["first"] is None:
        raise Refused("Chưa có lịch làm việc; Điều phối hãy nạp lịch trước khi nhập hồ sơ.")
    everyone = Unit.objects.unscoped(reason="codes of other units are told from unknown ones").order_by("pk")
    codes = dict(everyone.values_list("code", "pk"))
    own = set(codes.values())
    if upload.unit_id:
        own = set(everyone.under({upload.unit_id}).values_list("pk", flat=True))
    timed = ProcedureVersion.objects.exclude(working_days=None).order_by("procedure__code")
    return Spec(
        name=upload.original_name,
        units={code: pk for code, pk in codes.items() if pk in own},
        foreign=[code for code, pk in codes.items() if pk not in own],
        default_unit=upload.unit_id,
        statutory=list(timed.values_list("procedure__code", flat=True).distinct()),
        words=WORDS,
        first_day=span["first"].isoformat(),
        last_day=span["last"].isoformat(),
        closes=clock_rules().closes.isoformat(),
    )


@transaction.atomic
def _load(*, upload: Upload, by: User | None, progress: Progress, guard: Callable[[], None]) -> Upload:
    spec = spec_of(upload)
    loading.begin()
    findings, sent = _read(upload, spec, progress)
    progress(findings.rows, findings.rows, "Đang ghi vào sổ hồ sơ")
    loading.alone()
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if upload.state != UploadState.RECEIVED:
        return upload
    Procedure.objects.bulk_create(
        [_unknown_procedure(code, name) for code, name in findings.procedures.items()],
        ignore_conflicts=True,
    )
    clock = {"zone": settings.TIME_ZONE, "rules": clock_rules(), "told": findings.letters}
    loading.prepare(**clock)
    _check_against_known(findings, spec)
    counts = loading.write(upload.pk, sent, **clock)
    upload.state = UploadState.LOADED
    upload.rows, upload.left_out = findings.rows, findings.left_out
    upload.added, upload.changed, upload.repeated = counts.added, counts.changed, counts.sent - counts.distinct
    upload.totals = loading.totals()
    upload.warnings = _warnings(findings) if upload.repeated else []
    upload.save()
    guard()
    after = {"sha256": upload.sha256, "rows": upload.rows, "added": upload.added, "changed": upload.changed}
    record("dossiers.upload_loaded", upload, by=by, after=after | upload.totals, unit_id=upload.unit_id)
    return upload


def _unknown_procedure(code: str, name: str) -> Procedure:
    """Its time is not known until the catalogue says so."""
    procedure = Procedure(code=code, name=(name or code)[:500])
    procedure.search_key = procedure.searchable()
    return procedure


def _read(upload: Upload, spec: Spec, progress: Progress) -> tuple[Findings, int]:
    """What the child found, and the number of lines now staged. Raises Mistaken when anything is wrong."""

    def told(done: int, total: int) -> None:
        progress(done, total, "Đang đọc và kiểm tra tệp")

    with read_in_child(Path(upload.file.path), spec, told) as child:
        try:
            sent = loading.stage(child.lines)
        except DataError as error:  # a child that dies may leave half a line
            if (findings := child.finish()).error_count:
                raise Mistaken(findings) from error
            raise
        findings = child.finish()
    if findings.error_count:
        raise Mistaken(findings)
    return findings, sent


def _check_against_known(findings: Findings, spec: Spec) -> None:
    for line, timed in loading.undated():
        findings.wrong(findings.at("received", line), BEYOND if timed else UNTIMED)
    if spec.foreign:
        for line, code in loading.taken(spec.units.values()):
            findings.wrong(findings.at("code", line), f"Mã hồ sơ “{code}” đã thuộc đơn vị khác; hãy kiểm tra lại mã.")
    if findings.error_count:
        raise Mistaken(findings)


def _warnings(findings: Findings) -> list[dict[str, str]]:
    return [
        {"cell": findings.at("code", line), "message": f"Mã hồ sơ “{code}” còn ở dòng sau; lấy dòng sau cùng."}
        for line, code in loading.repeated(KEPT_WARNINGS)
    ]


@transaction.atomic
def _refuse(*, upload_id: int, findings: Findings, by: User | None, guard: Callable[[], None]) -> Upload:
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload_id)
    if upload.state != UploadState.RECEIVED:
        return upload
    upload.state = UploadState.REFUSED
    upload.rows, upload.errors, upload.error_count = findings.rows, findings.errors, findings.error_count
    upload.save()
    guard()
    after = {"sha256": upload.sha256, "rows": upload.rows, "errors": upload.error_count}
    record("dossiers.upload_refused", upload, by=by, after=after, unit_id=upload.unit_id)
    return upload
