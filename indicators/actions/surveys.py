"""Deeds on survey results: what a survey found goes into the scoring, and out of it again."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.refusals import Refused
from indicators.actions.periods import request_recalculation
from indicators.actions.survey_forms import locked_survey
from indicators.enums import PeriodState, ResultSource, SurveyAction, SurveyState
from indicators.facts import surveyed
from indicators.models import Period, Survey, SurveyResult
from indicators.surveys.criteria import survey_leaves
from indicators.surveys.results import enough, figures_for, sampled
from units.access import person_of
from units.enums import Role
from units.models import User

FIELDS = ("counts", "index", "respondents", "source")


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """What one unit got on one question: answers per option (E: blank) or an index in percent."""

    unit_id: int
    criterion_code: str
    counts: Mapping[str, int]
    index: Decimal | None
    respondents: int
    source: ResultSource = ResultSource.FILE

    @property
    def key(self) -> tuple[int, str]:
        return self.unit_id, self.criterion_code


@transaction.atomic
def load_surveys(*, period_id: int, rows: Iterable[SurveyRow], by: User | None, now: dt.datetime) -> int:
    """Store the results; the number that changed. The same file twice changes nothing.

    `by` is None on the command line. The number of queries does not depend on the number of rows. Raises Refused
    for people who are no coordinators, and once the period is published.
    """
    if by and not person_of(by, localdate(now)).has(Role.COORDINATOR):
        raise Refused("Chỉ điều phối CCHC được nạp kết quả điều tra.")
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)
    if period.state == PeriodState.PUBLISHED:
        raise Refused(f"{period.name} đã công bố, không nạp kết quả điều tra được nữa.")
    rows = list(rows)
    _refuse_released(period, rows)
    changed = _store(period, rows)
    if changed:
        trail.record("survey.load", period, by=by, after={"changed": changed}, period_id=period.pk)
    return changed


def _refuse_released(period: Period, rows: Collection[SurveyRow]) -> None:
    """What a released form has found is mended in the form, else its next release would undo the file."""
    released = Survey.objects.filter(period=period, state=SurveyState.RELEASED).order_by("pk")
    told = surveyed(list(released.values_list("pk", flat=True)))
    clash = sorted({row.criterion_code for row in rows if row.key in told})
    if clash:
        codes = ", ".join(clash)
        raise Refused(f"Tiêu chí {codes} lấy kết quả từ phiếu khảo sát đã đưa vào điểm. Hãy nhập ở phiếu khảo sát ấy.")


def _store(period: Period, rows: Iterable[SurveyRow]) -> int:
    """Bring the results of these units and criteria to what the rows say; the number that changed."""
    stored = {(one.unit_id, one.criterion_code): one for one in period.survey_results.order_by("pk")}
    changed = [
        SurveyResult(period=period, unit_id=row.unit_id, criterion_code=row.criterion_code, **_facts(row))
        for row in rows
        if row.key not in stored or _facts(stored[row.key]) != _facts(row)
    ]
    if changed:
        SurveyResult.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["period", "unit", "criterion_code"], update_fields=FIELDS
        )
        Period.objects.filter(pk=period.pk).update(version=F("version") + 1)
    return len(changed)


def _locked_period(survey: Survey) -> Period:
    """Before the other surveys are read: two that are released at once must see each other."""
    return Period.objects.select_for_update(of=("self",)).get(pk=survey.period_id)


@transaction.atomic
def release_survey(*, survey_id: int, by: User, now: dt.datetime, replacing: str = "") -> Survey:
    """Put what the survey found into the scoring, added to what the block's released surveys of the period found for
    the same criteria; until then no sheet, total or table knows anything of it.

    A result that came by file gives way only where `replacing` says why. Raises Refused.
    """
    survey = locked_survey(survey_id, SurveyAction.RELEASE, by, now)
    period = _locked_period(survey)
    found = _found(survey, [*_others(survey), survey.pk])
    if not any(row for row in found.values()):
        least = f"{settings.SURVEY_FEWEST_PEOPLE} phiếu trả lời hợp lệ trở lên"
        raise Refused(f"Chưa đơn vị nào có {least}, nên chưa có kết quả để đưa vào điểm.")
    replaced = [each for each in loaded_by_file(survey) if found.get((each.unit_id, each.criterion_code))]
    if replaced and not replacing:
        raise Refused(f"{_named(replaced)} đã có kết quả nạp từ tệp. Hãy ghi lý do thay ở trang kết quả của phiếu.")
    survey.state, survey.released_by, survey.released_at = SurveyState.RELEASED, by, now
    survey.save(update_fields=["state", "released_by", "released_at"])
    before = [{"unit": each.unit.label, "criterion": each.criterion_code, **_facts(each)} for each in replaced]
    _bring(survey, period, found, SurveyAction.RELEASE, by, reason=replacing if replaced else "", replaced=before)
    return survey


def loaded_by_file(survey: Survey) -> list[SurveyResult]:
    """Results in the scoring that came by file, for what the survey asks about; its release would replace them."""
    codes = survey.questions.order_by("pk").values("criterion_code")
    loaded = SurveyResult.objects.filter(period=survey.period_id, source=ResultSource.FILE, criterion_code__in=codes)
    rows = loaded.filter(unit__block=survey.block_id).select_related("unit")
    return list(rows.order_by("criterion_code", "unit__sort_name", "pk"))


def _named(results: list[SurveyResult]) -> str:
    """ "Sở Y tế (8.1), Sở Tài chính (8.2) và 3 kết quả khác"."""
    first = ", ".join(f"{each.unit.label} ({each.criterion_code})" for each in results[:3])
    return f"{first} và {len(results) - 3} kết quả khác" if len(results) > 3 else first


@transaction.atomic
def take_back_survey(*, survey_id: int, reason: str, by: User, now: dt.datetime) -> Survey:
    """Take what the survey found out of the scoring again, so that it can be mended. Raises Refused."""
    survey = locked_survey(survey_id, SurveyAction.TAKE_BACK, by, now)
    period = _locked_period(survey)
    if not reason:
        raise Refused("Hãy ghi lý do rút kết quả khỏi điểm.")
    found = dict.fromkeys(_found(survey, [survey.pk])) | _found(survey, _others(survey))
    survey.state, survey.released_by, survey.released_at = SurveyState.CLOSED, None, None
    survey.save(update_fields=["state", "released_by", "released_at"])
    _bring(survey, period, found, SurveyAction.TAKE_BACK, by, reason=reason)
    return survey


Found = dict[tuple[int, str], SurveyRow | None]


def _others(survey: Survey) -> list[int]:
    released = Survey.objects.filter(period=survey.period_id, block=survey.block_id, state=SurveyState.RELEASED)
    return list(released.exclude(pk=survey.pk).order_by("pk").values_list("pk", flat=True))


def _found(survey: Survey, survey_ids: list[int]) -> Found:
    """What these surveys found for the criteria that `survey` asks about; None: too few answered, or nobody."""
    leaves, asked = survey_leaves(survey), set(survey.questions.values_list("criterion_code", flat=True).order_by("pk"))
    results: Found = {}
    for (unit_id, code), came_in in surveyed(survey_ids).items():
        if code not in asked or code not in leaves:
            continue
        tallies = enough(came_in, settings.SURVEY_FEWEST_PEOPLE)
        answers = figures_for(leaves[code], tallies)
        people = sampled(tallies).ballots
        results[unit_id, code] = SurveyRow(unit_id, code, *answers, people, ResultSource.SURVEY) if answers else None
    return results


def _bring(
    survey: Survey,
    period: Period,
    results: Found,
    action: SurveyAction,
    by: User,
    *,
    reason: str = "",
    replaced: Collection[object] = (),
) -> None:
    changed = _store(period, [row for row in results.values() if row])
    gone = [key for key, row in results.items() if row is None]
    for code in {code for _, code in gone}:
        units = [unit_id for unit_id, of in gone if of == code]
        rows = period.survey_results.filter(criterion_code=code, unit__in=units, source=ResultSource.SURVEY)
        changed += rows.delete()[0]
    Period.objects.filter(pk=period.pk).update(version=F("version") + 1)
    after = {"state": survey.state, "changed": changed}
    before = {"replaced": list(replaced)} if replaced else None
    trail.record(
        f"survey.{action.value}", survey, by=by, before=before, after=after, reason=reason, period_id=period.pk
    )
    request_recalculation(period=period, by=by)


def _facts(row: SurveyRow | SurveyResult) -> dict[str, object]:
    return {"counts": dict(row.counts), "index": row.index, "respondents": row.respondents, "source": row.source}
