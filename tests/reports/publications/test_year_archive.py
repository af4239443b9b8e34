"""Hồ sơ công bố of a year: every publication with every document of it, and sums that anybody can check."""

import hashlib
import re
import uuid
import zipfile
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import run_job
from reports.models import Publication
from tests.factories import reports as make
from tests.reports.publications.test_word_templates import put_to_use, template

pytestmark = pytest.mark.django_db
HERE = "nam-2026-lan-1"
FILES = [
    f"cong-bo-{HERE}.zip",
    f"so-hoi-nghi-{HERE}.xlsx",
    f"bao-cao-{HERE}.docx",
    f"phu-luc-{HERE}.docx",
    f"bao-cao-{HERE}.pdf",
    f"so-lieu-{HERE}.zip",
    f"trinh-chieu-{HERE}.html",
    "phieu-diem/d000-so-noi-vu.xlsx",
    "phieu-diem/d000-so-noi-vu.pdf",
    "phieu-diem/d001-so-tai-chinh.xlsx",
    "phieu-diem/d001-so-tai-chinh.pdf",
]


@pytest.fixture
def publication() -> Publication:
    return make.published(make.appraised_period([("9", "7"), ("8", "8")]))


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(make.coordinator())
    return client


def archived(client: Client) -> tuple[Job, dict[str, bytes]]:
    """The closing state of the job, and the files of the zip by their names."""
    address = client.post("/tong-hop/nam-2026/ho-so-nam/")["Location"]
    run_job(uuid.UUID(address.split("/")[2]))
    content = b"".join(client.get(f"{address}tep/").streaming_content)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return Job.objects.latest("created_at"), {name: archive.read(name) for name in archive.namelist()}


def test_the_year_is_archived_with_every_document_and_its_sum(coordinator: Client, publication: Publication) -> None:
    job, files = archived(coordinator)

    assert job.message == "Đã lập hồ sơ công bố năm 2026: 1 lần công bố, 11 tệp, đã tính lại từng gói."
    assert (job.done, list(files)) == (
        job.total,
        [*(f"{HERE}/{name}" for name in FILES), "ma-sha256.txt", "danh-muc.txt"],
    )
    sums = dict(reversed(line.split("  ")) for line in files["ma-sha256.txt"].decode().splitlines())
    assert sums == {f"{HERE}/{name}": hashlib.sha256(files[f"{HERE}/{name}"]).hexdigest() for name in FILES}
    assert sums[f"{HERE}/{FILES[0]}"] == publication.digest
    listed = files["danh-muc.txt"].decode()
    assert listed.startswith(f"{HERE}: Kết quả Năm 2026; 2 đơn vị; ĐÚNG; SHA-256 {publication.digest}\n")


def test_every_document_of_the_archive_says_what_was_published(coordinator: Client, publication: Publication) -> None:
    _, files = archived(coordinator)
    of = {name: files[f"{HERE}/{name}"] for name in FILES}

    total, digest = "32,00", publication.digest
    book, card = (load_workbook(BytesIO(of[name])) for name in (FILES[1], "phieu-diem/d001-so-tai-chinh.xlsx"))
    assert {sheet.oddFooter.left.text for sheet in (*book, *card)} == {f"Mã băm: {digest}"}
    for name in FILES[2:4]:
        document = Document(BytesIO(of[name]))
        said = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        assert (total in said, any(digest in each.text for each in document.paragraphs)) == (True, True)
    for name in (FILES[4], FILES[8], FILES[10]):
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(of[name])]
        assert all(digest in page for page in pages)
        assert (total in pages[0] + pages[-1], len(pages) > 0) == (True, True)
    with zipfile.ZipFile(BytesIO(of[FILES[5]])) as tables:
        assert digest in tables.read("don-vi.csv").decode("utf-8-sig")
    slides = of[FILES[6]].decode()
    assert (digest in slides, total in slides, re.findall(r'(?:href|src)="[^"]*"', slides)) == (True, True, [])
    assert 'url("../' not in slides


def test_a_document_goes_into_the_archive_as_it_was_given_out(coordinator: Client, publication: Publication) -> None:
    """Also where somebody has altered the file that was kept, and where the province has another template since."""
    coordinator.post(f"/cong-bo/{publication.pk}/tai-lieu/", {"paper": "annex"})
    job = Job.objects.get()
    run_job(job.pk)
    job.refresh_from_db()
    kept = Path(job.file.path)
    given_out = kept.read_bytes()
    kept.write_bytes(given_out + b"altered")
    put_to_use(coordinator, template("Mẫu mới {{ nam }}"))

    _, files = archived(coordinator)

    assert files[f"{HERE}/phu-luc-{HERE}.docx"] == given_out


def test_the_same_year_is_always_the_same_archive(coordinator: Client, publication: Publication) -> None:
    assert archived(coordinator)[1] == archived(coordinator)[1]
