import re

import pytest
from django.urls import reverse

from cchc_portal.jobs import actions
from cchc_portal.jobs.actions import Progress
from cchc_portal.jobs.views import local_path
from tests.factories.audit import someone
from tests.factories.jobs import done, failed, queued, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def an(client):
    an = someone()
    client.force_login(an)
    return an


def address(job, **query):
    return reverse("jobs:job_detail", args=[job.pk], query=query or None)


def part(html):
    return re.search(r'<section id="job".*?</section>', html, re.DOTALL)[0]


def without_token(html):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)


@pytest.mark.parametrize("make", [queued, running, done, failed])
def test_job_detail_part_equals_its_place_in_the_page(client, an, make):
    job = make(an)

    page = client.get(address(job, next="/phieu/7/"))
    polled = client.get(address(job, next="/phieu/7/"), headers={"HX-Request": "true", "HX-Target": "job"})

    assert without_token(polled.content.decode()).strip() == without_token(part(page.content.decode()))


@pytest.mark.parametrize(("make", "polls"), [(queued, 1), (running, 1), (done, 0), (failed, 0)])
def test_job_detail_polls_while_the_job_is_active(client, an, make, polls):
    html = client.get(address(make(an))).content.decode()

    assert html.count('hx-trigger="every 1s"') == polls


def test_job_detail_keeps_asking_for_itself_with_the_way_onward(client, an):
    job = running(an)

    html = client.get(address(job, next="/phieu/7/")).content.decode()

    assert re.findall(r'hx-get="(.*?)"', html) == [f"/tien-trinh/{job.pk}/?next=%2Fphieu%2F7%2F"]


def test_job_detail_draws_the_progress(client, an):
    job = running(an)
    actions.heartbeat(job_id=job.pk, fence=job.fence, progress=Progress(1200, 5000, "Đang đọc tệp"))

    html = part(client.get(address(job)).content.decode())

    assert re.findall(r'aria-label="(.*?)"><rect width="(.*?)"', html) == [("Đã làm 24%", "24%")]
    assert (html.count("1.200 trên 5.000"), html.count("Đang đọc tệp"), html.count("style=")) == (1, 1, 0)


def test_job_detail_counts_when_the_total_is_not_known(client, an):
    job = running(an)
    actions.heartbeat(job_id=job.pk, fence=job.fence, progress=Progress(1200))

    html = part(client.get(address(job)).content.decode())

    assert (html.count("Đã làm 1.200"), html.count("<rect")) == (1, 0)


def test_job_detail_when_done_offers_file_and_way_onward(client, an):
    job = done(an, file="jobs/x/1.xlsx", file_name="Xếp hạng.xlsx")

    html = part(client.get(address(job, next="/phieu/7/")).content.decode())

    assert re.findall(r'<a class="[^"]*" href="(.*?)"', html) == [f"/tien-trinh/{job.pk}/tep/", "/phieu/7/"]


def test_job_detail_when_failed_says_why_and_offers_another_run(client, an):
    job = failed(an, error="Ô C14: ngày không đọc được.\nÔ D2: thiếu mã hồ sơ.")

    html = part(client.get(address(job, next="/phieu/7/")).content.decode())

    assert html.count("Ô C14: ngày không đọc được.<br>Ô D2: thiếu mã hồ sơ.") == 1
    assert re.findall(r'action="(.*?)"', html) == [f"/tien-trinh/{job.pk}/chay-lai/?next=/phieu/7/"]


@pytest.mark.parametrize("name", ["job_detail", "job_file"])
def test_a_job_of_someone_else_is_not_found(client, an, name):
    theirs = done(someone(), key="a", file="jobs/x/1.xlsx", file_name="Xếp hạng.xlsx")
    nobodys = done(key="b", file="jobs/y/1.xlsx", file_name="Xếp hạng.xlsx")

    statuses = [client.get(reverse(f"jobs:{name}", args=[job.pk])).status_code for job in (theirs, nobodys)]

    assert statuses == [404, 404]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/phieu/7/?muc=2#r-1", "/phieu/7/?muc=2#r-1"),
        ("", ""),
        ("phieu/7/", ""),
        ("//example.org/", ""),
        ("/\\example.org/", ""),
        ("https://example.org/", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_local_path_leads_nowhere_else(text, path):
    assert local_path(text) == path
