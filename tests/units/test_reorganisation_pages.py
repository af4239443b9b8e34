"""The pages of a reorganisation, from the draft to the confirmation or the withdrawal."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.asserts import same_query_count
from tests.factories import units as make
from units.enums import Change, Stage
from units.models import Reorganisation, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(client):
    """Two communes under UBND; the coordinator is signed in."""
    top = make.unit("UBND tỉnh", code="UB")
    client.force_login(make.coordinator(top))
    return top, make.unit("Xã An Bình", code="A", parent=top), make.unit("Xã Bình An", code="B", parent=top)


def url(name, *args):
    return reverse(f"units:reorganisation_{name}", args=args)


def rows(*units):
    given = {"moi-TOTAL_FORMS": "6", "moi-INITIAL_FORMS": "0"}
    for number, unit in enumerate(units):
        given |= {f"moi-{number}-{name}": value for name, value in unit.items()}
    return given


def post_new(client, closing, *units, **given):
    given = {
        "change": "merge",
        "effective_on": "01/10/2026",
        "document_number": "45/NQ-HĐND",
        "document_date": "20/02/2026",
        "predecessors": [each.pk for each in closing],
    } | given
    return client.post(url("new"), given | rows(*units))


def test_reorganisation_new_leads_to_the_preview(client, province):
    top, a, b = province

    response = post_new(client, [a, b], {"code": "AB", "name": "Xã  An Bình An"})

    made = Reorganisation.objects.get()
    heir = made.successors.get()
    assert (response.status_code, response.url) == (302, url("detail", made.pk))
    assert (made.change, made.effective_on, made.stage) == (Change.MERGE, dt.date(2026, 10, 1), Stage.DRAFT)
    assert (heir.code, heir.name, heir.parent, heir.level) == ("AB", "Xã An Bình An", top, a.level)


def test_reorganisation_new_shows_every_refusal_and_keeps_what_was_typed(client, province):
    _, a, b = province

    response = post_new(client, [a, b], {"code": "A", "name": "Xã Mới"}, existing=[b.pk])

    assert (response.status_code, Reorganisation.objects.count()) == (422, 0)
    assert response.context["form"].non_field_errors() == [
        "Sáp nhập: một hay nhiều đơn vị cũ, đúng một đơn vị kế thừa.",
        "Xã Bình An không thể vừa ngừng hoạt động vừa kế thừa chính mình.",
        "Mã “A” đã là mã của Xã An Bình; đơn vị mới cần mã riêng.",
    ]
    assert response.content.decode().count('value="Xã Mới"') == 1


def test_reorganisation_new_points_at_wrong_rows(client, province):
    _, a, b = province

    response = post_new(client, [a, b], {"code": "x y", "name": "Xã 1"}, {"code": "Z"}, {"code": "Z", "name": "Xã 3"})

    errors = [form.errors for form in response.context["rows"]][:3]
    assert response.status_code == 422
    assert [dict(each) for each in errors] == [
        {"code": ["Mã “x y” có dấu cách."]},
        {"name": ["Chưa ghi mục này."], "code": ["Mã “Z” ghi hai lần."]},
        {"code": ["Mã “Z” ghi hai lần."]},
    ]


def test_reorganisation_new_offers_only_open_units(client, province):
    make.unit("Xã Đã đóng", valid_to=dt.date(2025, 1, 1))

    page = client.get(url("new"), {"don_vi": province[1].pk})

    form = page.context["form"]
    assert [str(unit) for unit in form.fields["predecessors"].queryset] == ["UBND tỉnh", "Xã An Bình", "Xã Bình An"]
    assert page.content.decode().count("checked") == 1


def test_reorganisation_detail_shows_who_moves_where(client, province):
    _, a, b = province
    make.post(make.user("Trần Minh"), a)
    draft = make.drafted([a], existing=[b])

    page = client.get(url("detail", draft.pk)).content.decode()

    for words in ("Xã An Bình ngừng hoạt động sau ngày 30/09/2026", "Trần Minh · Cán bộ đầu mối", "1 vai trò chuyển"):
        assert page.count(words) == 1, words
    assert page.count(url("confirm", draft.pk)) == 1


def test_reorganisation_detail_says_what_stands_in_the_way(client, province):
    _, a, _ = province
    make.unit(parent=a)
    draft = make.drafted([a], change=Change.DISSOLVE)

    page = client.get(url("detail", draft.pk)).content.decode()

    assert page.count("Chưa có đơn vị nhận bàn giao đơn vị trực thuộc. Hãy thêm đơn vị nhận.") == 1
    assert page.count(url("confirm", draft.pk)) == 0


def test_reorganisation_receivers_keeps_what_was_offered(client, province):
    top, a, b = province
    post = make.post(make.user("Trần Minh"), a)
    draft = make.drafted([a], change=Change.SPLIT, new=[make.new_unit("C", parent_id=top.pk)], existing=[b])
    shown = client.get(url("detail", draft.pk)).content.decode()

    response = client.post(url("receivers", draft.pk), {f"accounts:{post.pk}": "2", "accounts:0": "1", "x": "2"})

    draft.refresh_from_db()
    assert shown.count(f'name="accounts:{post.pk}"') == 1
    assert (response.url, draft.receivers) == (url("detail", draft.pk), {f"accounts:{post.pk}": 2})


def test_reorganisation_confirm_does_it_when_the_day_has_come(client, province, time_machine):
    _, a, b = province
    time_machine.move_to(make.NOW, tick=False)
    draft = make.drafted([a], existing=[b])
    client.force_login(make.coordinator())
    page = client.get(url("confirm", draft.pk))
    was = Unit.objects.get(pk=a.pk).valid_to

    response = client.post(url("confirm", draft.pk), {"seen": page.context["preview"].seal}, follow=True)

    assert was is None
    assert Unit.objects.get(pk=a.pk).valid_to == dt.date(2026, 9, 30)
    assert [str(each) for each in response.context["messages"]] == ["Đã thực hiện sắp xếp."]
    assert response.content.decode().count("Dưới đây là những gì đã thay đổi") == 1


def test_reorganisation_confirm_waits_for_the_day(client, province, time_machine):
    _, a, b = province
    time_machine.move_to(make.NOW, tick=False)
    draft = make.drafted([a], existing=[b], effective_on=dt.date(2026, 11, 1))
    client.force_login(make.coordinator())
    page = client.get(url("confirm", draft.pk))

    response = client.post(url("confirm", draft.pk), {"seen": page.context["preview"].seal}, follow=True)

    assert Unit.objects.get(pk=a.pk).valid_to is None
    assert [str(each) for each in response.context["messages"]] == [
        "Đã xác nhận; hệ thống tự thực hiện vào ngày 01/11/2026. Có thể rút trước ngày đó."
    ]


def test_reorganisation_confirm_shows_again_what_has_changed(client, province):
    _, a, b = province
    draft = make.drafted([a], existing=[b])
    seen = client.get(url("confirm", draft.pk)).context["preview"].seal
    make.post(make.user("Người mới"), a)

    response = client.post(url("confirm", draft.pk), {"seen": seen})

    assert (response.status_code, Unit.objects.get(pk=a.pk).valid_to) == (422, None)
    assert response.context["refused"] == [
        "Có thay đổi sau khi anh/chị mở trang này. Hãy xem lại các tác động dưới đây rồi xác nhận."
    ]
    assert response.content.decode().count("Người mới · Cán bộ đầu mối") == 1


def test_reorganisation_withdraw_keeps_the_reason(client, province):
    _, a, b = province
    draft = make.drafted([a], existing=[b])

    empty = client.post(url("withdraw", draft.pk), {"reason": ""})
    response = client.post(url("withdraw", draft.pk), {"reason": "Hoãn theo CV 12"}, follow=True)

    assert (empty.status_code, Reorganisation.objects.get().stage) == (422, Stage.WITHDRAWN)
    assert response.content.decode().count("Hoãn theo CV 12") == 1
    late = client.post(url("withdraw", draft.pk), {"reason": "Lần nữa"})
    assert late.status_code == 422


def test_reorganisation_list_says_when_there_is_none(client, province):
    assert client.get(url("list")).content.decode().count("Chưa có lần sắp xếp nào") == 1


def test_reorganisation_list_asks_the_same_for_any_number(client, province):
    _, a, b = province
    make.drafted([a], existing=[b])

    same_query_count(
        lambda: client.get(url("list")), lambda: [make.drafted([b], existing=[a]), make.drafted([a], existing=[b])]
    )


def test_reorganisation_detail_asks_the_same_for_any_number(client, province):
    _, a, b = province
    make.post(where=a)
    draft = make.drafted([a], existing=[b])

    same_query_count(lambda: client.get(url("detail", draft.pk)), lambda: [make.post(where=a), make.unit(parent=a)])
