"""Why: from the rank of a unit down to the dossiers and tasks behind one figure."""

import datetime as dt
import re
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from dossiers.actions import rebuild_rollup
from dossiers.enums import Outcome, Status
from dossiers.models import Dossier
from indicators.actions.measurements import refresh_measured
from indicators.actions.recalculation import recalculate
from indicators.enums import AssignedBy
from indicators.models import Score, Task
from tests.asserts import same_query_count
from tests.factories import indicators as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db
LATE, DONE = 'label = "Số hồ sơ quá hạn", source = "dossiers.late"', 'label = "Số việc", source = "tasks.done"'
RULES = make.GRID_SET.replace(LATE, DONE)
DAY = dt.date(2026, 7, 1)


@pytest.fixture
def scene(client: Client) -> make.Scene:
    """A unit with 3 dossiers in time of 4 and 2 tasks done of 3; its reporter looks."""
    made = make.scene(rules_text=RULES)
    at = dt.datetime(2026, 7, 2, 3, tzinfo=dt.UTC)
    kept = {"unit": made.unit, "received_at": at, "received_slot": DAY, "finished_at": at, "finished_slot": DAY}
    outcomes = (Outcome.EARLY, Outcome.ON_TIME, Outcome.ON_TIME, Outcome.LATE)
    Dossier.objects.bulk_create(
        Dossier(code=f"H-{place}", status=Status.DELIVERED, outcome=outcome, **kept)
        for place, outcome in enumerate(outcomes)
    )
    rebuild_rollup()
    for number, finished in (("1", DAY), ("2", DAY), ("3", None)):
        Task.objects.create(
            year=2026, number=number, area="Thể chế", title=f"Việc {number}", lead=made.unit,
            assigned_by=AssignedBy.PROVINCE, due_on=DAY, finished_on=finished,
        )  # fmt: skip
    refresh_measured(period_id=made.period.pk, now=timezone.now())
    made.save("2.3", values={"done": "1"})
    recalculate(period_id=made.period.pk, now=timezone.now())
    client.force_login(made.reporter)
    return made


def address(scene: make.Scene, code: str = "") -> str:
    base = f"/xep-hang/{scene.period.code}/{scene.unit.pk}/vi-sao/"
    return f"{base}{code}/" if code else base


def links(page: str) -> dict[int, str]:
    """The lists behind the figures, by the figure printed."""
    found = re.findall(r'<td class="num sc"><a href="([^"]+)">([\d.]+)<', page)
    return {int(figure.replace(".", "")): unescape(url) for url, figure in found}


def test_every_figure_opens_a_list_as_long_as_the_figure(client: Client, scene) -> None:
    measured = links(client.get(address(scene, "2.2")).content.decode())
    given = links(client.get(address(scene, "2.3")).content.decode())

    assert set(measured) == {3, 4}
    assert set(given) == {2}
    for figure, url in measured.items():
        assert client.get(url).context["page"].paginator.count == figure
    for figure, url in given.items():
        assert client.get(url).context["counts"].assigned == figure


def test_score_explained_says_the_arithmetic_the_rule_and_who_did_what(client: Client, scene) -> None:
    measured = client.get(address(scene, "2.2")).content.decode()
    typed = client.get(address(scene, "2.3")).content.decode()

    assert '<p class="sum">3 / 4 = 75,00% × 2 điểm → 1,50 điểm</p>' in measured
    assert "Hệ thống đếm: hồ sơ giải quyết trước và đúng hạn" in measured
    assert "Đơn vị nhập: Nguyễn Thị Lan" in typed
    assert "Nhập một dòng tự chấm" in typed


def test_score_explained_of_a_parent_adds_up_its_children(client: Client, scene) -> None:
    page = client.get(address(scene, "2"))

    node = page.context["node"]
    assert [child.code for child in node.children] == ["2.1", "2.2", "2.3", "2.4"]
    assert sum(child.points or 0 for child in node.children) == node.points
    assert node.arithmetic in unescape(page.content.decode())


def test_score_explained_names_the_document_of_an_exemption(client: Client, scene) -> None:
    exempt = {"not_applicable": True, "exemption": "Công văn 12/SNV ngày 05/01/2026", "points": None}
    Score.objects.filter(assessment=scene.assessment_id, criterion__code="2.2").update(**exempt)

    page = client.get(address(scene, "2.2")).content.decode()

    assert "Công văn 12/SNV ngày 05/01/2026" in page
    assert "Không áp dụng, trừ khỏi điểm tối đa" in page


def test_unit_explained_says_rank_only_to_those_who_see_the_whole_table(client: Client, scene) -> None:
    own = client.get(address(scene)).content.decode()
    client.force_login(units.holder(Role.LEADER, scene.unit))
    leader = client.get(address(scene)).content.decode()

    assert "Hạng 1/1, khối" in leader
    assert "Hạng 1/1" not in own
    assert "Hạng trong khối hiện ra ở đây khi kết quả được công bố." in own


def test_unit_explained_shows_what_each_condition_of_the_grade_found(client: Client, scene) -> None:
    make.survey(scene, "55")
    recalculate(period_id=scene.period.pk, now=timezone.now())

    page = client.get(address(scene))

    (gate,) = page.context["why"].gates
    assert (gate.found, gate.condition, gate.effect, gate.closed) == ("55%", "nhỏ hơn 60%", "cao nhất là Khá", True)
    assert "Đang vướng điều kiện này: chỉ số hài lòng dưới 60%" in page.content.decode()


def test_a_row_of_a_sheet_leads_to_its_explanation(client: Client, scene) -> None:
    row = scene.score("2.2")

    answer = client.get(f"/xep-hang/vi-sao/{row.pk}/")

    assert answer["Location"] == address(scene, "2.2")
    assert f"/xep-hang/vi-sao/{row.pk}/" in client.get(f"/cham-diem/{scene.assessment_id}/xem-lai/").content.decode()


def test_unit_losses_lists_what_was_lost_and_the_way_up(client: Client, scene) -> None:
    page = client.get(f"/xep-hang/{scene.period.code}/{scene.unit.pk}/mat-diem/")

    lost = page.context["why"].losses
    assert [each.lost for each in lost] == sorted((each.lost for each in lost), reverse=True)
    assert page.context["following"].label == "Khá"
    assert page.context["following"].steps
    assert not page.context["try_it"]


def test_unit_losses_hands_a_leader_the_steps_to_try(client: Client, scene) -> None:
    client.force_login(units.holder(Role.LEADER, scene.unit))
    page = client.get(f"/xep-hang/{scene.period.code}/{scene.unit.pk}/mat-diem/")

    sandbox = client.get(page.context["try_it"])

    (line,) = sandbox.context["played"].lines
    assert line.after.grade == page.context["following"].label


@pytest.mark.parametrize("code", ["", "7.7"])
def test_what_is_not_there_or_not_ones_own_is_not_found(client: Client, scene, code: str) -> None:
    if not code:
        client.force_login(units.holder(Role.REPORTER, make.units.unit("Sở Y tế")))

    assert client.get(address(scene, code or "2.2")).status_code == 404


def test_unit_explained_asks_as_much_beside_six_units_as_beside_two(client: Client, scene) -> None:
    client.force_login(units.holder(Role.LEADER, scene.unit))

    def grow() -> None:
        for name in ("Sở Y tế", "Sở Tư pháp", "Sở Xây dựng", "Sở Công Thương"):
            make.scene(name, within=scene)

    same_query_count(lambda: client.get(address(scene)), grow)
