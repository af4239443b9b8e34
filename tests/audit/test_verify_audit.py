from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from cchc_portal.audit.chain import read_anchors
from cchc_portal.audit.models import AuditEvent
from tests.factories.audit import deed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heads(tmp_path):
    return tmp_path / "var" / "audit-heads.log"


def verify(heads, **options):
    out = StringIO()
    call_command("verify_audit", anchors=heads, stdout=out, **options)
    return out.getvalue().splitlines()


def by_force(statement):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER audit_no_change")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE audit_auditevent ENABLE TRIGGER audit_no_change")


def test_verify_audit_says_what_it_read(heads):
    deed()
    last = deed()

    assert verify(heads) == [
        "Đã đọc 2 bản ghi nhật ký.",
        f"Đầu chuỗi: số 2, mã băm {last.hash}",
        "Chưa có mốc neo nào: việc cắt bớt phần cuối chuỗi không thể phát hiện.",
        "Không phát hiện bản ghi nào bị sửa, xóa, đảo thứ tự hay cắt bớt.",
    ]


def test_verify_audit_of_an_empty_trail_is_sound(heads):
    assert verify(heads, anchor=True) == [
        "Đã đọc 0 bản ghi nhật ký.",
        "Chưa có mốc neo nào: việc cắt bớt phần cuối chuỗi không thể phát hiện.",
        "Không phát hiện bản ghi nào bị sửa, xóa, đảo thứ tự hay cắt bớt.",
    ]
    assert not heads.exists()


def test_verify_audit_notes_the_head_and_compares_with_it_next_time(heads):
    first = deed()
    verify(heads, anchor=True)
    second = deed()
    verify(heads, anchor=True)

    anchors, unreadable = read_anchors(heads.read_text().splitlines())
    assert [(one.seq, one.hash) for one in anchors] == [(1, first.hash), (2, second.hash)]
    assert unreadable == []
    assert verify(heads)[2] == f"Đã đối chiếu với 2 mốc neo trong {heads}."


def test_verify_audit_finds_a_cut_tail_and_notes_no_new_head(heads):
    deed()
    deed()
    verify(heads, anchor=True)
    by_force("DELETE FROM audit_auditevent WHERE seq = 2")
    noted = heads.read_text()

    with pytest.raises(CommandError) as failure:
        verify(heads, anchor=True)

    moment = noted.strip().split(",")[2]
    assert failure.value.returncode == 1
    assert str(failure.value).splitlines() == [
        "Nhật ký không còn nguyên vẹn:",
        f"Chuỗi bị cắt đuôi: lúc {moment} đã có đến số 2, nay chỉ còn đến số 1.",
    ]
    assert heads.read_text() == noted


def test_verify_audit_shows_the_first_50_breaks(heads):
    for _ in range(60):
        deed()
    by_force("UPDATE audit_auditevent SET reason = 'khác'")

    with pytest.raises(CommandError) as failure:
        verify(heads)

    lines = str(failure.value).splitlines()
    assert (len(lines), lines[1], lines[-1]) == (52, "Bản ghi số 1 đã bị sửa ở cột reason.", "… và 10 sai lệch khác.")
    assert AuditEvent.objects.count() == 60


def test_verify_audit_names_an_unreadable_anchor(heads):
    heads.parent.mkdir()
    heads.write_text("hôm qua vẫn còn\n")

    with pytest.raises(CommandError) as failure:
        verify(heads)

    assert str(failure.value).splitlines()[1:] == ["Dòng 1 của tệp neo không đọc được."]
