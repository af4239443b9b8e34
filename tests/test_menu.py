"""The main menu: sections that hold only pages a person may open, and where one is now."""

import pytest
from django.urls import reverse

from tests.factories import units as make
from units.enums import Role

pytestmark = pytest.mark.django_db


def bar(client, path="/"):
    return client.get(path).context["menu"]


def labels(client, path="/"):
    return [section["label"] for section in bar(client, path)]


def test_a_section_of_one_page_goes_by_the_name_of_the_page(client):
    client.force_login(make.holder(Role.SYSADMIN))

    assert labels(client) == ["Việc của tôi", "Quản trị"]
    assert [page["label"] for page in bar(client)[-1]["pages"]] == [
        "Đơn vị",
        "Người dùng",
        "Gửi nhắc việc",
        "Kho minh chứng",
        "Tiến trình",
    ]

    client.force_login(make.holder(Role.LEADER))

    assert labels(client) == ["Việc của tôi", "Chấm điểm", "Kế hoạch", "Hồ sơ", "Kết quả", "Tiến trình"]


@pytest.mark.parametrize("role", Role)
def test_every_page_of_the_menu_opens_for_whom_it_is_shown_to(client, role):
    client.force_login(make.holder(role))
    sections = bar(client)
    shown = {page["url"] for section in sections for page in section["pages"]} | {each["url"] for each in sections}

    assert {url: client.get(url, follow=True).status_code for url in shown} == dict.fromkeys(shown, 200)


def test_the_open_page_and_its_section_are_marked(client):
    client.force_login(make.coordinator())

    sections = bar(client, reverse("dossiers:late_list"))

    assert [section["label"] for section in sections if section["current"]] == ["Hồ sơ"]
    pages = [page for section in sections for page in section["pages"]]
    assert [page["label"] for page in pages if page["current"]] == ["Hồ sơ quá hạn"]


def test_nobody_signed_in_sees_no_menu(client):
    assert bar(client, reverse("units:login")) == []
