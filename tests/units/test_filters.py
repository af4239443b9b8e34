"""Filters that people keep: from a list under a name, shared, copied, opened by default; always read as the reader."""

import datetime as dt
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.lists import LISTS
from cchc_portal.kit.refusals import Refused
from tests.asserts import same_query_count
from tests.factories import units as make
from units import actions
from units.access import person_of
from units.columns import columns_for
from units.enums import Audience, Role
from units.models import ColumnChoice, SavedFilter

pytestmark = pytest.mark.django_db
NOW = make.NOW
PEOPLE = "units:person_list"
LIST = reverse(PEOPLE)
NOTE = "Bộ lọc có điều kiện không dùng được"


@pytest.fixture(autouse=True)
def morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def office():
    return make.unit("Sở Nội vụ")


@pytest.fixture
def ha(client, office):
    """A coordinator, signed in."""
    ha = make.coordinator(office, full_name="Phạm Thu Hà")
    client.force_login(ha)
    return ha


def saved(owner, name="Cán bộ", query="role=reporter", page=PEOPLE, **fields):
    return SavedFilter.objects.create(owner=owner, name=name, query=query, page=page, changed_at=NOW, **fields)


def save(client, query, name="Cán bộ", page=PEOPLE):
    return client.post(reverse("units:filter_save"), {"page": page, "query": query, "name": name})


def text(client, address=LIST, **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def deed(client, act, row, **body):
    return client.post(reverse(f"units:{act}", args=[row.pk]), body)


def opened_in(response):
    """The name of the filter that the bar shows as open."""
    found = re.search(
        r'class="chip[^>]*aria-current="true">(?:<svg.*?</svg>)?(?:<span.*?</span>)?([^<]*)</a>', text_of(response)
    )
    return found[1] if found else None


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def deeds():
    return list(AuditEvent.objects.order_by("seq").values_list("action", flat=True))


# --- saving -----------------------------------------------------------------------------------------------------


def test_a_list_without_conditions_has_nothing_to_save(client, ha):
    assert "Lưu bộ lọc này" not in text(client)
    assert "Lưu bộ lọc này" in text(client, role="head")


def test_filter_save_keeps_the_conditions_and_opens_them(client, ha):
    response = save(client, "trang=4&unit=cua-toi&q=&role=reporter&hidden=1")
    row = SavedFilter.objects.get()

    assert (row.owner, row.page, row.name, row.query) == (ha, PEOPLE, "Cán bộ", "role=reporter&unit=cua-toi")
    assert (row.audience, row.unit, row.is_default) == (Audience.OWNER, None, False)
    assert response.url == f"{LIST}?role=reporter&unit=cua-toi&bo_loc={row.pk}"
    assert opened_in(client.get(response.url)) == "Cán bộ"
    assert deeds() == ["filters.saved"]


def test_the_name_suggested_says_what_is_chosen(client, ha):
    page = text(client, unit="cua-toi", role="head")

    assert 'value="Đơn vị của tôi · Lãnh đạo đơn vị"' in page  # not whose: it may be shared
    assert "Đang lọc: Đơn vị của tôi · Lãnh đạo đơn vị" in page


@pytest.mark.parametrize(
    ("query", "name", "sentence"),
    [
        ("role=head", " ", "Chưa ghi mục này."),
        ("role=head", "x" * 61, "Tên dài quá 60 chữ, hãy đặt ngắn lại."),
        ("role=head", "cán BỘ", "Đã có bộ lọc tên “cán BỘ” ở danh sách này. Hãy đặt tên khác."),
        ("", "Mới", "Chưa chọn điều kiện nào để lưu. Hãy chọn điều kiện, bấm Xem, rồi lưu."),
        ("trang=2&hidden=1", "Mới", "Chưa chọn điều kiện nào để lưu. Hãy chọn điều kiện, bấm Xem, rồi lưu."),
        ("role=vua", "Mới", "Vai trò: không có lựa chọn “vua”."),
        ("unit=0", "Mới", "Đơn vị: Không có đơn vị này trong số đơn vị anh/chị được xem."),
        ("q=" + "x" * 101, "Mới", "Tìm theo tên, không cần gõ dấu: dài quá, hãy ghi ngắn lại."),
    ],
)
def test_filter_save_says_what_is_wrong_and_keeps_what_was_typed(client, ha, query, name, sentence):
    saved(ha)

    response = save(client, query, name)

    page = response.content.decode()
    assert (response.status_code, sentence in page) == (422, True)
    assert f'value="{name}"' in page
    assert SavedFilter.objects.count() == 1


def test_filter_save_knows_only_lists_that_offer_it(client, ha):
    assert save(client, "role=head", page="units:account").status_code == 404


def test_the_filter_of_a_list_one_may_not_open_tells_nothing(client, office, ha):
    """Its choices name units and periods; neither saving nor the page of all filters shows them to others."""
    saved(ha, "Việc của sở", "unit=1", "audit:event_list", audience=Audience.EVERYONE)
    client.force_login(make.holder(Role.REPORTER, office))

    assert save(client, f"unit={office.pk}", " ", page="audit:event_list").status_code == 404
    assert save(client, f"unit={office.pk}", " ", page=PEOPLE).status_code == 404
    assert "Việc của sở" not in text(client, reverse("units:filter_list"))


def test_a_person_keeps_no_more_than_can_be_found(ha):
    for number in range(30):
        saved(ha, f"Số {number}")

    with pytest.raises(Refused, match="Đã có 30 bộ lọc của danh sách này"):
        actions.save_filter(page=PEOPLE, name="Nữa", query="role=head", by=ha, now=NOW)


def test_filter_replace_keeps_the_name(client, ha):
    row = saved(ha)
    changed = text(client, role="head", bo_loc=row.pk)

    response = deed(client, "filter_replace", row, query="role=head")

    assert "Điều kiện đang xem đã khác bộ lọc “Cán bộ”." in changed
    row.refresh_from_db()
    assert (row.name, row.query, deeds()) == ("Cán bộ", "role=head", ["filters.replaced"])
    assert response.url == f"{LIST}?role=head&bo_loc={row.pk}"


def test_filter_replace_refuses_what_cannot_be_read(client, ha):
    row = saved(ha)

    response = deed(client, "filter_replace", row, query="role=vua")

    assert response.status_code == 403
    assert "Vai trò: không có lựa chọn “vua”." in response.content.decode()
    row.refresh_from_db()
    assert row.query == "role=reporter"


def test_filter_delete_deletes(client, ha):
    row = saved(ha)

    assert deed(client, "filter_delete", row).url == f"{LIST}?bo_loc=0"
    assert (SavedFilter.objects.count(), deeds()) == (0, ["filters.deleted"])


# --- sharing ----------------------------------------------------------------------------------------------------


def test_filter_edit_names_and_shares(client, ha, office):
    row = saved(ha)

    deed(client, "filter_edit", row, name="Đầu mối", shared=f"unit:{office.pk}")

    row.refresh_from_db()
    assert (row.name, row.audience, row.unit) == ("Đầu mối", Audience.UNIT, office)
    told = AuditEvent.objects.get(action="filters.edited")
    shared = [json.loads(facts)["shared_with"] for facts in (told.before, told.after)]
    assert shared == ["Chỉ mình tôi", "Sở Nội vụ"]


def test_a_coordinator_may_share_with_everyone_and_nobody_else(client, ha, office):
    lan = make.holder(Role.REPORTER, office)
    of_lan, of_ha = saved(lan), saved(ha)

    offered = text(client, reverse("units:filter_edit", args=[of_ha.pk]))
    client.force_login(lan)
    to_lan = text(client, reverse("units:filter_edit", args=[of_lan.pk]))
    refused = deed(client, "filter_edit", of_lan, name="Cán bộ", shared="everyone:")

    assert ("Mọi người dùng cổng" in offered, "Mọi người dùng cổng" in to_lan) == (True, False)
    assert refused.status_code == 422
    with pytest.raises(Refused, match="Chỉ Điều phối CCHC được chia sẻ bộ lọc với mọi người"):
        actions.edit_filter(filter_id=of_lan.pk, name="A", audience=Audience.EVERYONE, unit_id=None, by=lan, now=NOW)


def test_filter_edit_says_when_the_unit_it_is_shared_with_is_over(client, ha):
    """After a merger nobody sees it there any more; its owner shares it anew."""
    old = make.unit("Sở Thông tin", valid_to=dt.date(2025, 2, 28))
    row = saved(ha, audience=Audience.UNIT, unit=old)

    assert "Mọi người của Sở Thông tin (đã kết thúc hoạt động)" in text(
        client, reverse("units:filter_edit", args=[row.pk])
    )


def test_nobody_shares_with_a_unit_of_others(ha):
    elsewhere, row = make.unit("Sở Y tế"), saved(ha)

    with pytest.raises(Refused, match="Chỉ chia sẻ được với đơn vị mà anh/chị đang giữ vai trò"):
        actions.edit_filter(filter_id=row.pk, name="A", audience=Audience.UNIT, unit_id=elsewhere.pk, by=ha, now=NOW)


def test_who_sees_which_filter(client, office, ha):
    lan, minh = make.holder(Role.HEAD, office), make.holder(Role.HEAD, make.unit("Sở Y tế"))
    saved(ha, "Riêng của Hà")
    saved(ha, "Của sở", audience=Audience.UNIT, unit=office)
    saved(ha, "Của mọi người", audience=Audience.EVERYONE)

    seen = {}
    for who in (ha, lan, minh):
        client.force_login(who)
        page = text(client)
        seen[who] = [name for name in ("Riêng của Hà", "Của sở", "Của mọi người") if f">{name}</a>" in page]

    assert seen == {
        ha: ["Riêng của Hà", "Của sở", "Của mọi người"],
        lan: ["Của sở", "Của mọi người"],
        minh: ["Của mọi người"],
    }


@pytest.mark.parametrize("act", ["filter_edit", "filter_replace", "filter_default", "filter_delete"])
def test_a_shared_filter_is_changed_by_its_owner_only(client, office, ha, act):
    row = saved(make.holder(Role.HEAD, office), audience=Audience.UNIT, unit=office)

    response = deed(client, act, row, name="Khác", shared="owner:", query="role=head", wanted="1")

    assert response.status_code == 404
    assert SavedFilter.objects.values_list("name", "query", "is_default").get() == ("Cán bộ", "role=reporter", False)
    with pytest.raises(Refused, match="Chỉ người lưu mới sửa, xóa được bộ lọc này"):
        actions.delete_filter(filter_id=row.pk, by=ha)


def test_filter_copy_makes_one_of_ones_own(client, office, ha):
    hoa = make.holder(Role.HEAD, office, full_name="Trần Văn Hòa")
    row = saved(hoa, audience=Audience.UNIT, unit=office)
    saved(ha)
    opened = text(client, role="reporter", bo_loc=row.pk)

    deed(client, "filter_copy", row)

    assert "do Trần Văn Hòa chia sẻ với Sở Nội vụ; chỉ người ấy sửa được" in opened
    mine = SavedFilter.objects.filter(owner=ha).order_by("pk").last()
    assert (mine.name, mine.query, mine.audience) == ("Cán bộ (2)", "role=reporter", Audience.OWNER)


def test_a_private_filter_cannot_be_copied(client, office, ha):
    assert deed(client, "filter_copy", saved(make.holder(Role.HEAD, office))).status_code == 404


# --- opening ----------------------------------------------------------------------------------------------------


def test_mine_means_the_reader(client, office, ha):
    """The word is kept, not what it meant to whoever kept it."""
    health = make.unit("Sở Y tế")
    lan = make.holder(Role.HEAD, health, full_name="Lê Lan")
    save(client, "unit=cua-toi")
    row = SavedFilter.objects.get()
    actions.edit_filter(filter_id=row.pk, name="Của tôi", audience=Audience.EVERYONE, unit_id=None, by=ha, now=NOW)

    of_ha = client.get(f"{LIST}?{row.address}")
    client.force_login(lan)
    of_lan = client.get(f"{LIST}?{row.address}")

    assert [who.full_name for who, _ in of_ha.context["lines"]] == ["Phạm Thu Hà"]
    assert [who.full_name for who, _ in of_lan.context["lines"]] == ["Lê Lan"]


def test_a_saved_filter_never_widens_rights(client, office, ha):
    """A head who opens the coordinator's filter about another unit finds nobody, and is told so."""
    health = make.unit("Sở Y tế")
    make.post(make.user("Lê Lan"), health)
    row = saved(ha, query=f"unit={health.pk}", audience=Audience.EVERYONE)
    client.force_login(make.holder(Role.HEAD, office))

    response = client.get(f"{LIST}?{row.address}")

    assert list(response.context["lines"]) == []
    assert NOTE in response.content.decode()
    assert "Không có đơn vị này trong số đơn vị anh/chị được xem." in response.content.decode()


def test_a_filter_of_what_is_gone_says_so(client, ha):
    """A condition the list no longer has is named; the rest is applied."""
    row = saved(ha, query="huyen=3&role=reporter")

    page = text(client, LIST, huyen="3", role="reporter", bo_loc=row.pk)

    assert "Danh sách này không còn điều kiện “huyen”." in page
    assert '<a href="?role=reporter">xem danh sách không có điều kiện ấy</a>' in page


def test_a_filter_of_a_closed_unit_says_so(client, ha):
    old = make.unit("Sở Thông tin", valid_to=dt.date(2025, 2, 28))

    page = text(client, unit=old.pk)

    assert "Sở Thông tin đã kết thúc hoạt động từ 28/02/2025; danh sách này là của đơn vị cũ." in page


@pytest.mark.parametrize("value", ["x", "-1", "9" * 30, "²", "999999"])
def test_an_unknown_filter_in_the_address_opens_the_list(client, ha, value):
    assert opened_in(client.get(LIST, {"role": "head", "bo_loc": value})) is None


def test_the_filter_of_somebody_else_is_not_named(client, ha):
    row = saved(make.user("Lê Lan"), "Bí mật")

    assert "Bí mật" not in text(client, role="reporter", bo_loc=row.pk)


def test_a_list_opens_with_the_default_filter(client, ha):
    other, row = saved(ha, "Khác", is_default=True), saved(ha)

    deed(client, "filter_default", row, wanted="1")

    opened = client.get(LIST)
    assert (opened.status_code, opened.url) == (302, f"{LIST}?role=reporter&bo_loc={row.pk}")
    other.refresh_from_db()
    assert (other.is_default, deeds()) == (False, ["filters.default_chosen"])
    assert client.get(LIST, {"bo_loc": "0"}).status_code == 200  # "Bỏ lọc" shows all of the list
    assert client.get(LIST, {"role": "head"}).status_code == 200  # and a link with conditions is no bare address

    deed(client, "filter_default", row, wanted="0")
    assert client.get(LIST).status_code == 200


def test_the_default_of_one_person_is_nobody_elses(client, office, ha):
    saved(make.holder(Role.HEAD, office), is_default=True, audience=Audience.UNIT, unit=office)

    assert client.get(LIST).status_code == 200


def test_the_bar_shows_eight_of_each_kind_and_where_the_others_are(client, office, ha):
    """The list stays in sight; what is open, and what it opens with, is always shown."""
    rows = [saved(ha, f"Số {number:02}", is_default=number == 10) for number in range(12)]
    hoa = make.holder(Role.HEAD, office)
    for number in range(9):
        saved(hoa, f"Chung {number}", audience=Audience.UNIT, unit=office)

    page = text(client, role="reporter", bo_loc=rows[11].pk)

    shown = re.findall(r"Số (\d\d)</a>", page)
    assert shown == ["00", "01", "02", "03", "04", "05", "10", "11"]
    assert len(re.findall(r"Chung \d</a>", page)) == 8
    assert "Còn 5 bộ lọc nữa" in page


def test_filter_list_shows_all_and_where_they_open(client, office, ha):
    saved(ha, "Của tôi", is_default=True)
    saved(ha, "Danh sách cũ", page="units:gone")
    saved(make.holder(Role.HEAD, office, full_name="Trần Văn Hòa"), "Của sở", audience=Audience.UNIT, unit=office)

    page = text(client, reverse("units:filter_list"))

    mine, _, shared = page.partition("Người khác chia sẻ")
    assert [name in mine for name in ("Của tôi", "mở sẵn", "Danh sách không còn")] == [True] * 3
    assert ("Của sở" in shared, "Trần Văn Hòa" in shared) == (True, True)


def test_lists_take_as_many_queries_for_3_filters_as_for_1(client, office, ha):
    saved(ha, "Một")
    hoa = make.holder(Role.HEAD, office)

    def more():
        for name in ("Hai", "Ba"):
            saved(ha, name)
            saved(hoa, name, audience=Audience.UNIT, unit=office)

    same_query_count(lambda: text(client, role="reporter"), more)


def test_filter_list_takes_as_many_queries_for_3_filters_as_for_1(client, ha, office):
    def some(name):
        saved(ha, name, audience=Audience.UNIT, unit=office)
        saved(make.holder(Role.HEAD, office), name, audience=Audience.UNIT, unit=office)

    some("Một")

    same_query_count(lambda: text(client, reverse("units:filter_list")), lambda: [some("Hai"), some("Ba")])


FILTERS = {
    "audit:event_list": "deed=accounts.created",
    "dossiers:dossier_dashboard": "period=quy-nay&unit=cua-toi",
    "dossiers:dossier_list": "month=thang-nay&unit=cua-toi",
    "dossiers:ii06": "by=area&period=quy-truoc",
    "dossiers:late_list": "unit=cua-toi&which=open",
    "dossiers:procedure_list": "service=full",
    "indicators:plan_detail": "don_vi=cua-toi&ket_qua=in_time",
    "units:person_list": "role=head",
}


@pytest.mark.parametrize("page", sorted(LISTS))
def test_every_list_that_offers_it_keeps_its_filter(client, ha, page):
    query = FILTERS[page]

    response = save(client, query, page=page)

    opened = client.get(response.url)
    assert parse_qs(urlsplit(response.url).query).keys() >= parse_qs(query).keys()
    assert opened_in(opened) == "Cán bộ"


# --- columns ----------------------------------------------------------------------------------------------------

REGISTER = "dossiers:dossier_list"


def choose(client, query="", **body):
    return client.post(reverse("units:columns_choose"), {"page": REGISTER, "query": query, **body})


def test_columns_choose_keeps_them_with_the_person(client, ha):
    response = choose(client, "month=moi-thang&trang=3", cot=["outcome", "fee", "nonsense"])

    kept = ColumnChoice.objects.get()
    assert (kept.owner, kept.page, kept.columns) == (ha, REGISTER, ["fee", "outcome"])  # in the order of the list
    assert response.url == f"{reverse(REGISTER)}?month=moi-thang"
    assert deeds() == ["columns.chosen"]


@pytest.mark.parametrize("body", [{"usual": "1", "cot": ["fee"]}, {}, {"cot": ["nonsense"]}])
def test_columns_choose_goes_back_to_the_usual_ones(client, ha, body):
    choose(client, cot=["fee"])

    response = choose(client, **body)

    usual = [column.key for column in LISTS[REGISTER].columns if column.usual and not column.fixed]
    assert ColumnChoice.objects.get().columns == usual
    assert response.url == f"{reverse(REGISTER)}?bo_loc=0"  # an address that no default filter takes away


def test_a_kept_filter_shows_its_columns_to_everybody(client, ha, office):
    choose(client, cot=["due", "fee"])

    saved_as = save(client, "month=moi-thang", page=REGISTER)

    row = SavedFilter.objects.get()
    assert row.query == "cot=due%2Cfee&month=moi-thang"
    assert saved_as.url == f"{reverse(REGISTER)}?{row.address}"
    changed = choose(client, row.address, cot=["unit"])
    assert parse_qs(urlsplit(changed.url).query)["cot"] == ["unit"]
    assert "đã khác bộ lọc “Cán bộ”" in client.get(changed.url).content.decode()


def test_the_columns_of_one_person_are_nobody_elses(ha, office):
    actions.choose_columns(page=REGISTER, columns=["fee"], by=ha, now=NOW)
    lan = make.holder(Role.HEAD, office)

    shown = {who: columns_for(person_of(who, NOW.date()), LISTS[REGISTER], "") for who in (ha, lan)}

    assert [column.key for column in shown[ha]] == ["code", "fee"]
    assert len(shown[lan]) == 8


def test_the_address_decides_before_the_choice_of_the_person(ha):
    actions.choose_columns(page=REGISTER, columns=["fee"], by=ha, now=NOW)
    person, page = person_of(ha, NOW.date()), LISTS[REGISTER]

    named = {keys: [column.key for column in columns_for(person, page, keys)] for keys in ("due,unit", "gone")}

    assert named["due,unit"] == ["code", "unit", "due"]
    assert len(named["gone"]) == 8  # columns that are not there any more: the usual ones


# --- what the database refuses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "CÁN BỘ"},  # as the other, but for the case
        {"name": ""},
        {"name": "B", "query": ""},
        {"name": "B", "audience": "world"},
        {"name": "B", "audience": Audience.UNIT},  # with which?
        {"name": "B", "audience": Audience.OWNER, "unit": True},
        {"name": "B", "is_default": True},  # the second one of this list
    ],
)
def test_the_database_refuses_an_impossible_filter(ha, office, wrong):
    saved(ha, is_default=True)
    fields = wrong | ({"unit": office} if "unit" in wrong else {})

    with pytest.raises(IntegrityError), transaction.atomic():
        saved(ha, **fields)


@pytest.mark.parametrize("columns", [["fee"], []])
def test_the_database_refuses_a_second_choice_and_an_empty_one(ha, columns):
    ColumnChoice.objects.create(owner=ha, page=REGISTER, columns=["due"], changed_at=NOW)
    page = REGISTER if columns else PEOPLE

    with pytest.raises(IntegrityError), transaction.atomic():
        ColumnChoice.objects.create(owner=ha, page=page, columns=columns, changed_at=NOW)
