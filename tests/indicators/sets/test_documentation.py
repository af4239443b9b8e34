"""docs/criteria-set.md: every label of the page with its key, every kind of rule, and examples that still come true."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command

from indicators.grades import Band, Gate, Quota
from indicators.records import keys_of
from indicators.rules import KINDS, Input, Source
from indicators.rules.base import Remedy
from indicators.scoring import Once, Options
from indicators.sets.document import Head, Row

PAGE = (settings.BASE_DIR / "docs" / "criteria-set.md").read_text(encoding="utf-8")
TABLE = {
    (label.split(" (")[0].split(", Loại")[0], key)
    for label, keys in re.findall(r"^\| ([^|]+) \| (`[^|]+) \| [^|]+ \|$", PAGE, re.MULTILINE)
    for key in re.findall(r"`([^`]+)`", keys)
}
EXAMPLES = re.findall(r"^python manage\.py (try_criterion \S+hdnd\S+ .+)\n(.+)$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("record", [Head, Options, Band, Gate, Quota, Once, Row, Input, Remedy, *KINDS.values()])
def test_every_label_of_the_page_stands_in_the_table_with_its_key(record):
    labels = {(str(each.metadata["label"]), key) for key, each in keys_of(record).items()}

    assert labels - TABLE == set()


def test_every_kind_of_rule_and_every_source_is_described():
    assert [kind for kind in KINDS if f"| `{kind}` |" not in PAGE] == []
    assert [source for source in Source.values if source not in PAGE] == []


@pytest.mark.parametrize(("command", "outcome"), EXAMPLES)
def test_the_examples_come_true(capsys, monkeypatch, command, outcome):
    monkeypatch.chdir(settings.BASE_DIR)
    words = [quoted or word for quoted, word in re.findall(r'"([^"]*)"|(\S+)', command)]

    call_command(*words)

    assert outcome in capsys.readouterr().out.splitlines()


def test_there_are_examples():
    assert len(EXAMPLES) == 3
