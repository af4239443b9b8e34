"""The sandbox: the official calculation when nothing is changed, the whole block when something is, and no trace."""

from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from indicators.actions.recalculation import recalculate
from indicators.models import Assessment
from reports import queries
from reports.changes import read_changes
from reports.replays import load_replays, outcomes
from reports.whatif import played
from tests.access.asking import fingerprint
from tests.asserts import same_query_count
from tests.factories import indicators as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db
URL = "/xep-hang/thu/"


def block(number: int = 3) -> list[make.Scene]:
    """Units with measured and surveyed figures, each worse than the one before."""
    names = ("Sở Tài chính", "Sở Y tế", "Sở Tư pháp")
    first = make.scene(names[0])
    scenes = [first, *(make.scene(name, within=first) for name in names[1:number])]
    for place, scene in enumerate(scenes):
        make.measure(scene, make.FIGURES | {"dossiers.in_time": 90 - 10 * place})
        make.survey(scene, str(80 - 15 * place))
    return scenes


def scored(scenes: list[make.Scene]) -> None:
    recalculate(period_id=scenes[0].period.pk, now=timezone.now())


def replays_of(scenes: list[make.Scene]):
    return load_replays(scenes[0].period, "so")


def changed(scenes: list[make.Scene], *texts: str):
    """What comes of changes written as in the address; {0}, {1} stand for the units."""
    ids = [scene.unit.pk for scene in scenes]
    return played(replays_of(scenes), read_changes(text.format(*ids) for text in texts))


ANSWERS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["1.1.1", "1.2", "1.3", "2.3"]), st.integers(0, 1)), max_size=8
)


@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # each example is a whole block in the database: shrinking takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(answers=ANSWERS, handed_in=st.booleans(), index=st.integers(0, 100))
def test_without_a_change_the_sandbox_is_the_official_result(answers, handed_in, index) -> None:
    with transaction.atomic():
        scenes = block()
        for which, code, number in answers:
            usual = dict(make.FULL[code].values)
            scenes[which].save(code, values=dict.fromkeys(usual, "0") if number else usual)
        make.survey(scenes[1], str(index))
        scored(scenes)
        if handed_in:
            scenes[0].submit()
            scenes[0].appraise_all()
        official = {row.unit_id: row for row in queries.league(scenes[0].period, "so", None)}

        replays = replays_of(scenes)
        found = outcomes(replays)

        assert all(each.fresh for each in replays)
        for unit_id, row in official.items():
            mine = found[unit_id]
            assert (mine.rank, mine.of, mine.total, mine.max) == (row.rank, row.of, row.total, row.max)
            assert (mine.percent, mine.grade, mine.grade_reason) == (row.percent, row.grade, row.grade_reason)
        assert not any(line.changed for line in played(replays, []).lines)
        transaction.set_rollback(True)


def test_a_figure_moves_its_own_unit_and_the_ranks_of_the_others() -> None:
    scenes = block()
    scored(scenes)

    outcome = changed(scenes, "{2}~2.2~n~done~100", "{2}~9.1~n~index~100")

    lines = {line.unit_id: line for line in outcome.lines}
    winner = lines[scenes[2].unit.pk]
    assert (winner.before.rank, winner.after.rank, winner.climbed) == (3, 1, 2)
    assert winner.gained == Decimal("2.10")  # 2 × (100% − 70%) and 3 × (100% − 50%)
    for scene in scenes[:2]:
        line = lines[scene.unit.pk]
        assert (line.after.total, line.after.percent) == (line.before.total, line.before.percent)
        assert line.after.rank == line.before.rank + 1


def test_a_figure_counts_in_every_criterion_that_looks_at_it_and_opens_the_gate() -> None:
    scenes = block(2)
    scenes[0].submit()
    scenes[0].appraise_all()
    make.survey(scenes[0], "55")
    scored(scenes)

    low, high = (
        next(line.after for line in changed(scenes, "{0}~2.1~p~~2", *more).lines if line.unit_id == scenes[0].unit.pk)
        for more in ((), ("{0}~9.1~n~index~60",))
    )

    assert (low.grade, high.grade) == ("Khá", "Tốt")
    assert "chỉ số hài lòng dưới 60%" in low.grade_reason
    assert (high.grade_reason, high.total) == ("", low.total + Decimal("0.15"))


def test_points_overrule_and_an_exemption_leaves_the_maximum() -> None:
    scenes = block(2)
    scenes[0].submit()
    scored(scenes)

    outcome = changed(scenes, "{0}~2.1~p~~2", "{1}~2.2~x~~1")

    lines = {line.unit_id: line for line in outcome.lines}
    first, second = (lines[scene.unit.pk] for scene in scenes)
    assert first.gained == Decimal("0.76")  # 42 of 68 gave 1,24
    assert (second.before.max, second.after.max) == (Decimal(15), Decimal(13))
    assert [(each.what, each.before, each.after) for each in outcome.tried] == [
        ("Điểm", "1,24", "2,00"),
        ("Không áp dụng", "Không", "Có"),
    ]


def test_changes_that_make_no_sense_are_told_and_left_out() -> None:
    scenes = block(2)
    scored(scenes)

    outcome = changed(
        scenes, "{0}~2.1~p~~9", "{0}~7.7~p~~1", "999999~2.1~p~~1", "{0}~2.1~n~none~1", "{0}~2.1~n~done~1.5"
    )

    assert not any(line.changed for line in outcome.lines)
    assert len(outcome.refused) == 5
    assert "Sở Tài chính, 2.1: điểm phải từ 0 đến 2,00." in outcome.refused
    assert "Sở Tài chính, 2.1: “Số hồ sơ trực tuyến” phải là số nguyên." in outcome.refused


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.fixture
def scenes(client: Client) -> list[make.Scene]:
    """Two scored units, and a leader looking at them."""
    made = block(2)
    scored(made)
    client.force_login(units.holder(Role.LEADER, made[0].unit))
    return made


def where(scenes: list[make.Scene], **more: str) -> dict[str, str]:
    return {"period": scenes[0].period.code, "block": "so", **more}


def test_whatif_takes_a_change_into_its_address_and_shows_both_sides(client: Client, scenes) -> None:
    unit = str(scenes[1].unit.pk)
    sent = where(scenes, unit=unit, code="2.2", them="1", **{"so-done": "100", "so-due": "100", "diem": "", "kad": "0"})

    answer = client.get(URL, sent)
    page = client.get(answer["Location"])

    assert parse_qs(urlsplit(answer["Location"]).query)["doi"] == [f"{unit}~2.2~n~done~100"]
    assert [each.after for each, _ in page.context["tried"]] == ["100"]
    text = page.content.decode()
    assert text.count('<tr class="me">') == 1
    assert "Số hồ sơ đúng hạn: 80 → <b>100</b>" in text


def test_whatif_says_what_cannot_be_read_beside_the_field_and_keeps_it(client: Client, scenes) -> None:
    sent = where(scenes, unit=str(scenes[1].unit.pk), code="2.2", them="1", **{"so-done": "12a", "diem": "3"})

    page = client.get(URL, sent)

    errors = {box.name: (box.value, box.error) for box in page.context["form"].boxes if box.error}
    assert errors["so-done"] == ("12a", "Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76.")
    assert errors["diem"][1].endswith("điểm phải từ 0 đến 2,00.")
    assert 'value="12a"' in page.content.decode()


def test_whatif_takes_a_change_back(client: Client, scenes) -> None:
    change = f"{scenes[1].unit.pk}~2.2~p~~2"
    page = client.get(URL, where(scenes) | {"doi": change})

    ((_, without),) = page.context["tried"]

    assert "doi" not in without
    assert not client.get(without).context["tried"]


def test_whatif_leaves_no_trace(client: Client, scenes) -> None:
    unit = scenes[1].unit.pk
    client.get(URL, where(scenes))
    before = fingerprint()

    client.get(URL, where(scenes) | {"doi": [f"{unit}~2.2~p~~2", f"{unit}~2.3~x~~1", f"{unit}~9.1~n~index~99"]})
    client.get(URL, where(scenes, unit=str(unit), code="2.2", them="1", **{"so-done": "100"}), follow=True)

    assert fingerprint() == before


def test_whatif_says_when_the_stored_points_are_older_than_the_figures(client: Client, scenes) -> None:
    make.measure(scenes[0], {"dossiers.in_time": 10})

    page = client.get(URL, where(scenes)).content.decode()

    assert "Số liệu đã thay đổi sau lần tính điểm gần nhất" in page


def test_whatif_asks_as_much_for_six_units_as_for_two(client: Client, scenes) -> None:
    assert Assessment.objects.count() == 2
    same_query_count(lambda: client.get(URL, where(scenes)), lambda: scored(more(scenes)))


def more(scenes: list[make.Scene]) -> list[make.Scene]:
    names = ("Sở Tư pháp", "Sở Xây dựng", "Sở Công Thương", "Sở Ngoại vụ")
    added = [make.scene(name, within=scenes[0]) for name in names]
    for scene in added:
        make.measure(scene)
    return added


@pytest.mark.parametrize("role", [Role.REPORTER, Role.HEAD, Role.APPRAISER, Role.COUNCIL])
def test_whatif_is_for_coordinators_and_leaders(client: Client, role: Role) -> None:
    scenes = block(2)
    scored(scenes)
    client.force_login(units.holder(role, scenes[0].unit))

    assert client.get(URL, where(scenes)).status_code == 403
