"""Which documents of a publication a person can ask for, and which were drawn for that person already."""

from collections.abc import Sequence
from dataclasses import dataclass

from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.models import Job
from reports.enums import Paper
from reports.models import Publication
from reports.papers.shelf import SHELF, Kind, key_of
from units.models import User


@dataclass(frozen=True, slots=True)
class Offer:
    """One document of the list; `job` is the newest drawing this person had made, whose file can be taken again."""

    paper: Paper
    kind: Kind
    job: Job | None


def offers(user: User, publication: Publication, *, early: bool, unit_id: int | None = None) -> list[Offer]:
    """Of the whole publication, or of one unit in it; one query."""
    fitting: Sequence[tuple[Paper, Kind]] = [
        (paper, kind)
        for paper, kind in SHELF.items()
        if (kind.unit is not None) == (unit_id is not None) and (early or not kind.wide)
    ]
    keys = {paper: key_of(user.pk, publication.pk, paper, unit_id) for paper, _ in fitting}
    made = Job.objects.visible_to(user).filter(key__in=keys.values(), state=JobState.DONE).exclude(file="")
    newest = {job.key: job for job in made.order_by("created_at", "id")}
    return [Offer(paper, kind, newest.get(keys[paper])) for paper, kind in fitting]
