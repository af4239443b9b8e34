"""The sets of 2021, which those of 2022 were copied from: what was different then, and the map from new codes to old.

Invented like the rest, so that two years can be compared: two criteria changed places, one floor was lower, two maxima
were divided otherwise, one name was another.
"""

from decimal import Decimal

from indicators.sets.edits import Document, parsed, rows
from indicators.sets.writing import written_set

SWAPPED = {"1.7": "1.8", "1.8": "1.7"}  # new code: old code
MORE = {"4.1": Decimal("0.50"), "4.2": Decimal("-0.50")}  # points of the maximum
FLOORS = {"1.1.2": 70}
NAMES = {"Sáng kiến, giải pháp mới trong CCHC": "Sáng kiến trong cải cách hành chính"}


def of_2021(text: str) -> str:
    """The set of 2021, from that of 2022."""
    document = parsed(text)
    old = [_older(row) for row in rows(document)]
    places = [at for at, row in enumerate(old) if row["code"] in SWAPPED]
    for at, row in zip(places, sorted((old[at] for at in places), key=lambda row: row["code"]), strict=True):
        old[at] = row
    head = {"code": code_of(document, 2021), "name": document["name"].replace("2022", "2021")}
    decision = {"decision_number": document["decision_number"].replace("/QĐ", "a/QĐ")}
    decided_on = {"decided_on": document["decided_on"].replace(year=2021)}
    return written_set({**document, **head, **decision, **decided_on, "criteria": old})


def following_2021(text: str) -> str:
    """The set of 2022 as it is written, saying which set it follows and which criteria changed places."""
    document = parsed(text)
    known = {row["code"] for row in rows(document)}
    code = f'code = "{document["code"]}"\n'
    text = text.replace(code, f'{code}follows = "{code_of(document, 2021)}"\n', 1)
    for new, old in SWAPPED.items():
        if {new, old} <= known:
            text = text.replace(f'\ncode = "{new}"\n', f'\ncode = "{new}"\nwas = ["{old}"]\n', 1)
    return text


def code_of(document: Document, year: int) -> str:
    """What the set of another year is called, from that of 2022."""
    return str(document["code"]).replace("2022", str(year))


def _older(row: Document) -> Document:
    code = row["code"]
    changed = dict(row)
    if code in SWAPPED:
        changed["code"] = SWAPPED[code]
    if code in MORE:
        changed["max"] = row["max"] + MORE[code]
    if code in FLOORS:
        changed["rule"] = {**row["rule"], "floor": FLOORS[code]}
    changed["name"] = NAMES.get(row["name"], row["name"])
    return changed
