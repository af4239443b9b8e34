"""The talk about one row: read it, add to it, have read it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.refusals import Refused
from indicators.actions.notes import mark_read, why_silent, write_note
from indicators.forms.notes import NoteForm
from indicators.models import NoteRead, Score
from indicators.sets.trees import tree_of
from indicators.sheets.talks import talk_from
from indicators.views.replies import wants_part
from indicators.views.visible import sheet_of, visible_score
from units.enums import Role

APPRAISES = frozenset({Role.APPRAISER, Role.COORDINATOR, Role.COUNCIL, Role.AUDITOR})


@scoped("indicators.Score", "indicators.Note")
@require_GET
def score_notes(request: HttpRequest, score_id: int) -> HttpResponse:
    """Everything said about the row, oldest first, and a place to answer."""
    return _page(request, visible_score(request, score_id))


def _page(request: HttpRequest, score: Score, *, form: NoteForm | None = None, status: int = 200) -> HttpResponse:
    tree = tree_of(score.assessment.criteria_set)
    leaf = tree.leaf_by_id[score.criterion_id]
    area = tree.area_of(leaf.code)
    notes = list(score.notes.select_related("by"))
    read = NoteRead.objects.of_sheet(score.assessment).filter(score=score, user=request.user).first()
    upto = read.upto if read else 0
    context: dict[str, Any] = {
        "score": score,
        "assessment": score.assessment,
        "leaf": leaf,
        "area": area,
        "sheet_url": sheet_of(request, score.assessment, area),
        "talk": talk_from(notes, upto, request.user),
        "notes": [(note, note.pk > upto and note.by_id != request.user.pk) for note in notes],
        "silent": why_silent(score.assessment, request.person),
        "form": form or NoteForm(),
        "appraises": any(request.person.has(role) for role in APPRAISES),
    }
    return render(request, "indicators/sheets/score_notes.html", context, status=status)


@scoped("indicators.Score", "indicators.Note")
@require_POST
def note_add(request: HttpRequest, score_id: int) -> HttpResponse:
    """Say something about the row; with nothing said, the page comes back."""
    score = visible_score(request, score_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, score, form=form, status=422)
    try:
        write_note(score_id=score.pk, text=form.cleaned_data["text"], by=request.user, now=database_now())
    except Refused as refusal:
        form.add_error("text", str(refusal))
        return _page(request, score, form=form, status=403)
    messages.success(request, "Đã gửi. Người đọc phiếu thấy ngay ở dòng này.")
    return redirect("indicators:score_notes", score.pk)


@scoped("indicators.Score", "indicators.Note")
@require_POST
def notes_read(request: HttpRequest, score_id: int) -> HttpResponse:
    """What was said so far counts as read."""
    score = visible_score(request, score_id)
    mark_read(score_id=score.pk, by=request.user)
    return HttpResponse(status=204) if wants_part(request) else redirect("indicators:score_notes", score.pk)
