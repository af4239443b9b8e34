"""The pure modules of scoring are covered to the last branch; that tests notice faults, see tests/test_mutation.py."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.deep

ROOT = Path(settings.BASE_DIR)
INDICATORS = ("records", "shapes", "scoring", "grades", "explanations", "sets/document")
PURE = ["indicators/rules/*", *(f"indicators/{name}.py" for name in INDICATORS), "reports/rankings.py"]
SCORING = ("rules", "answers", "checks", "expressions", "scoring", "grades", "explanations")
SETS = ("shapes", "records", "set_document")
FILES = [
    *(f"tests/indicators/scoring/test_{name}.py" for name in SCORING),
    *(f"tests/indicators/sets/test_{name}.py" for name in SETS),
    "tests/reports/test_rankings.py",
]


def test_every_branch_of_the_pure_modules_is_taken(tmp_path):
    coverage, where = [sys.executable, "-m", "coverage"], {**os.environ, "COVERAGE_FILE": str(tmp_path / "data")}
    quick = ["-q", "-o", "addopts=", "-p", "no:cacheprovider"]

    tests = [*coverage, "run", "--branch", f"--include={','.join(PURE)}", "-m", "pytest", *quick, *FILES]
    ran = subprocess.run(tests, cwd=ROOT, env=where, capture_output=True, text=True, check=False)
    shown = [*coverage, "report", "--show-missing", "--fail-under=100", "--precision=2"]
    told = subprocess.run(shown, cwd=ROOT, env=where, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stdout
    assert told.returncode == 0, told.stdout
