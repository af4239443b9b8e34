"""What crosses to the reading child and comes back: the order and the findings (pure)."""

from dataclasses import asdict, dataclass, field

KEPT_ERRORS = 1_000


@dataclass(frozen=True, slots=True)
class Spec:
    """What reading needs to know of the database; plain values, so that it crosses to the child as JSON."""

    name: str  # of the file as it was sent
    units: dict[str, int]  # code → id of the units this upload may write
    foreign: list[str]  # codes of the other units, for a better sentence
    default_unit: int | None
    statutory: list[str]  # codes of the procedures whose working days are known
    words: dict[str, dict[str, int | str]]
    first_day: str  # ISO; what the working calendar spans
    last_day: str
    closes: str  # HH:MM:SS; when a due date without an hour falls due


@dataclass(slots=True)
class Findings:
    """What reading found: totals, names of procedures, and all errors (the first 1.000 kept, all counted)."""

    rows: int = 0
    left_out: int = 0
    procedures: dict[str, str] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)  # column key → letter
    errors: list[dict[str, str]] = field(default_factory=list)
    error_count: int = 0
    peak_kib: int = 0  # memory the child needed

    def wrong(self, cell: str, message: str) -> None:
        self.error_count += 1
        if len(self.errors) < KEPT_ERRORS:
            self.errors.append({"cell": cell, "message": message})

    def at(self, key: str, row: int) -> str:
        """The address of a column's cell; of the code's where the file has no such column."""
        return f"{self.letters.get(key) or self.letters['code']}{row}"

    def as_dict(self) -> dict[str, object]:
        return asdict(self)
