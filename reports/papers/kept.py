"""Which documents of a publication a person can ask for, and which were drawn for that person already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.models import Job
from reports.enums import TEMPLATED, Paper
from reports.models import Publication, WordTemplate
from reports.papers.shelf import SHELF, Kind, key_of
from reports.papers.word.kept import named, versions
from units.models import User


@dataclass(frozen=True, slots=True)
class Offer:
    """One document of the list; `job` is the newest drawing this person had made, whose file can be taken again."""

    paper: Paper
    kind: Kind
    job: Job | None
    template: str = ""  # of a Word document: which template it was, or would be, drawn with
    newer: str = ""  # the template that has come since the job


def offers(user: User, publication: Publication, *, early: bool, unit_id: int | None = None) -> list[Offer]:
    """Of the whole publication, in two queries, or of one unit in it, in one."""
    fitting: Sequence[tuple[Paper, Kind]] = [
        (paper, kind)
        for paper, kind in SHELF.items()
        if (kind.unit is not None) == (unit_id is not None) and (early or not kind.wide)
    ]
    keys = {paper: key_of(user.pk, publication.pk, paper, unit_id) for paper, _ in fitting}
    made = Job.objects.visible_to(user).filter(key__in=keys.values(), state=JobState.DONE).exclude(file="")
    newest = {job.key: job for job in made.order_by("created_at", "id")}
    templates = {} if unit_id else versions()
    return [_offer(paper, kind, newest.get(keys[paper]), templates) for paper, kind in fitting]


def _offer(paper: Paper, kind: Kind, job: Job | None, templates: Mapping[Paper, Sequence[WordTemplate]]) -> Offer:
    if paper not in TEMPLATED:
        return Offer(paper, kind, job)
    known = templates.get(paper, ())
    now = named(known[0] if known else None)
    if job is None:
        return Offer(paper, kind, job, now)
    then = named(next((each for each in known if each.pk == job.params.get("template")), None))
    return Offer(paper, kind, job, then, now if now != then else "")
