"""What the departments of the invented city did: dossiers and tasks, as counted and as the pages show them."""

import datetime as dt
import html
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from cchc_portal.demo.province import STORY
from cchc_portal.demo.volumes import volume_2022
from cchc_portal.demo.works import PARENT
from cchc_portal.kit.numbers import percent, show_percent
from dossiers.enums import Outcome
from dossiers.facts import counts, stock
from dossiers.models import Dossier, Extension, Lateness, Pause, Procedure, ProcedureVersion, Upload
from dossiers.statistics.figures import whole_line
from dossiers.statistics.windows import Window
from indicators.enums import AssignedBy
from indicators.models import Task
from indicators.plans.outcomes import Tally, tally
from tests.demo_city import in_one_worker
from units.models import Unit, User

YEAR_2022 = (dt.date(2021, 12, 15), dt.date(2022, 12, 14))

pytestmark = in_one_worker


def as_of(day: dt.date, **which) -> Tally:
    return tally(task.outcome for task in Task.objects.filter(**which).as_of(day))


def test_seed_demo_volumes_are_those_of_the_article():
    volume = volume_2022(STORY)

    assert (volume.received, volume.late, volume.digitisable, volume.digitised) == (186_916, 0, 13_870, 13_870)


def test_seed_demo_has_every_dossier_of_the_story_early_or_on_time_and_digitised(city):
    unit_id = Unit.objects.get(code=STORY).pk

    found = counts([unit_id], *YEAR_2022)[unit_id]

    assert (found.received, found.in_time, found.late) == (1_869, 1_869, 0)
    assert (found.digitised, found.digitisable) == (139, 139)


def test_seed_demo_has_believable_late_shares_elsewhere(city):
    units = dict(Unit.objects.exclude(block=None).order_by("pk").values_list("pk", "code"))

    found = counts(list(units), *YEAR_2022)

    late = {units[pk]: percent(each.late, each.finished) for pk, each in found.items()}
    assert sorted(code for code, share in late.items() if share > 1) == ["HVINHDIEN", "STNMT", "SXD"]
    assert max(late.values()) < 3


def test_seed_demo_closes_every_dossier_of_the_story_in_2022_and_leaves_a_few_open_elsewhere(city):
    units = dict(Unit.objects.exclude(block=None).order_by("pk").values_list("pk", "code"))

    left = {units[pk]: number for pk, number in stock(list(units), dt.date(2022, 12, 15)).items()}

    assert left.pop(STORY) == 0
    assert min(left.values()) > 0
    line = whole_line(Unit.objects.all(), Window(*YEAR_2022))
    assert min(line.pending_in_time, line.pending_overdue) > 0


def test_seed_demo_has_every_kind_of_dossier(city):
    dossiers = Dossier.objects.unscoped(reason="a test")
    overdue = dossiers.overdue(timezone.now())

    kinds = {
        "overdue": overdue.count(),
        "standing": dossiers.pending().filter(due_at=None, pauses__ended_at=None, unit__code=STORY).count(),
        "stopped and gone on": Pause.objects.filter(ended_at__isnull=False).count(),
        "extended": Extension.objects.count(),
        "withdrawn": dossiers.filter(outcome=Outcome.WITHDRAWN).count(),
        "refused": dossiers.filter(outcome=Outcome.REFUSED).count(),
        "explained": Lateness.objects.count(),
        "apologised": Lateness.objects.exclude(apology_number="").count(),
        "waiting for a cause": overdue.filter(lateness=None).count(),
    }

    assert [name for name, number in kinds.items() if number < 10] == []
    assert dossiers.late(timezone.now()).filter(unit__code=STORY).count() == 0


def test_seed_demo_dates_the_loose_ends_by_the_clock_of_the_portal(city):
    dossiers = Dossier.objects.unscoped(reason="a test").filter(code__contains="-900")

    assert set(dossiers.values_list("due_given", flat=True)) == {False}
    assert Procedure.objects.filter(area="").count() == 0
    assert ProcedureVersion.objects.filter(has_fee=True, fee=None).count() == 0


def test_seed_demo_dossiers_went_through_the_import(city):
    assert list(Upload.objects.order_by("pk").values_list("state", "error_count")) == [("loaded", 0)] * 6


def test_seed_demo_has_74_tasks_61_early_13_on_time(city):
    story = as_of(YEAR_2022[1], year=2022, assigned_by=AssignedBy.PROVINCE, lead__code=STORY)

    assert story == Tally(early=61, on_time=13)


def test_seed_demo_has_42_of_68_plan_tasks_done_on_30_june_2023(city):
    plan = as_of(dt.date(2023, 6, 30), year=2023, assigned_by=AssignedBy.PLAN)

    assert (plan.done, plan.assigned, show_percent(plan.done_percent)) == (42, 68, "61,76%")


def test_seed_demo_digitised_twice_the_target(city):
    task = Task.objects.get(year=2022, target__isnull=False)

    assert (task.lead.code, task.target, task.achieved, task.achieved_percent) == (STORY, 6935, 13870, Decimal(200))


def page(client: Client, address: str) -> str:
    """A page as the leader of the city reads it: no tags, single blanks."""
    client.force_login(User.objects.get(username="demo.lanhdao"))
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


FIGURES_ON_PAGES = [  # the figures of the articles, read from the screens
    (
        f"/ke-hoach/2022/?nguon=province&don_vi={STORY}&ngay=14/12/2022",
        "74/74 nhiệm vụ hoàn thành = 100,00% UBND giao ngoài kế hoạch · Sở Lao động - Thương binh và Xã hội · tính đến "
        "14/12/2022 Hoàn thành trước hạn 61 (82,43%) Hoàn thành đúng hạn 13 (17,57%) Hoàn thành quá hạn 0 (0,00%)",
    ),
    ("/ke-hoach/2023/?ngay=30/06/2023", "42/68 nhiệm vụ hoàn thành = 61,76%"),
    ("/ke-hoach/2022/?ngay=31/12/2022", "13.870/6.935 200,00% Vượt chỉ tiêu"),
    ("/kiem-tra/?nam=2023&ngay=30/06/2023", "40 cuộc kiểm tra đã thực hiện"),
    ("/kiem-tra/?nam=2023&ngay=30/06/2023", "Theo kế hoạch 7 Đột xuất 33"),
    ("/kiem-tra/?nam=2023&ngay=30/06/2023&loc=planned", "Đã kiểm tra 7 cuộc"),
    ("/kiem-tra/?nam=2023&ngay=30/06/2023&loc=surprise", "Đã kiểm tra 33 cuộc"),
    ("/ke-hoach/2023/?nguon=unit&don_vi=STTTT&ngay=30/06/2023", "12.498/1.044 1.197,13% Vượt chỉ tiêu"),
    ("/ke-hoach/2023/?nguon=unit&don_vi=STTTT&ngay=30/06/2023", "90/90 100,00% Hoàn thành"),
    ("/ke-hoach/2023/?nguon=unit&don_vi=STTTT&ngay=30/06/2023", "74/75 98,67% Chưa đạt chỉ tiêu"),
    ("/ke-hoach/2023/?nguon=unit&don_vi=STTTT&ngay=30/06/2023", "43/45 95,56% Chưa đạt chỉ tiêu"),
    ("/tuyen-truyen/?nam=2023&ngay=30/06/2023", "Bản tin điện tử 1 19"),
    ("/tuyen-truyen/?nam=2023&ngay=30/06/2023", "Áp phích, tờ rơi 1 4.000"),
    ("/khen-thuong/?ky=nam-2022", "Tập thể 5 tập thể"),
    ("/khen-thuong/?ky=nam-2022", "Cá nhân 12 cá nhân"),
    ("/xep-hang/chi-so-tinh/", "PAR Index 84,21"),
]


@pytest.mark.parametrize(("address", "figure"), FIGURES_ON_PAGES)
def test_seed_demo_shows_the_figures_of_the_articles_on_its_pages(city, client, address, figure):
    assert figure in page(client, address)


def test_seed_demo_shows_exactly_two_missed_targets(city, client):
    assert page(client, "/ke-hoach/2023/?nguon=unit&don_vi=STTTT&ngay=30/06/2023").count("Chưa đạt chỉ tiêu") == 2


def test_seed_demo_adds_the_online_services_up_where_the_unit_specifies_the_task(city, client):
    above = Task.objects.get(plan__unit=None, year=2023, title=PARENT)

    assert "Cộng: 356 + 1.189 = 1.545" in page(client, f"/ke-hoach/nhiem-vu/{above.pk}/")
