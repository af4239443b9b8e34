"""The command that recomputes a publication from its document."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cchc_portal.audit.canonical import canonical
from reports.contents import digest, entry_of
from reports.models import Publication
from reports.verification import faults
from tests.factories import reports as make

pytestmark = pytest.mark.django_db


def verified(*periods: str) -> list[str]:
    out = StringIO()
    call_command("verify_publication", *periods, stdout=out)
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


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "update reports_standing set total_points = 40 where unit_name = 'Sở Y tế'",
            "  Sở Y tế: bảng xếp hạng khác văn bản ở total_points.",
        ),
        ("delete from reports_standing where unit_name = 'Sở Y tế'", "  Sở Y tế: không còn trong bảng xếp hạng."),
        (
            "update reports_standing set unit_code = 'X' where unit_name = 'Sở Y tế'",
            "  Sở Y tế: không có trong văn bản công bố.",
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


def test_a_changed_document_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    make.published(make.appraised_period())
    vandalise("update reports_publication set document = replace(document, 'Sở Y tế', 'Sở Khác')")

    with pytest.raises(CommandError):
        call_command("verify_publication")

    assert "khác mã đã công bố" in capsys.readouterr().out


def test_a_rank_that_does_not_follow_from_the_points_is_wrong() -> None:
    publication = make.published(make.appraised_period())
    document = json.loads(publication.document)
    document["units"][2]["rank"] = 1
    text = canonical(document)
    standings = [{**entry_of(each)} for each in publication.standings.order_by("unit_code")]
    standings[2]["rank"] = 1

    assert faults(text, digest(text), digest(text), standings) == ["Sở Y tế: hạng công bố 1, tính lại được 3."]


def test_there_must_be_something_to_verify() -> None:
    assert Publication.objects.count() == 0
    with pytest.raises(CommandError, match="Không có lần công bố nào"):
        call_command("verify_publication", "nam-1999")
