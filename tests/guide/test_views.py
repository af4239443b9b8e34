"""Hướng dẫn inside the portal: for everybody, each person led to the own page."""

import pytest
from django.urls import reverse

from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db


def test_guide_is_read_without_signing_in(client):
    answer = client.get(reverse("guide:first"))

    assert answer.status_code == 200
    assert "Mỗi người chỉ cần đọc một trang" in answer.content.decode()


def test_guide_page_stands_beside_its_contents(client):
    page = client.get(reverse("guide:page", args=["can-bo"])).content.decode()

    assert f'<a href="{reverse("guide:page", args=["can-bo"])}" aria-current="page">' in page
    assert '<a href="#2-nhap-tung-linh-vuc">' in page


def test_a_page_that_is_not_there_is_not_found(client):
    assert client.get(reverse("guide:page", args=["khong-co"])).status_code == 404


@pytest.mark.parametrize(("role", "own"), [(Role.REPORTER, "can-bo"), (Role.COORDINATOR, "dieu-phoi")])
def test_every_page_leads_to_the_guide_of_the_own_role(client, role: Role, own: str):
    client.force_login(units.holder(role))

    assert reverse("guide:page", args=[own]) in client.get(reverse("home")).content.decode()


def test_the_public_page_leads_to_what_concerns_everybody(client):
    assert reverse("guide:first") in client.get(reverse("reports:public_results")).content.decode()
