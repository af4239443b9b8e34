"""The register of one-stop dossiers, the files they came in, and the roll-up that screens read."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower, Reverse

from dossiers import policy
from dossiers.codes import SEPARATORS, SHORTEST, code_key, days_in
from dossiers.enums import LOOKS, MAYBE_LATE, OUTCOME_OF, UNMET, Channel, Mechanism, Outcome, Status
from dossiers.models.catalogue import Procedure
from dossiers.models.uploads import Upload
from dossiers.policy import Deed
from dossiers.slots import slot_of
from units.models import Unit
from units.scoping import Columns, ScopedQuerySet

TAIL = Reverse(Func(Lower("code"), Value(SEPARATORS), Value(""), function="translate", output_field=models.TextField()))
"""The code read from its end without dots, dashes and case: what people type is mostly its last digits."""

CODE_ONCE = "dossier_code_once"

_ENDS = tuple(dict.fromkeys(OUTCOME_OF.values()))


def _with(outcomes: tuple[Outcome, ...]) -> list[Status]:
    return [status for status, possible in OUTCOME_OF.items() if possible == outcomes]


class DossierQuerySet(ScopedQuerySet["Dossier"]):
    rules = {Deed.READ: policy.READ_DOSSIERS, Deed.EXPLAIN: policy.EXPLAIN_LATE}
    columns = Columns(unit="unit")

    def received_in(self, first: dt.date, last: dt.date) -> DossierQuerySet:
        """Whole half-months: `first` stands on a 1st or 15th, `last` on a 14th or the end of a month."""
        return self.filter(received_slot__range=(first, last))

    def pending(self) -> DossierQuerySet:
        return self.filter(outcome=Outcome.PENDING)

    def overdue(self, now: dt.datetime) -> DossierQuerySet:
        """Still open although the due date has passed."""
        return self.pending().filter(due_at__lt=now)

    def late(self, now: dt.datetime) -> DossierQuerySet:
        """Finished after the due date, or still open although it has passed."""
        return self.filter(Q(outcome=Outcome.LATE) | Q(outcome=Outcome.PENDING, due_at__lt=now))

    def coded(self, typed: str, *, within: bool = False) -> DossierQuerySet:
        """Whose code holds what was typed, whatever the dots, dashes and case; each way has an index.

        The whole code or its end (three characters and more), its beginning as it is written, or a part with the date
        of reception. `within` a unit or a window the rows are few enough to look for any part.
        """
        key = code_key(typed)
        if within:
            return self.alias(tail=TAIL).filter(tail__contains=key[::-1])
        everyone = DossierQuerySet(self.model, using=self.db).order_by().alias(tail=TAIL)
        found = [everyone.filter(code__startswith=start) for start in {typed.strip(), typed.strip().upper()}]
        if len(key) >= SHORTEST:
            found.append(everyone.filter(tail__startswith=key[::-1]))
        if days := days_in(key):
            slots = sorted({slot_of(day) for day in days})
            found.append(everyone.filter(received_slot__in=slots, tail__contains=key[::-1]))
        first, *others = (query.values("pk") for query in found)
        return self.filter(pk__in=first.union(*others))


class Dossier(models.Model):
    """One dossier. Applicants' names and numbers are dropped when a file is read and never stored."""

    code = models.CharField("mã hồ sơ", max_length=60, db_collation="C")  # C: prefixes are found through the index
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    procedure = models.ForeignKey(Procedure, models.PROTECT, null=True, related_name="+", db_index=False)
    mechanism = models.PositiveSmallIntegerField("cơ chế", choices=Mechanism, default=Mechanism.ONE_STOP)
    channel = models.PositiveSmallIntegerField("kênh nộp", choices=Channel, default=Channel.COUNTER)
    received_at = models.DateTimeField("tiếp nhận")
    due_at = models.DateTimeField("hẹn trả", null=True)
    finished_at = models.DateTimeField("có kết quả", null=True)
    delivered_at = models.DateTimeField("trả kết quả", null=True)
    status = models.PositiveSmallIntegerField("trạng thái", choices=Status, default=Status.PROCESSING)
    outcome = models.PositiveSmallIntegerField("kết quả", choices=Outcome)
    working_days = models.PositiveSmallIntegerField("thời hạn (ngày làm việc)", null=True)  # as it was on reception
    due_given = models.BooleanField("hạn trả do nơi gửi tính", default=False)  # then the calendar never moves it
    digitised = models.BooleanField("số hóa kết quả", null=True)  # None: nothing to digitise
    papers_digitised = models.BooleanField("số hóa thành phần hồ sơ", null=True)
    fee = models.BigIntegerField("phí, lệ phí (đồng)", null=True)  # land duties pass 2.147.483.647
    paid_online = models.BooleanField("thanh toán trực tuyến", null=True)  # None: nothing to pay
    received_slot = models.DateField()  # 1st or 15th of the month: the half-month it was received in
    finished_slot = models.DateField(null=True)  # the half-month it was finished in
    taken_days = models.SmallIntegerField("số ngày làm việc đã dùng", null=True)
    upload = models.ForeignKey(Upload, models.PROTECT, null=True, related_name="+", db_index=False)

    objects = DossierQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "code"]
        indexes = [
            models.Index(fields=["-received_at", "code"], name="dossier_newest"),
            models.Index(fields=["unit", "received_slot"], name="dossier_received"),
            models.Index(fields=["unit", "finished_slot"], name="dossier_finished"),
            models.Index(TAIL, name="dossier_tail"),
            models.Index(  # in the order of the late list, so that its first page is read off the index
                fields=["-finished_at", "due_at", "code"], condition=Q(outcome__in=MAYBE_LATE), name="dossier_late"
            ),
            models.Index(fields=["unit", "due_at"], condition=Q(outcome__in=UNMET), name="dossier_unmet"),
        ]
        constraints = [
            # unique=True would add a second index for LIKE, which the C collation makes needless
            models.UniqueConstraint(fields=["code"], name=CODE_ONCE),
            models.CheckConstraint(
                name="dossier_finished_iff_closed",
                condition=Q(finished_at=None, finished_slot=None, outcome=Outcome.PENDING)
                | (Q(finished_at__isnull=False, finished_slot__isnull=False) & ~Q(outcome=Outcome.PENDING)),
            ),
            models.CheckConstraint(
                name="dossier_dates_in_order", condition=Q(finished_at=None) | Q(finished_at__gte=F("received_at"))
            ),
            models.CheckConstraint(
                name="dossier_delivered_when_finished",
                condition=Q(delivered_at=None) | Q(finished_at__isnull=False, delivered_at__gte=F("finished_at")),
            ),
            models.CheckConstraint(
                name="dossier_status_fits_outcome",
                condition=reduce(or_, (Q(status__in=_with(outcomes), outcome__in=outcomes) for outcomes in _ENDS)),
            ),
            models.CheckConstraint(name="dossier_fee_not_negative", condition=Q(fee=None) | Q(fee__gte=0)),
        ]

    def __str__(self) -> str:
        return self.code

    def is_overdue(self, now: dt.datetime) -> bool:
        """Still open although the due date has passed."""
        return self.outcome == Outcome.PENDING and self.due_at is not None and self.due_at < now

    def is_late(self, now: dt.datetime) -> bool:
        return self.outcome == Outcome.LATE or self.is_overdue(now)

    @property
    def icon(self) -> str:
        return LOOKS[self.outcome][0]

    @property
    def tone(self) -> str:
        return LOOKS[self.outcome][1]
