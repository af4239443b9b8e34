"""Kết quả công khai: without log-in, the same bytes for everybody, kept by whoever wants to keep them."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from cchc_portal.kit.doors import public
from cchc_portal.kit.keeping import kept
from reports import public as results
from reports.doorstep import guessed, too_many
from reports.models import Publication, Standing

FRESH = 60  # seconds others may show it without asking again
TOO_MANY = "Địa chỉ này vừa tải quá nhiều tệp. Hãy thử lại sau một phút."


@public
@require_safe
def public_results(request: HttpRequest) -> HttpResponse:
    """The newest result that is public, or a word that there is none yet."""
    found = results.released()
    return _page(request, found, next(iter(results.newest(found)), None))


@public
@require_safe
def public_period(request: HttpRequest, period: str) -> HttpResponse:
    found = results.released()
    return _page(request, found, _chosen(request, results.newest(found), period))


@public
@require_safe
def public_version(request: HttpRequest, period: str, version: int) -> HttpResponse:
    """One version, also after it was corrected: it says so, and stays."""
    found = results.released()
    return _page(request, found, _chosen(request, found, period, version))


@public
@require_safe
def public_csv(request: HttpRequest, period: str, version: int) -> HttpResponse:
    return _data(request, period, version, results.as_csv, "csv", "text/csv; charset=utf-8")


@public
@require_safe
def public_json(request: HttpRequest, period: str, version: int) -> HttpResponse:
    return _data(request, period, version, results.as_json, "json", "application/json; charset=utf-8")


def _chosen(request: HttpRequest, found: Sequence[Publication], period: str, version: int | None = None) -> Publication:
    """What is not public is not there: one answer for a wrong name and for a result that waits."""
    for each in found:
        if each.period.code == period and version in (None, each.version):
            return each
    guessed(request)
    raise Http404


def _page(request: HttpRequest, found: Sequence[Publication], chosen: Publication | None) -> HttpResponse:
    stamp = results.stamp(found, chosen)
    return _for_everybody(
        request, stamp, lambda: HttpResponse(kept(f"public:page:{stamp}", lambda: _drawn(found, chosen)))
    )


def _drawn(found: Sequence[Publication], chosen: Publication | None) -> str:
    context = {"chosen": chosen, "periods": results.newest(found), "digest": chosen.digest if chosen else ""}
    context |= {"province": settings.PROVINCE_NAME, "authority": settings.PROVINCE_AUTHORITY}
    context |= {"support_phone": settings.SUPPORT_PHONE}
    if chosen:
        versions = [each for each in found if each.period_id == chosen.period_id]
        context |= {
            "blocks": results.block_tables(results.standings(chosen)),
            "method": results.method(chosen),
            "window": results.window(chosen),
            "versions": versions,
            "superseded": versions[0] if versions[0].pk != chosen.pk else None,
        }
    return render_to_string("reports/public.html", context)


def _data(
    request: HttpRequest,
    period: str,
    version: int,
    written: Callable[[Publication, Sequence[Standing]], bytes],
    ending: str,
    content_type: str,
) -> HttpResponse:
    if too_many(request):
        return HttpResponse(
            TOO_MANY, status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": "60"}
        )
    chosen = _chosen(request, results.released(), period, version)

    def answer() -> HttpResponse:
        name = f"ket-qua-{chosen.period.code}-lan-{chosen.version}.{ending}"
        headers = {"Content-Disposition": f'inline; filename="{name}"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(written(chosen, results.standings(chosen)), content_type=content_type, headers=headers)

    return _for_everybody(request, f"{ending}-{chosen.digest[:32]}", answer)


def _for_everybody(request: HttpRequest, stamp: str, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """304 while nothing has changed; anybody may keep the answer for a minute."""
    etag = f'"{stamp}"'
    response = get_conditional_response(request, etag=etag) or answer()
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=FRESH, must_revalidate=True)
    return response
