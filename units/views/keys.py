"""Keys of programs: issued and shown once, revoked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cchc_portal.kit.htmx import render_page
from cchc_portal.kit.refusals import Refused
from units import actions
from units.access import recent_sign_in_required, role_required
from units.forms.keys import KeyForm
from units.views.deeds import MANAGERS, somebody


@never_cache
@role_required(*MANAGERS)
@recent_sign_in_required
def key_issue(request: HttpRequest, user_id: int) -> HttpResponse:
    """A new key for a program's account; it is shown once, here."""
    someone = somebody(request, user_id)
    form = KeyForm(request.POST or None, on=request.person.on)
    if form.is_valid():
        try:
            key = actions.issue_key(account_id=someone.pk, **form.cleaned_data, by=request.user, now=timezone.now())
        except Refused as refusal:
            form.refused(refusal)
        else:
            return render_page(request, "units/key_issued.html", {"someone": someone, "key": key})
    context = {"form": form, "someone": someone}
    return render_page(request, "units/key_issue.html", context, status=422 if form.errors else 200)


@require_POST
@role_required(*MANAGERS)
@recent_sign_in_required
def key_revoke(request: HttpRequest, user_id: int, key_id: int) -> HttpResponse:
    """Close a key at once."""
    key = get_object_or_404(somebody(request, user_id).api_keys, pk=key_id)
    actions.revoke_key(key_id=key.pk, by=request.user, now=timezone.now())
    messages.success(request, f"Đã thu hồi khóa kết nối {key.name}.")
    return redirect("units:person_detail", user_id)
