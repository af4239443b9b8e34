"""Why a rank moved: the parts add up whatever happened, and each cause alone falls in its own part."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from indicators.rules import Node
from indicators.scoring import Options, Result, score_leaf, total
from reports.enums import Cause
from reports.rank_moves.parts import Mark, Move, Sheet, Side, moved
from tests.factories.criteria import answer, leaf

RATIO = {"kind": "ratio"}
COUNT = {"kind": "count", "per": "1"}
SAME = {"1.1": ("1.1",), "1.2": ("1.2",), "2.1": ("2.1",)}
ME, RIVAL, THIRD = 1, 2, 3


def area(code: str, *below, maximum: str = "10") -> Node:
    return Node(code=code, name=f"Lĩnh vực {code}", max_points=Decimal(maximum), children=below)


def small_set(count_per: str = "1", last: str = "10", last_code: str = "2.1") -> tuple[Node, ...]:
    first = area("1", leaf(RATIO, "5", code="1.1"), leaf({**COUNT, "per": count_per}, "5", code="1.2"))
    return (first, area("2", leaf(RATIO, last, code=last_code), maximum=last))


SET = small_set()


def marks(one: str, two: str, three: str, *, removed: tuple[str, ...] = ()) -> dict[str, Mark]:
    """Points that an appraiser gave, whatever the rule says."""
    points = {"1.1": one, "1.2": two, "2.1": three}
    return {code: Mark(None, removed=True) if code in removed else Mark(Decimal(text)) for code, text in points.items()}


def side(*sheets: dict[str, Mark], roots: tuple[Node, ...] = SET, **options) -> Side:
    """Units 1, 2, 3 … with these marks, ranked by points."""
    named = {number: Sheet(f"Sở {number}", True, each) for number, each in enumerate(sheets, start=1)}
    return Side(roots, Options(result=Result.POINTS, **options), named)


def by_cause(move: Move) -> dict[Cause, tuple[Decimal, int | None]]:
    """What moved only: cause → (points, places)."""
    return {part.cause: (part.points, part.places) for part in move.parts if part.points or part.places}


def test_own_points_move_total_and_rank_and_name_the_criteria_behind() -> None:
    before = side(marks("3", "3", "5"), marks("4", "3", "5"))

    move = moved(ME, before, side(marks("5", "2", "6"), marks("4", "3", "5")), SAME)

    assert by_cause(move) == {Cause.OWN: (2, 1)}
    own = move.parts[2]
    assert [(each.code, each.points) for each in own.changes] == [("1.1", 2), ("1.2", -1), ("2.1", 1)]
    assert (own.rest, own.passed, own.passed_by) == (0, (RIVAL,), ())


def test_movement_of_others_moves_the_rank_and_no_points() -> None:
    before = side(marks("4", "4", "5"), marks("3", "3", "5"), marks("5", "5", "5"))

    move = moved(ME, before, side(marks("4", "4", "5"), marks("5", "5", "5"), marks("1", "1", "1")), SAME)

    assert (move.before.rank, move.after.rank) == (2, 2)
    assert by_cause(move) == {}
    assert (move.parts[3].passed, move.parts[3].passed_by) == ((THIRD,), (RIVAL,))


def test_an_exemption_and_what_it_did_to_the_index_fall_in_scope() -> None:
    before = side(marks("3", "3", "5"), marks("4", "3", "5"))

    move = moved(ME, before, side(marks("0", "3", "5", removed=("1.1",)), marks("4", "3", "5")), SAME)

    assert by_cause(move) == {Cause.SCOPE: (-3, 0)}
    assert (move.parts[1].percent, move.percent) == (Decimal("-1.67"), Decimal("-1.67"))  # 11/20 and 8/15


def test_units_that_left_and_came_fall_in_scope() -> None:
    before = side(marks("3", "3", "5"), marks("4", "3", "5"))
    after = side(marks("3", "3", "5"), marks("0", "0", "0"), marks("1", "0", "0"))
    after = replace(after, sheets={ME: after.sheets[1], 7: after.sheets[2], 8: after.sheets[3]})

    move = moved(ME, before, after, SAME)

    assert (by_cause(move), move.left, move.joined) == ({Cause.SCOPE: (0, 1)}, (RIVAL,), (7, 8))


def test_a_rule_that_changed_is_asked_again_with_the_older_answer() -> None:
    """The same 3 that gave 3 points give 1,5 by half a point each: nobody did worse."""
    old = {**marks("3", "3", "5"), "1.2": Mark(Decimal(3), Decimal(3), answer(count=3))}
    new = {**old, "1.2": Mark(Decimal("1.5"), Decimal("1.5"), answer(count=3))}

    move = moved(ME, side(old), side(new, roots=small_set(count_per="0.5")), SAME)

    assert by_cause(move) == {Cause.CRITERIA: (Decimal("-1.5"), 0)}


def test_points_an_appraiser_gave_keep_their_share_of_another_maximum() -> None:
    after = side(marks("3", "3", "10"), roots=small_set(last="20"))

    assert by_cause(moved(ME, side(marks("3", "3", "5")), after, SAME)) == {Cause.CRITERIA: (5, 0)}


def test_criteria_that_cannot_be_followed_are_named_and_fall_in_criteria() -> None:
    newer = {code: mark for code, mark in marks("3", "3", "5").items() if code != "2.1"}
    after = side({**newer, "2.2": Mark(Decimal(9))}, roots=small_set(last_code="2.2"))

    move = moved(ME, side(marks("3", "3", "5")), after, {"1.1": ("1.1",), "1.2": ("1.2",), "2.2": ()})

    assert by_cause(move) == {Cause.CRITERIA: (4, 0)}
    assert [(each.code, each.was, each.points) for each in move.strange] == [("2.2", (), 9), ("", ("2.1",), -5)]


def test_a_unit_that_left_keeps_its_index_on_criteria_it_never_had() -> None:
    """8 of 20 is 40%: on the new 2.2 it stands with 4 points and stays behind."""
    newer = {code: mark for code, mark in marks("3", "3", "5").items() if code != "2.1"}
    after = side({**newer, "2.2": Mark(Decimal(5))}, roots=small_set(last_code="2.2"))
    before = side(marks("3", "3", "5"), marks("2", "2", "4"))

    move = moved(ME, before, after, {"1.1": ("1.1",), "1.2": ("1.2",), "2.2": ()})

    assert [part.places for part in move.parts] == [0, 0, 0, 0]


def test_merged_criteria_are_followed_by_their_common_share_and_only_where_they_applied() -> None:
    roots = (area("1", leaf(RATIO, "20", code="1.9"), maximum="20"),)
    origins = {"1.9": ("1.1", "1.2", "2.1")}
    after = side({"1.9": Mark(Decimal(15))}, {"1.9": Mark(None, removed=True)}, {"1.9": Mark(None)}, roots=roots)
    everything, known = ("1.1", "1.2", "2.1"), marks("2", "2", "6")
    before = side(marks("0", "3", "6", removed=("1.1",)), marks("0", "0", "0", removed=everything), known)
    before.sheets[THIRD].marks["1.1"] = Mark(None)

    one, two, three = (moved(number, before, after, origins) for number in (ME, RIVAL, THIRD))

    assert by_cause(one) == {Cause.CRITERIA: (3, 0), Cause.OWN: (3, 0)}  # 9 of 15 is 12 of 20
    assert (by_cause(two), by_cause(three)) == ({}, {Cause.CRITERIA: (-8, None)})


def test_a_unit_that_is_not_ranked_has_points_and_no_places() -> None:
    before, after = (Side(SET, Options(), {ME: Sheet("Sở 1", False, marks(each, "3", "5"))}) for each in "34")

    move = moved(ME, before, after, SAME)

    assert (move.points, move.places, [part.places for part in move.parts]) == (1, None, [None] * 4)


# --- whatever happened ----------------------------------------------------------------------------------------------

POINTS = st.decimals(0, 5, places=2)
ANY_MARK = st.one_of(st.just(Mark(None, removed=True)), st.builds(Mark, POINTS), st.just(Mark(None)))
ANY_SHEET = st.fixed_dictionaries({"1.1": ANY_MARK, "1.2": ANY_MARK, "2.1": ANY_MARK})
ANY_OPTIONS = st.builds(Options, result=st.sampled_from(Result), ties=st.sampled_from([(), ("1",)]))
ANY_SET = st.builds(small_set, st.sampled_from(["0.5", "1"]), st.sampled_from(["10", "7"]))
ANY_SIDE = st.builds(
    lambda roots, options, sheets: Side(
        roots, options, {key: Sheet(f"Sở {key}", key != 4, each) for key, each in sheets.items()}
    ),
    ANY_SET,
    ANY_OPTIONS,
    st.dictionaries(st.integers(2, 4), ANY_SHEET).flatmap(
        lambda others: ANY_SHEET.map(lambda mine: {ME: mine, **others})
    ),
)
ANY_ORIGINS = st.fixed_dictionaries({code: st.sampled_from([(code,), ()]) for code in SAME})


@given(ANY_SIDE, ANY_SIDE, ANY_ORIGINS)
def test_parts_always_add_up_to_the_change(before: Side, after: Side, origins) -> None:
    move = moved(ME, before, after, origins)

    assert sum(part.points for part in move.parts) == move.points
    assert sum(part.percent for part in move.parts) == move.percent
    for found, at in ((move.before, before), (move.after, after)):
        mine = at.sheets[ME].marks
        removed = {code for code, mark in mine.items() if mark.removed}
        whole = total(at.roots, {code: mark.points for code, mark in mine.items()}, removed, at.options)
        assert (found.points, found.percent) == (whole.points, whole.percent)
    for part in move.parts:
        assert sum((each.points for each in part.changes), part.rest) == part.points
        if part.places is not None:
            assert part.places == len(part.passed) - len(part.passed_by)
    if all(part.places is not None for part in move.parts):
        assert sum(part.places for part in move.parts) == move.places
    assert move.parts[3].points == 0


@given(st.lists(st.tuples(*[st.integers(0, 10)] * 3), min_size=1, max_size=3), ANY_SET, ANY_SET)
def test_the_same_answers_under_another_set_change_nothing_but_criteria(answers, older, newer) -> None:
    def scored(roots: tuple[Node, ...], given: tuple[int, int, int]) -> dict[str, Mark]:
        asked = {"1.1": answer(done=given[0], due=10), "1.2": answer(count=given[1])}
        asked["2.1"] = answer(done=given[2], due=10)
        known = {each.code: each for top in roots for each in top.children}
        points = {code: score_leaf(known[code], asked[code]).points for code in asked}
        return {code: Mark(points[code], points[code], asked[code]) for code in asked}

    before = side(*(scored(older, each) for each in answers), roots=older)
    after = side(*(scored(newer, each) for each in answers), roots=newer)

    assert by_cause(moved(ME, before, after, SAME)).keys() <= {Cause.CRITERIA}
