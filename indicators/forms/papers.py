"""A document that shows what was done: the record of a piece of evidence without a place in a sheet."""

from indicators.forms.evidence import EvidenceForm


class PaperForm(EvidenceForm):
    section = None
    page = None
    field_order = ("file", "number", "issued_on", "issuer", "summary")
