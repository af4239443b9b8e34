"""One year of the portal, told through its public doors: files, pages and jobs; no row is put in by hand."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cchc_portal.celery import app as celery_app
from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import run_job
from dossiers.actions import seed_calendar
from dossiers.exports import write_dossier_workbook
from dossiers.models import Upload
from indicators.models import Assessment, CriteriaSet, Period, Score
from reports.models import Proposal, Publication, Standing
from tests.asserts import sheet_rows
from units.actions import create_account, grant
from units.enums import Role
from units.models import Unit, User

pytestmark = pytest.mark.django_db

UNITS = """Mã đơn vị;Tên đơn vị;Mã cấp trên;Cấp;Khối;Xếp hạng;Hoạt động từ;Đến ngày
UBND;UBND Thành phố Mẫu;;Tỉnh, thành phố;;không;01/01/2020;
SNV;Sở Nội vụ;UBND;Sở, ban, ngành;so;có;01/01/2020;
STC;Sở Tài chính;UBND;Sở, ban, ngành;so;có;01/01/2020;
"""

CRITERIA = """
code = "nho-2025"
name = "Bộ tiêu chí của câu chuyện"
block = "so"
max = 10
decision_number = "01/QĐ-UBND"
decided_on = 2025-01-14
[scoring]
result = "points"
[[bands]]
label = "Tốt"
from = 8
[[bands]]
label = "Khá"
from = 0
[[criteria]]
code = "1"
name = "Chỉ đạo, điều hành"
short_name = "Chỉ đạo"
max = 3
[[criteria]]
code = "1.1"
name = "Hoàn thành kế hoạch"
max = 2
rule.kind = "ratio"
inputs = [
  { name = "done", label = "Nhiệm vụ đã hoàn thành", source = "plan.done" },
  { name = "due", label = "Nhiệm vụ trong kế hoạch", source = "plan.tasks" },
]
scored_by = "system"
[[criteria]]
code = "1.2"
name = "Phòng được kiểm tra"
max = 1
rule.kind = "bands"
rule.bands = [{ from = 50, points = 1 }, { from = 30, points = 0.5 }]
inputs = [{ name = "done", label = "Phòng được kiểm tra" }, { name = "due", label = "Tổng số phòng" }]
evidence_required = true
[[criteria]]
code = "2"
name = "Thủ tục hành chính"
short_name = "TTHC"
max = 5
[[criteria]]
code = "2.1"
name = "Hồ sơ trước và đúng hạn"
max = 4
rule.kind = "ratio"
rule.nothing = "full"
inputs = [
  { name = "done", label = "Trước và đúng hạn", source = "dossiers.in_time" },
  { name = "due", label = "Đã giải quyết", source = "dossiers.finished" },
]
scored_by = "system"
[[criteria]]
code = "2.2"
name = "Công khai thủ tục"
max = 1
rule.kind = "yes_no"
[[criteria]]
code = "3"
name = "Điều tra xã hội học"
short_name = "Điều tra"
max = 2
[[criteria]]
code = "3.1"
name = "Đánh giá của đại biểu"
max = 2
rule.kind = "survey"
scored_by = "survey"
"""

PLAN = """TT;Lĩnh vực;Nhiệm vụ;Sản phẩm;Cơ quan chủ trì;Thời hạn;Ngày hoàn thành
1;Chỉ đạo;Ban hành kế hoạch;Kế hoạch;STC;31/01/2025;20/01/2025
2;Chỉ đạo;Báo cáo năm;Báo cáo;STC;10/12/2025;10/12/2025
3;Chỉ đạo;Kiểm tra;Kết luận;SNV;30/06/2025;30/06/2025
"""

SURVEY = """Mã đơn vị;Mã tiêu chí;A;B;C;D;Không trả lời
STC;3.1;40;30;20;5;5
SNV;3.1;100;0;0;0;0
"""


def dossiers_of(unit: str, in_time: int, late: int) -> list[dict]:
    """So many finished a day before their due day, and so many a day after, all in March 2025."""
    due, rows = dt.datetime.fromisoformat("2025-03-20 17:00"), []
    for number in range(in_time + late):
        finished = due + dt.timedelta(days=-1 if number < in_time else 1)
        rows.append(
            {
                "Mã hồ sơ": f"{unit}-250310-{number:04d}",
                "Mã TTHC": "1.001",
                "Tên TTHC": "Thủ tục mẫu",
                "Mã đơn vị": unit,
                "Cơ chế": "Một cửa",
                "Kênh nộp": "Trực tiếp",
                "Ngày tiếp nhận": dt.datetime.fromisoformat("2025-03-10 09:00"),
                "Ngày hẹn trả": due,
                "Ngày có kết quả": finished,
                "Trạng thái": "Đã trả kết quả",
            }
        )
    return rows


class Province:
    """The people of the story, each at an own browser, and the verbs they use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in {"units.csv": UNITS, "set.toml": CRITERIA, "plan.csv": PLAN, "survey.csv": SURVEY}.items():
            (folder / name).write_text(text, encoding="utf-8")
        seed_calendar(first_year=2024, last_year=2026)
        call_command("import_units", folder / "units.csv")
        call_command("load_criteria_set", folder / "set.toml", "--issue")
        self.coordinator = self.person("dieuphoi", "SNV", Role.COORDINATOR)
        self.appraiser = self.person("thamdinh", "UBND", Role.APPRAISER)
        self.leader = self.person("lanhdao", "UBND", Role.LEADER)
        self.clerk = {code: self.person(f"canbo-{code}", code, Role.REPORTER) for code in ("STC", "SNV")}
        self.head = {code: self.person(f"lanhdao-{code}", code, Role.HEAD) for code in ("STC", "SNV")}

    def person(self, name: str, unit: str, role: Role) -> Client:
        now = timezone.now()
        user = create_account(username=name, full_name=f"Ông {name}", password="con trâu vàng", by=None, now=now)
        unit_id = Unit.objects.get(code=unit).pk
        grant(user_id=user.pk, unit_id=unit_id, role=role, valid_from=dt.date(2025, 1, 1), by=None, now=now)
        client = Client()
        client.force_login(User.objects.get(pk=user.pk))
        return client

    def run_jobs(self) -> list[str]:
        """What the worker would do with everything that waits; the closing sentences."""
        celery_app.loader.import_default_modules()  # as a worker does: every app registers its kinds of job
        waiting = list(Job.objects.filter(state="queued").order_by("created_at"))
        for job in waiting:
            run_job(job.pk)
        return [Job.objects.get(pk=job.pk).message for job in waiting]


def post(client: Client, view: str, *args: object, **data: object):
    return client.post(reverse(view, args=args), data)


def type_row(client: Client, unit: str, code: str, **data: str) -> int:
    score = Score.objects.get(assessment__unit__code=unit, criterion__code=code)
    typed = {f"{score.pk}-{name}": text for name, text in {"v": score.version, **data}.items()}
    answer = client.post(reverse("indicators:entry_save", args=[score.pk]), typed, headers={"HX-Request": "true"})
    return answer.status_code


def test_one_year_from_the_unit_list_to_the_conference_workbook(tmp_path):
    province = Province(tmp_path)

    # The coordinator announces and opens the year.
    now = timezone.localtime()
    answer = post(
        province.coordinator,
        "indicators:period_new",
        code="nam-2025",
        name="Năm 2025",
        year="2025",
        kind="year",
        data_from="15/12/2024",
        data_to="14/12/2025",
        opens_at=f"{now - dt.timedelta(days=1):%d/%m/%Y %H:%M}",
        **{
            name: f"{now + dt.timedelta(days=days):%d/%m/%Y %H:%M}"
            for name, days in {"self_due_at": 6, "first_due_at": 26, "explain_due_at": 33, "second_due_at": 47}.items()
        },
        **{f"set_{Unit.objects.get(code='STC').block_id}": str(CriteriaSet.objects.get().pk)},
    )
    assert answer.status_code == 302
    period = Period.objects.get()
    post(province.coordinator, "indicators:period_open", period.pk)
    assert Assessment.objects.count() == 2

    # Plans, survey and dossiers arrive as files; a clerk sends the dossiers through the page.
    plan = ["--number", "275/KH-UBND", "--decided-on", "2024-12-27", "--signer", "Chủ tịch UBND tỉnh"]
    call_command("import_plan", tmp_path / "plan.csv", "--year", "2025", *plan)
    call_command("import_survey", tmp_path / "survey.csv", "--period", "nam-2025")
    assert province.run_jobs() == ["Cập nhật 68 số liệu, 10 điểm tiêu chí, 2 đơn vị."]
    book = tmp_path / "ho-so.xlsx"
    write_dossier_workbook(book, dossiers_of("STC", in_time=9, late=1))
    file = SimpleUploadedFile("ho-so.xlsx", book.read_bytes())
    post(province.clerk["STC"], "dossiers:upload_new", file=file, unit=Unit.objects.get(code="STC").pk)
    assert province.run_jobs() == ["Đã đọc 10 dòng, chưa ghi: thêm mới 10, thay đổi 0, giữ nguyên 0."]
    upload = Upload.objects.get()
    post(province.clerk["STC"], "dossiers:upload_write", upload.pk, shown=upload.checks)
    assert province.run_jobs() == ["Đã nhập 10 dòng: thêm mới 10, thay đổi 0, giữ nguyên 0."]
    post(province.coordinator, "indicators:period_recalculate", period.pk)
    (message,) = province.run_jobs()
    assert message.startswith("Cập nhật ")

    # The clerks fill in what the portal cannot know, and hand in.
    assert (
        type_row(province.clerk["STC"], "STC", "1.2", done="4", due="10", citation="12/KL-STC, 05/05/2025, tr. 2")
        == 200
    )
    assert type_row(province.clerk["STC"], "STC", "2.2", **{_input("2.2"): "1"}) == 200
    assert (
        type_row(province.clerk["SNV"], "SNV", "1.2", done="8", due="10", citation="9/KL-SNV, 06/05/2025, tr. 1") == 200
    )
    assert type_row(province.clerk["SNV"], "SNV", "2.2", **{_input("2.2"): "1"}) == 200
    for code, clerk in province.clerk.items():
        sheet = Assessment.objects.get(unit__code=code)
        post(clerk, "indicators:assessment_move", sheet.pk, action="request")
        receipt = post(province.head[code], "indicators:assessment_move", sheet.pk, action="submit").url
        assert "Mắt xích nhật ký" in clerk.get(receipt).content.decode()
    assert set(Assessment.objects.values_list("state", flat=True)) == {"submitted"}

    # The appraiser takes over what agrees, cuts one score with a reason, and finishes both.
    cut = Score.objects.get(assessment__unit__code="STC", criterion__code="1.2")
    kept = post(province.appraiser, "indicators:appraisal_save", cut.pk, v=cut.version, points="0,25")
    assert kept.status_code == 422  # other points than the unit's own need a reason
    given = {"v": cut.version, "points": "0,25", "reason": "Kết luận thiếu một phòng"}
    assert post(province.appraiser, "indicators:appraisal_save", cut.pk, **given).status_code == 302
    for sheet in Assessment.objects.order_by("pk"):
        post(province.appraiser, "indicators:appraisal_accept", sheet.pk)
        post(province.appraiser, "indicators:assessment_move", sheet.pk, action="first")
    states = dict(Assessment.objects.order_by("pk").values_list("unit__code", "state"))
    assert states == {"STC": "explaining", "SNV": "appraised"}  # nothing was taken from the second

    # The unit explains the cut, the appraiser answers it and keeps the points.
    sheet = Assessment.objects.get(unit__code="STC")
    assert (
        "Kết luận thiếu một phòng"
        in province.clerk["STC"].get(reverse("indicators:explanation", args=[sheet.pk])).content.decode()
    )
    post(province.clerk["STC"], "indicators:explanation_save", cut.pk, stance="disputed", text="Phòng ấy nêu ở trang 4")
    post(province.head["STC"], "indicators:assessment_move", sheet.pk, action="explain")
    cut.refresh_from_db()
    answer = {"v": cut.version, "points": "0,25", "reason": "Trang 4 không nêu kết quả"}
    assert post(province.appraiser, "indicators:appraisal_save", cut.pk, **answer).status_code == 302
    post(province.appraiser, "indicators:assessment_move", sheet.pk, action="second")
    assert set(Assessment.objects.values_list("state", flat=True)) == {"appraised"}

    # Two tasks of two, 9 of 10 dossiers in time, 0,25 after the cut, published, 1,31 of the survey.
    sheet = Assessment.objects.get(unit__code="STC")
    points = dict(sheet.scores.order_by("criterion__position").values_list("criterion__code", "points"))
    expected = {"1.1": "2.00", "1.2": "0.25", "2.1": "3.60", "2.2": "1.00", "3.1": "1.31"}
    assert points == {code: Decimal(value) for code, value in expected.items()}
    assert (sheet.total_points, sheet.grade) == (Decimal("8.16"), "Tốt")

    # The coordinator records the council's minutes and proposes; the leader approves; from now on all is frozen.
    minutes = {"number": "5/BB-HĐTĐ", "held_on": f"{now:%d/%m/%Y}", "chair": "Ông Chủ", "conclusion": "Nhất trí"}
    assert post(province.coordinator, "reports:minutes_record", "nam-2025", **minutes).status_code == 302
    address = reverse("reports:publication_new") + "?period=nam-2025"
    seen = re.search(r'name="seen" value="(\d+)"', province.coordinator.get(address).content.decode())
    decision = {"title": "Kết quả năm 2025", "decision_number": "412/QĐ-UBND", "decided_on": f"{now:%d/%m/%Y}"}
    moments = dict.fromkeys(("units_at", "public_at"), f"{now - dt.timedelta(hours=1):%d/%m/%Y %H:%M}")
    form = {**decision, **moments, "seen": seen.group(1), "confirmed": "1"}
    province.coordinator.post(address, form)
    province.run_jobs()
    proposal = reverse("reports:proposal_detail", args=[Proposal.objects.get().pk])
    assert province.leader.post(f"{proposal}phe-duyet/", {"password": "sai"}).status_code == 422
    province.leader.post(f"{proposal}phe-duyet/", {"password": "con trâu vàng"})
    (message,) = province.run_jobs()
    publication = Publication.objects.get()
    assert message.startswith("Đã công bố lần 1")
    assert list(Standing.objects.order_by("rank").values_list("unit_name", "rank", "total_points")) == [
        ("Sở Nội vụ", 1, Decimal("10.00")),  # no dossier came: nothing occurred, full points
        ("Sở Tài chính", 2, Decimal("8.16")),
    ]
    assert type_row(province.clerk["STC"], "STC", "1.2", done="10", due="10", citation="x") == 423

    # The leader reads the ranking and takes the workbook to the conference: the same figures.
    page = province.leader.get(reverse("reports:ranking")).content.decode()
    assert [figure in page for figure in ("8,16", "10,00")] == [True, True]
    job = post(province.leader, "reports:conference_export", period="nam-2025", block="so").url
    province.run_jobs()
    book = province.leader.get(job + "tep/")
    rows = sheet_rows(b"".join(book.streaming_content))
    ranked = [
        [cell for cell in row if cell is not None][:5] for row in rows if "Sở" in str(row[1]) and row[0] in (1, 2)
    ]
    assert [(row[0], row[1], row[4]) for row in ranked] == [(1, "Sở Nội vụ", 10), (2, "Sở Tài chính", 8.16)]

    # Everybody reads it, and anybody can reckon it again.
    public = Client().get("/ket-qua/nam-2025/").content.decode()
    assert [said in public for said in ("8,16", "10,00", publication.digest)] == [True, True, True]
    bundle = tmp_path / "goi.zip"
    bundle.write_bytes(bytes(publication.bundle))
    call_command("verify_publication", str(bundle))
    call_command("verify_publication")
    call_command("verify_audit")


def _input(code: str) -> str:
    """The name of a leaf's only input."""
    return Score.objects.filter(criterion__code=code).first().criterion.inputs[0]["name"]
