"""A template filled in with the words of a publication; the template can write them and nothing else."""

import io

from docx import Document
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from cchc_portal.kit.office import settled
from reports.papers.source import Source
from reports.papers.telling import told
from reports.papers.word.containers import container_faults
from reports.papers.word.placeholders import placeholder_faults

UNPRINTABLE = (
    "Điền thử số liệu không ra được văn bản mở được bằng Word. Hãy để mỗi lệnh for, if, endfor, endif "
    "đứng riêng một đoạn ({%p … %}) hoặc một dòng của bảng ({%tr … %})."
)


def filled(template: bytes, source: Source, *, title: str) -> bytes:
    """The document: of one template and publication always the same bytes, without the name of a person.

    Raises jinja2.TemplateError where the template asks for what is not there.
    """
    document = DocxTemplate(io.BytesIO(template))
    document.render(told(source), _rules(), autoescape=True)
    out = io.BytesIO()
    document.save(out)
    return settled(out.getvalue(), title=f"{title} {source.period}", by=source.authority, at=source.made_at)


def template_faults(template: bytes, source: Source) -> list[str]:
    """All that is wrong with a template, each as a sentence; where nothing is, it has been filled in with `source`."""
    if faults := container_faults(template):
        return faults
    if faults := placeholder_faults(template):
        return faults
    try:
        document = DocxTemplate(io.BytesIO(template))
        document.render_init()
        etree.fromstring(document.build_xml(told(source), _rules()).encode())
        Document(io.BytesIO(filled(template, source, title="Bản thử")))
    except Exception:  # whatever a file from outside makes the libraries do, a person reads one sentence
        return [UNPRINTABLE]
    return []


def _rules() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
