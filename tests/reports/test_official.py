"""Results of a decision: taken in as signed, never changed, shown beside what the portal computes."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.refusals import Refused
from indicators.actions.officials import Decision, OfficialRow, load_official
from indicators.actions.recalculation import recalculate
from indicators.imports.officials import COLUMNS, read_officials
from indicators.models import Assessment, OfficialFigure, Score
from reports.official import Beside, Result, beside
from tests.asserts import same_query_count
from tests.factories import indicators as make
from tests.factories import units
from units.models import Unit

HEADER = ";".join(column.title for column in COLUMNS)
SIGNED = Decision("617/QĐ-UBND", dt.date(2026, 3, 29))
CORRECTED = Decision("800/QĐ-UBND", dt.date(2026, 5, 4))


@pytest.fixture
def scene(db):
    """A unit with 1,24 points of 15 so far: 8,27%, the class Yếu."""
    scene = make.scene()
    scene.save("2.1", values={"done": "42", "due": "68"})
    return scene


def csv(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "ket-qua.csv"
    file.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    return file


def read(file: Path, scene, decision: Decision = SIGNED) -> tuple[list[OfficialRow], list[str]]:
    rows, errors = read_officials(file, period=scene.period, decision=decision, units=Unit.objects.all())
    return rows, [str(error) for error in errors]


def row(scene, code: str = "", points: str | None = "62.62", **said) -> OfficialRow:
    facts = {"max_points": None, "percent": None, "rank": None, "grade": ""} | said
    return OfficialRow(scene.unit.pk, code, None if points is None else Decimal(points), **facts)


def load(scene, *rows: OfficialRow, decision: Decision = SIGNED, by=None) -> int:
    return load_official(period_id=scene.period.pk, rows=rows, decision=decision, by=by, now=timezone.now())


# --- beside each other -----------------------------------------------------------------------------------------------

NAMES = {"": "Cả đơn vị", "1": "Chỉ đạo"}


def test_the_newest_decision_stands_beside_what_is_computed():
    said = [
        ("", "800", Result(Decimal("62.70"))),
        ("", "617", Result(Decimal("62.62"))),
        ("1", "617", Result(Decimal(3))),
    ]

    found = beside(said, NAMES, {"": Result(Decimal("62.62"))})

    assert found == [
        Beside("", "Cả đơn vị", "800", Result(Decimal("62.70")), Result(Decimal("62.62"))),
        Beside("1", "Chỉ đạo", "617", Result(Decimal(3)), Result()),
    ]
    assert [each.points_apart for each in found] == [Decimal("0.08"), None]
    assert [each.differs for each in found] == [True, True]


@pytest.mark.parametrize(
    ("official", "differs"),
    [
        (Result(points=Decimal("62.6200")), False),
        (Result(points=Decimal("62.61")), True),
        (Result(percent=Decimal("89.45")), True),  # truncated where half-up gives 89,46
        (Result(rank=3, grade="tốt"), False),
        (Result(rank=4), True),
        (Result(grade="Khá"), True),
        (Result(), False),
    ],
)
def test_what_a_decision_does_not_say_is_no_difference(official, differs):
    computed = Result(Decimal("62.62"), Decimal(70), Decimal("89.46"), 3, "Tốt")

    assert Beside("", "", "", official, computed).differs is differs
    assert Beside("", "", "", official, computed).percent_apart in (None, Decimal("-0.01"))


def test_a_rank_nobody_may_see_yet_is_no_difference():
    assert not Beside("", "", "", Result(rank=4), Result(rank=None)).differs


# --- the file --------------------------------------------------------------------------------------------------------


def test_official_file_is_read(tmp_path, scene):
    rows, errors = read(
        csv(tmp_path, f"{scene.unit.code};;62,62;70;89,45;3;Tốt", f"{scene.unit.code};2.1;1,25;;;;"), scene
    )

    assert errors == []
    assert rows == [
        OfficialRow(scene.unit.pk, "", Decimal("62.62"), Decimal(70), Decimal("89.45"), 3, "Tốt"),
        OfficialRow(scene.unit.pk, "2.1", Decimal("1.25"), None, None, None, ""),
    ]


def test_official_file_names_every_error_with_its_cell(tmp_path, scene):
    units.unit("Ban Dân tộc")
    load(scene, row(scene, "2.2", "1"))
    code = scene.unit.code
    file = csv(
        tmp_path,
        "KHONG;;62;;;;",
        "Ban Dân tộc;;62;;;;",
        f"{code};7.7;1;;;;",
        f"{code};1;;;;;",
        f"{code};2;7;6;;;",
        f"{code};2.1;1,23456;;;;",
        f"{code};2.2;1,5;;;;",
        f"{code};2.3;hai;;;;",
        f"{code};;62;;;;",
        f"{code};;63;;;;",
    )

    assert read(file, scene)[1] == [
        "Ô C9: Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76.",
        "Ô A2: Không có đơn vị nào có mã hoặc tên “KHONG”. Ghi đúng mã trong danh mục đơn vị.",
        "Ô A3: Khối của đơn vị này không có bộ tiêu chí trong kỳ.",
        "Ô B4: Bộ tiêu chí của đơn vị này không có tiêu chí “7.7”.",
        "Ô A5: Dòng này chưa ghi điểm, chỉ số, hạng hay xếp loại nào.",
        "Ô C6: Điểm lớn hơn điểm tối đa ghi cùng dòng.",
        "Ô C7: Chỉ nhận 4 chữ số thập phân.",
        "Ô A8: Quyết định này đã nạp với số khác cho tiêu chí 2.2; số đã nạp không sửa được. Nếu có quyết định đính "
        "chính, nạp theo quyết định ấy.",
        "Ô A11: Kết quả của đơn vị này đã có ở ô A10.",
    ]


def test_official_file_without_rows_says_so(tmp_path, scene):
    assert read(csv(tmp_path), scene)[1] == ["Tệp không có kết quả nào dưới dòng tiêu đề."]


# --- the deed --------------------------------------------------------------------------------------------------------


def test_loading_again_adds_nothing_and_computed_points_stay(scene):
    kept = list(Score.objects.order_by("pk").values()), list(Assessment.objects.order_by("pk").values())

    assert load(scene, row(scene), row(scene, "2.1", "1.25")) == 2
    assert load(scene, row(scene), row(scene, "2.1", "1.25")) == 0

    assert (list(Score.objects.order_by("pk").values()), list(Assessment.objects.order_by("pk").values())) == kept
    assert AuditEvent.objects.filter(action="official.load").count() == 1


def test_a_recalculation_leaves_what_was_signed(scene):
    load(scene, row(scene))
    before = OfficialFigure.objects.values().get()
    scene.save("2.1", values={"done": "68", "due": "68"})

    recalculate(period_id=scene.period.pk, now=timezone.now())

    assert OfficialFigure.objects.values().get() == before


def test_the_same_decision_never_says_something_else(scene):
    load(scene, row(scene))

    with pytest.raises(Refused, match="số đã nạp không sửa được"):
        load(scene, row(scene, points="62.70"))
    assert load(scene, row(scene, points="62.70"), decision=CORRECTED) == 1
    assert list(OfficialFigure.objects.newest_first().values_list("points", flat=True)) == [
        Decimal("62.70"),
        Decimal("62.62"),
    ]


def test_decisions_are_loaded_by_coordinators_and_not_ahead_of_their_day(scene):
    with pytest.raises(Refused, match="Chỉ điều phối CCHC"):
        load(scene, row(scene), by=scene.appraiser)
    with pytest.raises(Refused, match="còn ở phía trước"):
        load(scene, row(scene), by=scene.coordinator, decision=Decision("1/QĐ", dt.date(2999, 1, 1)))
    assert load(scene, row(scene), by=scene.coordinator) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE indicators_officialfigure SET points = 70",
        "DELETE FROM indicators_officialfigure",
        "TRUNCATE indicators_officialfigure",
    ],
)
def test_the_database_refuses_every_change(scene, statement):
    load(scene, row(scene))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else PostgreSQL refuses to truncate for a reason of its own
        cursor.execute("ALTER TABLE indicators_officialfigure ENABLE TRIGGER official_stays_whole")  # see conftest

    with pytest.raises(IntegrityError, match="không sửa, không xóa được"), transaction.atomic():
        connection.cursor().execute(statement)

    assert OfficialFigure.objects.get().points == Decimal("62.62")


# --- the pages -------------------------------------------------------------------------------------------------------


def test_official_list_shows_both_sides_and_the_difference(client, scene):
    load(scene, row(scene, points="1.30", percent=Decimal("8.66"), rank=1, grade="Yếu"))
    client.force_login(scene.coordinator)

    page = client.get(f"/ket-qua-chinh-thuc/?period={scene.period.code}")
    ((unit_id, line),) = page.context["lines"]

    assert (unit_id, line.decision) == (scene.unit.pk, "617/QĐ-UBND ngày 29/03/2026")
    assert (line.computed.points, line.points_apart, line.differs) == (Decimal("1.24"), Decimal("0.06"), True)
    assert "1 đơn vị khác điểm hệ thống tính" in page.content.decode()


def test_official_list_says_where_nothing_is_loaded(client, scene):
    client.force_login(scene.coordinator)

    assert "Chưa nạp quyết định nào" in client.get(f"/ket-qua-chinh-thuc/?period={scene.period.code}").content.decode()
    assert "Chưa có kỳ nào được tính điểm" in client.get("/ket-qua-chinh-thuc/?period=khong").content.decode()


def test_official_list_asks_as_much_for_three_units_as_for_one(client, scene):
    load(scene, row(scene))
    client.force_login(scene.coordinator)

    def grow():
        for other in [make.scene(name, within=scene) for name in ("Sở Y tế", "Sở Tư pháp")]:
            load(other, row(other))

    same_query_count(lambda: client.get(f"/ket-qua-chinh-thuc/?period={scene.period.code}"), grow)


def test_a_unit_sees_the_decision_beside_its_own_points(client, scene):
    load(scene, row(scene, points="1.30", rank=2), row(scene, "2.1", "1.24"))
    client.force_login(scene.reporter)

    page = client.get(f"/xep-hang/{scene.period.code}/{scene.unit.pk}/vi-sao/")

    assert [(each.code, each.points_apart, each.differs) for each in page.context["official"]] == [
        ("", Decimal("0.06"), True),
        ("2.1", Decimal(0), False),
    ]
    assert "617/QĐ-UBND ngày 29/03/2026" in page.content.decode()
    assert client.get("/ket-qua-chinh-thuc/").status_code == 403


def test_official_load_shows_first_and_keeps_after_the_second_click(client, tmp_path, scene):
    client.force_login(scene.coordinator)
    url = f"/ket-qua-chinh-thuc/nap/?period={scene.period.code}"
    decision = {"decision_number": SIGNED.number, "decided_on": "29/03/2026"}
    with csv(tmp_path, f"{scene.unit.code};;62,62;70;89,45;3;Tốt").open("rb") as file:
        look = client.post(url, {**decision, "file": file})
    untouched = OfficialFigure.objects.count()

    done = client.post(url, {**decision, "token": look.context["token"]}, follow=True)

    assert (len(look.context["rows"]), untouched) == (1, 0)
    assert "Đã nạp 1 kết quả theo 617/QĐ-UBND; từ nay không sửa được." in done.content.decode()
    assert OfficialFigure.objects.get().loaded_by == scene.coordinator


def test_official_load_says_every_error_and_keeps_nothing(client, tmp_path, scene):
    client.force_login(scene.coordinator)
    url = f"/ket-qua-chinh-thuc/nap/?period={scene.period.code}"
    with csv(tmp_path, f"{scene.unit.code};7.7;1;;;;").open("rb") as file:
        faulty = client.post(url, {"decision_number": "1/QĐ", "decided_on": "29/03/2026", "file": file})
    blank = client.post(url, {})
    ahead = client.post(url, {"decision_number": "1/QĐ", "decided_on": "29/03/2999"})
    gone = client.post(url, {"decision_number": "1/QĐ", "decided_on": "29/03/2026", "token": "het-han"}, follow=True)

    assert (faulty.status_code, [error.cell for error in faulty.context["errors"]]) == (422, ["B2"])
    assert (blank.status_code, set(blank.context["form"].errors)) == (422, {"decision_number", "decided_on", "file"})
    assert "Ngày quyết định không thể sau hôm nay" in ahead.content.decode()
    assert "hãy gửi lại tệp" in gone.content.decode()
    assert OfficialFigure.objects.count() == 0


# --- the command -----------------------------------------------------------------------------------------------------


def test_import_officials_prints_what_it_did(capsys, tmp_path, scene):
    file = csv(tmp_path, f"{scene.unit.code};;62,62;70;89,45;3;Tốt")

    call_command(
        "import_officials", file, period=scene.period.code, decision="617/QĐ-UBND", decided_on=dt.date(2026, 3, 29)
    )

    assert capsys.readouterr().out == "Quý III/2026: 1 kết quả theo 617/QĐ-UBND, 1 mới nạp\n"


def test_import_officials_says_what_is_wrong_and_writes_nothing(tmp_path, scene):
    said = {"decision": "617/QĐ-UBND", "decided_on": dt.date(2999, 3, 29)}
    with pytest.raises(CommandError) as faulty:
        call_command("import_officials", csv(tmp_path, "KHONG;;1;;;;"), period=scene.period.code, **said)
    with pytest.raises(CommandError, match="Không có kỳ “nam-1999”"):
        call_command("import_officials", csv(tmp_path), period="nam-1999", **said)
    with pytest.raises(CommandError, match="còn ở phía trước"):
        call_command("import_officials", csv(tmp_path, f"{scene.unit.code};;1;;;;"), period=scene.period.code, **said)

    assert str(faulty.value).startswith("Không nạp được ket-qua.csv, 1 lỗi:\n  Ô A2: Không có đơn vị nào")
    assert OfficialFigure.objects.count() == 0
