"""The catalogue of procedures, the files of dossiers, and what units said about late ones, through the real doors."""

import datetime as dt
import random
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from django.core.files import File
from django.utils.timezone import localdate

from cchc_portal.demo import NOTE
from cchc_portal.demo.casting import Cast
from cchc_portal.demo.dossier_rows import DemoDossier, Volume, dossiers, last_reception
from cchc_portal.demo.loose_ends import loose_ends, settled
from cchc_portal.demo.procedures import DemoProcedure, procedures_of
from cchc_portal.demo.province import SCORED, STORY
from cchc_portal.demo.volumes import loose_ends_of, volume_2021, volume_2022, volume_2023
from dossiers.actions import ProcedureRow, Said, explain_lateness, load_procedures, load_upload, receive_upload
from dossiers.enums import OnlineService, Outcome, ProcedureLevel, UploadState
from dossiers.exports import write_dossier_workbook
from dossiers.intake.columns import SEVERAL
from dossiers.models import Dossier
from units.access import person_of

WINDOWS = {
    2021: (dt.date(2021, 1, 4), dt.date(2021, 12, 14)),
    2022: (dt.date(2021, 12, 15), dt.date(2022, 12, 14)),
    2023: (dt.date(2022, 12, 15), dt.date(2023, 6, 14)),
}
VOLUMES = {2021: volume_2021, 2022: volume_2022, 2023: volume_2023}
YES_OR_NO = {True: "Có", False: "Không", None: None}
IN_FORCE = dt.date(2021, 1, 1)
FEES = (15_000, 30_000, 50_000, 100_000, 135_000, 200_000)
CAUSES = (
    "Chờ ý kiến của cơ quan phối hợp, văn bản trả lời đến sau hạn.",
    "Phải kiểm tra thực địa lần hai do ranh giới có tranh chấp.",
    "Cán bộ thụ lý nghỉ ốm, phân công lại chậm.",
    "Phần mềm một cửa gián đoạn hai ngày, không ký số được.",
    "Hồ sơ phức tạp, phải xin ý kiến lãnh đạo thành phố.",
    "Chuyển nhầm bộ phận, phát hiện chậm.",
)
EXPLAINED = 60  # of the resolved late dossiers, the newest; the others wait for a cause


class Untold(Exception):
    """A file of the demo was refused; str() lists why. Only a change of the demo or of a criteria set can cause it."""


# --- the catalogue -----------------------------------------------------------------------------------------------


def load_catalogue(cast: Cast, now: dt.datetime) -> None:
    """Every procedure with its field, level, online service, time and fee."""
    rows = {
        procedure.code: _procedure(procedure, unit.level) for unit in SCORED for procedure in procedures_of(unit.code)
    }
    load_procedures(rows=list(rows.values()), by=cast.coordinator, now=now)


def _procedure(procedure: DemoProcedure, level: str) -> ProcedureRow:
    chance = random.Random(procedure.code)  # believable, no secret
    return ProcedureRow(
        code=procedure.code,
        name=procedure.name,
        area=procedure.area,
        valid_from=IN_FORCE,
        valid_to=None,
        level=ProcedureLevel.DISTRICT if level == "district" else ProcedureLevel.PROVINCE,
        online_service=chance.choice([OnlineService.FULL, OnlineService.FULL, OnlineService.PART]),
        working_days=procedure.days,
        has_fee=procedure.payable,
        fee=chance.choice(FEES) if procedure.payable else None,
        decision_number=f"{chance.randrange(100, 3000)}/QĐ-UBND ({NOTE})",
    )


# --- files -------------------------------------------------------------------------------------------------------


def load_year(cast: Cast, year: int, folder: Path, *, small: bool) -> None:
    """The files of a year: the big department sends its own, the others come in one."""
    volumes = {unit.code: VOLUMES[year](unit.code, small=small) for unit in SCORED}
    story = {STORY: volumes.pop(STORY)}
    _load(cast, year, folder / f"ho-so-{year}-{STORY.lower()}.xlsx", story)
    _load(cast, year, folder / f"ho-so-{year}-cac-don-vi.xlsx", volumes)


def _load(cast: Cast, year: int, path: Path, volumes: dict[str, Volume]) -> None:
    write_dossier_workbook(path, map(_line, _told(year, volumes)))
    unit = cast.units[next(iter(volumes))] if len(volumes) == 1 else None
    with path.open("rb") as file:
        upload, _ = receive_upload(file=File(file), name=path.name, unit=unit, by=cast.coordinator)
    upload = load_upload(upload_id=upload.pk, by=cast.coordinator)
    if upload.state != UploadState.LOADED:
        raise Untold("\n".join(f"{error['cell']}: {error['message']}" for error in upload.errors[:20]))


def _told(year: int, volumes: dict[str, Volume]) -> Iterator[DemoDossier]:
    first, last = WINDOWS[year]
    for unit, volume in volumes.items():
        longest = max(procedure.days for procedure in procedures_of(unit))
        yield from dossiers(unit, volume, received=(first, last_reception(last, longest)), finished_by=last)
        yield from _loose_ends(year, unit)
        if year - 1 in WINDOWS:
            yield from settled(_loose_ends(year - 1, unit), ends_on=WINDOWS[year - 1][1])


def _loose_ends(year: int, unit: str) -> Iterable[DemoDossier]:
    followed, ends_on = year + 1 in WINDOWS, WINDOWS[year][1]
    return loose_ends(unit, loose_ends_of(year, unit), ends_on=ends_on, followed=followed, spotless=unit == STORY)


def _line(dossier: DemoDossier) -> dict[str, object]:
    line = {
        "Mã hồ sơ": dossier.code,
        "Mã đơn vị": dossier.unit,
        "Mã TTHC": dossier.procedure.code,
        "Tên TTHC": dossier.procedure.name,
        "Cơ chế": "Một cửa liên thông" if dossier.interlinked else "Một cửa",
        "Kênh nộp": "Trực tuyến" if dossier.online else "Trực tiếp",
        "Ngày tiếp nhận": dossier.received,
        "Ngày hẹn trả": dossier.due,
        "Ngày có kết quả": dossier.finished,
        "Trạng thái": dossier.status or ("Đã xử lý xong" if dossier.finished else "Đang xử lý"),
        "Thời hạn (ngày làm việc)": dossier.procedure.days,
        "Số hóa kết quả": YES_OR_NO[dossier.digitised],
        "Thanh toán trực tuyến": YES_OR_NO[dossier.paid_online],
    }
    return line if dossier.is_plain else line | _further(dossier)


def _further(dossier: DemoDossier) -> dict[str, object]:
    return {
        "Ngày trả kết quả": dossier.delivered,
        "Ngày yêu cầu bổ sung": _days(begun for begun, _ in dossier.supplement),
        "Ngày bổ sung xong": _days(ended for _, ended in dossier.supplement),
        "Ngày yêu cầu nộp phí": _days(begun for begun, _ in dossier.fee),
        "Ngày nộp phí": _days(ended for _, ended in dossier.fee),
        "Gia hạn đến": dossier.extended_to,
        "Số văn bản gia hạn": dossier.extension or None,
    }


def _days(moments: Iterable[dt.datetime | None]) -> object:
    known = [moment for moment in moments if moment]
    if len(known) < 2:
        return known[0] if known else None
    return f"{SEVERAL} ".join(f"{moment:%d/%m/%Y %H:%M}" for moment in known)


# --- late ones ---------------------------------------------------------------------------------------------------


def explain_late(cast: Cast, now: dt.datetime) -> None:
    """The newest of those resolved, and two of three still open; every other one has an apology with a new date."""
    everywhere = Dossier.objects.of_person(person_of(cast.coordinator, localdate(now))).select_related("unit")
    late = everywhere.filter(outcome=Outcome.LATE).order_by("-finished_at", "code")[:EXPLAINED]
    overdue = [dossier for place, dossier in enumerate(everywhere.overdue(now).order_by("due_at", "code")) if place % 3]
    for place, dossier in enumerate(chain(late, overdue)):
        said = Said(cause=CAUSES[place % len(CAUSES)])
        if place % 2 == 0:
            day = localdate(dossier.due_at)
            said = Said(said.cause, f"{place + 11}/PXL-{dossier.unit.code}", day, day + dt.timedelta(days=7))
        explain_lateness(dossier_id=dossier.pk, said=said, by=cast.reporter(dossier.unit.code), now=now)
