"""Dossiers, the files they come in, and the calendar they are counted by."""

import datetime as dt
from itertools import count

from django.core.files.base import File

from dossiers.actions import load_upload, receive_upload, seed_calendar
from dossiers.enums import OUTCOME_OF
from dossiers.exports import write_dossier_workbook
from dossiers.intake.findings import Spec
from dossiers.intake.vocabulary import WORDS
from dossiers.models import Procedure
from units.enums import Level
from units.models import Membership, Unit, User

at = dt.datetime.fromisoformat
_numbers = count(1)
LONG_AGO = dt.date(2015, 1, 1)


def a_unit(code=None, **given):
    code = code or f"DV{next(_numbers):03d}"
    given = {"name": f"Đơn vị {code}", "level": Level.DEPARTMENT, "valid_from": LONG_AGO} | given
    return Unit.objects.create(code=code, **given)


def a_person(*posts):
    """An account with posts, given as (role, unit)."""
    user = User.objects.create_user(username=f"hs-{next(_numbers)}", full_name="Nguyễn Thị An")
    for role, unit in posts:
        Membership.objects.create(user=user, unit=unit, role=role, valid_from=LONG_AGO)
    return user


def a_calendar():
    seed_calendar(first_year=2022, last_year=2026)


def status_of(outcome):
    """A status that a dossier of that outcome can have."""
    return next(status for status, outcomes in OUTCOME_OF.items() if outcome in outcomes)


def a_procedure(code=None, *, name="Có thời hạn", area="", **version):
    """A procedure with one version, in force since long ago unless `version` says otherwise."""
    procedure = Procedure.objects.create(code=code or f"1.{next(_numbers):06d}", name=name, area=area)
    procedure.versions.create(**{"valid_from": LONG_AGO, "working_days": 5} | version)
    return procedure


def a_row(code="H08-250401-0001", **given):
    """One row by heading: received Tue 01/04/2025, due on the 15th, done on the 10th, so early."""
    return {
        "Mã hồ sơ": code,
        "Mã TTHC": "1.004001",
        "Tên TTHC": "Đăng ký khai sinh",
        "Mã đơn vị": None,
        "Cơ chế": "Một cửa",
        "Kênh nộp": "Trực tuyến",
        "Ngày tiếp nhận": at("2025-04-01 09:00"),
        "Ngày hẹn trả": at("2025-04-15 17:00"),
        "Ngày có kết quả": at("2025-04-10 10:00"),
        "Trạng thái": "Đã trả kết quả",
    } | given


def rows(number, **given):
    return [a_row(f"H08-250401-{serial:04d}", **given) for serial in range(1, number + 1)]


def a_workbook(folder, table, name="ho-so.xlsx"):
    path = folder / name
    write_dossier_workbook(path, table)
    return path


def a_csv(folder, lines, name="ho-so.csv", encoding="utf-8-sig"):
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def received(path, unit=None, by=None, name=None, again=True):
    with path.open("rb") as content:
        upload, _ = receive_upload(file=File(content), name=name or path.name, unit=unit, by=by, again=again)
    return upload


def loaded(path, unit=None, by=None, name=None):
    return load_upload(upload_id=received(path, unit, by, name).pk, by=by)


def a_spec(name="ho-so.xlsx", **given):
    """What reading needs to know, without a database."""
    known = {
        "name": name,
        "units": {"DV001": 1},
        "foreign": ["DV002"],
        "default_unit": 1,
        "statutory": [],
        "words": WORDS,
        "headings": {},
        "first_day": "2022-01-01",
        "last_day": "2026-12-31",
        "closes": "17:00:00",
    }
    return Spec(**known | given)
