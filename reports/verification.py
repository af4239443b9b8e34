"""Does a publication still say what it said: its digest, its standings, its ranks from the document alone (pure)."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from reports.rankings import ranked


def faults(text: str, kept_digest: str, found_digest: str, standings: Iterable[Mapping[str, Any]]) -> list[str]:
    """Every contradiction as a sentence; an empty list means ĐÚNG.

    `standings` are the frozen rows as dicts with the keys of a unit in the document.
    """
    if found_digest != kept_digest:
        return [f"Mã băm của văn bản là {found_digest}, khác mã đã công bố {kept_digest}."]
    document = json.loads(text)
    units = {unit["code"]: unit for unit in document["units"]}
    rows = {standing["code"]: standing for standing in standings}
    found = [f"{units[code]['name']}: không còn trong bảng xếp hạng." for code in units if code not in rows]
    found += [f"{rows[code]['name']}: không có trong văn bản công bố." for code in rows if code not in units]
    for code in units.keys() & rows.keys():
        wrong = [name for name in rows[code] if units[code][name] != rows[code][name]]
        if wrong:
            found.append(f"{units[code]['name']}: bảng xếp hạng khác văn bản ở {', '.join(sorted(wrong))}.")
    return sorted(found) + _wrong_ranks(document)


def _wrong_ranks(document: Mapping[str, Any]) -> list[str]:
    rules = {each["code"]: each["scoring"] for each in document["sets"]}
    blocks: dict[str, list[Mapping[str, Any]]] = {}
    for unit in document["units"]:
        blocks.setdefault(unit["block"]["code"], []).append(unit)
    found = []
    for units in blocks.values():
        rule = rules[units[0]["set"]]
        figure = "total_points" if rule.get("result") == "points" else "percent"
        rows = [(unit["code"], Decimal(unit[figure]), unit["ranked"]) for unit in units]
        ties = {unit["code"]: [_area_points(unit, code) for code in rule.get("ties", ())] for unit in units}
        places = {place.key: place.rank for place in ranked(rows, rule.get("ranking_precision", 2), ties)}
        found += [
            f"{unit['name']}: hạng công bố {unit['rank']}, tính lại được {places[unit['code']]}."
            for unit in units
            if places[unit["code"]] != unit["rank"]
        ]
    return found


def _area_points(unit: Mapping[str, Any], code: str) -> Decimal | None:
    points = next(area["points"] for area in unit["areas"] if area["code"] == code)
    return None if points is None else Decimal(points)
