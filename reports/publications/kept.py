"""Does a kept publication still say what it said: its bundle, and every frozen row against it."""

import json
from collections.abc import Mapping
from typing import Any

from cchc_portal.audit.canonical import canonical
from reports.models import Publication, Standing
from reports.publications.bundle import Bundle, opened
from reports.publications.verify import faults

_FIGURES = {
    "appraised_points": "appraisal",
    "survey_points": "survey",
    "total_points": "total",
    "max_points": "max",
    "percent": "percent",
    "rank": "rank",
    "ranked_of": "of",
    "grade": "grade",
    "grade_reason": "grade_reason",
    "submitted_at": "submitted_at",
    "areas": "areas",
    "dossiers": "dossiers",
}
_LEAF = {"self_points": "self", "appraised_points": "appraised", "not_applicable": "not_applicable", "reason": "reason"}


def faults_of(publication: Publication) -> list[str]:
    """Every contradiction as a sentence; an empty list means ĐÚNG."""
    content = bytes(publication.bundle)
    if wrong := faults(content, publication.digest):
        return wrong
    rows = {each.unit_code: each for each in publication.standings.order_by("pk")}
    return standing_faults(opened(content), rows)


def standing_faults(bundle: Bundle, rows: Mapping[str, Standing]) -> list[str]:
    """What the frozen rows, which every page shows, say otherwise than the bundle."""
    units = {unit["code"]: unit for unit in bundle.units}
    found = [f"{units[code]['name']}: không còn trong bảng xếp hạng." for code in units if code not in rows]
    found += [f"{rows[code].unit_name}: không có trong gói công bố." for code in rows if code not in units]
    for code in units.keys() & rows.keys():
        if wrong := _wrong(units[code], rows[code]):
            found.append(f"{units[code]['name']}: bảng xếp hạng khác gói công bố ở {', '.join(sorted(wrong))}.")
    return sorted(found)


def _wrong(unit: Mapping[str, Any], row: Standing) -> list[str]:
    kept = json.loads(canonical({name: getattr(row, name) for name in _FIGURES}))
    said = {name: unit[key] for name, key in _FIGURES.items()}
    said |= {name: said[name] or "0.00" for name in ("appraised_points", "survey_points")}
    wrong = [name for name in _FIGURES if kept[name] != said[name]]
    named = (row.unit_name, row.block_code, row.block_name) != (unit["name"], unit["block"], unit["block_name"])
    return wrong + (["tên"] if named else []) + [f"tiêu chí {code}" for code in _wrong_leaves(unit, row)]


def _wrong_leaves(unit: Mapping[str, Any], row: Standing) -> list[str]:
    """Codes of the leaves whose points on the card differ; each leaf is a dict as figures.frozen_leaf writes it."""
    wrong = set(unit["leaves"]) ^ {leaf["code"] for leaf in row.leaves}
    for leaf in row.leaves:
        given, marks = unit["leaves"].get(leaf["code"], {}), unit["marks"].get(leaf["code"], {})
        same = all(leaf[name] == given.get(key) for name, key in _LEAF.items())
        told = leaf["explanation"] == unit["explanations"].get(leaf["code"])
        if not (
            same and told and (leaf["points"], leaf["computed_points"]) == (marks.get("points"), marks.get("computed"))
        ):
            wrong.add(leaf["code"])
    return sorted(wrong)
