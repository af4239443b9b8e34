"""The evidence of one row, and every document as file and as pictures; whoever reads the sheet reads its documents."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from cchc_portal.jobs.views import LOCKED_DOWN
from cchc_portal.kit.clock import database_now
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.refusals import Refused
from indicators.actions.evidence import add_evidence, cite, remove_evidence, uncite
from indicators.actions.scores import why_closed
from indicators.evidence import vault
from indicators.evidence.attached import paper_of
from indicators.evidence.papers import PaperRefused
from indicators.forms.evidence import CiteForm, EvidenceForm
from indicators.models import Evidence, EvidenceUse, Score
from indicators.sheets.rows import load_row
from indicators.views.entry import LOOKING
from indicators.views.papers import file_answer, refuse_unscanned
from indicators.views.steps import title_of
from indicators.views.visible import sheet_of, visible_score
from indicators.workflow import ENTERED_BY


@scoped("indicators.Score", "indicators.Evidence")
@require_GET
def evidence_list(request: HttpRequest, score_id: int) -> HttpResponse:
    """The documents one row cites, those of the sheet it could cite, and a form for a new one."""
    return _page(request, visible_score(request, score_id))


def _page(request: HttpRequest, score: Score, *, status: int = 200, **forms: Any) -> HttpResponse:
    assessment = score.assessment
    may = bool(request.person.roles_in(assessment.unit_id) & ENTERED_BY)
    closed = why_closed(assessment, database_now()) or ("" if may else LOOKING)
    row = load_row(score, editable=not closed)
    uses = list(score.uses.select_related("evidence"))
    others = assessment.evidence.exclude(uses__score=score)
    context = {
        "assessment": assessment,
        "title": title_of(assessment),
        "sheet_url": sheet_of(request, assessment, row.area),
        "row": row,
        "closed": closed if row.editable or closed else "Tiêu chí này đơn vị không nhập nên không đính kèm minh chứng.",
        "papers": [paper_of(use.evidence, use) for use in uses],
        "unused": [paper_of(each) for each in others.filter(uses=None)],
        "cite_form": forms.get("cite_form") or CiteForm(documents=others),
        "may_cite": others.exists(),
        "form": forms.get("form") or EvidenceForm(initial={"issuer": assessment.unit.name}),
    }
    return render(request, "indicators/evidence/evidence_list.html", context, status=status)


@scoped("indicators.Score", "indicators.Evidence")
@require_POST
def evidence_add(request: HttpRequest, score_id: int) -> HttpResponse:
    """Take a new document in; with anything wrong, the form comes back with all that was typed."""
    score = visible_score(request, score_id)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, score, status=422, form=form)
    file = form.cleaned_data["file"]
    deed = {"document": form.document, "cited": form.cited, "name": form.name, "size": file.size}
    try:
        add_evidence(score_id=score.pk, chunks=file.chunks(), by=request.user, now=database_now(), **deed)
    except PaperRefused as refusal:
        form.add_error("file", str(refusal))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    if form.errors:
        return _page(request, score, status=422, form=form)
    messages.success(request, f"Đã thêm “{form.document.summary}” làm minh chứng.")
    return redirect("indicators:evidence_list", score.pk)


@scoped("indicators.Score", "indicators.Evidence")
@require_POST
def evidence_cite(request: HttpRequest, score_id: int) -> HttpResponse:
    """Cite a document of the same sheet."""
    score = visible_score(request, score_id)
    form = CiteForm(request.POST, documents=score.assessment.evidence.all())
    if form.is_valid():
        try:
            found = form.cleaned_data["evidence"].pk
            cite(score_id=score.pk, evidence_id=found, cited=form.cited, by=request.user, now=database_now())
            return redirect("indicators:evidence_list", score.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, score, status=422, cite_form=form)


@scoped("indicators.Score", "indicators.Evidence")
@require_POST
def evidence_uncite(request: HttpRequest, score_id: int) -> HttpResponse:
    return _taken(request, score_id, uncite, "Đã gỡ minh chứng; văn bản vẫn nằm trong phiếu.")


@scoped("indicators.Score", "indicators.Evidence")
@require_POST
def evidence_remove(request: HttpRequest, score_id: int) -> HttpResponse:
    return _taken(request, score_id, remove_evidence, "Đã xóa tệp khỏi phiếu.")


def _taken(request: HttpRequest, score_id: int, deed: Any, sentence: str) -> HttpResponse:
    score = visible_score(request, score_id)
    try:
        found = uuid.UUID(request.POST.get("evidence", ""))
        deed(score_id=score.pk, evidence_id=found, by=request.user, now=database_now())
    except ValueError as error:
        raise Http404 from error
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, sentence)
    return redirect("indicators:evidence_list", score.pk)


def _visible(request: HttpRequest, evidence_id: uuid.UUID) -> Evidence:
    documents = Evidence.objects.of_person(request.person).select_related("assessment__unit", "assessment__period")
    return get_object_or_404(documents, pk=evidence_id)


@scoped("indicators.Evidence")
@require_GET
def evidence_detail(request: HttpRequest, evidence_id: uuid.UUID) -> HttpResponse:
    """One document: its record, its pages as pictures, and where it is cited."""
    row = _visible(request, evidence_id)
    uses = EvidenceUse.objects.of_person(request.person).filter(evidence=row)
    uses = uses.select_related("score__criterion").order_by("score__criterion__position")
    wanted = request.GET.get("trang", "1")
    number = min(max(int(wanted) if wanted.isascii() and wanted.isdigit() else 1, 1), max(row.pages, 1))
    context = {"assessment": row.assessment, "paper": paper_of(row), "sha256": row.sha256, "number": number}
    context |= {"cited": [(use.score, paper_of(row, use).place) for use in uses], "title": title_of(row.assessment)}
    context["sheet_url"] = sheet_of(request, row.assessment)
    return render(request, "indicators/evidence/evidence_detail.html", context)


@scoped("indicators.Evidence")
@require_GET
def evidence_file(request: HttpRequest, evidence_id: uuid.UUID) -> FileResponse:
    """The file as it came; the trail remembers who took it (audit.downloads)."""
    return file_answer(_visible(request, evidence_id))


@scoped("indicators.Evidence")
@require_GET
def evidence_page(request: HttpRequest, evidence_id: uuid.UUID, number: int) -> HttpResponse:
    """One page drawn by the server, so that nothing of the file itself reaches the browser."""
    row = _visible(request, evidence_id)
    refuse_unscanned(row)
    if not 1 <= number <= row.pages:
        raise Http404
    try:
        picture = vault.page(row.stored, row.kind, number)
    except PaperRefused as error:
        raise Http404("Không vẽ được trang này. Hãy tải tệp về để xem.") from error
    return HttpResponse(picture, content_type="image/png", headers=LOCKED_DOWN)
