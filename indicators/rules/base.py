"""What every rule works with: inputs, answers, leaves of the tree, and what comes out (pure)."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, NamedTuple

from django.db.models import TextChoices

from cchc_portal.kit.numbers import show_number
from indicators.enums import ScoredBy
from indicators.records import entry, flag, list_of, number, one_of, record, text
from indicators.rules.identities import Check

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)

Values = Mapping[str, Decimal]


class Source(TextChoices):
    """Where a figure comes from: typed, taken from a published document (`INDEX`), or measured by the portal under
    the name given (docs/architecture.md)."""

    TYPED = "typed", "Đơn vị nhập"
    RECEIVED = "dossiers.received", "Hồ sơ tiếp nhận"
    FINISHED = "dossiers.finished", "Hồ sơ đã giải quyết"
    IN_TIME = "dossiers.in_time", "Hồ sơ giải quyết trước và đúng hạn"
    EARLY = "dossiers.early", "Hồ sơ giải quyết trước hạn"
    ON_TIME = "dossiers.on_time", "Hồ sơ giải quyết đúng hạn"
    LATE = "dossiers.late", "Hồ sơ giải quyết quá hạn"
    RECEIVED_ONLINE = "dossiers.received_online", "Hồ sơ nộp trực tuyến"
    DIGITISED = "dossiers.digitised", "Hồ sơ đã số hóa kết quả"
    DIGITISABLE = "dossiers.digitisable", "Hồ sơ thuộc diện số hóa"
    PAID_ONLINE = "dossiers.paid_online", "Hồ sơ thanh toán trực tuyến"
    PAYABLE = "dossiers.payable", "Hồ sơ phải nộp phí, lệ phí"
    TASKS_ASSIGNED = "tasks.assigned", "Nhiệm vụ UBND giao"
    TASKS_DONE = "tasks.done", "Nhiệm vụ đã hoàn thành"
    TASKS_IN_TIME = "tasks.in_time", "Nhiệm vụ hoàn thành đúng hạn"
    TASKS_LATE = "tasks.late", "Nhiệm vụ hoàn thành quá hạn"
    TASKS_OVERDUE = "tasks.overdue", "Nhiệm vụ quá hạn chưa hoàn thành"
    PLAN_TASKS = "plan.tasks", "Nhiệm vụ trong kế hoạch CCHC"
    PLAN_DONE = "plan.done", "Nhiệm vụ trong kế hoạch đã hoàn thành"
    UNIT_PLAN_TASKS = "unit_plan.tasks", "Nhiệm vụ trong kế hoạch của đơn vị"
    UNIT_PLAN_DONE = "unit_plan.done", "Nhiệm vụ trong kế hoạch của đơn vị đã hoàn thành"
    INSPECTIONS_PLANNED = "inspections.planned", "Cuộc kiểm tra trong kế hoạch"
    INSPECTIONS_DONE = "inspections.done", "Cuộc kiểm tra đã thực hiện"
    FINDINGS = "inspections.findings", "Vấn đề phát hiện qua kiểm tra"
    FINDINGS_RESOLVED = "inspections.resolved", "Vấn đề đã xử lý sau kiểm tra"
    FINDINGS_IN_TIME = "inspections.resolved_in_time", "Vấn đề đã xử lý đúng hạn sau kiểm tra"
    FINDINGS_OVERDUE = "inspections.overdue", "Vấn đề qua kiểm tra quá hạn chưa xử lý"
    PUBLICITY_ACTIVITIES = "publicity.activities", "Hoạt động tuyên truyền CCHC"
    INITIATIVES_REGISTERED = "initiatives.registered", "Sáng kiến CCHC đã đăng ký"
    INITIATIVES_RECOGNISED = "initiatives.recognised", "Sáng kiến CCHC được công nhận"
    REPORTS_DUE = "reports.due", "Báo cáo phải nộp"
    REPORTS_SENT = "reports.sent", "Báo cáo đã nộp"
    REPORTS_IN_TIME = "reports.in_time", "Báo cáo nộp đúng hạn"
    REPORTS_LATE = "reports.late", "Báo cáo nộp muộn"
    REPORTS_MISSING = "reports.missing", "Báo cáo quá hạn chưa nộp"
    INDEX = "index", "Chỉ số đã công bố"


class Nothing(TextChoices):
    """What a criterion gives where nothing occurred or the denominator is 0 (không phát sinh)."""

    FULL = "full", "Tính đủ điểm"
    ZERO = "zero", "0 điểm"
    UNKNOWN = "unknown", "Để trống, chờ thẩm định"


INDEX_CODE = text(30, pattern=r"[0-9A-Za-z]+(-[0-9A-Za-z]+)*", example="766")
INPUT_NAME = text(30, pattern=r"(?!(and|or)$)[A-Za-z][A-Za-z0-9_]*", example="done")  # the two words of expressions

FIGURE_OF = text(60, pattern=r"[0-9]+(\.[0-9]+)*\.[A-Za-z][A-Za-z0-9_]*", example="3.3.1.finished")


@dataclass(frozen=True, slots=True)
class Input:
    """One figure a leaf asks for. `unit` is printed after it ("hồ sơ"); counts are whole unless `decimals`."""

    name: str = entry(INPUT_NAME, label="Tên trong luật", help="Chữ không dấu mà luật chấm gọi đến, ví dụ done.")
    label: str = entry(text(120), label="Tên số liệu", help="Chữ người nhập đọc, ví dụ “Số hồ sơ đúng hạn”.")
    unit: str = entry(text(30), default="", label="Đơn vị tính", help="In sau con số, ví dụ “hồ sơ”.")
    source: Source = entry(
        one_of(Source), default=Source.TYPED, label="Nguồn", help="Đơn vị tự nhập, hay hệ thống tự đếm."
    )
    index: str = entry(
        INDEX_CODE, default="", label="Mã chỉ số", help="Chỉ khi nguồn là chỉ số đã công bố, ví dụ 766 hoặc sipas."
    )
    decimals: bool = entry(
        flag, default=False, label="Nhận số lẻ", help="Bật cho tiền và phần trăm; tắt thì chỉ nhận số nguyên."
    )
    same_as: Source | None = entry(
        one_of(Source), default=None, label="Đối chiếu với", help="Số hệ thống đếm mà số nhập phải giống; khác thì hỏi."
    )
    same_in: str = entry(
        FIGURE_OF,
        default="",
        label="Phải giống số ở tiêu chí",
        help="Số hỏi ở hai tiêu chí: mã tiêu chí kia, dấu chấm, tên số liệu, ví dụ 3.3.1.finished; khác thì hỏi.",
    )

    @property
    def figure(self) -> str:
        """The name under which the portal keeps it: "dossiers.in_time", "index.766"; "typed" where it does not."""
        return index_figure(self.index) if self.source is Source.INDEX else self.source.value


def index_figure(code: str) -> str:
    return f"{Source.INDEX.value}.{code}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a unit answered for one leaf. A figure that is absent is not known; it is never zero.

    `citation` names the document behind the answer; only a remedy asks for it.
    """

    values: Values
    no_occurrence: bool = False
    not_applicable: bool = False
    citation: str = ""


class Scored(NamedTuple):
    """Points of one leaf (None: not known yet) and the arithmetic in words that leads to them."""

    points: Decimal | None
    explanation: str


class Flag(NamedTuple):
    """Something wrong or odd about a figure: "error" bars submission, "explain" does until a reason is written,
    "warning" only asks to look again. `kind` tells one sort of oddity from another, whatever the figures are."""

    severity: str
    message: str
    input: str
    kind: str = ""


class Rung(NamedTuple):
    """One line of the ladder beside a criterion: "Từ 70% trở lên", "2,00", whether the answer stands on it."""

    text: str
    points: str
    hit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A criterion with others below it; a root is an area (lĩnh vực). `max_points` in points."""

    code: str
    name: str
    max_points: Decimal
    short_name: str = ""
    children: tuple["Node", ...] = ()
    full: "Full" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "full", self._full())  # asked for once per unit, and never changes

    def _full(self) -> "Full":
        survey = sum((child.full.survey for child in self.children), ZERO)
        appraisal = sum((child.full.appraisal for child in self.children), ZERO)
        if appraisal + survey <= self.max_points:
            return Full(appraisal, survey)
        return Full(max(self.max_points - survey, ZERO), survey)


class Full(NamedTuple):
    """The most that a criterion and what lies below it can give, whether it applies to a unit or not, in points."""

    appraisal: Decimal
    survey: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf(Node):
    """A criterion that carries a rule and gets points."""

    rule: "Rule"
    inputs: tuple[Input, ...]
    scored_by: ScoredBy = ScoredBy.UNIT
    owner: str = ""
    evidence_required: bool = False
    explanation_required: bool = False
    document_required: bool = False  # a file, where otherwise a citation or an explanation in words will do
    guidance: str = ""
    clause: str = ""
    required: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        Node.__post_init__(self)
        object.__setattr__(self, "required", self.rule.required())  # asked for with every answer

    def _full(self) -> Full:
        surveyed = self.scored_by == ScoredBy.SURVEY
        return Full(ZERO if surveyed else self.max_points, self.max_points if surveyed else ZERO)

    def label(self, name: str) -> str:
        return next(each.label for each in self.inputs if each.name == name)


CLAIMED = (1, "Có văn bản"), (0, "Không")


@dataclass(frozen=True, slots=True)
class Remedy:
    """A failed threshold is lifted by an action that a document proves (R17): urged in writing, 2 of 3 points."""

    when: str = entry(
        INPUT_NAME, label="Số liệu báo có khắc phục", help="Tên số liệu nhận 1 (có văn bản) hoặc 0 (không)."
    )
    points: Decimal = entry(
        number(Decimal("0.01"), cents=True),
        label="Điểm được nâng lên",
        help="Điểm ít nhất khi có văn bản khắc phục.",
        unit="điểm",
    )
    reason: str = entry(text(120), label="Lý do in ra", help="Ví dụ “đã đôn đốc bằng văn bản”.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(ABC):
    """A way of turning figures into points; each kind is a subclass whose entries are its parameters.

    A rule may rely on what `score_leaf` made sure of: every required figure is known and none is wrong.
    """

    KIND: ClassVar[str]
    LABEL: ClassVar[str]
    HELP: ClassVar[str]  # one sentence for whoever picks a rule
    INPUTS: ClassVar[tuple[Input, ...]] = ()  # those asked for where the set names none

    nothing: Nothing = entry(
        one_of(Nothing),
        default=Nothing.UNKNOWN,
        label="Khi không phát sinh",
        help="Điểm khi đơn vị đánh dấu “Không phát sinh”.",
    )
    zero_denominator: Nothing | None = entry(
        one_of(Nothing),
        default=None,
        label="Khi mẫu số bằng 0",
        help="Bỏ trống thì xử lý như không phát sinh (R13b).",
    )
    knock_out: bool = entry(
        flag, default=False, label="Điểm liệt của mục cha", help="Tiêu chí này được 0 điểm thì cả mục cha được 0 điểm."
    )
    remedy: Remedy | None = entry(
        record(Remedy),
        default=None,
        label="Được nâng khi có khắc phục",
        help="Chưa đạt ngưỡng nhưng có văn bản khắc phục thì được mức điểm này; phải ghi số văn bản.",
    )
    checks: tuple[Check, ...] = entry(
        list_of(record(Check)),
        default=(),
        label="Phép kiểm tra",
        help="Những gì phải đúng giữa các số liệu của tiêu chí; không đúng thì người nhập được hỏi ngay.",
    )

    @abstractmethod
    def required(self) -> tuple[str, ...]:
        """The figures without which there are no points."""

    def optional(self) -> tuple[str, ...]:
        """Further figures the rule understands."""
        return ()

    def known(self) -> tuple[str, ...]:
        """Every figure the rule understands, each once."""
        claimed = (self.remedy.when,) if self.remedy else ()
        checked = (name for check in self.checks for name in check.names)
        return tuple(dict.fromkeys((*self.required(), *self.optional(), *claimed, *checked)))

    def faults(self, max_points: Decimal) -> list[str]:
        """Vietnamese sentences on parameters that contradict each other or the leaf's maximum."""
        return []

    def remedy_faults(self, max_points: Decimal) -> list[str]:
        """Vietnamese sentences on a remedy that asks for a figure of its own rule, or gives more than there is."""
        if self.remedy is None:
            return []
        found, where = [], "“Được nâng khi có khắc phục”"
        if self.remedy.when in self.required():
            found.append(f"{where}: “{self.remedy.when}” đã là số liệu của luật; cần số liệu riêng.")
        if self.remedy.points > max_points:
            points, most = show_number(self.remedy.points, 2), show_number(max_points, 2)
            found.append(f"{where}: {points} điểm lớn hơn điểm tối đa {most}.")
        return found

    def wrongs(self, leaf: Leaf, values: Values) -> list[Flag]:
        """Errors among the figures, besides negative ones."""
        return []

    @abstractmethod
    def figure(self, values: Values) -> Decimal | None:
        """The one number the ladder is climbed with: percent, count or days; None where nothing occurred."""

    @abstractmethod
    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        """Points between 0 and the leaf's maximum; None where the denominator is 0."""

    @abstractmethod
    def formula(self, max_points: Decimal, known: Collection[str]) -> str:
        """The same points as `score`, written in the language of `rules.expressions` over the `known` figures.

        It is the machine-readable form of an explanation: whoever evaluates it gets the points again.
        """

    @abstractmethod
    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        """The ladder from best to worst."""

    def choices(self) -> tuple[tuple[int, str], ...]:
        """(value, label) where what the rule asks for is a choice and not a number to type."""
        return ()

    def choices_of(self, name: str) -> tuple[tuple[int, str], ...]:
        """What may be picked for the figure of this name; empty where it is typed."""
        if self.remedy and name == self.remedy.when:
            return CLAIMED
        return self.choices() if name in self.required() else ()


def leaves(tree: tuple[Node, ...]) -> Iterator[Leaf]:
    """Every leaf, depth first, in the order of the set."""
    for node in tree:
        if isinstance(node, Leaf):
            yield node
        else:
            yield from leaves(node.children)
