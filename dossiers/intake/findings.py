"""What crosses to the reading child and comes back: the order and the findings (pure)."""

from dataclasses import asdict, dataclass, field

KEPT_ERRORS = 10_000  # as many cells are coloured


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
    headings: dict[str, str]  # plain text of a heading that people have explained → column key, "" to leave out
    closes: str  # HH:MM:SS; when a due date without an hour falls due
    shared_from: int = 20_000  # rows of a workbook from which two processes turn them into lines


@dataclass(slots=True)
class Findings:
    """What reading found: totals, names of procedures, and all errors (the first 10.000 kept, all counted)."""

    rows: int = 0
    left_out: int = 0
    wrong_rows: int = 0
    summary: dict[str, int] = field(default_factory=dict)  # what a totals row of the file itself says
    declared: dict[str, int] = field(default_factory=dict)  # rows that call themselves early, on_time, late
    signed: bool = False  # the place for signatures under the table is reached
    headings: list[dict[str, str]] = field(default_factory=list)  # [{"letter": "A", "text": "Mã hồ sơ", "key": "code"}]
    unknown: bool = False  # a needed column is missing, but headings we do not know may be it
    procedures: dict[str, str] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)  # column key → letter
    errors: list[dict[str, str]] = field(default_factory=list)
    error_count: int = 0
    peak_kib: int = 0  # memory the child needed

    def wrong(self, cell: str, message: str) -> None:
        self.error_count += 1
        if len(self.errors) < KEPT_ERRORS:
            self.errors.append({"cell": cell, "message": message})

    def instead(self, cell: str, message: str) -> None:
        """The true reason of what was said of the cell so far: that it is empty, for instance."""
        said = len(self.errors)
        self.errors = [error for error in self.errors if error["cell"] != cell]
        self.error_count -= said - len(self.errors)
        self.wrong(cell, message)

    def at(self, key: str, row: int) -> str:
        """The address of a column's cell; of the code's where the file has no such column."""
        return f"{self.letters.get(key) or self.letters['code']}{row}"

    def as_dict(self) -> dict[str, object]:
        return asdict(self)
