"""The districts' set of 2023: that of 2022, but that one criterion is judged by the department whose field it is."""

from cchc_portal.demo.older_sets import code_of
from indicators.sets.edits import parsed, rows
from indicators.sets.writing import written_set

BLOCK, OWNED, OWNER = "huyen", "7.2", "STTTT"


def of_2023(text: str) -> str:
    """The set of 2023, from that of 2022."""
    document = parsed(text)
    newer = [
        {**row, "scored_by": "owner", "owner": OWNER} if row["code"] == OWNED else dict(row) for row in rows(document)
    ]
    head = {
        "code": code_of(document, 2023),
        "follows": document["code"],
        "name": document["name"].replace("2022", "2023"),
        "decision_number": document["decision_number"].replace("/QĐ", "b/QĐ"),
        "decided_on": document["decided_on"].replace(year=2023),
    }
    return written_set({**document, **head, "criteria": newer})
