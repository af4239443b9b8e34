"""The signed decision on 2022 as a coordinator takes it in, so that a newcomer sees it beside the result."""

import datetime as dt
from pathlib import Path

from cchc_portal.demo import NOTE
from cchc_portal.demo.casting import Cast
from cchc_portal.demo.officials import Printed, printed
from cchc_portal.demo.one_stop import Untold
from cchc_portal.demo.periods import PublishedYear
from cchc_portal.demo.province import STORY
from cchc_portal.kit.excel import write_table
from indicators.actions.officials import Decision, load_official
from indicators.imports import officials
from reports.figures import thawed_area
from reports.models import Publication
from units.models import Unit


def tell_decision(cast: Cast, publication: Publication, year: PublishedYear, folder: Path, *, now: dt.datetime) -> None:
    """Of every unit its whole result, of the department of the story its areas too."""
    standings = list(publication.standings.order_by("block_code", "rank", "pk"))
    lines = [
        Printed(each.unit_code, "", each.total_points, each.max_points, each.percent, each.rank, each.grade)
        for each in standings
    ]
    told = next(each for each in standings if each.unit_code == STORY)
    lines += [Printed(STORY, area.code, area.points, area.max) for area in map(thawed_area, told.areas)]
    rows = [{"criterion_code": line.criterion, **_cells(printed(line))} for line in lines]
    file = folder / f"quyet-dinh-{year.period.code}.xlsx"
    write_table(file, f"Kết quả theo Quyết định số {year.decision_number} ({NOTE})", officials.COLUMNS, rows)
    decision = Decision(year.decision_number, year.decided_on)
    found, errors = officials.read_officials(
        file, period=publication.period, decision=decision, units=Unit.objects.all()
    )
    if errors:
        raise Untold("\n".join(map(str, errors[:20])))
    load_official(period_id=publication.period_id, rows=found, decision=decision, by=cast.coordinator, now=now)


def _cells(line: Printed) -> dict[str, object]:
    return {name: getattr(line, name) for name in ("unit", "points", "max_points", "percent", "rank", "grade")}
