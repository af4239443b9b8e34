import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.audit import someone
from tests.factories.jobs import done, failed, queued, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def an(client):
    an = someone()
    client.force_login(an)
    return an


def rows(response):
    return [job.label for job in response.context["page"]]


def test_job_list_shows_my_jobs_newest_first(client, an):
    for number in range(3):
        queued(an, key=f"mine-{number}", label=f"Việc {number}")
    queued(someone(), key="other", label="Việc của người khác")
    queued(key="nobody", label="Việc của hệ thống")

    response = client.get(reverse("jobs:job_list"))

    assert rows(response) == ["Việc 2", "Việc 1", "Việc 0"]


def test_job_list_says_the_state_in_words(client, an):
    queued(an, key="a")
    running(an, key="b")
    done(an, key="c", message="Đã nhập 120 dòng.", file="jobs/x/1.xlsx", file_name="Kết quả.xlsx")
    failed(an, key="d", error="Tệp không có trang “Hồ sơ”.")

    page = client.get(reverse("jobs:job_list")).content.decode()
    table = page[page.index("<tbody") : page.index("</tbody")]

    words = ["Đang chờ", "Đang chạy", "Xong", "Không thành công", "Đã nhập 120 dòng.", "Tệp không có trang “Hồ sơ”."]
    assert [table.count(word) for word in words] == [1] * len(words)
    assert table.count(">Kết quả.xlsx</a>") == 1


def test_job_list_without_jobs_says_what_will_come(client, an):
    page = client.get(reverse("jobs:job_list")).content.decode()

    assert page.count("Anh/chị chưa giao việc nào.") == 1


def test_job_list_shows_20_at_a_time(client, an):
    for number in range(21):
        queued(an, key=f"{number}", label=f"Việc {number}")

    first, second = (client.get(reverse("jobs:job_list"), {"trang": number}) for number in (1, 2))

    assert (len(rows(first)), rows(second)) == (20, ["Việc 0"])
    assert first.content.decode().count("Trang 1 trên 2") == 1


def queries(client):
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("jobs:job_list"))
    return len(captured)


def test_job_list_asks_the_same_number_of_queries_for_1_and_3_rows(client, an):
    running(an, key="a")
    for_one = queries(client)
    running(an, key="b")
    failed(an, key="c")

    assert queries(client) == for_one
