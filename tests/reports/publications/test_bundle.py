"""The bundle: the same bytes for ever, recomputed by strangers, and every change to it found."""

import ast
import csv
import io
import json
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from cchc_portal.audit.canonical import canonical
from reports.publications import verify
from reports.publications.bundle import NAMES, VERIFIER, bundled, digest, opened, table
from tests.factories import reports as make

pytestmark = pytest.mark.django_db
MUTATIONS = 200


@pytest.fixture
def bundle() -> bytes:
    """Five units of two areas, one of them tied, one that is not ranked."""
    points = [("9", "7"), ("8", "8"), ("6", "5"), ("9.5", "10"), ("2.25", "3.1")]
    period = make.appraised_period(points)
    make.department(4).__class__.objects.filter(pk=make.department(4).pk).update(ranked=False)
    return bytes(make.published(period).bundle)


def parts_of(content: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        return {name: json.loads(files.read(f"{name}.json")) for name in (*NAMES, "manifest")}


def sealed_again(parts: dict[str, Any], content: bytes) -> bytes:
    """As a forger would who knows how the bundle is made: every SHA-256 in the manifest is right."""
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        kept = {name: files.read(name) for name in files.namelist()}
    kept |= {f"{name}.json": canonical(parts[name]).encode() for name in NAMES}
    manifest = parts["manifest"] | {"files": {name: digest(kept[name]) for name in kept if name != "manifest.json"}}
    return verify.packed(kept | {"manifest.json": canonical(manifest).encode()})


def test_the_same_content_is_always_the_same_bytes(bundle: bytes) -> None:
    parts = parts_of(bundle)
    heading = parts["manifest"]["publication"]
    with zipfile.ZipFile(io.BytesIO(bundle)) as files:
        told = list(csv.reader(io.StringIO(files.read("lich-su.csv").decode("utf-8-sig"))))
        history = [dict(enumerate(row)) for row in told[1:]]
        assert files.namelist() == sorted(files.namelist())
        assert {info.compress_type for info in files.infolist()} == {zipfile.ZIP_STORED}

    texts = {name: canonical(parts[name]).encode() for name in NAMES}
    assert bundled(texts, heading, history) == bundle
    assert canonical(verify.recomputed(parts["rules"], parts["inputs"])) == canonical(parts["results"])


def test_an_outsider_recomputes_it_with_nothing_but_python(bundle: bytes, tmp_path: Path) -> None:
    """The program of the bundle itself, isolated, without site packages, in an empty environment."""
    (tmp_path / "goi.zip").write_bytes(bundle)
    with zipfile.ZipFile(io.BytesIO(bundle)) as files:
        (tmp_path / "verify.py").write_bytes(files.read("verify.py"))
    command = [sys.executable, "-I", "-S", "verify.py", "goi.zip"]
    started = time.monotonic()

    right = subprocess.run([*command, digest(bundle)], cwd=tmp_path, env={}, capture_output=True)
    wrong = subprocess.run([*command, "0" * 64], cwd=tmp_path, env={}, capture_output=True)

    assert (right.returncode, right.stdout.decode()) == (0, f"ĐÚNG\nMã SHA-256 của gói: {digest(bundle)}\n")
    assert (wrong.returncode, wrong.stdout.decode().splitlines()[0]) == (1, "SAI")
    assert time.monotonic() - started < 60


def test_the_program_is_short_and_needs_only_the_standard_library() -> None:
    program = VERIFIER.decode()
    imports = [node for node in ast.walk(ast.parse(program)) if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = {each.module for each in imports if isinstance(each, ast.ImportFrom)}
    modules |= {alias.name for each in imports if isinstance(each, ast.Import) for alias in each.names}

    assert len(program.splitlines()) <= 300
    assert modules - sys.stdlib_module_names == set()


# --- 200 mutations, 200 detected -------------------------------------------------------------------------------------


def test_any_changed_byte_is_found_without_the_digest(bundle: bytes) -> None:
    dice, missed = random.Random(8), []
    start, end = _place_of(bundle, "manifest.json")
    for _ in range(MUTATIONS // 2):
        at = dice.randrange(len(bundle))
        changed = bytearray(bundle)
        changed[at] ^= 1 << dice.randrange(8)
        if not verify.faults(bytes(changed)) and not start <= at < end:
            missed.append(at)

    assert missed == []  # what the manifest itself says of the decision is proved by the printed digest, as below


def _place_of(bundle: bytes, name: str) -> tuple[int, int]:
    with zipfile.ZipFile(io.BytesIO(bundle)) as files:
        info = files.getinfo(name)
        start = info.header_offset + 30 + len(name)
        return start, start + info.file_size


def test_any_changed_byte_is_found_with_the_digest(bundle: bytes) -> None:
    dice, printed = random.Random(9), digest(bundle)
    for _ in range(MUTATIONS):
        changed = bytearray(bundle)
        changed[dice.randrange(len(bundle))] ^= 1 << dice.randrange(8)

        assert verify.faults(bytes(changed), printed) != []


def test_every_forged_figure_is_found_although_all_sums_are_put_right(bundle: bytes) -> None:
    """Without the printed digest: points, ranks and grades no longer follow from figures and rules."""
    dice, missed = random.Random(10), []
    for number in range(MUTATIONS):
        forge = FORGERIES[number % len(FORGERIES)]
        parts = deepcopy(parts_of(bundle))
        forge(parts, dice)
        if not verify.faults(sealed_again(parts, bundle)):
            missed.append((number, forge.__name__))

    assert missed == []


def _result(parts: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    return parts["results"][dice.choice(sorted(parts["results"]))]


def total(parts: dict[str, Any], dice: random.Random) -> None:
    found = _result(parts, dice)
    name = dice.choice(["appraisal", "survey", "total", "max", "percent"])
    found[name] = f"{Decimal(found[name]) + Decimal(dice.randrange(1, 50)) / 100:.2f}"


def rank(parts: dict[str, Any], dice: random.Random) -> None:
    found = _result(parts, dice)
    found[dice.choice(["rank", "of"])] = 9


def grade(parts: dict[str, Any], dice: random.Random) -> None:
    found = _result(parts, dice)
    found["grade"] = "Khá" if found["grade"] == "Tốt" else "Tốt"


def mark(parts: dict[str, Any], dice: random.Random) -> None:
    found = _result(parts, dice)["leaves"]
    leaf = found[dice.choice(sorted(found))]
    name = dice.choice(["computed", "points"])
    leaf[name] = f"{Decimal(leaf[name]) - Decimal('0.01'):.2f}"


def node(parts: dict[str, Any], dice: random.Random) -> None:
    found = _result(parts, dice)["nodes"]
    found[dice.choice(sorted(found))]["points"] = "1.23"


def appraised(parts: dict[str, Any], dice: random.Random) -> None:
    leaves = dice.choice(parts["inputs"]["units"])["leaves"]
    leaf = leaves[dice.choice(["1.1", "1.2"])]
    leaf["appraised"] = f"{Decimal(leaf['appraised']) + Decimal('0.25'):.2f}"


def answer(parts: dict[str, Any], dice: random.Random) -> None:
    leaves = dice.choice(parts["inputs"]["units"])["leaves"]
    leaves[dice.choice(["1.1", "1.2"])]["answer"]["done"] = "7"


def surveyed(parts: dict[str, Any], dice: random.Random) -> None:
    figures = dice.choice(parts["inputs"]["units"])["figures"]
    name = dice.choice([each for each in sorted(figures) if each.endswith("done")])
    figures[name] = str(int(figures[name]) - 10)


def removed(parts: dict[str, Any], dice: random.Random) -> None:
    leaves = dice.choice(parts["inputs"]["units"])["leaves"]
    leaves[dice.choice(sorted(leaves))]["not_applicable"] = True


def unit_gone(parts: dict[str, Any], dice: random.Random) -> None:
    parts["inputs"]["units"].pop(dice.randrange(len(parts["inputs"]["units"])))


def band(parts: dict[str, Any], dice: random.Random) -> None:
    parts["rules"]["sets"][0]["options"]["bands"][0]["from"] = dice.choice(["82", "85", "20", "99"])


def rule(parts: dict[str, Any], dice: random.Random) -> None:
    """A ratio rewarded from 60 percent on, or paid in full: 8 of 10 is no longer 8 points."""
    leaf = dice.choice(parts["rules"]["sets"][0]["criteria"])["children"][dice.randrange(2)]
    leaf["rule"] |= dice.choice([{"target": "60"}, {"floor": "97"}, {"step": "3"}])


def most(parts: dict[str, Any], dice: random.Random) -> None:
    leaf = dice.choice(parts["rules"]["sets"][0]["criteria"])["children"][dice.randrange(2)]
    leaf["max"] = dice.choice(["9.00", "11.00"])


FORGERIES: tuple[Callable[[dict[str, Any], random.Random], None], ...] = (
    *(total, rank, grade, mark, node, appraised, answer, surveyed, removed, unit_gone, band, rule, most),
)


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"khong phai zip", verify.packed({}), verify.packed({"manifest.json": b"{}"})]
)
def test_what_is_no_bundle_is_told_and_not_a_crash(content: bytes) -> None:
    assert len(verify.faults(content)) == 1


# --- a third way: SQL ------------------------------------------------------------------------------------------------


def test_sql_ranks_the_units_the_same_from_the_points_of_the_criteria() -> None:
    points = [("9", "7"), ("8", "8"), ("6", "5"), ("9.5", "10"), ("2.25", "3.1"), ("8.01", "7.99")]
    publication = make.published(make.appraised_period(points))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH points AS (
                SELECT unit_code, block_code, sum((leaf->>'points')::numeric) AS total,
                       sum((leaf->>'max')::numeric) AS most
                FROM reports_standing, jsonb_array_elements(leaves) AS leaf
                WHERE publication_id = %s AND NOT (leaf->>'not_applicable')::boolean GROUP BY 1, 2
            )
            SELECT unit_code, total, round(total * 100 / most, 2),
                   rank() OVER (PARTITION BY block_code ORDER BY round(total * 100 / most, 2) DESC)
            FROM points ORDER BY unit_code
            """,
            [publication.pk],
        )
        by_sql = [(code, total, share, place) for code, total, share, place in cursor.fetchall()]

    by_us = publication.standings.order_by("unit_code").values_list("unit_code", "total_points", "percent", "rank")
    assert by_sql == list(by_us)
    assert sorted(place for *_, place in by_sql) == [1, 2, 2, 2, 5, 6]


def test_a_table_for_people_holds_no_formula() -> None:
    written = table(["Tên"], [["=1+1"], ["@SUM"], ["-5.20"], ["Sở Y tế"], [None]]).decode("utf-8-sig")

    assert written.split("\r\n") == ["Tên", "'=1+1", "'@SUM", "-5.20", "Sở Y tế", '""', ""]


def test_a_bundle_is_opened_unit_by_unit(bundle: bytes) -> None:
    found = {unit["name"]: (unit["rank"], unit["total"]) for unit in opened(bundle).units}

    assert found == {
        "Sở Nội vụ": (2, "32.00"),
        "Sở Tài chính": (2, "32.00"),
        "Sở Y tế": (4, "22.00"),
        "Sở Tư pháp": (1, "39.00"),
        "Sở Xây dựng": (None, "10.70"),
    }
