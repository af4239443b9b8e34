"""The documents of a publication of 120 units × 60 criteria, and the two deeds that make it one."""

import argparse
import statistics
import tempfile
from pathlib import Path

from django.utils import timezone

from bench import _report
from bench._database import empty_database
from bench._published import peak_of, published
from bench.recalculation import AREAS, LEAVES, UNITS
from reports.enums import Paper
from reports.models import Publication
from reports.papers import archive, hall
from reports.papers.reading import source_of
from reports.papers.shelf import drawn
from reports.publications.verify import faults

GOALS = {Paper.CONFERENCE: "≤ 1.5 s"}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench documents")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--units", type=int, default=UNITS)
    options = parser.parse_args(arguments)
    with empty_database():
        publication, deeds = published(options.units)
        lines = [[f"{what}, by a worker", f"{took:.2f} s", "", "", ""] for what, took in deeds.items()]
        lines += _documents(publication, options.rounds)
    _report.write(
        f"Documents of a publication: {options.units} units × {AREAS * LEAVES} criteria",
        f"python -m bench documents --units {options.units} --rounds {options.rounds}",
        ["what", "median", "over the start", "size", "goal"],
        lines,
    )


def _documents(publication: Publication, rounds: int) -> list[list[str]]:
    bundle = bytes(publication.bundle)

    def source():  # read anew each time, as a job does
        return source_of(period=publication.period, block_code="", publication_id=publication.pk, now=timezone.now())

    unit = source().blocks[0].rows[0].unit_id
    works = {f"{paper.label}": (lambda paper=paper: drawn(paper, source(), bundle, unit)[0]) for paper in Paper}
    works["Trình chiếu, lần đầu"] = lambda: hall._drawn(publication).encode()
    works["Gói công bố: tính lại bằng verify.py"] = lambda: faults(bundle, publication.digest)
    works["Hồ sơ năm: mọi tài liệu của một lần công bố"] = lambda: _archived(publication)
    goals = {paper.label: goal for paper, goal in GOALS.items()}
    lines = [["reading what every document is made of", *_measured(source, rounds), ""]]
    return lines + [[name, *_measured(work, rounds), goals.get(name, "")] for name, work in works.items()]


def _archived(publication: Publication) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ho-so.zip"
        archive.write(path, [publication], by=publication.published_by, say=lambda done, total, message: None)
        return path.read_bytes()


def _measured(work, rounds: int) -> list[str]:
    found = [peak_of(work) for _ in range(rounds)]
    made = found[-1][2]
    size = len(made) if isinstance(made, bytes) else 0
    seconds = statistics.median(each[0] for each in found)
    return [f"{seconds:.2f} s", f"{max(each[1] for each in found):.0f} MB", f"{size / 1024:.0f} kB" if size else ""]
