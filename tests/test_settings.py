"""Settings as another machine would load them: each test is a process of its own."""

import importlib.util
import os
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "for-this-test-only-0123456789-ABCDEFGHIJ-abcdefghij-$%&/()",
    "DATABASE_URL": "postgres://cchc:secret@127.0.0.1:5432/cchc",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "ALLOWED_HOSTS": "cchc.example.vn",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """manage.py with nothing in its environment but what is given."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR, env={"PATH": os.defpath, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


OIDC = {"OIDC_SERVER": "https://sso.example.vn", "OIDC_CLIENT_ID": "cchc", "OIDC_SECRET": "for-this-test-only"}


@pytest.mark.parametrize("more", [{}, OIDC, {"EMAIL_URL": "smtp://127.0.0.1:25"}], ids=["plain", "sso", "mail"])
def test_production_settings_pass_the_deployment_check(more: dict[str, str]) -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION, **more)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS"])
def test_production_without_a_variable_says_which(name: str) -> None:
    done = manage("check", **{**PRODUCTION, name: ""})

    assert done.returncode == 1
    assert done.stderr.startswith(f"Thiếu biến môi trường: {name} (")
    assert done.stderr.count("\n") == 1


def test_production_names_all_missing_variables_at_once() -> None:
    done = manage("check", PORTAL_ENV="production")

    assert [name in done.stderr for name in PRODUCTION if name != "PORTAL_ENV"] == [True] * 4


def test_driver_is_psycopg2_alone() -> None:
    """Django prefers psycopg 3 without a word where both are installed, and COPY is called differently there."""
    assert importlib.util.find_spec("psycopg") is None
