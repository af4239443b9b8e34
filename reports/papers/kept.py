"""Which documents of a publication a person can ask for, and which were drawn already, whoever asked for them.

The figures are frozen, so the same document is the same for everybody who may have it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.models import Job
from reports.enums import TEMPLATED, Paper
from reports.models import Publication, WordTemplate
from reports.papers.shelf import DRAW, SHELF, WORKBOOK, Kind
from reports.papers.word.kept import named, used, versions
from units.models import User


@dataclass(frozen=True, slots=True)
class Offer:
    """One document of the list; `job` is its newest drawing, whose file is there to be taken."""

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
    newest = drawings(user, publication, unit_id=unit_id)
    templates = {} if unit_id else versions()
    return [_offer(paper, kind, newest.get(paper), templates) for paper, kind in fitting]


def drawings(by: User, publication: Publication, *, unit_id: int | None = None) -> dict[Paper, Job]:
    """By document its newest drawing, of the whole publication or of one unit; one query.

    The caller has asked whether this person may read the publication, and asks for each document whether they may
    have it.
    """
    made = Job.objects.visible_to(by, wide=True).filter(kind=DRAW, state=JobState.DONE).exclude(file="")
    made = made.filter(params__publication=publication.pk, params__unit=unit_id)
    return {Paper(job.params["paper"]): job for job in made.order_by("created_at", "id")}


def workbook(by: User, publication_id: int, block_code: str) -> Job | None:
    """The newest conference workbook drawn of one block of the publication; asked as above."""
    made = Job.objects.visible_to(by, wide=True).filter(kind=WORKBOOK, state=JobState.DONE).exclude(file="")
    made = made.filter(params__publication=publication_id, params__block=block_code)
    return made.order_by("-created_at", "id").first()


def is_current(job: Job, paper: Paper) -> bool:
    """Whether drawing it again would use the same template."""
    return paper not in TEMPLATED or job.params.get("template") == used(paper)


def _offer(paper: Paper, kind: Kind, job: Job | None, templates: Mapping[Paper, Sequence[WordTemplate]]) -> Offer:
    if paper not in TEMPLATED:
        return Offer(paper, kind, job)
    known = templates.get(paper, ())
    now = named(known[0] if known else None)
    if job is None:
        return Offer(paper, kind, job, now)
    then = named(next((each for each in known if each.pk == job.params.get("template")), None))
    return Offer(paper, kind, job, then, now if now != then else "")
