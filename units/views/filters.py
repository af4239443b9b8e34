"""Kept filters: saved from a list, named, shared, copied, deleted; and which columns of a list one looks at."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cchc_portal.kit.doors import scoped
from cchc_portal.kit.htmx import render_page
from cchc_portal.kit.lists import COLUMNS, LISTS, ListPage, keys_of
from cchc_portal.kit.refusals import Refused
from units import actions
from units.columns import with_columns
from units.forms.filters import FilterForm, FilterNameForm, asked
from units.models import SavedFilter
from units.saved_queries import NONE, OPENED, PAGE


@scoped("units.SavedFilter")
@require_safe
def filter_list(request: HttpRequest) -> HttpResponse:
    """All of one's own, list by list, and what others share."""
    rows = SavedFilter.objects.of_person(request.person).select_related("owner", "unit").order_by("page", "name", "pk")
    lines = [(row, _title(row.page), _address(row)) for row in rows if row.page not in LISTS or _opens(request, row)]
    context = {
        "mine": [line for line in lines if line[0].owner_id == request.user.pk],
        "shared": [line for line in lines if line[0].owner_id != request.user.pk],
    }
    return render_page(request, "units/filter_list.html", context)


@scoped("units.SavedFilter")
@require_POST
def filter_save(request: HttpRequest) -> HttpResponse:
    """Keep what a list shows under a name. What is kept is what its filter understands, read as this person."""
    page, data = _page(request), QueryDict(request.POST.get("query", ""))
    of_list = asked(page, request.person, with_columns(request.person, page, data))
    form = FilterNameForm(request.POST)
    for sentence in of_list.wrong:
        form.add_error(None, sentence)
    if form.is_valid():
        kept = {"page": page.url_name, "query": of_list.query, "name": form.cleaned_data["name"]}
        try:
            made = actions.save_filter(**kept, by=request.user, now=timezone.now())
        except Refused as refusal:
            form.refused(refusal)
        else:
            messages.success(request, f"Đã lưu bộ lọc “{made.name}”.")
            return redirect(_address(made))
    context = {"form": form, "page": page, "words": of_list.words, "query": data.urlencode()}
    return render_page(request, "units/filter_save.html", context, status=422)


@scoped("units.SavedFilter")
def filter_edit(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Its name, and who else finds it."""
    saved = _own(request, filter_id)
    form = FilterForm(request.POST or None, person=request.person, saved=saved)
    if form.is_valid():
        try:
            actions.edit_filter(filter_id=saved.pk, **form.said, by=request.user, now=timezone.now())
        except Refused as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "Đã lưu tên và việc chia sẻ của bộ lọc.")
            return redirect(_address(saved))
    opens = saved.page in LISTS and _opens(request, saved)
    words = asked(LISTS[saved.page], request.person, QueryDict(saved.query)).words if opens else ()
    context: dict[str, Any] = {"saved": saved, "form": form, "words": words}
    context |= {"title": _title(saved.page), "address": _address(saved)}
    return render_page(request, "units/filter_edit.html", context, status=422 if form.errors else 200)


@scoped("units.SavedFilter")
@require_POST
def filter_replace(request: HttpRequest, filter_id: int) -> HttpResponse:
    """The name stays, the conditions become those of the list as it stands."""
    saved = _own(request, filter_id)
    page, data = _page(request, saved.page), QueryDict(request.POST.get("query", ""))
    of_list = asked(page, request.person, with_columns(request.person, page, data))
    if of_list.wrong:
        raise Refused(" ".join(of_list.wrong))
    actions.replace_filter(filter_id=saved.pk, query=of_list.query, by=request.user, now=timezone.now())
    messages.success(request, f"Bộ lọc “{saved.name}” nay theo các điều kiện đang xem.")
    return redirect(_address(_own(request, filter_id)))


@scoped("units.SavedFilter")
@require_POST
def filter_default(request: HttpRequest, filter_id: int) -> HttpResponse:
    """The list opens with it from now on, or no longer."""
    saved, wanted = _own(request, filter_id), request.POST.get("wanted") == "1"
    actions.choose_default(filter_id=saved.pk, wanted=wanted, by=request.user, now=timezone.now())
    said = "từ nay mở sẵn bằng" if wanted else "không còn mở sẵn bằng"
    messages.success(request, f"Danh sách {_title(saved.page)} {said} bộ lọc “{saved.name}”.")
    return redirect(_address(saved))


@scoped("units.SavedFilter")
@require_POST
def filter_copy(request: HttpRequest, filter_id: int) -> HttpResponse:
    """One of one's own like the one that somebody shares."""
    shared = get_object_or_404(SavedFilter.objects.of_person(request.person), pk=filter_id)
    made = actions.copy_filter(filter_id=shared.pk, by=request.user, now=timezone.now())
    messages.success(request, f"Đã chép thành bộ lọc “{made.name}” của anh/chị.")
    return redirect(_address(made))


@scoped("units.SavedFilter")
@require_POST
def filter_delete(request: HttpRequest, filter_id: int) -> HttpResponse:
    saved = _own(request, filter_id)
    actions.delete_filter(filter_id=saved.pk, by=request.user)
    messages.success(request, f"Đã xóa bộ lọc “{saved.name}”.")
    return redirect(f"{reverse(saved.page)}?{OPENED}={NONE}" if saved.page in LISTS else "units:filter_list")


@scoped("units.ColumnChoice")
@require_POST
def columns_choose(request: HttpRequest) -> HttpResponse:
    """Look at these columns from now on, and go back to the list as it stood."""
    page, said = _page(request), QueryDict(request.POST.get("query", ""), mutable=True)
    known = [column.key for column in page.columns if not column.fixed]
    wanted = [] if "usual" in request.POST else request.POST.getlist(COLUMNS)
    chosen = [key for key in known if key in wanted] or keys_of(page.shown(())).split(",")
    actions.choose_columns(page=page.url_name, columns=chosen, by=request.user, now=timezone.now())
    if said.pop(COLUMNS, None) or OPENED in said:  # the address of a kept filter names its columns
        said[COLUMNS] = ",".join(chosen)
    said.pop(PAGE, None)
    return redirect(f"{reverse(page.url_name)}?{said.urlencode() or f'{OPENED}={NONE}'}")


def _own(request: HttpRequest, filter_id: int) -> SavedFilter:
    """One of one's own; 404 for those of others, which are only read."""
    mine = SavedFilter.objects.of_person(request.person, "change").select_related("unit")
    return get_object_or_404(mine, pk=filter_id)


def _page(request: HttpRequest, name: str = "") -> ListPage:
    page = LISTS.get(name or request.POST.get("page", ""))
    if page is None or not page.is_for(request.person):
        raise Http404("no such list for this person")
    return page


def _opens(request: HttpRequest, saved: SavedFilter) -> bool:
    """Whether the list of the filter is one this person may open."""
    return LISTS[saved.page].is_for(request.person)


def _title(page: str) -> str:
    return LISTS[page].title if page in LISTS else "Danh sách không còn"


def _address(saved: SavedFilter) -> str:
    """Where it opens; the page of all filters when its list is there no longer."""
    try:
        return f"{reverse(saved.page)}?{saved.address}"
    except NoReverseMatch:
        return reverse("units:filter_list")
