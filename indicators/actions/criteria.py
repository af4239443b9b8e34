"""Criteria sets from file to issue: a draft is loaded, copied or begun, then issued; what is issued stays."""

import datetime as dt
import hashlib

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cchc_portal.audit import trail
from cchc_portal.kit.moves import why_not
from cchc_portal.kit.numbers import show_date
from cchc_portal.kit.refusals import Refused
from indicators.actions.criteria_rows import store_rows
from indicators.enums import SetAction, SetState
from indicators.models import Assessment, CriteriaSet, Period
from indicators.records import Place, read, written
from indicators.sets.document import TABLES, Head, SetErrors, read_set
from indicators.sets.edits import Document, faults_of, parsed, rows, with_head
from indicators.sets.trials import untried
from indicators.sets.writing import written_set
from indicators.workflow import SET_MOVES
from units.access import person_of
from units.models import Block, User

WHAT = "bộ tiêu chí"
FIRST_BANDS = (("Tốt", 90), ("Khá", 80), ("Trung bình", 65), ("Yếu", 0))


class Unissuable(Refused):
    """The set cannot be issued yet; `problems` has every reason as a Vietnamese sentence."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(f"Chưa ban hành được, còn {len(problems)} chỗ phải hoàn thiện: {' '.join(problems)}")
        self.problems = problems


# --- into the database ---------------------------------------------------------------------------------------------


@transaction.atomic
def load_set(*, text: str, by: User | None, now: dt.datetime) -> CriteriaSet:
    """The draft set written in `text`, created or put in place of the draft of the same code.

    The same text again changes nothing. Raises SetErrors where the document is faulty, Refused where the set of
    that code may no longer change or its block is unknown.
    """
    head = read_set(text).head
    old = CriteriaSet.objects.select_for_update(of=("self",)).filter(code=head.code).first()
    if old is not None and old.digest == _digest(text):
        return old
    if old is not None and (refusal := _why_fixed(old)):
        raise Refused(refusal)
    refuse_unless_coordinator(by, now)
    before = None if old is None else summary(old)
    criteria_set = old or CriteriaSet(code=head.code)
    store(criteria_set, parsed(text), text=text, now=now)
    after = {**summary(criteria_set), "loaded_at": now.isoformat()}
    trail.record("criteria_set.load", criteria_set, by=by, before=before, after=after)
    return criteria_set


@transaction.atomic
def create_set(*, code: str, name: str, block: Block, year: int, by: User, now: dt.datetime) -> CriteriaSet:
    """An empty draft of 100 points with four usual grades, to be filled in the browser."""
    refuse_unless_coordinator(by, now)
    bands = [{"label": label, "from": edge} for label, edge in FIRST_BANDS]
    document = {"code": code, "name": name, "block": block.code, "max": 100, "year": year, "bands": bands}
    made = CriteriaSet(code=code, name=name, block=block, year=year, max_points=100)
    store(made, {**document, "criteria": []}, now=now)
    trail.record("criteria_set.create", made, by=by, before=None, after=summary(made))
    return made


@transaction.atomic
def copy_set(*, set_id: int, code: str, name: str, year: int, by: User, now: dt.datetime) -> CriteriaSet:
    """A new draft like an older set. Every criterion remembers the code it had there (`was`), so that years compare."""
    refuse_unless_coordinator(by, now)
    old = CriteriaSet.objects.select_related("block").get(pk=set_id)
    head = {"code": code, "name": name, "year": year, "follows": old.code, "decision_number": "", "decided_on": None}
    document = with_head(parsed(old.source), head)
    document["criteria"] = [{**row, "was": [row["code"]]} for row in rows(document)]
    made = CriteriaSet(code=code, block=old.block, follows=old)
    store(made, document, now=now)
    trail.record("criteria_set.copy", made, by=by, before=None, after={**summary(made), "from_set": old.code})
    return made


def store(criteria_set: CriteriaSet, document: Document, *, now: dt.datetime, text: str = "") -> None:
    """Write the document, and all that is read from it as far as it can be read."""
    criteria_set.source = text or written_set(document)
    criteria_set.digest = _digest(criteria_set.source)
    sections = {"scoring", *TABLES, "criteria"}
    plain = {key: value for key, value in document.items() if key not in sections}
    if head := read(Head, plain, Place("", [])):
        _fill(criteria_set, head, timezone.localdate(now).year)
    criteria_set.edition = _edition(criteria_set)
    try:
        sound = read_set(criteria_set.source)
    except SetErrors:
        criteria_set.save()
        return
    criteria_set.scoring = written(sound.options)
    criteria_set.save()
    store_rows(criteria_set, sound.tree, {row["code"]: row.get("was", []) for row in rows(document)})


def _fill(criteria_set: CriteriaSet, head: Head, this_year: int) -> None:
    block = Block.objects.filter(code=head.block).first()
    if block is None:
        raise Refused(f"Chưa có khối “{head.block}” trong danh mục khối đơn vị: tạo khối trước rồi nạp lại.")
    criteria_set.block = block
    criteria_set.name = head.name
    criteria_set.decision_number = head.decision_number
    criteria_set.decided_on = head.decided_on
    criteria_set.max_points = head.max_points
    criteria_set.year = head.year or (head.decided_on.year if head.decided_on else this_year)
    criteria_set.follows = CriteriaSet.objects.filter(code=head.follows).exclude(code=criteria_set.code).first()


def _edition(criteria_set: CriteriaSet) -> int:
    """The set's place among those of its block and year, in the order they were begun."""
    others = CriteriaSet.objects.filter(block=criteria_set.block, year=criteria_set.year).exclude(pk=criteria_set.pk)
    taken = set(others.values_list("edition", flat=True))
    if criteria_set.pk and criteria_set.edition not in taken:
        return criteria_set.edition
    return (others.aggregate(last=Max("edition"))["last"] or 0) + 1


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# --- issue and lock ------------------------------------------------------------------------------------------------


@transaction.atomic
def issue_set(*, set_id: int, by: User | None, now: dt.datetime) -> CriteriaSet:
    """Ban hành: from now on the set cannot change. Raises Unissuable with everything that is missing, or Refused."""
    criteria_set = CriteriaSet.objects.select_for_update(of=("self",)).get(pk=set_id)
    refuse_unless(SetAction.ISSUE, criteria_set, by, now)
    if problems := unissuable(criteria_set, now=now, ask_trials=by is not None):
        raise Unissuable(problems)
    before = summary(criteria_set)
    criteria_set.state = SetState.ISSUED
    criteria_set.save(update_fields=["state"])
    trail.record("criteria_set.issue", criteria_set, by=by, before=before, after=summary(criteria_set))
    return criteria_set


def unissuable(criteria_set: CriteriaSet, *, now: dt.datetime, ask_trials: bool) -> list[str]:
    """Everything that stands between the draft and its issue, as sentences.

    In the browser every new rule must have been tried; from the command line `try_criterion` leaves no trace to ask.
    """
    document = parsed(criteria_set.source)
    problems = [*faults_of(document)]
    if not criteria_set.decision_number or criteria_set.decided_on is None:
        problems.append("Còn thiếu số quyết định hoặc ngày quyết định.")
    elif criteria_set.decided_on > timezone.localdate(now):
        problems.append(f"Ngày quyết định {show_date(criteria_set.decided_on)} còn ở phía trước.")
    if ask_trials and (codes := untried_codes(criteria_set, document)):
        problems.append(f"Chưa thử trên số mẫu: {', '.join(codes)}.")
    return problems


def untried_codes(criteria_set: CriteriaSet, document: Document) -> list[str]:
    """Codes of the leaves whose rule is new and was not tried as it stands."""
    followed = criteria_set.follows
    older = parsed(followed.source) if followed and followed.state != SetState.DRAFT else None
    return untried(document, set(criteria_set.trials.values_list("code", "digest")), older)


def lock_sets(*, period: Period, by: User) -> None:
    """The sets of a period that opens are locked with it. Raises Refused where one is still a draft."""
    used = CriteriaSet.objects.select_for_update(of=("self",)).filter(period_sets__period=period).order_by("pk")
    for criteria_set in used:
        if criteria_set.state == SetState.DRAFT:
            raise Refused(f"“{criteria_set.name}” còn là dự thảo: ban hành bộ tiêu chí trước rồi mở kỳ.")
        if criteria_set.state == SetState.ISSUED:
            before = summary(criteria_set)
            criteria_set.state = SetState.LOCKED
            criteria_set.save(update_fields=["state"])
            trail.record(
                "criteria_set.lock",
                criteria_set,
                by=by,
                before=before,
                after=summary(criteria_set),
                period_id=period.pk,
            )


# --- what may be done, and what is told ----------------------------------------------------------------------------


def refuse_unless(action: SetAction, criteria_set: CriteriaSet, by: User | None, now: dt.datetime) -> None:
    """Raise Refused with the sentence of the workflow; the command line (by None) has every role."""
    roles = SET_MOVES[action].by if by is None else _roles(by, now)
    if refusal := why_not(SET_MOVES, action, state=SetState(criteria_set.state), roles=roles, what=WHAT):
        raise Refused(refusal)


def refuse_unless_coordinator(by: User | None, now: dt.datetime) -> None:
    allowed = SET_MOVES[SetAction.EDIT].by
    if by is not None and not allowed & _roles(by, now):
        raise Refused("Chỉ Điều phối CCHC được soạn bộ tiêu chí.")


def summary(criteria_set: CriteriaSet) -> dict[str, str]:
    return {
        "state": criteria_set.state,
        "name": criteria_set.name,
        "max_points": str(criteria_set.max_points),
        "digest": criteria_set.digest,
    }


def _roles(by: User, now: dt.datetime) -> set[str]:
    return {str(post.role) for post in person_of(by, timezone.localdate(now)).posts}


def _why_fixed(criteria_set: CriteriaSet) -> str | None:
    """The sentence that refuses loading over the set; None means: go ahead."""
    if criteria_set.state != SetState.DRAFT:
        return (
            f"Bộ tiêu chí “{criteria_set.code}” {SetState(criteria_set.state).label.lower()} nên không sửa được: "
            "đổi mã (code) trong tệp để nạp thành bộ mới."
        )
    if Assessment.objects.filter(criteria_set=criteria_set).exists():
        return (
            f"Bộ tiêu chí “{criteria_set.code}” đã có phiếu chấm nên không sửa được: đổi mã (code) để nạp thành bộ mới."
        )
    return None
