"""Criteria that do not apply: one unit's maximum shrinks, nobody else's points move, and all comes back."""

import datetime as dt

import pytest

from cchc_portal.kit.refusals import Refused
from indicators.actions.exemptions import grant_exemption, withdraw_exemption
from indicators.actions.recalculation import recalculate
from indicators.models import Assessment, CriteriaSet, Criterion, Exemption, Score
from tests.asserts import same_query_count
from tests.factories import indicators as make
from tests.factories import units

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 10, 1, 3, tzinfo=dt.UTC)


@pytest.fixture
def scene():
    return make.scene()


@pytest.fixture
def other(scene):
    return make.scene("Sở Y tế", within=scene)


def grant(scene, code="1.1", **changes):
    facts = {
        "unit_id": scene.unit.pk,
        "criterion_id": Criterion.objects.get(code=code).pk,
        "decision_number": "7/QĐ-UBND",
        "decided_on": dt.date(2026, 9, 1),
        "reason": "Đơn vị không có kế hoạch riêng",
        "by": scene.coordinator,
        "now": NOW,
    }
    return grant_exemption(**facts | changes)


def totals():
    fields = ("unit__name", "self_points", "computed_points", "total_points", "percent", "grade")
    return {row[0]: row[1:] for row in Assessment.objects.order_by("pk").values_list(*fields)}


def test_an_exemption_takes_every_leaf_below_from_one_unit(scene, other):
    for each in (scene, other):
        each.fill()
    before = totals()[other.unit.name]

    exemption = grant(scene)

    removed = set(Score.objects.filter(not_applicable=True).values_list("assessment__unit", "criterion__code"))
    leaves = Criterion.objects.filter(parent__code="1.1").values_list("code", flat=True)
    assert removed == {(scene.unit.pk, code) for code in leaves}
    assert set(Score.objects.filter(not_applicable=True).values_list("exemption", flat=True)) == {exemption.document}
    assert (scene.assessment.max_points, other.assessment.max_points) == (13, 15)
    assert totals()[other.unit.name] == before


@pytest.mark.parametrize("code", make.APPRAISED)
def test_an_exemption_of_any_criterion_leaves_every_point_of_another_unit(scene, other, code):
    for each in (scene, other):
        make.measure(each)
        each.fill()
    recalculate(period_id=scene.period.pk, now=NOW)
    points = Score.objects.filter(assessment=other.assessment).order_by("pk").values_list("points", "computed_points")
    before = list(points), totals()[other.unit.name]

    grant(scene, code)
    recalculate(period_id=scene.period.pk, now=NOW)

    assert (list(points.all()), totals()[other.unit.name]) == before


def test_withdrawing_gives_back_what_was_typed(scene):
    scene.fill()
    before, typed = totals(), dict(Score.objects.values_list("criterion__code", "answer"))

    exemption = grant(scene)
    withdraw_exemption(exemption_id=exemption.pk, reason="Đã có", by=scene.coordinator, now=NOW)

    assert totals() == before
    assert dict(Score.objects.values_list("criterion__code", "answer")) == typed
    assert not Score.objects.filter(not_applicable=True).exists()


def test_what_another_exemption_still_covers_stays_away(scene):
    inner, outer = grant(scene, "1.1.1"), grant(scene, "1.1")

    withdraw_exemption(exemption_id=outer.pk, reason="Đã có", by=scene.coordinator, now=NOW)

    assert list(Score.objects.filter(not_applicable=True).values_list("criterion__code", "exemption")) == [
        ("1.1.1", inner.document)
    ]


def test_a_sheet_opened_later_is_born_with_it(scene):
    Exemption.objects.create(
        unit=units.unit("Sở Y tế", block=scene.unit.block),
        criterion=Criterion.objects.get(code="1.1"),
        decision_number="7/QĐ-UBND",
        decided_on=dt.date(2026, 9, 1),
        reason="Không có",
        granted_by=scene.coordinator,
        granted_at=NOW,
    )

    make.open_period(period_id=scene.period.pk, by=scene.coordinator, now=NOW)

    assert Score.objects.filter(not_applicable=True, assessment__unit__name="Sở Y tế").count() == 2


def refusal(act, *arguments, **changes):
    with pytest.raises(Refused) as refused:
        act(*arguments, **changes)
    return str(refused.value)


def test_grant_refuses_with_a_sentence(scene):
    grant(scene)
    stranger = units.unit("Xã An Bình", block=units.block("xa", "Khối xã"))

    assert refusal(grant, scene, "1.1.1") == (
        f"Tiêu chí 1.1.1 đã không áp dụng cho {scene.unit.name} theo 7/QĐ-UBND ngày 01/09/2026."
    )
    assert refusal(grant, scene, "1", decided_on=dt.date(2027, 1, 1)) == "Ngày văn bản 01/01/2027 còn ở phía trước."
    assert refusal(grant, scene, "1", unit_id=stranger.pk).startswith("Xã An Bình không thuộc khối của")
    assert refusal(grant, scene, "1", by=units.user()) == "Chỉ Điều phối CCHC được ghi tiêu chí không áp dụng."


def test_withdraw_refuses_twice_and_without_reason(scene):
    exemption = grant(scene)
    deed = {"exemption_id": exemption.pk, "by": scene.coordinator, "now": NOW}

    assert refusal(withdraw_exemption, reason="", **deed) == "Hãy ghi lý do bãi bỏ."
    withdraw_exemption(reason="Đã có", **deed)
    assert refusal(withdraw_exemption, reason="Đã có", **deed) == "Việc không áp dụng này đã được bãi bỏ."


def test_an_appraised_sheet_must_be_reopened_first(scene):
    make.measure(scene)
    make.survey(scene)
    scene.submit()
    scene.appraise_all()
    Assessment.objects.update(
        state="appraised",
        **{f"{name}_at": NOW for name in ("submitted", "handed_in", "first", "appraised")},
        **{f"{name}_by": scene.coordinator for name in ("submitted", "first", "appraised")},
        explain_until=NOW,
    )

    assert refusal(grant, scene) == (
        f"Phiếu kỳ “{scene.period.name}” đã thẩm định xong lần 1: chờ xong lần 2, rồi mở lại thẩm định phiếu ấy trước."
    )


# --- pages ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def signed_in(client, scene):
    client.force_login(scene.coordinator)
    return scene


def test_exemption_list_shows_the_maximum_that_is_left(client, signed_in):
    grant(signed_in, "1.1.1")
    grant(signed_in, "1.1")

    (line,) = client.get("/khong-ap-dung/").context["lines"]

    assert (line.removed, line.left) == (2, 13)


def test_exemption_list_asks_as_much_for_three_units(client, signed_in):
    grant(signed_in)

    def more():
        for name in ("Sở Y tế", "Sở Tư pháp"):
            grant(make.scene(name, within=signed_in))

    same_query_count(lambda: client.get("/khong-ap-dung/"), more)


def test_exemption_list_without_sets_or_exemptions_says_so(client, signed_in):
    assert "đang áp dụng cho mọi đơn vị" in client.get("/khong-ap-dung/").content.decode()


def test_exemption_new_grants_over_http(client, signed_in):
    rules = CriteriaSet.objects.get()
    url = f"/khong-ap-dung/moi/?bo={rules.pk}"

    wrong = client.post(url, {"code": "77", "decided_on": "hôm qua"})
    right = client.post(
        url,
        {
            "unit_id": signed_in.unit.pk,
            "code": "1.1",
            "decision_number": "7/QĐ-UBND",
            "decided_on": "01/09/2026",
            "reason": "Không có",
        },
    )

    assert wrong.status_code == 422
    assert sorted(wrong.context["form"].errors) == ["code", "decided_on", "decision_number", "reason", "unit_id"]
    assert right["Location"] == f"/khong-ap-dung/?bo={rules.pk}"
    assert Exemption.objects.get().reason == "Không có"


def test_exemption_new_shows_a_refusal_and_keeps_what_was_typed(client, signed_in):
    grant(signed_in)
    body = {"unit_id": signed_in.unit.pk, "code": "1.1", "decision_number": "8", "decided_on": "01/09/2026"}

    answer = client.post(f"/khong-ap-dung/moi/?bo={CriteriaSet.objects.get().pk}", body | {"reason": "Khác"})

    assert answer.status_code == 422
    assert "đã không áp dụng cho" in answer.content.decode()


def test_exemption_withdraw_over_http(client, signed_in):
    url = f"/khong-ap-dung/{grant(signed_in).pk}/bai-bo/"

    shown, empty, done, again = client.get(url), client.post(url), client.post(url, {"reason": "Đã có"}), None
    again = client.post(url, {"reason": "Đã có"})

    assert [each.status_code for each in (shown, empty, done, again)] == [200, 422, 302, 422]
    assert "Đã bãi bỏ" in client.get("/khong-ap-dung/").content.decode()


@pytest.mark.parametrize("wanted", ["", "abc", "²", "9" * 30])
def test_exemption_new_without_a_set_is_no_page(client, signed_in, wanted):
    assert client.get("/khong-ap-dung/moi/", {"bo": wanted}).status_code == 404
