"""Everything of a year in one zip: of each publication the bundle and every document, with their SHA-256 sums.

All of it is drawn from the frozen figures; the same figures and template give the bytes that were given out.
"""

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.utils.text import slugify

from cchc_portal.jobs.models import Job
from cchc_portal.kit.office import EPOCH
from cchc_portal.kit.text import folded
from reports.enums import TEMPLATED, Paper
from reports.models import Publication
from reports.papers import hall
from reports.papers.kept import drawings
from reports.papers.reading import source_of
from reports.papers.shelf import SHELF, drawn
from reports.papers.source import Source
from reports.papers.word.kept import content_of, used
from reports.publications.verify import faults
from units.models import User

SUMS, LIST = "ma-sha256.txt", "danh-muc.txt"
WHOLE = tuple(paper for paper, kind in SHELF.items() if kind.unit is None)
CARDS = tuple(paper for paper, kind in SHELF.items() if kind.unit)
_HOW = """
Mỗi thư mục là một lần công bố. Kiểm tra từng tệp còn nguyên (Linux, macOS), gõ trong thư mục đã giải nén:
  sha256sum -c {sums}
Trên Windows: certutil -hashfile TÊN-TỆP SHA256, rồi so với dòng của tệp trong {sums}.
Tính lại điểm, hạng, loại: giải nén verify.py từ gói công bố, rồi gõ python3 verify.py TÊN-GÓI.zip MÃ
"""

Say = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class File:
    """One file to come: its place in the zip, and how it is made when its turn has come."""

    name: str
    make: Callable[[], bytes]


def write(path: Path, publications: Sequence[Publication], *, by: User, say: Say) -> int:
    """Write the zip; how many files of publications it holds. The caller has asked whether `by` may have them all."""
    sets = [_Set(publication, by) for publication in publications]
    done, total = 0, sum(each.count for each in sets)
    sums, listed = [], []
    with zipfile.ZipFile(path, "w") as archive:
        for each in sets:
            for file in each.files():
                say(done, total, f"Đang xếp {each.said}: {file.name.rpartition('/')[2]}")
                content = file.make()
                _put(archive, file.name, content)
                sums.append(f"{hashlib.sha256(content).hexdigest()}  {file.name}\n")
                done += 1
            listed.append(each.line())
        _put(archive, SUMS, "".join(sums).encode())
        _put(archive, LIST, ("\n".join(listed) + "\n" + _HOW.format(sums=SUMS)).encode())
    return done


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """No clock in it: the same documents are the same zip."""
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


class _Set:
    """One publication; its bundle and its figures are read when its turn has come, and then let go."""

    def __init__(self, publication: Publication, by: User) -> None:
        self.publication, self.by = publication, by
        self.folder = f"{publication.period.code}-lan-{publication.version}"
        self.said = f"{publication.period.name}, lần {publication.version}"
        self.units = publication.standings.count()
        self.wrong = 0

    @property
    def count(self) -> int:
        """The bundle, the slides, the documents of the whole and of every unit."""
        return 2 + len(WHOLE) + len(CARDS) * self.units

    def line(self) -> str:
        said = "SAI" if self.wrong else "ĐÚNG"
        title, digest = self.publication.title, self.publication.digest
        return f"{self.folder}: {title}; {self.units} đơn vị; {said}; SHA-256 {digest}"

    def files(self) -> Iterator[File]:
        publication, bundle = self.publication, bytes(self.publication.bundle)
        self.wrong = len(faults(bundle, publication.digest))
        yield self._file(f"cong-bo-{self.folder}.zip", lambda: bundle)
        period, pk, at = publication.period, publication.pk, publication.published_at
        source = source_of(period=period, block_code="", publication_id=pk, now=at)
        kept = drawings(self.by, publication)
        for paper in WHOLE:
            name = f"{SHELF[paper].name}-{self.folder}{SHELF[paper].suffix}"
            yield self._file(name, partial(_document, paper, source, bundle, kept.get(paper)))
        yield self._file(f"trinh-chieu-{self.folder}.html", lambda: hall.alone(hall.slides_page(publication)).encode())
        for row in (row for block in source.blocks for row in block.rows):  # one at a time: all in one PDF take 900 MB
            unit = f"{slugify(folded(row.unit_code))}-{slugify(folded(row.unit_name))}"
            for paper in CARDS:
                make = partial(_document, paper, source, bundle, unit_id=row.unit_id)
                yield self._file(f"{SHELF[paper].name}/{unit}{SHELF[paper].suffix}", make)
        del self.publication.bundle  # deferred again: the next one needs the room

    def _file(self, name: str, make: Callable[[], bytes]) -> File:
        return File(f"{self.folder}/{name}", make)


def _document(paper: Paper, source: Source, bundle: bytes, job: Job | None = None, unit_id: int | None = None) -> bytes:
    """Drawn from the frozen figures, never read from the disk; with the template it was given out with, if it was."""
    template = b""
    if paper in TEMPLATED:
        template = content_of(job.params.get("template") if job else used(paper))
    made = drawn(paper, source, bundle, unit_id, template)
    assert made is not None  # the units come from the same source
    return made[0]
