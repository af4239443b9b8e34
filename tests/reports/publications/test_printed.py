"""Every document of the sample province as it comes out of a printer; the pages lie in var/printed to be looked at.

`make deep ARGS="tests/reports/publications/test_printed.py"`. LibreOffice prints what is opened with Excel or Word;
with UPDATE_PICTURES=1 the first page of each goes into the user guide.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings

from dossiers.statistics.figures import form_by_unit
from dossiers.statistics.ii06_sheet import workbook
from dossiers.statistics.windows import Window
from reports.enums import Paper
from reports.models import Publication, Standing
from reports.papers.reading import source_of
from reports.papers.shelf import drawn
from reports.papers.word import defaults
from tests.demo_city import in_one_worker
from units.models import Unit

pytestmark = [in_one_worker, pytest.mark.deep, pytest.mark.usefixtures("city_of_our_own"), pytest.mark.django_db]

GUIDE = settings.BASE_DIR / "docs" / "huong-dan" / "anh" / "tai-lieu"
PRINTED = settings.BASE_DIR / "var" / "printed"
UPRIGHT, LANDSCAPE = (595, 842), (842, 595)  # A4 in points
OFFICE = "Máy này thiếu LibreOffice. Trên Debian: apt-get install libreoffice-calc libreoffice-writer"
SHEETS = {  # how many pages each may take
    "so-hoi-nghi": (LANDSCAPE, range(8, 40)),
    "phieu-diem": (LANDSCAPE, range(2, 12)),
    "ii06a": (LANDSCAPE, range(1, 12)),
    "bao-cao": (UPRIGHT, range(3, 25)),
    "phu-luc": (UPRIGHT, range(1, 8)),
    "mau-bao-cao": (UPRIGHT, range(1, 5)),
    "bao-cao-typst": (UPRIGHT, range(3, 25)),
    "phieu-diem-typst": (LANDSCAPE, range(2, 12)),
}
SEALED = {"so-hoi-nghi", "phieu-diem", "bao-cao-typst", "phieu-diem-typst"}
"""The digest stands at the foot of each page."""


@pytest.fixture
def publication() -> Publication:
    return Publication.objects.filter(final=True).latest("period__data_to", "version")


def documents(publication: Publication, folder: Path) -> None:
    """Everything a publication gives, form II.06a of its window, and the template we ship."""
    now = publication.published_at
    source = source_of(period=publication.period, block_code="", publication_id=publication.pk, now=now)
    unit = Standing.objects.filter(publication=publication, rank=1).order_by("pk")[0].unit_id

    def draw(name: str, paper: Paper) -> None:
        made = drawn(paper, source, bytes(publication.bundle), unit)
        assert made
        (folder / name).write_bytes(made[0])

    draw("so-hoi-nghi.xlsx", Paper.CONFERENCE)
    draw("phieu-diem.xlsx", Paper.CARD)
    draw("bao-cao.docx", Paper.REPORT)
    draw("phu-luc.docx", Paper.ANNEX)
    draw("bao-cao-typst.pdf", Paper.REPORT_PDF)
    draw("phieu-diem-typst.pdf", Paper.CARD_PDF)
    (folder / "mau-bao-cao.docx").write_bytes(defaults.report())
    window = Window(publication.period.data_from, publication.period.data_to)
    words = {"authority": settings.PROVINCE_AUTHORITY, "scope": "Các đơn vị", "made_at": publication.published_at}
    workbook(form_by_unit(Unit.objects.all(), window), window, **words).save(folder / "ii06a.xlsx")


def printed(folder: Path) -> None:
    """Turn every file that is no PDF yet into one."""
    office = shutil.which("soffice")
    if office is None:
        pytest.fail(OFFICE)
    files = sorted(str(path) for path in folder.glob("*") if path.suffix in (".xlsx", ".docx"))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def test_every_document_prints_on_a4_and_no_cell_is_too_narrow(publication: Publication, tmp_path: Path) -> None:
    documents(publication, tmp_path)
    printed(tmp_path)
    shutil.rmtree(PRINTED, ignore_errors=True)
    PRINTED.mkdir(parents=True)

    for name, (size, pages) in SHEETS.items():
        with pypdfium2.PdfDocument(tmp_path / f"{name}.pdf") as document:
            assert len(document) in pages, (name, len(document))
            for number, page in enumerate(document, start=1):
                text = page.get_textpage().get_text_bounded()
                assert tuple(round(side) for side in page.get_size()) == size, (name, number)
                assert "##" not in text, (name, number)
                assert name not in SEALED or publication.digest in text, (name, number)
                assert text.strip(), (name, number)
                page.render(scale=1.4).to_pil().save(PRINTED / f"{name}-{number:02}.png")
                if number == 1 and os.environ.get("UPDATE_PICTURES") == "1":
                    page.render(scale=1.0).to_pil().save(GUIDE / f"{name}.png", optimize=True)
    assert {path.stem for path in GUIDE.glob("*.png")} >= SHEETS.keys() - {"mau-bao-cao"}
