"""Asking for a document of a publication: one job for a double click, kept for everybody who may have it."""

import datetime as dt
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from cchc_portal.audit.models import AuditEvent
from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import JobFailed, Run, run_job
from reports.models import Publication
from reports.tasks import paper
from tests.asserts import same_query_count
from tests.factories import jobs as make_job
from tests.factories import reports as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def publication() -> Publication:
    return make.published(make.appraised_period())


def asked(client: Client, publication: Publication, **body: object) -> Job:
    client.post(f"/cong-bo/{publication.pk}/tai-lieu/", body)
    return Job.objects.latest("created_at")


def test_paper_make_twice_is_one_job(client: Client, publication: Publication) -> None:
    client.force_login(units.holder(Role.REPORTER, make.department(0)))

    first = client.post(f"/cong-bo/{publication.pk}/tai-lieu/", {"paper": "conference"})
    second = client.post(f"/cong-bo/{publication.pk}/tai-lieu/", {"paper": "conference"})

    job = Job.objects.get()
    assert first["Location"] == second["Location"] == f"/tien-trinh/{job.pk}/"
    assert job.label == "Sổ hội nghị (Excel): Năm 2026, lần 1"


@pytest.mark.parametrize(
    "body",
    [{}, {"paper": "thơ"}, {"paper": "card"}, {"paper": "card", "unit": "x"}, {"paper": "card", "unit": "999999"}],
)
def test_paper_make_of_what_is_not_there_is_not_found(
    client: Client, publication: Publication, body: dict[str, str]
) -> None:
    client.force_login(units.holder(Role.REPORTER, make.department(0)))

    assert client.post(f"/cong-bo/{publication.pk}/tai-lieu/", body).status_code == 404


def test_what_holds_every_answer_is_refused_to_a_unit(client: Client, publication: Publication) -> None:
    client.force_login(units.holder(Role.REPORTER, make.department(0)))

    response = client.post(f"/cong-bo/{publication.pk}/tai-lieu/", {"paper": "tables"})

    assert (response.status_code, Job.objects.count()) == (403, 0)
    assert "Tài liệu này có số liệu của mọi đơn vị" in response.content.decode()
    assert "Toàn bộ số liệu (CSV)" not in client.get(f"/cong-bo/{publication.pk}/").content.decode()


def test_a_drawn_paper_is_there_for_the_next_person_and_the_trail_says_who_took_it(
    client: Client, publication: Publication
) -> None:
    unit, body = make.department(1), {"paper": "card", "unit": make.department(1).pk}
    client.force_login(units.holder(Role.REPORTER, make.department(0)))
    job = asked(client, publication, **body)
    run_job(job.pk)

    other = units.holder(Role.REPORTER, make.department(2), username="nguoi.khac")
    client.force_login(other)
    page = client.get(f"/xep-hang/nam-2026/{unit.pk}/").content.decode()
    again = client.post(f"/cong-bo/{publication.pk}/tai-lieu/", body)
    address = f"/cong-bo/{publication.pk}/tai-lieu/card/?unit={unit.pk}"
    file = client.get(address)

    job.refresh_from_db()
    name = "phieu-diem-so-tai-chinh-nam-2026-lan-1.xlsx"
    assert (job.file_name, job.message) == (name, f"Đã lập Phiếu điểm (Excel), mã băm {publication.digest[:12]}…")
    assert (f'href="{address}"' in page, again["Location"], Job.objects.count()) == (True, address, 1)
    book = load_workbook(BytesIO(b"".join(file.streaming_content)))
    assert book["Theo lĩnh vực"]["A5"].value == "Sở Tài chính"
    taken = AuditEvent.objects.get(action="files.downloaded")
    assert (taken.actor, name in taken.canonical) == (other, True)


def test_drawing_again_is_asked_for_and_replaces_what_is_kept(client: Client, publication: Publication) -> None:
    client.force_login(units.holder(Role.REPORTER, make.department(0)))
    first = asked(client, publication, paper="conference")
    run_job(first.pk)
    second = asked(client, publication, paper="conference", again="1")
    run_job(second.pk)

    page = client.get(f"/cong-bo/{publication.pk}/")
    kept = next(each.job for each in page.context["papers"] if each.paper == "conference")
    assert (first != second, kept) == (True, second)


def test_the_workbook_of_a_block_is_there_for_the_next_person(client: Client, publication: Publication) -> None:
    ordered = {"publication": publication.pk, "block": "so"}
    client.force_login(units.holder(Role.LEADER, make.department(0)))
    client.post("/xep-hang/tai-excel/", ordered)
    run_job(Job.objects.get().pk)
    client.force_login(units.holder(Role.REPORTER, make.department(2), username="nguoi.khac"))

    address = client.post("/xep-hang/tai-excel/", ordered)["Location"]

    assert (address, Job.objects.count()) == (f"/cong-bo/{publication.pk}/tai-lieu/conference/?block=so", 1)
    book = load_workbook(BytesIO(b"".join(client.get(address).streaming_content)))
    assert {sheet.oddFooter.left.text for sheet in book} == {f"Mã băm: {publication.digest}"}


def test_what_is_kept_is_given_only_to_those_who_may_have_it(client: Client, publication: Publication) -> None:
    client.force_login(make.coordinator())
    run_job(asked(client, publication, paper="tables").pk)
    addresses = [
        f"/cong-bo/{publication.pk}/tai-lieu/{rest}" for rest in ("tables/", "report/", "conference/?block=so")
    ]

    def answers(role: Role) -> list[int]:
        client.force_login(units.holder(role, make.department(0), username=f"nguoi-{role}"))
        return [client.get(address).status_code for address in addresses]

    assert answers(Role.COORDINATOR) == [200, 404, 404]  # what nobody has had drawn is not there
    assert answers(Role.REPORTER) == [403, 404, 404]
    assert answers(Role.SYSADMIN) == [404, 404, 404]


def test_what_is_kept_waits_for_the_units_until_they_may_read_the_result(client: Client) -> None:
    later = timezone.now() + dt.timedelta(days=30)
    publication = make.published(make.appraised_period(), units_at=later, public_at=None)
    client.force_login(make.coordinator())
    run_job(asked(client, publication, paper="annex").pk)
    address = f"/cong-bo/{publication.pk}/tai-lieu/annex/"

    early = client.get(address).status_code
    client.force_login(units.holder(Role.REPORTER, make.department(0)))

    assert (early, client.get(address).status_code) == (200, 404)


def test_the_offers_of_a_publication_take_as_many_queries_however_much_was_drawn(
    client: Client, publication: Publication
) -> None:
    client.force_login(units.holder(Role.REPORTER, make.department(0)))

    def draw_more() -> None:
        for _ in range(2):
            run_job(asked(client, publication, paper="conference", again="1").pk)

    same_query_count(lambda: client.get(f"/cong-bo/{publication.pk}/"), draw_more)


def test_a_paper_is_not_drawn_for_somebody_who_lost_the_role(publication: Publication) -> None:
    run = Run(make_job.running(units.user(), kind="reports.paper", publication=publication.pk, paper="card", unit=1))

    with pytest.raises(JobFailed, match="không còn vai trò"):
        paper(run)


def test_a_paper_of_a_unit_that_takes_no_part_says_so(publication: Publication) -> None:
    run = Run(
        make_job.running(units.coordinator(), kind="reports.paper", publication=publication.pk, paper="card", unit=0)
    )

    with pytest.raises(JobFailed, match="Đơn vị không có trong lần công bố này"):
        paper(run)
