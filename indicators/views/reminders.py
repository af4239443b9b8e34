"""The inbox of a person, and what an administrator sees of letters that have not gone."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.paging import page_of
from indicators.actions.deliveries import send_again
from indicators.actions.reminders import mark_read
from indicators.enums import DeliveryState
from indicators.models import Delivery, Reminder
from units.access import role_required
from units.enums import Role

SHOWN = 50


@scoped("indicators.Reminder")
@require_safe
def reminder_list(request: HttpRequest) -> HttpResponse:
    """What this person was reminded of, newest first; ?xem=chua-doc: only what is unread."""
    mine = Reminder.objects.of_person(request.person)
    only_unread = request.GET.get("xem") == "chua-doc"
    context = {
        "page": page_of(request, mine.unread() if only_unread else mine),
        "unread": mine.unread().count(),
        "only_unread": only_unread,
    }
    return render(request, "indicators/reminders/reminder_list.html", context)


@scoped("indicators.Reminder")
@require_POST
def reminder_open(request: HttpRequest, reminder_id: int) -> HttpResponse:
    """Read, and on to the duty."""
    reminder = get_object_or_404(Reminder.objects.of_person(request.person), pk=reminder_id)
    mark_read(user=request.user, reminder_id=reminder.pk, now=database_now())
    return redirect(reminder.url)


@scoped("indicators.Reminder")
@require_POST
def reminders_read(request: HttpRequest) -> HttpResponse:
    """All of them are read."""
    read = mark_read(user=request.user, now=database_now())
    messages.success(request, f"Đã đánh dấu đọc {read} lời nhắc.")
    return redirect("indicators:reminder_list")


@role_required(Role.SYSADMIN, Role.COORDINATOR)
@require_safe
def delivery_list(request: HttpRequest) -> HttpResponse:
    """What was promised to people and has not gone, and the latest that has."""
    deliveries = Delivery.objects.of_person(request.person).select_related("user")
    unsent = deliveries.exclude(state=DeliveryState.SENT)
    context = {
        "page": page_of(request, unsent.filter(state=DeliveryState.FAILED)),
        "waiting": unsent.exclude(state=DeliveryState.FAILED)[:SHOWN],
        "waiting_count": unsent.exclude(state=DeliveryState.FAILED).count(),
        "sent": deliveries.filter(state=DeliveryState.SENT).order_by("-sent_at", "pk")[:SHOWN],
    }
    return render(request, "indicators/reminders/delivery_list.html", context)


@role_required(Role.SYSADMIN, Role.COORDINATOR)
@require_POST
def delivery_again(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Delivery.objects.of_person(request.person), pk=delivery_id)
    delivery = send_again(delivery_id=found.pk, by=request.user, now=database_now())
    messages.success(request, f"Sẽ gửi lại cho {delivery.user.full_name} trong vài phút.")
    return redirect("indicators:delivery_list")
