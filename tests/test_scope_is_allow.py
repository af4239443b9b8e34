"""What the policy allows one by one is what the database gives as a list, on generated provinces and people."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.clock import database_now
from dossiers.models import Dossier, Upload
from indicators.models import (
    Assessment,
    AssessmentEvent,
    Commendation,
    Evidence,
    EvidenceUse,
    Exemption,
    Finding,
    Initiative,
    Inspection,
    Note,
    NoteRead,
    Period,
    Plan,
    PlanFile,
    PublicityActivity,
    Score,
    SheetFile,
    Task,
    TaskReport,
    WorkPaper,
)
from reports.models import Publication, Standing
from reports.policy import may_see_points, may_see_table
from tests.access.founding import build
from tests.access.world import RELATIONS, World
from tests.factories import audit
from units.access import events_of
from units.enums import Role, Succession
from units.models import Membership, Unit, UnitLineage, User
from units.policy import Person, Post
from units.rules import Facts, allow, read_event, readers_of

pytestmark = pytest.mark.django_db

DAY = database_now  # the clock of the world is the database's
Above = Callable[[int | None], tuple[int, ...]]


def of_sheet(sheet: Assessment, over: Above) -> Facts:
    return Facts(sheet.unit_id, over(sheet.unit_id), state=sheet.state, period=sheet.period.state)


def of_task(task: Task, over: Above) -> Facts:
    """The units that co-ordinate a task read it like those above its lead."""
    helping = list(task.supporters.order_by("pk").values_list("pk", flat=True))
    return Facts(task.lead_id, over(task.lead_id) + tuple(pk for unit in helping for pk in (unit, *over(unit))))


FACTS: dict[type[Any], Callable[[Any, Above], Facts]] = {
    Unit: lambda unit, over: Facts(unit.pk, over(unit.pk)),
    Membership: lambda post, over: Facts(post.unit_id, over(post.unit_id), owner_id=post.user_id),
    Assessment: of_sheet,
    Score: lambda score, over: of_sheet(score.assessment, over),
    Evidence: lambda document, over: of_sheet(document.assessment, over),
    EvidenceUse: lambda use, over: of_sheet(use.score.assessment, over),
    Note: lambda note, over: of_sheet(note.score.assessment, over),
    NoteRead: lambda read, over: of_sheet(read.score.assessment, over),
    SheetFile: lambda file, over: of_sheet(file.assessment, over),
    AssessmentEvent: lambda event, over: of_sheet(event.assessment, over),
    Exemption: lambda exemption, over: Facts(exemption.unit_id, over(exemption.unit_id)),
    Task: of_task,
    TaskReport: lambda report, over: Facts(report.task.lead_id, over(report.task.lead_id)),
    Inspection: lambda row, over: Facts(row.unit_id, over(row.unit_id)),
    Finding: lambda row, over: Facts(row.inspection.unit_id, over(row.inspection.unit_id)),
    PublicityActivity: lambda row, over: Facts(row.unit_id, over(row.unit_id)),
    Initiative: lambda row, over: Facts(row.unit_id, over(row.unit_id)),
    Commendation: lambda row, over: Facts(row.unit_id, over(row.unit_id), state=row.state),
    WorkPaper: lambda paper, over: Facts(paper.unit_id, over(paper.unit_id)),
    Plan: lambda plan, over: Facts(plan.unit_id, over(plan.unit_id), state=plan.state),
    PlanFile: lambda file, over: Facts(file.plan.unit_id, over(file.plan.unit_id), state=file.plan.state),
    Period: lambda period, over: Facts(),
    Upload: lambda upload, over: Facts(upload.unit_id, over(upload.unit_id), owner_id=upload.uploaded_by_id),
    Dossier: lambda dossier, over: Facts(dossier.unit_id, over(dossier.unit_id)),
    Publication: lambda publication, over: Facts(),
    Standing: lambda standing, over: Facts(standing.unit_id, over(standing.unit_id)),
}
NEEDS = {
    Assessment: ["period"],
    Score: ["assessment__period"],
    AssessmentEvent: ["assessment__period"],
    Evidence: ["assessment__period"],
    SheetFile: ["assessment__period"],
    EvidenceUse: ["score__assessment__period"],
}

Drawn = tuple[list[int], list[int], list[tuple[int, int]], list[tuple[Role, int]], int]
provinces = (
    some.tuples(  # units from the top down, how far above each its parent stands, who took over whom, posts, who
        some.permutations(range(4)),
        some.lists(some.integers(0, 3), min_size=4, max_size=4),
        some.lists(
            some.tuples(some.integers(0, 3), some.integers(0, 3)).filter(lambda pair: pair[0] != pair[1]), max_size=3
        ),
        some.lists(some.tuples(some.sampled_from(Role), some.integers(0, 3)), max_size=3),
        some.integers(0, 4),
    )
)


def test_scope_is_allow() -> None:
    prove(100)


@pytest.mark.deep
def test_scope_is_allow_at_length() -> None:
    prove(2000)


def prove(examples: int) -> None:
    world = build(database_now())
    for relation in RELATIONS:
        audit.deed(world.unit[relation], unit_id=world.unit[relation].pk, by=world.staff[relation])
    audit.deed(None, action="accounts.created", by=world.staff["own"])
    Upload.objects.create(unit=None, original_name="nhieu-don-vi.xlsx", sha256="0", size=1)
    world.task["sibling"].supporters.add(world.unit["child"])
    kept = {model: list(model.objects.select_related(*NEEDS.get(model, []))) for model in FACTS}

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(drawn=provinces)
    def proven(drawn: Drawn) -> None:
        person, over = set_up(world, drawn)
        for model, rows in kept.items():
            for deed, rule in model.objects.all().rules.items():
                allowed = {row.pk for row in rows if allow(person, rule, FACTS[model](row, over))}
                found = set(model.objects.of_person(person, deed).values_list("pk", flat=True))
                assert found == allowed, (model, deed)
        check_events(person, over)
        check_accounts(person, over)
        check_points(person, over, kept[Assessment])

    proven()


def set_up(world: World, drawn: Drawn) -> tuple[Person, Above]:
    order, rises, takings, posts, who = drawn
    pks = [world.unit[relation].pk for relation in RELATIONS]
    pairs = zip(order, rises, strict=True)
    tree = {pks[at]: pks[order[place - up]] if 0 < up <= place else None for place, (at, up) in enumerate(pairs)}
    Unit.objects.update(parent=None)
    for pk, parent in tree.items():
        Unit.objects.filter(pk=pk).update(parent=parent)
    heirs = {pks[old]: {pks[heir] for gone, heir in takings if gone == old} for old, _ in takings}
    UnitLineage.objects.all().delete()
    UnitLineage.objects.bulk_create(
        UnitLineage(
            predecessor_id=old,
            successor_id=heir,
            kind=Succession.MERGED,
            on=DAY().date(),
            document_date=DAY().date(),
            reorganisation=world.reorganisation,
        )
        for old, taken in heirs.items()
        for heir in taken
    )
    accounts = [world.staff[relation].pk for relation in RELATIONS] + [None]
    person = Person(accounts[who], DAY().date(), tuple(Post(pks[at], role) for role, at in posts))
    return person, lambda unit_id: readers_of(unit_id, tree, heirs)


def check_events(person: Person, over: Above) -> None:
    found = set(events_of(person).values_list("pk", flat=True))
    facts = {event.pk: Facts(event.unit_id, over(event.unit_id), event.actor_id) for event in AuditEvent.objects.all()}

    assert found == {pk for pk, each in facts.items() if allow(person, read_event(each), each)}


def check_accounts(person: Person, over: Above) -> None:
    """An account stands in every unit it holds a post in, and at least in none."""
    rule = User.objects.all().rules["read"]
    places: dict[int, list[Facts]] = {pk: [Facts()] for pk in User.objects.values_list("pk", flat=True)}
    for post in Membership.objects.all():
        places[post.user_id].append(Facts(post.unit_id, over(post.unit_id)))

    found = set(User.objects.of_person(person).values_list("pk", flat=True))
    assert found == {pk for pk, facts in places.items() if any(allow(person, rule, each) for each in facts)}


def check_points(person: Person, over: Above, sheets: list[Assessment]) -> None:
    """Who sees the table of a period sees the points of every unit in it."""
    for published in (False, True):
        if may_see_table(person, published=published):
            assert all(may_see_points(person, of_sheet(sheet, over), published=published) for sheet in sheets)
