"""The command that recomputes publications, kept or given as files."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from reports.models import Publication
from tests.factories import reports as make

pytestmark = pytest.mark.django_db


def verified(*which: object, **options: str) -> list[str]:
    out = StringIO()
    call_command("verify_publication", *map(str, which), stdout=out, **options)
    return out.getvalue().splitlines()


def vandalise(statement: str) -> None:
    """As an owner of the database who first removes the trigger."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table reports_standing disable trigger standing_stays")
        cursor.execute("alter table reports_publication disable trigger publication_stays")
        cursor.execute(statement)


def test_an_untouched_publication_is_right() -> None:
    publication = make.published(make.appraised_period())

    assert verified() == [f"ĐÚNG nam-2026 lần 1 {publication.digest}"]
    assert verified("nam-2026") == verified()


def test_a_file_is_verified_by_itself_and_against_the_printed_digest(tmp_path: Path) -> None:
    publication = make.published(make.appraised_period())
    file = tmp_path / "goi.zip"
    file.write_bytes(bytes(publication.bundle))

    assert verified(file) == ["Gói này có trong cổng.", f"ĐÚNG goi.zip {publication.digest}"]
    with pytest.raises(CommandError, match="1 lần công bố sai"):
        verified(file, digest="0" * 64)
    with pytest.raises(CommandError, match="Không đọc được tệp"):
        verified(tmp_path / "khong-co.zip")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "update reports_standing set total_points = 40 where unit_name = 'Sở Y tế'",
            "  Sở Y tế: bảng xếp hạng khác gói công bố ở total_points.",
        ),
        ("delete from reports_standing where unit_name = 'Sở Y tế'", "  Sở Y tế: không còn trong bảng xếp hạng."),
        (
            "update reports_standing set unit_code = 'X' where unit_name = 'Sở Y tế'",
            "  Sở Y tế: không có trong gói công bố.",
        ),
    ],
)
def test_a_changed_standing_is_wrong(statement: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    make.published(make.appraised_period())
    vandalise(statement)

    with pytest.raises(CommandError, match="1 lần công bố sai"):
        call_command("verify_publication")

    lines = capsys.readouterr().out.splitlines()
    assert (lines[0][:3], said in lines) == ("SAI", True)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("jsonb_set(leaves, '{0,points}', '\"9.5\"')", "  Sở Nội vụ: bảng xếp hạng khác gói công bố ở tiêu chí 1.1."),
        ("jsonb_set(leaves, '{1,reason}', '\"khác\"')", "  Sở Nội vụ: bảng xếp hạng khác gói công bố ở tiêu chí 1.2."),
        ("leaves - 0", "  Sở Nội vụ: bảng xếp hạng khác gói công bố ở tiêu chí 1.1."),
    ],
)
def test_a_changed_scorecard_is_wrong(statement: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    make.published(make.appraised_period())
    vandalise(f"update reports_standing set leaves = {statement} where unit_name = 'Sở Nội vụ'")

    with pytest.raises(CommandError):
        call_command("verify_publication")

    assert said in capsys.readouterr().out.splitlines()


def test_a_changed_bundle_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    make.published(make.appraised_period())
    vandalise("update reports_publication set bundle = set_byte(bundle, 500, 7)")

    with pytest.raises(CommandError):
        call_command("verify_publication")

    assert "khác mã đã công bố" in capsys.readouterr().out


def test_there_must_be_something_to_verify() -> None:
    assert Publication.objects.count() == 0
    with pytest.raises(CommandError, match="Không có lần công bố nào"):
        call_command("verify_publication", "nam-1999")
