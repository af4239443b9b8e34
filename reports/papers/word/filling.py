"""A template filled in with the words of a publication; the template can write them and nothing else."""

import io

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cchc_portal.kit.office import settled
from reports.papers.source import Source
from reports.papers.telling import told


def filled(template: bytes, source: Source, *, title: str) -> bytes:
    """The document: of one template and publication always the same bytes, without the name of a person.

    Raises jinja2.TemplateError where the template asks for what is not there.
    """
    document = DocxTemplate(io.BytesIO(template))
    rules = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    document.render(told(source), rules, autoescape=True)
    out = io.BytesIO()
    document.save(out)
    return settled(out.getvalue(), title=f"{title} {source.period}", by=source.authority, at=source.made_at)
