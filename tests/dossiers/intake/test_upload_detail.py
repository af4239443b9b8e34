"""What a file brought, or every reason why it brought nothing."""

import pytest
from django.urls import reverse

from tests.factories.dossiers import a_calendar, a_person, a_unit, a_workbook, loaded, received, rows
from units.enums import Role

pytestmark = pytest.mark.django_db


def shown(client, user, upload):
    client.force_login(user)
    return client.get(reverse("dossiers:upload_detail", args=[upload.pk]))


def test_upload_detail_shows_the_identity(client, tmp_path):
    a_calendar()
    unit = a_unit()
    upload = loaded(a_workbook(tmp_path, rows(3)), unit)

    page = shown(client, a_person((Role.REPORTER, unit)), upload).content.decode()

    assert "Đã nhập 3 dòng: thêm mới 3, thay đổi 0, giữ nguyên 0." in page
    assert "Đã giải quyết = trước hạn + đúng hạn + quá hạn" in page


def test_upload_detail_lists_the_first_200_errors_and_the_count(client, tmp_path):
    a_calendar()
    unit = a_unit()
    upload = loaded(a_workbook(tmp_path, rows(250, **{"Ngày tiếp nhận": "31/02/2022"})), unit)

    response = shown(client, a_person((Role.REPORTER, unit)), upload)

    page = response.content.decode()
    assert [error["cell"] for error in response.context["errors"]] == [f"G{row}" for row in range(2, 202)]
    assert "200 lỗi đầu trong 250 lỗi" in page
    assert "Ngày tiếp nhận “31/02/2022” không có trong lịch; hãy ghi dạng 05/10/2022." in page


def test_upload_detail_of_a_file_still_waiting(client, tmp_path):
    unit = a_unit()
    upload = received(a_workbook(tmp_path, rows(1)), unit)

    assert "Đã nhận tệp, đang chờ đọc." in shown(client, a_person((Role.REPORTER, unit)), upload).content.decode()


def test_upload_detail_is_hidden_from_strangers(client, tmp_path):
    unit, sender = a_unit(), a_person()
    upload = received(a_workbook(tmp_path, rows(1)), unit)
    own = received(a_workbook(tmp_path, rows(2)), by=sender)

    assert shown(client, a_person((Role.REPORTER, a_unit())), upload).status_code == 404
    assert shown(client, a_person((Role.LEADER, a_unit())), upload).status_code == 200
    assert shown(client, sender, own).status_code == 200
