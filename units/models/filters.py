"""What people keep about lists: filters under a name, and which columns they look at."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from cchc_portal.audit.history import tracked
from units import rules
from units.enums import Audience
from units.models.people import User
from units.models.tree import Unit
from units.policy import Person
from units.saved_queries import LONGEST, NAME_LENGTH, opened_by
from units.scoping import Columns, ScopedQuerySet, scope


class SavedFilterQuerySet(ScopedQuerySet["SavedFilter"]):
    rules = {"read": rules.READ_FILTERS, "change": rules.CHANGE_FILTERS}
    columns = Columns(unit="unit", owner="owner")

    def of_person(self, person: Person, deed: str = "read") -> SavedFilterQuerySet:
        """One's own, those shared with a unit one has a post in, and those shared with everyone."""
        found = scope(person, self.rules[deed], self.columns)
        if deed == "read" and person.user_id is not None:
            found |= Q(audience=Audience.EVERYONE)
        return self.scoped(found)


@tracked()
class SavedFilter(models.Model):
    """An address somebody keeps: the query of a list, under a name. It is evaluated as its reader, so it gives nothing.

    `unit` is the one it is shared with. `is_default`: the list opens with it, for its owner.
    """

    owner = models.ForeignKey(User, models.PROTECT, related_name="saved_filters", verbose_name="người lưu")
    page = models.CharField("danh sách", max_length=60)  # the name of its address (kit.lists)
    name = models.CharField("tên", max_length=NAME_LENGTH)
    query = models.CharField("điều kiện", max_length=LONGEST)  # in the order of saved_queries.kept
    audience = models.CharField("chia sẻ", max_length=8, choices=Audience, default=Audience.OWNER)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="chia sẻ với đơn vị"
    )
    is_default = models.BooleanField("mở sẵn", default=False)
    changed_at = models.DateTimeField("sửa lúc")

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("owner", "page", Lower("name"), name="filter_name_once"),
            models.UniqueConstraint(fields=["owner", "page"], condition=Q(is_default=True), name="filter_one_default"),
            models.CheckConstraint(name="filter_audience_known", condition=Q(audience__in=Audience.values)),
            models.CheckConstraint(
                name="filter_unit_when_shared_with_one",
                condition=Q(audience=Audience.UNIT, unit__isnull=False)
                | (~Q(audience=Audience.UNIT) & Q(unit__isnull=True)),
            ),
            models.CheckConstraint(name="filter_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="filter_chooses_something", condition=~Q(query="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The query that opens it, in its list."""
        return opened_by(self.query, self.pk)


class ColumnChoiceQuerySet(ScopedQuerySet["ColumnChoice"]):
    rules = {"read": rules.CHANGE_FILTERS}
    columns = Columns(owner="owner")


class ColumnChoice(models.Model):
    """The columns of a list that somebody looks at, by the keys the list gives them, in its order."""

    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người chọn")
    page = models.CharField("danh sách", max_length=60)
    columns = ArrayField(models.CharField(max_length=30), verbose_name="cột")
    changed_at = models.DateTimeField("sửa lúc")

    objects = ColumnChoiceQuerySet.as_manager()

    class Meta:
        ordering = ["owner_id", "page"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "page"], name="columns_once_for_a_list"),
            models.CheckConstraint(name="columns_some", condition=Q(columns__len__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.owner} · {self.page}"
