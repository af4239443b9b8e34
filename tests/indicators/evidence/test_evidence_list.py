"""The pages of evidence over HTTP: the form with everything typed, previews, and downloads nobody else reaches."""

import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from cchc_portal.audit.models import AuditEvent
from indicators.enums import ScanState
from indicators.models import Evidence
from tests.asserts import same_query_count
from tests.factories import evidence as files
from tests.factories import indicators as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    made = make.scene()
    make.measure(made)
    return made


@pytest.fixture
def clerk(client, scene):
    client.force_login(scene.reporter)
    return client


def address(scene, name="evidence_list", code="1.1.1"):
    return reverse(f"indicators:{name}", args=[scene.score(code).pk])


def added(clerk, scene, code="1.1.1", **fields):
    clerk.post(address(scene, "evidence_add", code), files.form(**fields))
    return Evidence.objects.order_by("-added_at").first()


def test_a_clerk_adds_a_document_and_sees_it_everywhere_the_row_stands(clerk, scene):
    response = clerk.post(address(scene, "evidence_add"), files.form(), follow=True)

    html = response.content.decode()
    assert response.redirect_chain == [(address(scene), 302)]
    assert "12/KH-STC ngày 05/01/2026, Sở Tài chính" in html
    assert "mục II, trang 3" in html
    assert "Chưa quét vi-rút" in html
    grid = clerk.get(reverse("indicators:entry", args=[scene.assessment_id, "1"])).content.decode()
    assert re.search(r"1 tệp<span class=\"vh\"> minh chứng 1\.1\.1</span>", grid)
    scene.submit()
    desk = Client()
    desk.force_login(scene.appraiser)
    appraisal = desk.get(reverse("indicators:appraisal", args=[scene.assessment_id, "1"])).content.decode()
    assert "1 tệp minh chứng<span" in appraisal
    assert reverse("indicators:evidence_page", args=[Evidence.objects.get().pk, 1]) in appraisal


def test_every_fault_of_the_form_is_said_at_once_and_nothing_typed_is_lost(clerk, scene):
    form = files.form(issued_on="hôm qua", issuer="", section="II.3")
    del form["file"]

    response = clerk.post(address(scene, "evidence_add"), form)

    html = response.content.decode()
    assert response.status_code == 422
    assert re.findall(r'<li><a href="#[^"]+">([^<]+)</a>', html) == [
        "Tệp: Hãy chọn tệp.",
        "Ngày văn bản: Ghi ngày dạng 31/12/2025.",
        "Cơ quan ban hành: Hãy ghi cơ quan ban hành.",
    ]
    for kept in ("hôm qua", "II.3", "Kế hoạch năm 2026"):
        assert f'value="{kept}"' in html


def test_a_file_that_is_not_what_it_says_comes_back_with_its_sentence(clerk, scene):
    response = clerk.post(address(scene, "evidence_add"), files.form(b"MZ...", "ke-hoach.pdf"))

    assert response.status_code == 422
    page = response.content.decode()
    assert "Chỉ nhận PDF, Word (.docx), Excel (.xlsx), ảnh JPG hoặc PNG. Bên trong tệp này không phải" in page


def test_the_name_of_the_file_never_leads_anywhere(clerk, scene):
    row = added(clerk, scene, name="../../etc/passwd\r\nX-Evil: 1.html")

    response = clerk.get(reverse("indicators:evidence_file", args=[row.pk]))

    assert "etc" not in row.stored
    assert "X-Evil" not in response.headers
    assert response["Content-Disposition"].endswith('.pdf"')


def test_a_download_is_locked_down_and_remembered(clerk, scene):
    row = added(clerk, scene)

    response = clerk.get(reverse("indicators:evidence_file", args=[row.pk]))

    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert AuditEvent.objects.order_by("-seq").first().action == "files.downloaded"


def test_a_page_is_shown_as_a_picture_with_ink_on_it(clerk, scene):
    row = added(clerk, scene, content=files.pdf(pages=2))

    response = clerk.get(reverse("indicators:evidence_page", args=[row.pk, 2]))

    drawn = Image.open(io.BytesIO(response.content)).convert("L")
    assert (response["Content-Type"], drawn.width) == ("image/png", 1240)
    assert sum(drawn.histogram()[:100]) > 300
    assert clerk.get(reverse("indicators:evidence_page", args=[row.pk, 3])).status_code == 404


def test_a_file_waiting_for_the_scanner_opens_for_nobody(clerk, scene):
    row = added(clerk, scene)
    Evidence.objects.update(scan=ScanState.PENDING)

    answers = [
        clerk.get(reverse("indicators:evidence_file", args=[row.pk])).status_code,
        clerk.get(reverse("indicators:evidence_page", args=[row.pk, 1])).status_code,
    ]

    assert answers == [403, 403]
    assert "chờ quét vi-rút" in clerk.get(reverse("indicators:evidence_detail", args=[row.pk])).content.decode()


@pytest.mark.parametrize("name", ["evidence_detail", "evidence_file", "evidence_page"])
def test_a_stranger_with_the_address_finds_nothing(clerk, scene, name):
    row = added(clerk, scene)
    stranger = Client()
    stranger.force_login(units.holder(Role.HEAD, units.unit("Sở Y tế")))

    path = reverse(f"indicators:{name}", args=[row.pk, 1] if name == "evidence_page" else [row.pk])

    assert stranger.get(path).status_code == 404
    assert stranger.get("/" + row.stored).status_code == 404


def test_a_document_is_reused_uncited_and_removed(clerk, scene):
    row = added(clerk, scene)

    clerk.post(address(scene, "evidence_cite", "2.1"), {"dan-evidence": str(row.pk), "dan-page": "7"})
    detail = clerk.get(reverse("indicators:evidence_detail", args=[row.pk])).content.decode()
    for code in ("1.1.1", "2.1"):
        clerk.post(address(scene, "evidence_uncite", code), {"evidence": str(row.pk)})
    page = clerk.post(address(scene, "evidence_remove"), {"evidence": str(row.pk)}, follow=True)

    assert re.findall(r"<b>(trang \d+|mục II, trang \d+)</b>", detail) == ["mục II, trang 3", "trang 7"]
    assert "Đã xóa tệp khỏi phiếu." in page.content.decode()
    assert not Evidence.objects.exists()


def test_a_broken_id_is_not_found(clerk, scene):
    assert clerk.post(address(scene, "evidence_uncite"), {"evidence": "7"}).status_code == 404


def test_the_page_asks_as_much_for_one_document_as_for_three(clerk, scene):
    added(clerk, scene)

    def two_more():
        for number in (1, 2):
            added(clerk, scene, content=files.pdf(f"so {number}"))

    same_query_count(lambda: clerk.get(address(scene)), two_more)
