"""The list of people from a file: first every error or what it would do, then the load itself."""

import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from cchc_portal.kit.htmx import render_page
from cchc_portal.kit.refusals import Refused
from units import actions
from units.access import recent_sign_in_required, role_required
from units.forms.people import PeopleFileForm
from units.people_file import COLUMNS, Checked, read_people
from units.views.deeds import MANAGERS
from units.views.kept import keep, kept


@never_cache
@role_required(*MANAGERS)
@recent_sign_in_required
def people_import(request: HttpRequest) -> HttpResponse:
    """First every error or what would be done; then, with the same bytes, the load itself."""
    if token := request.POST.get("token"):
        return _load(request, token)
    form = PeopleFileForm(request.POST or None, request.FILES or None)
    context = {"form": form, "columns": COLUMNS}
    if not form.is_valid():
        return render_page(request, "units/people_import.html", context, status=422 if form.is_bound else 200)
    content = form.cleaned_data["file"].read()
    checked = read_people(io.BytesIO(content), request.person)
    context["checked"] = checked
    if not checked.errors:
        context |= {"look": _look(request, checked, form), "token": keep(request, "people", content)}
    status = 422 if form.errors or checked.errors else 200
    return render_page(request, "units/people_import.html", context, status=status)


def _look(request: HttpRequest, checked: Checked, form: PeopleFileForm) -> actions.LoadedPeople | None:
    """What the list would do; None when it is refused."""
    try:
        return actions.rehearse_people(rows=checked.rows, by=request.user, now=timezone.now())
    except Refused as refusal:
        form.refused(refusal)
        return None


def _load(request: HttpRequest, token: str) -> HttpResponse:
    content = kept(request, "people", token)
    checked = read_people(io.BytesIO(content), request.person) if content else None
    if checked is None or checked.errors:
        messages.warning(request, "Tệp đã xem không còn dùng được nữa; hãy gửi lại tệp.")
        return redirect("units:people_import")
    done = actions.load_people(rows=checked.rows, by=request.user, now=timezone.now())
    links = [(user, request.build_absolute_uri(reverse("units:password_set", args=[end]))) for user, end in done.new]
    return render_page(request, "units/people_imported.html", {"done": done, "links": links})
