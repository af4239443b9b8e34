import pytest
from django.urls import reverse

from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.models import Job
from tests.factories.audit import someone
from tests.factories.jobs import failed, queued

pytestmark = pytest.mark.django_db


@pytest.fixture
def an(client):
    an = someone()
    client.force_login(an)
    return an


def retry(client, job, **query):
    return client.post(reverse("jobs:job_retry", args=[job.pk], query=query or None))


@pytest.mark.parametrize(
    ("query", "rest"),
    [({}, ""), ({"next": "/phieu/7/"}, "?next=%2Fphieu%2F7%2F"), ({"next": "//example.org/"}, "")],
)
def test_job_retry_queues_the_job_and_goes_back_to_it(client, an, query, rest):
    job = failed(an)

    response = retry(client, job, **query)

    assert (response.status_code, response["Location"]) == (302, f"/tien-trinh/{job.pk}/{rest}")
    assert Job.objects.get(pk=job.pk).state == JobState.QUEUED


def test_job_retry_needs_a_post(client, an):
    job = failed(an)

    assert client.get(reverse("jobs:job_retry", args=[job.pk])).status_code == 405


def test_job_retry_of_someone_elses_job_is_not_found(client, an):
    job = failed(someone())

    assert retry(client, job).status_code == 404
    assert Job.objects.get(pk=job.pk).state == JobState.FAILED


def test_job_retry_while_another_runs_is_refused_with_a_sentence(client, an):
    job = failed(an, key="a")
    queued(an, key="a")

    response = retry(client, job)

    assert response.status_code == 403
    assert response.context["sentence"] == "Việc này đang chạy ở một lượt khác; hãy xem trang Tiến trình."
