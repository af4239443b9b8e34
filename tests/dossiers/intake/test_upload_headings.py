"""A heading nobody knows is explained once, in the browser, and known in the next file."""

import pytest
from django.urls import reverse

from cchc_portal.audit.models import AuditEvent
from dossiers.actions import check_upload
from dossiers.enums import UploadState
from dossiers.intake.columns import COLUMNS
from dossiers.models import HeadingName
from tests.factories.dossiers import a_calendar, a_csv, a_person, a_unit, received
from units.enums import Role

pytestmark = pytest.mark.django_db

LINES = [
    "Số biên nhận;Mã TTHC;Thời điểm nhận;Lúc xong;Hẹn;Chủ hồ sơ",
    "A-1;1.1;01/04/2025;10/04/2025;15/04/2025;Trần Thị Canary",
]
NAMES = {"Số biên nhận": "code", "Thời điểm nhận": "received", "Lúc xong": "finished", "Hẹn": "due"}


@pytest.fixture(autouse=True)
def _calendar():
    a_calendar()


def checked(tmp_path, unit=None, lines=LINES):
    return check_upload(upload_id=received(a_csv(tmp_path, lines), unit).pk, by=None)


def answers(upload, names):
    keys = [names.get(heading["text"], heading["key"]) for heading in upload.headings]
    return {f"h{place}": key for place, key in enumerate(keys)}


def named(client, upload, names=NAMES):
    return client.post(reverse("dossiers:upload_headings", args=[upload.pk]), answers(upload, names))


def test_check_upload_asks_about_headings_it_does_not_know(tmp_path):
    upload = checked(tmp_path, a_unit())

    assert (upload.state, upload.error_count) == (UploadState.HEADINGS, 1)
    assert [(heading["letter"], heading["text"], heading["key"]) for heading in upload.headings] == [
        ("A", "Số biên nhận", ""),
        ("B", "Mã TTHC", "procedure"),
        ("C", "Thời điểm nhận", ""),
        ("D", "Lúc xong", ""),
        ("E", "Hẹn", ""),
        ("F", "Chủ hồ sơ", ""),
    ]


def test_check_upload_never_takes_a_row_of_data_for_headings(tmp_path):
    """A file without headings would otherwise show, and keep, the name of its first applicant."""
    upload = checked(tmp_path, a_unit(), LINES[1:] * 2)

    assert (upload.state, upload.headings) == (UploadState.REFUSED, [])


def test_upload_headings_lets_this_and_the_next_file_through(client, tmp_path):
    unit = a_unit()
    client.force_login(a_person((Role.REPORTER, unit)))

    answer = named(client, upload := checked(tmp_path, unit))
    again = check_upload(upload_id=upload.pk, by=None)
    following = checked(tmp_path, unit)

    assert answer.url == reverse("dossiers:upload_detail", args=[upload.pk])
    assert (again.state, again.added) == (UploadState.CHECKED, 1)
    assert (following.state, following.added) == (UploadState.CHECKED, 1)
    assert AuditEvent.objects.filter(action="dossiers.headings_named").count() == 1


def test_upload_headings_are_remembered_for_that_unit_only(client, tmp_path):
    unit = a_unit()
    client.force_login(a_person((Role.REPORTER, unit)))
    named(client, checked(tmp_path, unit))

    assert checked(tmp_path, a_unit()).state == UploadState.HEADINGS


def test_headings_of_the_province_serve_every_unit_and_a_units_own_win(tmp_path):
    unit = a_unit()
    for text, key in NAMES.items():
        plain = {
            "Số biên nhận": "so bien nhan",
            "Thời điểm nhận": "thoi diem nhan",
            "Lúc xong": "luc xong",
            "Hẹn": "hen",
        }
        HeadingName.objects.create(unit=None, plain=plain[text], text=text, key=key)
    HeadingName.objects.create(unit=unit, plain="hen", text="Hẹn", key="")

    theirs, ours = checked(tmp_path, a_unit()), checked(tmp_path, unit)

    assert theirs.state == UploadState.CHECKED
    assert [heading["key"] for heading in ours.headings if heading["text"] == "Hẹn"] == [""]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ({"Số biên nhận": "code"}, "Chưa chỉ cột “Ngày tiếp nhận”, “Ngày có kết quả”; tệp cần có cột này."),
        (NAMES | {"Chủ hồ sơ": "code"}, "“Mã hồ sơ” được chọn cho nhiều cột; hãy giữ một cột."),
    ],
)
def test_upload_headings_says_what_is_missing_or_double(client, tmp_path, names, sentence):
    unit = a_unit()
    client.force_login(a_person((Role.REPORTER, unit)))

    answer = named(client, checked(tmp_path, unit), names)

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [sentence]
    assert HeadingName.objects.count() == 0


def test_upload_headings_offers_every_column(client, tmp_path):
    unit = a_unit()
    client.force_login(a_person((Role.REPORTER, unit)))
    upload = checked(tmp_path, unit)

    form = client.get(reverse("dossiers:upload_headings", args=[upload.pk])).context["form"]

    assert [key for key, _ in form.fields["h0"].choices] == ["", *(column.key for column in COLUMNS)]
    assert form.fields["h1"].initial == "procedure"
