"""The head of the chain kept outside the database: what a cut tail, or a chain sealed anew, is found by."""

import os
from pathlib import Path

from cchc_portal.audit.chain import Anchor, read_anchors


def noted(path: Path) -> tuple[list[Anchor], list[str]]:
    """The heads in the file, oldest first, and a sentence for every line that is not one."""
    return read_anchors(path.read_text(encoding="utf-8").splitlines() if path.exists() else [])


def note(path: Path, head: Anchor) -> None:
    """Append the head; it is on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{head}\n")
        file.flush()
        os.fsync(file.fileno())
