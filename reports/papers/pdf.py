"""PDF of the report and of a unit's scorecard: typeset from the same words as the Word report, same bytes each time."""

import json
from pathlib import Path
from typing import Any

import font_source_serif_pro
import typst

from reports.figures import Row
from reports.papers.source import BlockTable, Source
from reports.papers.telling import told, told_of_unit

_ROOT = Path(__file__).with_name("typst")
_FONTS = Path(font_source_serif_pro.__file__).with_name("files")


def report(source: Source) -> bytes:
    return _typeset("report.typ", told(source), source)


def scorecard(source: Source, block: BlockTable, row: Row) -> bytes:
    return _typeset("scorecard.typ", told_of_unit(source, block, row), source)


def _typeset(name: str, words: dict[str, Any], source: Source) -> bytes:
    """The words go in as data, never as markup. Fonts are those of the wheels alone, whatever the machine has."""
    return typst.compile(
        _ROOT / name,
        root=_ROOT,
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        sys_inputs={"told": json.dumps(words, ensure_ascii=False)},
        timestamp=int(source.made_at.timestamp()),
    )
