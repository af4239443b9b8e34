"""Who: the units of the province, the people, and the posts they hold with dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from cchc_portal.kit.text import folded, sort_key
from units import rules
from units.enums import Level, Role, Succession
from units.policy import Person, Post
from units.rules import sight
from units.scoping import Columns, ScopedQuerySet, scope, subtree


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
    covered_by = ("units.Unit",)

    def active_on(self, day: dt.date) -> UnitQuerySet:
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))

    def under(self, unit_ids: Iterable[int]) -> UnitQuerySet:
        """The given units and everything below them, whatever the depth."""
        return self.filter(pk__in=subtree(unit_ids))

    def visible_to(self, user: User, on: dt.date) -> UnitQuerySet:
        """As of_person, for whoever has only the account at hand."""
        return self.of_person(Membership.objects.person(user, on))

    def in_blocks(self) -> UnitQuerySet:
        """Block by block, alphabetical inside; units without a block (the province itself) come first."""
        return self.order_by(F("block__position").asc(nulls_first=True), "block__code", "sort_name", "code")

    def matching(self, words: str) -> UnitQuerySet:
        """Units whose name or code contains every word, with or without diacritics."""
        found = self
        for word in folded(words).split():
            found = found.filter(search_name__contains=word)
        return found


class Unit(models.Model):
    """An agency of the province during the time it exists; never renamed in place (see lineage)."""

    code = models.CharField("mã đơn vị", max_length=30, unique=True)
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
    search_name = models.CharField(max_length=300, editable=False)  # without diacritics, lower case

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "code"]
        constraints = [
            models.CheckConstraint(
                name="unit_dates_in_order", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(name="unit_not_its_own_parent", condition=Q(parent=None) | ~Q(parent=F("id"))),
            models.CheckConstraint(name="unit_level_known", condition=Q(level__in=Level.values)),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: object) -> None:
        self.sort_name = sort_key(self.name)
        self.search_name = folded(f"{self.name} {self.code}")
        super().save(**kwargs)  # type: ignore[arg-type]  # Django's own keyword arguments

    @property
    def label(self) -> str:
        return self.short_name or self.name

    def open_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class UnitLineage(models.Model):
    """What a closed unit became: history stays with the old unit, the link shows where its work went."""

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="became")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="came_from")
    kind = models.CharField("hình thức", max_length=10, choices=Succession)
    on = models.DateField("ngày hoạt động cuối cùng")
    document = models.CharField("văn bản", max_length=120, blank=True, default="")

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="lineage_once"),
            models.CheckConstraint(name="lineage_not_itself", condition=~Q(predecessor=F("successor"))),
            models.CheckConstraint(name="lineage_kind_known", condition=Q(kind__in=Succession.values)),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} {Succession(self.kind).label} {self.successor}"


class UserQuerySet(ScopedQuerySet["User"]):
    rules = {"read": rules.READ_ACCOUNTS}

    def of_person(self, person: Person, deed: str = "read") -> UserQuerySet:
        """An account stands in the units of its posts, past ones included; one without any is seen by its keepers."""
        rule = self.rules[deed]
        if sight(person, rule.reach).everywhere:
            return self.scoped(Q())
        posts = Membership.objects.scoped(scope(person, rule, Columns(unit="unit")))
        return self.scoped(Q(pk__in=posts.order_by().values("user")))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # made at run time
    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Found whatever the case it is typed in: phones begin with a capital letter."""
        return self.unscoped(reason="signing in: nobody is known yet").get(username__iexact=username)


class User(AbstractBaseUser):
    """An account; what it may do comes only from its memberships."""

    username = models.CharField("tên đăng nhập", max_length=60, unique=True)
    full_name = models.CharField("họ và tên", max_length=120)
    email = models.EmailField("thư điện tử", blank=True, default="")
    is_active = models.BooleanField("đang dùng", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["username"]
        constraints = [models.UniqueConstraint(Lower("username"), name="username_once_whatever_case")]

    def __str__(self) -> str:
        return self.full_name


class MembershipQuerySet(ScopedQuerySet["Membership"]):
    rules = {"read": rules.READ_POSTS}
    columns = Columns(unit="unit", owner="user")
    covered_by = ("units.Unit", "units.User")

    def active_on(self, day: dt.date) -> MembershipQuerySet:
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))

    def overlapping(self, first: dt.date, last: dt.date | None) -> MembershipQuerySet:
        """Posts held on at least one day from `first` to `last`; None: without end."""
        found = self.filter(Q(valid_to=None) | Q(valid_to__gte=first))
        return found if last is None else found.filter(valid_from__lte=last)

    def person(self, user: User, on: dt.date) -> Person:
        """The posts this account holds that day, longest held first; one query."""
        held = (
            self.unscoped(reason="the posts on which every scope rests")
            .filter(user=user)
            .active_on(on)
            .select_related("unit")
            .order_by("valid_from", "pk")
        )
        posts = tuple(Post(post.unit_id, Role(post.role), post.unit.label) for post in held)
        return Person(user_id=user.pk, on=on, posts=posts)


class Membership(models.Model):
    """A post: this person does this role in this unit, from one date to another."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    role = models.CharField("vai trò", max_length=12, choices=Role)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["user_id", "unit_id", "role"]
        constraints = [
            models.UniqueConstraint(fields=["user", "unit", "role", "valid_from"], name="membership_once"),
            models.CheckConstraint(
                name="membership_dates_in_order", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(name="membership_role_known", condition=Q(role__in=Role.values)),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {Role(self.role).label} · {self.unit}"

    def covers(self, first: dt.date, last: dt.date | None) -> bool:
        """Held on every day from `first` to `last`; None: for good."""
        return self.valid_from <= first and (self.valid_to is None or (last is not None and last <= self.valid_to))
