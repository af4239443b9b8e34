"""What every page behind one deed on people shares."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from cchc_portal.kit.htmx import render_page
from cchc_portal.kit.refusals import Refused
from units.forms.base import DeedForm
from units.models import User
from units.policy import MAY, Deed

MANAGERS = MAY[Deed.MANAGE_PEOPLE]
"""Who reaches these pages; what each may do there is asked of the policy, post by post."""


def somebody(request: HttpRequest, user_id: int) -> User:
    """One of the people this person looks after; 404 for anybody else."""
    return get_object_or_404(User.objects.of_person(request.person), pk=user_id)


def deed(
    request: HttpRequest, form: DeedForm, act: Callable[..., Any], template: str, *, done: str, to: str, **context: Any
) -> HttpResponse:
    """Ask the form, then the action; a refusal comes back above the form, success goes on to the address `to`."""
    if form.is_valid():
        try:
            act(**form.cleaned_data, by=request.user, now=timezone.now())
        except Refused as refusal:
            form.refused(refusal)
        else:
            messages.success(request, done)
            return redirect(to)
    return render_page(request, template, {"form": form} | context, status=422 if form.errors else 200)
