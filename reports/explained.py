"""Why a unit has the points it has: every node of its result, with a link to the list behind every figure (N1)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404
from django.urls import reverse

from cchc_portal.kit.text import mid_sentence
from indicators.answers import answer_of, is_typed
from indicators.calculation import added_up, grade_facts
from indicators.explanations import Explained, Figure, UnitExplained, explained
from indicators.figures import figures_of_unit
from indicators.models import Assessment, Measurement, Period, PublishedIndex, Score
from indicators.rules import Leaf, Node, Rung, Source, ladder
from indicators.scoring import Totals
from indicators.sets.trees import Tree, tree_of
from indicators.sheets.changes import COLUMNS
from indicators.sheets.versions import Version
from reports import queries
from reports.distance import Loss, NextGrade, losses, next_grade
from reports.gates import GateLine, gate_lines
from reports.models import Standing
from reports.policy import may_see_table
from reports.rankings import Place, place_text
from units.policy import Person

SELF_POINTS = COLUMNS["self_points"][0]

LISTS = {"planned": "in_plan"}
"""Figures of inspections whose list is not named like them: the plan counts those still to come, too."""


@dataclass(frozen=True, slots=True)
class FigureLine:
    """Where one figure comes from, in words, and the address of the list behind it ("" where there is none)."""

    figure: Figure
    words: str
    url: str


class Why:
    """The result of one unit in one period, ready to be asked about any of its nodes."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.tree: Tree = tree_of(assessment.criteria_set)
        self.scores = list(assessment.scores.order_by("pk"))
        self.figures = figures_of_unit(assessment)

    @cached_property
    def points(self) -> dict[str, Decimal | None]:
        return {self.leaf(score).code: score.points for score in self.scores}

    @cached_property
    def not_applicable(self) -> set[str]:
        return {self.leaf(score).code for score in self.scores if score.not_applicable}

    @cached_property
    def totals(self) -> Totals:
        return added_up(self.tree, self.scores)

    @cached_property
    def result(self) -> UnitExplained:
        answers = {self.leaf(each).code: answer_of(each, self.leaf(each), self.figures) for each in self.scores}
        return explained(self.tree.roots, answers, self.points, self.totals, self.tree.options)

    @cached_property
    def indexes(self) -> dict[str, PublishedIndex]:
        """The indexes that others published of this unit, by code: whoever reads its sheet reads them."""
        of_sheet = Q(period=self.assessment.period_id, unit=self.assessment.unit_id)
        return {each.code: each for each in PublishedIndex.objects.scoped(of_sheet).order_by("code")}

    def leaf(self, score: Score) -> Leaf:
        return self.tree.leaf_by_id[score.criterion_id]

    def score(self, code: str) -> Score | None:
        return next((each for each in self.scores if self.leaf(each).code == code), None)

    def node(self, code: str) -> Explained:
        """Raises Http404 where the set has no such criterion."""
        try:
            return self.result.node(code)
        except KeyError as error:
            raise Http404 from error

    def above(self, code: str) -> list[Node]:
        """What stands above a node, the area first."""
        return _path(self.tree.roots, code)[:-1]

    # --- figures and their lists --------------------------------------------------------------------------------

    def sources(self, code: str) -> list[FigureLine]:
        """The figures behind a leaf, each with its list; none for a node that only adds up."""
        return [
            FigureLine(figure, self._words(code, figure), self._url(code, figure)) for figure in self.node(code).figures
        ]

    def _words(self, code: str, figure: Figure) -> str:
        kind, _, name = figure.source.partition(".")
        if kind == Source.INDEX:
            found = self.indexes.get(name)
            return f"{found.name}: {found.document}" if found else f"Chưa nạp chỉ số “{name}” của kỳ này"
        if figure.source != Source.TYPED:
            return f"Hệ thống đếm: {mid_sentence(str(Source(figure.source).label))}"
        score = self.score(code)
        if score and not is_typed(self.leaf(score), _input(self.leaf(score), figure.name)):
            return "Kết quả điều tra xã hội học"
        return "Đơn vị nhập"

    def _url(self, code: str, figure: Figure) -> str:
        if figure.value is None:
            return ""
        kind, _, name = figure.source.partition(".")
        if kind == "dossiers":
            return self._dossiers(name)
        if kind == Source.INDEX:
            return f"{reverse('indicators:index_list')}?ky={self.assessment.period.code}"
        if kind in ("tasks", "plan"):
            return self._tasks("province" if kind == "tasks" else "plan", name)
        if kind == "unit_plan":
            return self._tasks("unit", name)
        if kind == "reports":
            return self._reports(figure.source, name)
        return self._work(kind, name)

    def _dossiers(self, name: str) -> str:
        period = self.assessment.period
        query = {"unit": self.assessment.unit_id, "figure": name, "start": period.data_from, "end": period.data_to}
        return f"{reverse('dossiers:dossier_list')}?{urlencode(query)}"

    def _tasks(self, given_by: str, name: str) -> str:
        period, unit = self.assessment.period, self.assessment.unit
        query = {"nguon": given_by, "don_vi": unit.code, "ngay": period.data_to}
        if name not in ("assigned", "tasks"):
            query["ket_qua"] = name
        return f"{reverse('indicators:plan_detail', args=[period.year])}?{urlencode(query)}"

    def _reports(self, source: str, name: str) -> str:
        """The sheets of other periods that were due in the window, as they stood when they were counted."""
        period, unit = self.assessment.period, self.assessment.unit
        query = {"don_vi": unit.code, "tu": period.data_from, "den": period.data_to, "loc": name}
        if measured_at := self.report_moments.get(source):
            query["luc"] = measured_at.isoformat()
        return f"{reverse('indicators:report_list')}?{urlencode(query)}"

    @cached_property
    def report_moments(self) -> dict[str, dt.datetime]:
        """When each figure that counts reports was measured."""
        period, unit = self.assessment.period_id, self.assessment.unit_id
        found = Measurement.objects.filter(period=period, unit=unit, name__startswith="reports.").order_by("pk")
        return dict(found.values_list("name", "measured_at"))

    def _work(self, kind: str, name: str) -> str:
        """Inspections, publicity and initiatives of the unit; "" for what is typed."""
        pages = {"inspections": "inspection_list", "publicity": "activity_list", "initiatives": "initiative_list"}
        if kind not in pages:
            return ""
        period, unit = self.assessment.period, self.assessment.unit
        query = {"nam": period.year, "don_vi": unit.code, "ngay": period.data_to, "loc": LISTS.get(name, name)}
        if kind != "inspections":
            query["tu"] = period.data_from
        return f"{reverse(f'indicators:{pages[kind]}')}?{urlencode(query)}"

    def rungs(self, code: str) -> list[Rung]:
        """The ladder of a leaf with the rung the answer stands on."""
        score = self.score(code)
        return ladder(self.leaf(score), answer_of(score, self.leaf(score), self.figures)) if score else []

    # --- grade and what was lost --------------------------------------------------------------------------------

    @property
    def facts(self) -> Mapping[str, Decimal | None]:
        return grade_facts(self.tree, self.scores, self.totals, self.figures)

    @property
    def gates(self) -> tuple[GateLine, ...]:
        return gate_lines(self.tree.options.gates, self.facts, self.tree.roots)

    @property
    def bands(self) -> list[tuple[str, str, bool]]:
        """Label, where it begins, whether the figure graded stands in it, gates aside."""
        value, found, hit = self.totals.result, [], False
        for place, band in enumerate(self.tree.options.bands):
            last = place == len(self.tree.options.bands) - 1
            here = value is not None and not hit and (last or band.holds(value))
            hit = hit or here
            found.append((band.label, band.edge, band.inclusive, here))
        return found

    @cached_property
    def losses(self) -> list[Loss]:
        return losses(self.tree.roots, self.points, self.not_applicable, self.tree.options)

    @cached_property
    def next_grade(self) -> NextGrade | None:
        return next_grade(self.tree.roots, self.points, self.not_applicable, self.tree.options, self.facts)

    @property
    def gates_in_the_way(self) -> tuple[GateLine, ...]:
        return gate_lines(self.next_grade.gates, self.facts, self.tree.roots) if self.next_grade else ()

    def place(self, person: Person) -> str:
        """ "hạng 3/16, khối …, kỳ …"; "" where this person may not see ranks yet."""
        period, block = self.assessment.period, self.assessment.criteria_set.block
        publication = getattr(period, "publication_id", None)
        found: Place[int] | None = None
        if publication:
            standing = Standing.objects.of_person(person).filter(
                publication_id=publication, unit=self.assessment.unit_id
            )
            found = next((Place(each.unit_id, each.rank, each.ranked_of) for each in standing.without_leaves()), None)
        elif may_see_table(person, published=False):
            found = queries.live_places(period, block.code).get(self.assessment.unit_id)
        return (
            "" if found is None else place_text(found, block=mid_sentence(block.name), period=mid_sentence(period.name))
        )


def why(person: Person, period: Period, unit_id: int) -> Why:
    """The result of a unit this person reads the sheet of; Http404 for everything else."""
    sheets = Assessment.objects.of_person(person).filter(period=period, unit=unit_id)
    assessment = sheets.select_related("unit", "criteria_set__block", "appraised_by").first()
    if assessment is None:
        raise Http404
    assessment.period = period
    return Why(assessment)


def entered(versions: Sequence[Version], leaf: Leaf) -> Version | None:
    """Who typed the answer last; an appraiser's decision changes the row too, but not what the unit said."""
    said = {SELF_POINTS, *(item.label for item in leaf.inputs)}
    return next((each for each in versions if any(change.label in said for change in each.changes)), None)


def _input(leaf: Leaf, name: str):
    return next(each for each in leaf.inputs if each.name == name)


def _path(nodes: tuple[Node, ...], code: str) -> list[Node]:
    for node in nodes:
        if node.code == code:
            return [node]
        if below := _path(node.children, code):
            return [node, *below]
    return []
