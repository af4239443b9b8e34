"""Every version of a row, written by PostgreSQL itself: whoever changes it, through whatever program."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Func
from pghistory.models import Event

M = TypeVar("M", bound=type[models.Model])


class CurrentTransaction(Func):
    """The number of the transaction: it ties a changed row to the record of the deed (see seals)."""

    function = "txid_current"
    output_field = models.BigIntegerField()


class RowHistory(Event):
    """One version of a row: as it was inserted or updated, or as it was when it was deleted (`pgh_label`).

    `pgh_context` says who acted and in which request; it is kept by value, so that it cannot be changed later.
    """

    pgh_id = models.BigAutoField(primary_key=True)
    pgh_transaction = models.BigIntegerField(db_default=CurrentTransaction())

    class Meta:
        abstract = True


NEVER_EMPTIED = pgtrigger.Trigger(
    name="never_emptied",
    when=pgtrigger.Before,
    operation=pgtrigger.Truncate,
    level=pgtrigger.Statement,
    func="RAISE EXCEPTION '% only grows: TRUNCATE is refused', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
)


def tracked(*, exclude: Sequence[str] = (), found_by: Sequence[str] = ()) -> Callable[[M], M]:
    """Keep every version of the model's rows in `<Model>History`, reached as `row.history`.

    `exclude` names columns that are nobody's deed: counters, clocks, secrets. A change of these alone is no version.
    `found_by` names columns by which many versions are read together; one row's versions are always found.
    """

    def decorate(model: M) -> M:
        return pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=list(exclude),
            model_name=f"{model.__name__}History",
            base_model=RowHistory,
            obj_field=pghistory.ObjForeignKey(related_name="history", db_index=True),
            context_field=pghistory.ContextJSONField(),
            context_id_field=None,
            append_only=True,
            level=pghistory.Statement,  # a recalculation changes thousands of rows in one statement
            meta={
                "ordering": ["pgh_id"],
                "indexes": [
                    # a seal asks for what its transaction has written since the last one, however long it has grown
                    models.Index(fields=["pgh_transaction", "pgh_id"], name=f"{model.__name__}_unsealed".lower()),
                    *[models.Index(fields=[name], name=f"{model.__name__}_was_of_{name}".lower()) for name in found_by],
                ],
                "triggers": [NEVER_EMPTIED],
            },
        )(model)

    return decorate
