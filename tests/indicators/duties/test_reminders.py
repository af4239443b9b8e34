"""Once and never twice: two schedulers, a bell that rings again, a broker that forgot, two workers at one letter."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from cchc_portal.audit.models import AuditEvent
from cchc_portal.jobs.actions import reconcile
from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import run_job
from cchc_portal.kit.clock import database_now
from indicators.actions.deliveries import AGAIN, NOBODY_KNOWS, claim, collect, request_delivery
from indicators.actions.reminders import remind
from indicators.duties.carrying import carry
from indicators.enums import DeliveryState
from indicators.models import Delivery, Reminder
from indicators.plans.quarters import quarter_of
from indicators.tasks import remind_daily
from tests.asserts import same_query_count
from tests.factories import plans, units
from tests.jobs.threads import at_once
from units.enums import Role

CLOSED_PORT = 9  # nobody listens there


@pytest.fixture
def owing():
    """A unit with two tasks due today, and its clerk with an address."""
    unit = units.unit("Sở Tài chính")
    clerk = units.holder(Role.REPORTER, unit, full_name="Nguyễn Thị Lan", email="lan@mau.gov.vn")
    for number in ("1", "2"):
        due_today(unit, number)
    return clerk


def due_today(unit, number):
    """A task due today whose report of the quarter is there already, so that only the task itself is owed."""
    today = timezone.localdate()
    task = plans.make_task(unit, number, year=today.year, due_on=today)
    task.reports.create(
        quarter=quarter_of(today), progress="Đang làm", reported_by=units.user(), reported_at=timezone.now()
    )


def counts():
    return Reminder.objects.count(), Delivery.objects.count()


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_the_same_moment_remind_once(owing):
    made = at_once(2, lambda: remind(now=database_now()))

    assert counts() == (2, 1)
    assert sorted(each.reminders for each in made) == [0, 2]
    assert Delivery.objects.get().reminders.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_bell_that_rings_twice_and_a_broker_that_forgot_send_one_letter(owing):
    at_once(2, remind_daily)
    job = Job.objects.get()  # the second scheduler found the same

    Job.objects.update(created_at=timezone.now() - dt.timedelta(minutes=5))
    assert reconcile() == 1  # the broker was restarted without its memory: the row rings again
    at_once(2, lambda: run_job(job.pk))
    run_job(job.pk)  # and the old message turns up after all
    remind_daily()  # nor does a second scheduler that comes late tell anything
    for again in Job.objects.filter(kind="indicators.remind", state=JobState.QUEUED):
        run_job(again.pk)
    deliver = Job.objects.get(kind="indicators.deliver")
    at_once(2, lambda: run_job(deliver.pk))

    assert counts() == (2, 1)
    assert [letter.to for letter in mail.outbox] == [["lan@mau.gov.vn"]]
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_a_letter_once(owing):
    remind(now=database_now())
    delivery = Delivery.objects.get()

    assert sorted(at_once(2, lambda: carry(delivery.pk))) == [False, True]

    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_the_letter_says_all_that_is_new_with_its_buttons(owing, settings):
    settings.PORTAL_URL = "https://cchc.mau.gov.vn"
    remind(now=database_now())

    carry(Delivery.objects.get().pk)

    (letter,) = mail.outbox
    assert letter.subject == "2 việc cần làm · Thành phố Mẫu"
    assert letter.body.count("- Nhiệm vụ ") == 2
    assert letter.body.count("https://cchc.mau.gov.vn/ke-hoach/nhiem-vu/") == 2
    assert letter.extra_headers["Message-ID"] == f"<{Delivery.objects.get().pk}@cchc.mau.gov.vn>"


@pytest.mark.django_db
def test_no_letter_goes_to_an_account_that_was_locked_after_it_was_promised(owing):
    remind(now=database_now())
    owing.is_active = False
    owing.save()
    delivery = Delivery.objects.get()

    assert carry(delivery.pk) is False

    delivery.refresh_from_db()
    assert (mail.outbox, delivery.error) == ([], "Tài khoản của người nhận đã khóa.")


@pytest.mark.django_db
def test_a_second_run_of_the_day_leaves_the_letter_and_the_next_day_carries_the_rest(owing):
    unit = owing.memberships.get().unit
    remind(now=database_now())
    due_today(unit, "3")
    remind(now=database_now())

    assert counts() == (3, 1)

    remind(now=database_now() + dt.timedelta(days=1))

    assert [each.reminders.count() for each in Delivery.objects.order_by("on")] == [2, 4]  # the third, and three late


@pytest.mark.django_db
def test_reminding_takes_as_many_queries_for_three_units_as_for_one(owing):
    def another_unit():
        unit = units.unit()
        units.holder(Role.REPORTER, unit, email=f"{unit.code}@mau.gov.vn")
        due_today(unit, "1")

    def forget():
        Delivery.objects.all().delete()
        Reminder.objects.all().delete()

    def ask():
        forget()
        remind(now=database_now())

    same_query_count(ask, lambda: [another_unit(), another_unit()])


@pytest.mark.django_db
def test_whoever_does_not_want_letters_finds_the_inbox_all_the_same(owing, client):
    client.force_login(owing)
    client.post("/tai-khoan/nhac-viec/", {})

    remind(now=database_now())

    assert counts() == (2, 0)
    assert "2 lời nhắc chưa đọc" in client.get("/nhac-viec/").content.decode()


@pytest.mark.django_db
def test_what_cannot_be_sent_is_tried_again_and_then_shown_to_the_administrator(owing, settings, client):
    remind(now=database_now())
    good, delivery_id = settings.EMAIL_BACKEND, Delivery.objects.get().pk
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", CLOSED_PORT

    states = []
    for _ in range(len(AGAIN) + 1):
        Delivery.objects.update(next_try_at=timezone.now() - dt.timedelta(seconds=1))
        states.append((carry(delivery_id), Delivery.objects.get().state))

    assert states == [(False, DeliveryState.WAITING)] * 3 + [(False, DeliveryState.FAILED)]
    assert request_delivery() is None
    client.force_login(units.holder(Role.SYSADMIN))
    page = client.get("/he-thong/nhac-viec/").content.decode()
    assert "Nguyễn Thị Lan" in page
    assert "Máy chủ nhận không trả lời (ConnectionRefusedError)." in page
    assert "Nhiệm vụ" not in page  # to whom and why, not what it said

    settings.EMAIL_BACKEND = good
    client.post(f"/he-thong/nhac-viec/{delivery_id}/gui-lai/")

    assert carry(delivery_id)
    assert AuditEvent.objects.filter(action="reminders.sent_again").count() == 1
    assert "Không thư nào bị lỗi." in client.get("/he-thong/nhac-viec/").content.decode()


@pytest.mark.django_db
def test_a_worker_that_died_while_sending_leaves_a_doubt_and_no_second_letter(owing):
    remind(now=database_now())
    delivery_id = Delivery.objects.get().pk
    claim(delivery_id=delivery_id, now=database_now())

    assert collect(now=database_now()) == []
    assert not carry(delivery_id)
    Delivery.objects.update(tried_at=timezone.now() - dt.timedelta(minutes=16))
    assert collect(now=database_now()) == []

    assert (Delivery.objects.get().state, Delivery.objects.get().error) == (DeliveryState.FAILED, NOBODY_KNOWS)
    assert mail.outbox == []


@pytest.mark.django_db
def test_the_inbox_opens_the_duty_and_remembers_that_it_was_read(owing, client):
    remind(now=database_now())
    one, other = Reminder.objects.order_by("pk")
    client.force_login(owing)

    assert client.post(f"/nhac-viec/{one.pk}/mo/").url == one.url
    assert [each.pk for each in client.get("/nhac-viec/?xem=chua-doc").context["page"]] == [other.pk]

    client.post("/nhac-viec/da-doc/")

    assert "Đã đọc hết" in client.get("/nhac-viec/").content.decode()
    client.force_login(units.holder(Role.REPORTER))
    assert client.post(f"/nhac-viec/{one.pk}/mo/").status_code == 404
    assert list(client.get("/nhac-viec/").context["page"]) == []
