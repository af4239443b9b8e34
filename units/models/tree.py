"""The units of the province and the blocks in which they are compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q

from cchc_portal.audit.history import tracked
from cchc_portal.kit.text import folded, sort_key
from units import rules
from units.enums import Level
from units.policy import Person
from units.scoping import Columns, ScopedQuerySet, subtree


class Block(models.Model):
    """Khối: the group inside which units are compared and ranked (sở, ban, ngành; huyện; xã; ngành dọc)."""

    code = models.SlugField("mã khối", unique=True, max_length=20)
    name = models.CharField("tên khối", max_length=100)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class UnitQuerySet(ScopedQuerySet["Unit"]):
    rules = {"read": rules.READ_UNITS, "list": rules.LIST_UNITS}
    columns = Columns(unit="pk")
    covered_by = ("units.Unit", "units.Reorganisation")

    def active_on(self, day: dt.date) -> UnitQuerySet:
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))

    def under(self, unit_ids: Iterable[int]) -> UnitQuerySet:
        """The given units and everything below them, whatever the depth."""
        return self.filter(pk__in=subtree(unit_ids))

    def listed_for(self, person: Person) -> UnitQuerySet:
        """Units whose name, place and people the person may know; figures are another matter (of_person)."""
        return self.of_person(person, "list")

    def in_blocks(self) -> UnitQuerySet:
        """Block by block, alphabetical inside; units without a block (the province itself) come first."""
        return self.order_by(F("block__position").asc(nulls_first=True), "block__code", "sort_name", "code")

    def matching(self, words: str) -> UnitQuerySet:
        """Units whose name or code contains every word, with or without diacritics."""
        found = self
        for word in folded(words).split():
            found = found.filter(search_name__contains=word)
        return found


@tracked(exclude=["sort_name", "search_name"])
class Unit(models.Model):
    """An agency of the province during the time it exists; never renamed in place (see lineage)."""

    code = models.CharField("mã đơn vị", max_length=30, unique=True)
    official_code = models.CharField("mã định danh", max_length=35, blank=True, default="")  # QCVN 102:2016/BTTTT
    name = models.CharField("tên đơn vị", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=80, blank=True, default="")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="cấp trên"
    )
    level = models.CharField("cấp", max_length=12, choices=Level)
    block = models.ForeignKey(Block, models.PROTECT, null=True, blank=True, related_name="units", verbose_name="khối")
    ranked = models.BooleanField("được xếp hạng", default=True)
    valid_from = models.DateField("hoạt động từ")
    valid_to = models.DateField("đến", null=True, blank=True)
    sort_name = models.CharField(max_length=400, editable=False)  # Vietnamese alphabetical order, computed on save
    search_name = models.CharField(max_length=340, editable=False)  # without diacritics, lower case

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "code"]
        constraints = [
            models.CheckConstraint(
                name="unit_dates_in_order", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(name="unit_not_its_own_parent", condition=Q(parent=None) | ~Q(parent=F("id"))),
            models.CheckConstraint(name="unit_level_known", condition=Q(level__in=Level.values)),
            # a renamed unit may keep the identifier, so only units without an end must differ
            models.UniqueConstraint(
                fields=["official_code"],
                condition=Q(valid_to=None) & ~Q(official_code=""),
                name="unit_official_code_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: object) -> None:
        self.sort_name = sort_key(self.name)
        self.search_name = folded(f"{self.name} {self.code} {self.official_code}")
        super().save(**kwargs)  # type: ignore[arg-type]  # Django's own keyword arguments

    @property
    def label(self) -> str:
        return self.short_name or self.name

    def open_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
