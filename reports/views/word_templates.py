"""The Word templates of the province: looked at with today's figures first, then put to use; downloaded, given back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.office import settled
from cchc_portal.kit.refusals import Refused
from reports.actions.word_templates import reset_template, set_template
from reports.enums import TEMPLATED, Paper
from reports.forms import TemplateForm
from reports.models import WordTemplate
from reports.papers.reading import current_source
from reports.papers.shelf import SHELF, TITLES
from reports.papers.word.filling import filled, template_faults
from reports.papers.word.kept import named, versions
from reports.papers.word.vocabulary import listed
from units.access import role_required
from units.enums import Role
from units.views.kept import keep, kept

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KIND = "template"
GONE = "Tệp đã xem không còn dùng được nữa; hãy gửi lại tệp."


@role_required(Role.COORDINATOR)
@require_safe
def template_list(request: HttpRequest) -> HttpResponse:
    """Each templated document: what it is drawn with now, and every version there was."""
    known = versions()
    papers = [(paper, named(next(iter(known.get(paper, ())), None)), known.get(paper, ())) for paper in TEMPLATED]
    return render(request, "reports/template_list.html", {"papers": papers, "words": list(listed())})


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def template_load(request: HttpRequest, paper: str) -> HttpResponse:
    """First every fault, or a trial filled in with the figures of today; then, with the same bytes, the change."""
    kind, token = _templated(paper), request.POST.get("token", "")
    if token:
        return _put_to_use(request, kind, token)
    form = TemplateForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    context: dict[str, object] = {"paper": kind, "form": form}
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        context["faults"] = template_faults(content, current_source(timezone.now()))
        if not context["faults"]:
            context |= {"token": keep(request, f"{KIND}:{kind}", content), "file_name": file.name}
    status = 422 if form.errors or context.get("faults") else 200
    return render(request, "reports/template_load.html", context, status=status)


def _put_to_use(request: HttpRequest, paper: Paper, token: str) -> HttpResponse:
    content, now = kept(request, f"{KIND}:{paper}", token), database_now()
    if content is None:
        messages.warning(request, GONE)
        return redirect("reports:template_load", paper)
    plain = settled(content, title=f"Mẫu {paper.label}", by="CCHC", at=now)  # who typed it is nobody's business
    try:
        name = request.POST.get("file_name", "") or "mau.docx"
        made = set_template(paper=paper, content=plain, file_name=name, by=request.user, now=now)
        messages.success(request, f"Từ nay {paper.label} lập theo {named(made)}. Tài liệu đã lập giữ nguyên.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reports:template_list")


@role_required(Role.COORDINATOR)
@require_safe
def template_trial(request: HttpRequest, paper: str) -> HttpResponse:
    """The file just looked at, filled in with the figures of today."""
    kind = _templated(paper)
    content = kept(request, f"{KIND}:{kind}", request.GET.get("token", ""))
    if content is None:
        messages.warning(request, GONE)
        return redirect("reports:template_load", kind)
    return _file(
        filled(content, current_source(timezone.now()), title=TITLES[kind]), f"ban-thu-{SHELF[kind].name}.docx"
    )


@role_required(Role.COORDINATOR)
@require_safe
def template_file(request: HttpRequest, paper: str, number: int) -> HttpResponse:
    """A version as it was set; number 0, and one that gave it back, is the portal's own."""
    kind = _templated(paper)
    content = b""
    if number:
        found = WordTemplate.objects.of_person(request.person).filter(paper=kind)
        content = bytes(get_object_or_404(found, version=number).content)
    name = f"mau-{SHELF[kind].name}-lan-{number}.docx" if content else f"mau-{SHELF[kind].name}-cua-he-thong.docx"
    return _file(content or SHELF[kind].own(), name)


@role_required(Role.COORDINATOR)
@require_POST
def template_reset(request: HttpRequest, paper: str) -> HttpResponse:
    kind = _templated(paper)
    try:
        reset_template(paper=kind, by=request.user, now=database_now())
        messages.success(request, f"Từ nay {kind.label} lập theo mẫu của hệ thống. Tài liệu đã lập giữ nguyên.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reports:template_list")


def _templated(name: str) -> Paper:
    if name not in TEMPLATED:
        raise Http404
    return Paper(name)


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=WORD, headers=headers)
