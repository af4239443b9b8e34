"""Which template a Word document is drawn with: the province's newest, or the portal's own.

Whoever may read a publication gets its documents; so the templates are read here without asking who it is.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Q

from reports.enums import Paper
from reports.models import WordTemplate

OWN = "mẫu của hệ thống"


def versions() -> Mapping[Paper, Sequence[WordTemplate]]:
    """By paper all versions, the newest first; one query."""
    found: defaultdict[Paper, list[WordTemplate]] = defaultdict(list)
    every = WordTemplate.objects.scoped(Q()).without_content().select_related("set_by")
    for each in every.order_by("paper", "-version"):
        found[Paper(each.paper)].append(each)
    return found


def used(paper: Paper) -> int | None:
    """The id of the version a document asked for now is drawn with; None: the portal's own."""
    newest = WordTemplate.objects.scoped(Q(paper=paper)).without_content().order_by("-version").first()
    return None if newest is None or newest.is_own else newest.pk


def content_of(template_id: int | None) -> bytes:
    """Empty: the portal's own."""
    found = WordTemplate.objects.scoped(Q(pk=template_id)).order_by("pk").first() if template_id else None
    return bytes(found.content) if found else b""


def named(template: WordTemplate | None) -> str:
    return OWN if template is None or template.is_own else f"mẫu của tỉnh, lần {template.version}"
