"""Templates: all in use, nothing inline that the content security policy would refuse, no tag loaded twice."""

import re
from pathlib import Path

from django.conf import settings
from django.template import engines

FOLDER = settings.BASE_DIR / "templates"
CODE = ("cchc_portal", "units", "dossiers", "indicators", "reports")

INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script without src": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE),
    "an on… attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an hx-on attribute": re.compile(r"\bhx-on\b", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
}
LOAD = re.compile(r"{%\s*load\s+(.*?)\s*%}")
ANOTHER_HOST = re.compile(r'(?:src|href|action|hx-get|hx-post)="(?:https?:)?//', re.IGNORECASE)


def templates() -> list[Path]:
    return sorted(path for path in FOLDER.rglob("*") if path.is_file())


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


def test_templates_are_all_used() -> None:
    code = [path for top in CODE for path in (settings.BASE_DIR / top).rglob("*.py")]
    text = "\n".join(path.read_text() for path in (*code, *templates()))

    named = set(re.findall(r"""["']([\w./-]+\.(?:html|txt))(?:#\w+)?["']""", text))

    assert {name_of(path) for path in templates()} - named == set()


def test_templates_have_nothing_inline() -> None:
    found = [
        f"{name_of(path)} has {what}: {match.group()}"
        for path in templates()
        for what, pattern in INLINE.items()
        for match in pattern.finditer(path.read_text())
    ]

    assert found == []


def test_templates_fetch_nothing_from_another_host() -> None:
    assert [name_of(path) for path in templates() if ANOTHER_HOST.search(path.read_text())] == []


def test_templates_do_not_load_what_is_built_in() -> None:
    engine = engines["django"].engine
    built_in = {name.rpartition(".")[2] for name in engine.builtins}

    loaded = {name_of(path): set(" ".join(LOAD.findall(path.read_text())).split()) for path in templates()}

    assert {name: tags & built_in for name, tags in loaded.items() if tags & built_in} == {}


def test_templates_can_all_be_read() -> None:
    for path in templates():
        engines["django"].get_template(name_of(path))


TO_CITIZENS = {"ballot_said.html", "ballot_code.html", "survey_answers.py", "surveys_story.py"}
OTHERWISE = re.compile(r"\bbạn\b|\bông/bà\b", re.IGNORECASE)


def test_people_at_work_are_addressed_in_one_way() -> None:
    """Colleagues are anh/chị everywhere; ông/bà are those who answer a survey."""
    code = [path for top in CODE for path in (settings.BASE_DIR / top).rglob("*.py")]

    assert {path.name for path in (*code, *templates()) if OTHERWISE.search(path.read_text())} == TO_CITIZENS
