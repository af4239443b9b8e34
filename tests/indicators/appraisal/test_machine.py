"""Random people doing random things to one sheet at random times: whatever they try, it never stands where it may not.

Moves, typing, judging, explaining, waiting, the beat, and statements straight to the database are mixed by hypothesis;
after every step the invariants below are asked of the database. A few hundred steps in `make test`; in `make deep`
5.000 sequences, and some long enough to reach every state.
"""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions.appraisals import accept_agreeing, appraise_row
from indicators.actions.rounds import close_published, close_windows, explain_row
from indicators.actions.scores import Typed, UnreadableRow, save_row
from indicators.enums import Action, Stance, State
from indicators.forms.moving import MoveForm
from indicators.models import Assessment, Justification, Score
from indicators.views.moving import MOVERS
from indicators.workflow import ENTERED_BY, MOVES
from tests.factories import indicators as make
from tests.factories import units
from tests.indicators.appraisal.invariants import (
    FIRST,
    HOLDS_NOW,
    JUDGEMENT,
    WORDS,
    Seen,
    look,
    what_is_handed_over_stays,
)
from units.access import Person, person_of
from units.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db

WHO = ("reporter", "head", "appraiser", "coordinator", "insider", "stranger", "owner", "leader")
TYPED = {
    "1.1.1": {"yes": "1"},
    "1.2": {"days": "0"},
    "1.3": {"count": "1"},
    "2.1": {"done": "40", "due": "68"},
    "2.3": {"done": "4"},
}
REFUSED = (Refused, Stale, UnreadableRow)


class Vandal(Exception):
    """The database let something through."""


class Sheet(RuleBasedStateMachine):
    """One sheet, eight people, one clock."""

    scene: make.Scene  # made once by the test; every run works in a savepoint of its own
    people: dict[str, User]
    posts: dict[tuple[int, dt.date], Person]
    seen: Seen  # as it stood before the step under way
    runs = 0
    steps = 0
    reached: Counter = Counter()

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        Sheet.runs += 1
        self.now = timezone.now()
        self.handed_over: dict[tuple[str, ...], list[tuple[object, ...]]] = {}

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    # --- what people try -------------------------------------------------------------------------------------------

    @rule(
        action=st.sampled_from(MoveForm.MOVES),
        who=st.sampled_from(WHO),
        days=st.integers(0, 40),
        why=st.sampled_from(["", "Vì lý do"]),
    )
    def move(self, action: Action, who: str, days: int, why: str) -> None:
        form = MoveForm({"action": action, "reason": why, "until": f"{self.now + days * make.DAY:%d/%m/%Y}"})
        assert form.is_valid(), form.errors
        before, rows = self.seen.sheet, self.rows()
        try:
            with transaction.atomic():
                MOVERS[action](before.pk, self.people[who], form, self.now)
        except REFUSED:
            assert (self.sheet.state, self.rows()) == (before.state, rows)
            return
        assert self.roles(who) & MOVES[action].by
        if before.state in MOVES[action].sources:  # else a window had ended first, which `history` looks into
            target = MOVES[action].target or before.state
            assert self.sheet.state == target or (action == Action.FINISH_FIRST and self.sheet.state == State.APPRAISED)

    @rule(
        code=st.sampled_from(sorted(TYPED)), who=st.sampled_from(WHO), cited=st.sampled_from(["", "12/KH-STC, trang 2"])
    )
    def type(self, code: str, who: str, cited: str) -> None:
        before, row = self.seen.sheet, self.scene.score(code)
        try:
            with transaction.atomic():
                save_row(
                    score_id=row.pk,
                    version=row.version,
                    typed=Typed(TYPED[code], citation=cited),
                    by=self.people[who],
                    now=self.now,
                )
        except REFUSED:
            return
        assert self.roles(who) & ENTERED_BY
        assert (before.state, self.now <= before.due_at) == (State.DRAFT, True)

    @rule(
        code=st.sampled_from(make.APPRAISED),
        who=st.sampled_from(WHO),
        points=st.sampled_from(["0", "0.5", "1"]),
        why=st.sampled_from(["", "Thiếu văn bản"]),
    )
    def judge(self, code: str, who: str, points: str, why: str) -> None:
        before, row = self.seen.sheet, self.scene.score(code)
        try:
            with transaction.atomic():
                appraise_row(
                    score_id=row.pk,
                    version=row.version,
                    points=Decimal(points),
                    reason=why,
                    by=self.people[who],
                    now=self.now,
                )
        except REFUSED:
            return
        assert who == "appraiser"
        over = before.state == State.EXPLAINING and not before.window_open(self.now)
        assert before.state in (State.SUBMITTED, State.EXPLAINED) or over
        if self.sheet.state == State.EXPLAINED:
            assert Justification.objects.get(score=row).stance == Stance.DISPUTED

    @rule(who=st.sampled_from(WHO))
    def accept(self, who: str) -> None:
        try:
            with transaction.atomic():
                taken = accept_agreeing(assessment_id=self.scene.assessment_id, by=self.people[who], now=self.now)
        except REFUSED:
            return
        assert not taken or who == "appraiser"  # a field owner may try, and has no row on the desk

    @rule(
        code=st.sampled_from(make.APPRAISED),
        who=st.sampled_from(WHO),
        stance=st.sampled_from(Stance),
        text=st.sampled_from(["", "Có văn bản"]),
    )
    def explain(self, code: str, who: str, stance: Stance, text: str) -> None:
        before = self.seen.sheet
        try:
            with transaction.atomic():
                explain_row(
                    score_id=self.scene.score(code).pk, stance=stance, text=text, by=self.people[who], now=self.now
                )
        except REFUSED:
            return
        assert who in ("reporter", "head", "insider")
        assert before.window_open(self.now)

    @rule(hours=st.sampled_from([1, 7, 30, 24 * 6, 24 * 21]))
    def wait(self, hours: int) -> None:
        self.now += dt.timedelta(hours=hours)

    @rule()
    def beat(self) -> None:
        close_windows(now=self.now)

        assert self.sheet.state != State.EXPLAINING or self.sheet.window_open(self.now)

    @rule(who=st.sampled_from(WHO))
    def publish(self, who: str) -> None:
        before = self.seen.sheet
        try:
            with transaction.atomic():
                close_published(period_id=before.period_id, by=self.people[who], now=self.now)
        except REFUSED:
            return
        if before.state == State.APPRAISED:
            assert who == "leader"

    @rule(column=st.sampled_from([*WORDS, *JUDGEMENT, *FIRST]))
    def vandalise(self, column: str) -> None:
        """A statement past all our code; what it may change depends on where the sheet stands, and on nothing else."""
        value = {"answer": "'{}'::jsonb", "no_occurrence": "NOT no_occurrence"}.get(column)
        value = value or (
            "0.77"
            if column.endswith("points")
            else str(self.people["appraiser"].pk)
            if column.endswith("_id")
            else "'x' || random()"
        )
        allowed = {
            **dict.fromkeys(WORDS, frozenset({State.DRAFT})),
            **dict.fromkeys(JUDGEMENT, frozenset({State.DRAFT, State.SUBMITTED, State.EXPLAINED})),
            **dict.fromkeys(FIRST, frozenset({State.SUBMITTED})),
        }[column]
        before = self.rows()
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                sheet = self.scene.assessment_id
                cursor.execute(f"UPDATE indicators_score SET {column} = {value} WHERE assessment_id = {sheet}")
                changed = self.rows() != before
                transaction.set_rollback(True)  # seen what we wanted to see
        except IntegrityError:
            return
        if changed and self.seen.sheet.state not in allowed:
            raise Vandal(f"{column} moved while {self.seen.sheet.state}")

    @rule(action=st.sampled_from([Action.DECLARE, Action.EXEMPT, Action.RESUME, Action.RESUME]))
    def set_aside(self, action: Action) -> None:
        """The right person sets the sheet aside with a reason, or opens it again."""
        who = self.people["head" if action == Action.DECLARE else "coordinator"]
        form = MoveForm({"action": action, "reason": "Vì lý do", "until": f"{self.now + 9 * make.DAY:%d/%m/%Y}"})
        assert form.is_valid(), form.errors
        try:
            with transaction.atomic():
                MOVERS[action](self.scene.assessment_id, who, form, self.now)
        except REFUSED:
            return

    @rule()
    def go_on(self) -> None:
        """The right person does the next right thing, so that the later states are reached often."""
        sheet, scene, people = self.sheet, self.scene, self.people
        try:
            with transaction.atomic():
                if sheet.state == State.DRAFT:
                    for code, typed in make.FULL.items():
                        row = scene.score(code)
                        save_row(score_id=row.pk, version=row.version, typed=typed, by=people["reporter"], now=self.now)
                    MOVERS[Action.REQUEST](sheet.pk, people["reporter"], MoveForm(), self.now)
                elif sheet.state == State.WAITING:
                    MOVERS[Action.SUBMIT](sheet.pk, people["head"], MoveForm(), self.now)
                elif sheet.state in (State.SUBMITTED, State.EXPLAINED):
                    self._judge_the_rest()
                elif sheet.state == State.EXPLAINING:
                    row = scene.score(make.APPRAISED[0]).pk
                    asked = {"stance": Stance.DISPUTED, "text": "Có văn bản"}
                    explain_row(score_id=row, **asked, by=people["reporter"], now=self.now)
                    MOVERS[Action.EXPLAIN](sheet.pk, people["head"], MoveForm(), self.now)
                elif sheet.state == State.APPRAISED:
                    close_published(period_id=sheet.period_id, by=people["leader"], now=self.now)
        except REFUSED:
            return

    def _judge_the_rest(self) -> None:
        sheet = self.sheet
        second = sheet.state == State.EXPLAINED
        rows = sheet.scores.select_related("criterion").order_by("criterion__position")
        for row in rows.filter(justification__stance=Stance.DISPUTED) if second else rows:
            if second or (row.appraised_points is None and row.criterion.code in make.APPRAISED):
                given = Decimal("0.25") if row.self_points is None else row.self_points / 2
                appraise_row(
                    score_id=row.pk,
                    version=row.version,
                    points=given,
                    reason="Thiếu",
                    by=self.people["appraiser"],
                    now=self.now,
                )
        form = MoveForm({"action": Action.FINISH_FIRST})
        MOVERS[Action.FINISH_SECOND if second else Action.FINISH_FIRST](
            sheet.pk, self.people["appraiser"], form, self.now
        )

    # --- what must hold whatever they tried --------------------------------------------------------------------------

    @property
    def sheet(self) -> Assessment:
        return self.scene.assessment

    def rows(self) -> list[tuple[object, ...]]:
        own = Score.objects.filter(assessment=self.scene.assessment_id).order_by("pk")
        return list(own.values_list("pk", *WORDS, *JUDGEMENT, *FIRST))

    def person(self, user_id: int, on: dt.date) -> Person:
        """The posts an account holds that day; nobody changes posts here, so each is asked for once."""
        if (user_id, on) not in self.posts:
            account = next(user for user in self.people.values() if user.pk == user_id)
            self.posts[user_id, on] = person_of(account, on)
        return self.posts[user_id, on]

    def roles(self, who: str) -> frozenset[Role]:
        return self.person(self.people[who].pk, timezone.localdate(self.now)).roles_in(self.scene.unit.pk)

    @invariant()
    def everything_holds(self) -> None:
        Sheet.steps += 1
        if not hasattr(self, "savepoint"):
            return
        self.seen = look(self.scene, self.now, frozenset({self.people["appraiser"].pk}), self.person)
        Sheet.reached[self.seen.sheet.state] += 1
        for holds in HOLDS_NOW:
            holds(self.seen)
        what_is_handed_over_stays(self.seen, self.handed_over)


@pytest.fixture
def machine() -> type[Sheet]:
    scene = make.scene()
    make.measure(scene)
    insider = units.holder(Role.APPRAISER, full_name="Người của đơn vị")
    units.post(insider, scene.unit, Role.REPORTER)
    Sheet.scene, Sheet.posts, Sheet.runs, Sheet.steps, Sheet.reached = scene, {}, 0, 0, Counter()
    Sheet.people = {
        "reporter": scene.reporter,
        "head": scene.head,
        "appraiser": scene.appraiser,
        "coordinator": scene.coordinator,
        "insider": insider,
        "stranger": units.holder(Role.HEAD),
        "owner": units.holder(Role.FIELD_OWNER),
        "leader": units.holder(Role.LEADER),
    }
    return Sheet


def profile(runs: int, steps: int) -> settings:
    return settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )


def test_a_sheet_never_stands_where_it_may_not(machine: type[Sheet]) -> None:
    run_state_machine_as_test(machine, settings=profile(runs=8, steps=30))

    assert Sheet.steps >= 200


@pytest.mark.deep
@pytest.mark.parametrize("thousand", range(1, 6))
def test_a_sheet_never_stands_where_it_may_not_in_5000_sequences(machine: type[Sheet], thousand: int) -> None:
    """Five times a thousand, each drawn from a seed of its own."""
    run_state_machine_as_test(seed(thousand)(machine), settings=profile(runs=1000, steps=8))

    assert Sheet.runs >= 1000


@pytest.mark.deep
def test_long_sequences_reach_every_state(machine: type[Sheet]) -> None:
    run_state_machine_as_test(machine, settings=profile(runs=130, steps=50))

    assert Sheet.steps >= 5000
    assert set(Sheet.reached) >= set(State) - {State.CLOSED}  # a unit that ended has a test of its own
