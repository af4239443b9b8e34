"""Reading a file and comparing it with the register; the register stays as it is."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DataError, transaction

from cchc_portal.audit.trail import record
from cchc_portal.kit.clock import database_now
from dossiers.actions.specs import spec_of
from dossiers.clock.province import clock_rules
from dossiers.enums import UploadState
from dossiers.intake import loading, previews
from dossiers.intake.columns import LABELS
from dossiers.intake.findings import Findings, Spec
from dossiers.intake.footers import doubts
from dossiers.intake.reading import mark_in_child, read_in_child
from dossiers.models import Procedure, Upload
from units.models import User

KEPT_ERRORS = 1_000  # shown on the page; all are counted, and 10.000 are coloured in the file
KEPT_WARNINGS = 200
BEYOND = "Hạn trả tính từ ngày này vượt quá lịch làm việc; báo Điều phối nạp thêm lịch, hoặc ghi Ngày hẹn trả."
UNTIMED = (
    "Vào ngày tiếp nhận này danh mục TTHC chưa có thời hạn của thủ tục; hãy ghi Ngày hẹn trả hoặc Thời hạn, "
    "hoặc báo Điều phối bổ sung danh mục."
)

Progress = Callable[[int, int, str], None]


def silent(done: int, total: int, message: str) -> None:
    """Nobody watches."""


def unguarded() -> None:
    """No job whose fence could move."""


class Mistaken(Exception):
    """The file cannot even be compared; carries the findings, and undoes the transaction."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(f"{findings.error_count} errors")
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Answers:
    """How the reading of a file tells others about itself, and asks whether it may still commit."""

    progress: Progress
    guard: Callable[[], None]


def check_upload(
    *, upload_id: int, by: User | None, progress: Progress = silent, guard: Callable[[], None] = unguarded
) -> Upload:
    """Read the file in a limited child process and compare it with the register; the register stays as it is.

    Afterwards it waits to be written, or for its headings to be explained, or is refused with every error by its cell.
    An upload in any other state is returned as it is. Raises Refused while there is no working calendar.
    """
    upload = Upload.objects.unscoped(reason="the deed of the job").select_related("unit").get(pk=upload_id)
    if upload.state != UploadState.RECEIVED:
        return upload
    try:
        upload, findings = _check(upload=upload, by=by, answers=Answers(progress, guard))
    except Mistaken as mistaken:
        findings = mistaken.findings
        upload = _refuse(upload_id=upload_id, findings=findings, by=by, guard=guard)
    return upload


@transaction.atomic
def _check(*, upload: Upload, by: User | None, answers: Answers) -> tuple[Upload, Findings]:
    spec = spec_of(upload)
    loading.begin()
    before = transaction.savepoint()
    findings = _staged(upload, spec, answers.progress)
    answers.progress(findings.rows, findings.rows, "Đang đối chiếu với sổ hồ sơ")
    procedures = _add_procedures(findings)
    rules = clock_rules()
    loading.prepare(zone=settings.TIME_ZONE, rules=rules, told=findings.letters)
    _check_against_known(findings, spec)
    found, totals = previews.comparison(), loading.totals()
    preview = {
        **asdict(found), "units": previews.by_unit(), "span": previews.span(), "changes": previews.changes(),
        "procedures": procedures, "columns": _errors_by_column(findings),
    }  # fmt: skip
    repeated = findings.rows - findings.left_out - findings.wrong_rows - found.distinct
    warnings = _warnings(findings, repeated, totals)
    if not findings.error_count:
        preview["kept"] = previews.keep(upload.kept_path, upload.pk)
    transaction.savepoint_rollback(before)  # the procedures of the file are not in the catalogue yet
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if upload.state != UploadState.RECEIVED:
        return upload, findings
    upload.added, upload.changed = found.added, found.changed
    upload.repeated = repeated
    upload.totals, upload.warnings = totals, warnings
    upload.preview = preview | {"ground": previews.ground(repr(rules))}
    _settle(upload, findings, UploadState.REFUSED if findings.error_count else UploadState.CHECKED, by)
    answers.guard()
    return upload, findings


def _staged(upload: Upload, spec: Spec, progress: Progress) -> Findings:
    """What the child found; the right rows are staged. Raises Mistaken when there is nothing to compare."""

    def told(done: int, total: int) -> None:
        progress(done, total, "Đang đọc và kiểm tra tệp")

    with read_in_child(Path(upload.file.path), spec, told) as child:
        try:
            loading.stage(child.lines)
        except DataError as error:  # a child that dies may leave half a line
            if (findings := child.finish()).error_count:
                raise Mistaken(findings) from error
            raise
        findings = child.finish()
    if findings.error_count and not findings.letters:
        raise Mistaken(findings)
    return findings


def _add_procedures(findings: Findings) -> list[list[Any]]:
    """[id, code, name] of the procedures that only the file knows, under the ids they will have."""
    known = set(Procedure.objects.filter(code__in=findings.procedures).values_list("code", flat=True).order_by("code"))
    new = [unknown_procedure(code, name) for code, name in sorted(findings.procedures.items()) if code not in known]
    return [[made.pk, made.code, made.name] for made in Procedure.objects.bulk_create(new)]


def unknown_procedure(code: str, name: str, pk: int | None = None) -> Procedure:
    """Its time is not known until the catalogue says so."""
    procedure = Procedure(pk=pk, code=code, name=(name or code)[:500])
    procedure.search_key = procedure.searchable()
    return procedure


def _check_against_known(findings: Findings, spec: Spec) -> None:
    lines = set()
    for line, timed in loading.undated():
        findings.wrong(findings.at("received", line), BEYOND if timed else UNTIMED)
        lines.add(line)
    if spec.foreign:
        for line, code in loading.taken(spec.units.values()):
            findings.wrong(findings.at("code", line), f"Mã hồ sơ “{code}” đã thuộc đơn vị khác; hãy kiểm tra lại mã.")
            lines.add(line)
    loading.leave_out(lines)
    findings.wrong_rows += len(lines)


def _errors_by_column(findings: Findings) -> list[list[Any]]:
    """[letter, heading, errors kept] of each column with errors, most errors first."""
    labels = {letter: LABELS[key] for key, letter in findings.letters.items()}
    counts: dict[str, int] = {}
    for error in findings.errors:
        letter = error["cell"].rstrip("0123456789")
        counts[letter] = counts.get(letter, 0) + 1
    return [[letter, labels.get(letter, ""), number] for letter, number in sorted(counts.items(), key=lambda c: -c[1])]


def _warnings(findings: Findings, repeated: int, totals: Mapping[str, int]) -> list[dict[str, str]]:
    """What is doubtful but not wrong: rows replaced by later ones, and sums of the file that do not add up."""
    replaced = [
        {"cell": findings.at("code", line), "message": f"Mã hồ sơ “{code}” còn ở dòng sau; lấy dòng sau cùng."}
        for line, code in (loading.repeated(KEPT_WARNINGS) if repeated else ())
    ]
    computed = {**totals, "rows": findings.rows}
    declared = {} if repeated else findings.declared
    said = doubts(findings.summary, declared, computed) if not findings.error_count else []
    return [{"cell": "", "message": message} for message in said] + replaced


def _settle(upload: Upload, findings: Findings, state: UploadState, by: User | None) -> None:
    """Note what reading found, and colour the wrong cells."""
    upload.state = state
    upload.checks += 1
    upload.rows, upload.left_out, upload.wrong_rows = findings.rows, findings.left_out, findings.wrong_rows
    upload.headings = findings.headings
    upload.errors, upload.error_count = findings.errors[:KEPT_ERRORS], findings.error_count
    marks: dict[str, str] = {}
    for error in findings.errors:
        if error["cell"]:
            marks[error["cell"]] = f"{marks.get(error['cell'], '')} {error['message']}".strip()
    if marks:
        mark_in_child(Path(upload.file.path), upload.original_name, upload.marked_path, marks)
    upload.ended_at = database_now() if state == UploadState.REFUSED else None
    upload.save()
    deed = "dossiers.upload_refused" if state == UploadState.REFUSED else "dossiers.upload_checked"
    after = {"sha256": upload.sha256, "rows": upload.rows, "errors": upload.error_count, "added": upload.added}
    record(deed, upload, by=by, after=after | {"changed": upload.changed}, unit_id=upload.unit_id)


@transaction.atomic
def _refuse(*, upload_id: int, findings: Findings, by: User | None, guard: Callable[[], None]) -> Upload:
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload_id)
    if upload.state != UploadState.RECEIVED:
        return upload
    _settle(upload, findings, UploadState.HEADINGS if findings.unknown else UploadState.REFUSED, by)
    guard()
    return upload


@transaction.atomic
def _again(*, upload_id: int) -> None:
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload_id)
    if upload.state == UploadState.CHECKED:
        upload.state = UploadState.RECEIVED
        upload.save(update_fields=["state"])


def recheck_upload(*, upload_id: int, by: User | None, progress: Progress = silent) -> Upload:
    """Compare anew: what was shown is no longer true."""
    _again(upload_id=upload_id)
    return check_upload(upload_id=upload_id, by=by, progress=progress)
