"""Asking for a document of a publication: one job for a double click, kept for whoever had it drawn."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

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


def test_a_drawn_paper_is_offered_again_to_whoever_had_it_drawn(client: Client, publication: Publication) -> None:
    unit = make.department(1)
    client.force_login(units.holder(Role.REPORTER, make.department(0)))
    job = asked(client, publication, paper="card", unit=unit.pk)
    run_job(job.pk)

    page = client.get(f"/xep-hang/nam-2026/{unit.pk}/").content.decode()
    file = client.get(f"/tien-trinh/{job.pk}/tep/")

    job.refresh_from_db()
    assert (job.file_name, job.message) == (
        "phieu-diem-so-tai-chinh-nam-2026-lan-1.xlsx",
        f"Đã lập Phiếu điểm (Excel), mã băm {publication.digest[:12]}…",
    )
    assert f'href="/tien-trinh/{job.pk}/tep/"' in page
    book = load_workbook(BytesIO(b"".join(file.streaming_content)))
    assert book["Theo lĩnh vực"]["A5"].value == "Sở Tài chính"
    client.force_login(units.holder(Role.REPORTER, make.department(2), username="nguoi.khac"))
    assert f"/tien-trinh/{job.pk}/tep/" not in client.get(f"/xep-hang/nam-2026/{unit.pk}/").content.decode()


def test_the_offers_of_a_publication_take_as_many_queries_however_much_was_drawn(
    client: Client, publication: Publication
) -> None:
    client.force_login(units.holder(Role.REPORTER, make.department(0)))

    def draw_more() -> None:
        for _ in range(2):
            run_job(asked(client, publication, paper="conference").pk)

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
