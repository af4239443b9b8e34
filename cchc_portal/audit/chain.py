"""The chain that ties every record to the one before it, and the search for where it was broken (pure)."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cchc_portal.audit.canonical import NotCanonical, canonical, moment, read
from cchc_portal.kit.numbers import show_number

GENESIS = "0" * 64
"""What the first record names as its predecessor's hash."""

DOCUMENTS = ("before", "after", "rows")
"""Columns that hold canonical JSON themselves."""


@dataclass(frozen=True, slots=True)
class Link:
    """One stored record: its seal, and its other columns by name."""

    seq: int
    canonical: str
    prev_hash: str
    hash: str
    columns: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of the chain as it was noted outside the database."""

    seq: int
    hash: str
    noted_at: str

    def __str__(self) -> str:
        return f"{self.seq},{self.hash},{self.noted_at}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many records were read, the last of them, and a sentence for every break."""

    count: int
    head: Link | None
    problems: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return not self.problems


def digest(prev_hash: str, seq: int, text: str) -> str:
    """SHA-256 over the hash before, the number and the sealed text, each on its own line; 64 hex digits."""
    return hashlib.sha256(f"{prev_hash}\n{seq}\n{text}".encode()).hexdigest()


def columns(text: str) -> dict[str, Any]:
    """The columns a sealed text stands for. Raises NotCanonical, KeyError or ValueError on a text never sealed here."""
    content: dict[str, Any] = read(text)
    texts = {name: None if content[name] is None else canonical(content[name]) for name in DOCUMENTS}
    return content | {"at": dt.datetime.fromisoformat(content["at"])} | texts


def anchor(link: Link, now: dt.datetime) -> Anchor:
    return Anchor(seq=link.seq, hash=link.hash, noted_at=moment(now))


def read_anchors(lines: Iterable[str]) -> tuple[list[Anchor], list[str]]:
    """Anchors of a file of `seq,hash,time` lines, and a sentence for every line that is not one."""
    anchors, problems = [], []
    for number, line in enumerate(lines, 1):
        match line.strip().split(","):
            case [seq, seal, noted_at] if seq.isdecimal() and len(seal) == 64:
                anchors.append(Anchor(int(seq), seal, noted_at))
            case _:
                problems.append(f"Dòng {number} của tệp neo không đọc được.")
    return anchors, problems


def check(links: Iterable[Link], anchors: Sequence[Anchor] = ()) -> Verdict:
    """Read the chain once from its start; links come in the order of seq."""
    wanted = {one.seq for one in anchors}
    seen: dict[int, str] = {}
    problems: list[str] = []
    count, head = 0, None
    for link in links:
        problems.extend(_breaks(link, head))
        count, head = count + 1, link
        if link.seq in wanted:
            seen[link.seq] = link.hash
    problems.extend(_lost_anchors(anchors, seen, head.seq if head else 0))
    return Verdict(count, head, tuple(problems))


def _breaks(link: Link, before: Link | None) -> Iterator[str]:
    name = f"Bản ghi số {show_number(link.seq)}"
    expected = before.seq + 1 if before else 1
    if link.seq > expected:
        yield f"Thiếu bản ghi từ số {show_number(expected)} đến số {show_number(link.seq - 1)}."
    elif link.seq < expected:
        yield f"{name} thừa: chuỗi bắt đầu từ số 1 và mỗi số chỉ có một lần."
    elif link.prev_hash != (before.hash if before else GENESIS):
        yield f"{name} không nối với bản ghi đứng trước."
    if link.hash != digest(link.prev_hash, link.seq, link.canonical):
        yield f"{name} đã bị sửa: nội dung không còn khớp mã băm."
    try:
        sealed = columns(link.canonical)
    except (NotCanonical, KeyError, ValueError, TypeError):
        yield f"{name} có nội dung niêm phong không đọc được."
        return
    changed = sorted(key for key in sealed.keys() | link.columns.keys() if sealed.get(key) != link.columns.get(key))
    if changed:
        yield f"{name} đã bị sửa ở cột {', '.join(changed)}."


def _lost_anchors(anchors: Sequence[Anchor], seen: Mapping[int, str], last: int) -> Iterator[str]:
    for one in anchors:
        if one.seq > last:
            yield (
                f"Chuỗi bị cắt đuôi: lúc {one.noted_at} đã có đến số {show_number(one.seq)}, "
                f"nay chỉ còn đến số {show_number(last)}."
            )
        elif seen.get(one.seq) != one.hash:
            yield f"Bản ghi số {show_number(one.seq)} khác với mốc neo lúc {one.noted_at}: chuỗi đã bị viết lại."
