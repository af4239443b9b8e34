"""What stands in the cells of the register, on the page and in its workbook."""

import datetime as dt

import pytest
from django.core.exceptions import FieldDoesNotExist

from dossiers.enums import Channel, Mechanism, Outcome
from dossiers.forms.register import SORTS
from dossiers.models import Dossier
from dossiers.register_columns import REGISTER, cells, outcome

NOW = dt.datetime(2026, 10, 5, 2, 30, tzinfo=dt.UTC)
EARLIER, LATER = NOW - dt.timedelta(days=1), NOW + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("stored", "due_at", "said"),
    [
        (Outcome.PENDING, EARLIER, "Đang quá hạn"),
        (Outcome.PENDING, NOW, "Đang giải quyết"),
        (Outcome.PENDING, LATER, "Đang giải quyết"),
        (Outcome.PENDING, None, "Đang giải quyết"),
        (Outcome.ON_TIME, EARLIER, "Đúng hạn"),
        (Outcome.LATE, EARLIER, "Quá hạn"),
    ],
)
def test_outcome_tells_the_overdue_from_the_open(stored, due_at, said):
    assert outcome(stored, due_at, NOW) == said


def test_every_column_reads_a_field_there_is_and_sorts_as_the_form_can():
    lost = []
    for column in REGISTER:
        for path in column.paths:
            model = Dossier
            for name in path.split("__"):
                try:
                    model = model._meta.get_field(name).related_model
                except FieldDoesNotExist:
                    lost.append(path)

    assert lost == []
    assert {column.sort for column in REGISTER} - {""} == set(SORTS)
    assert len({column.key for column in REGISTER}) == len({column.label for column in REGISTER}) == len(REGISTER)


def test_cells_of_a_dossier_without_a_procedure_are_empty():
    dossier = Dossier(code="A-1", channel=Channel.ONLINE, mechanism=Mechanism.INTERLINKED, outcome=0, digitised=False)
    columns = [c for c in REGISTER if c.key in ("code", "procedure", "area", "channel", "digitised", "papers", "fee")]

    assert [value for _, value in cells(dossier, columns, NOW)] == [
        "A-1", None, None, "Trực tuyến, liên thông", "Không", None, None,
    ]  # fmt: skip
