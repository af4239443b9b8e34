"""What others publish of the province itself, year by year."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from cchc_portal.kit.doors import scoped
from indicators.enums import IndexName
from indicators.models import RelatedIndex
from reports.charts import Line, trend
from units.enums import Role

TONES = {IndexName.PAR: "t-best", IndexName.SIPAS: "t-mean", IndexName.PAPI: "t-worst", IndexName.PCI: "t-other"}


@scoped("indicators.RelatedIndex")
@require_safe
def province_years(request: HttpRequest) -> HttpResponse:
    """PAR Index, SIPAS, PAPI and PCI over the years, each with its document."""
    rows = list(RelatedIndex.objects.of_person(request.person))
    by_place = {(row.name, row.year): row for row in rows}
    years = list(range(min(row.year for row in rows), max(row.year for row in rows) + 1)) if rows else []
    named = [name for name in IndexName if any(row.name == name for row in rows)]
    drawn = [Line(name.label, TONES[name], {row.year: row.value for row in rows if row.name == name}) for name in named]
    context = {
        "rows": rows,
        "years": years,
        "lines": [(name.label, [by_place.get((name, year)) for year in years]) for name in named],
        "trend": SafeString(trend(years, drawn, {}, "Chỉ số của tỉnh qua các năm")) if years else "",
        "may_write": request.person.has(Role.COORDINATOR),
    }
    return render(request, "reports/province_years.html", context)
