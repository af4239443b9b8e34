"""Who: the units of the province, the people, and the posts they hold with dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from cchc_portal.audit.history import tracked
from cchc_portal.kit.numbers import show_date
from cchc_portal.kit.text import folded, name_key, sort_key
from units import rules
from units.enums import AccountState, Change, Level, Role, Stage, Succession
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
    covered_by = ("units.Unit", "units.Reorganisation")

    def active_on(self, day: dt.date) -> UnitQuerySet:
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))

    def under(self, unit_ids: Iterable[int]) -> UnitQuerySet:
        """The given units and everything below them, whatever the depth."""
        return self.filter(pk__in=subtree(unit_ids))

    def listed_for(self, person: Person) -> UnitQuerySet:
        """Units whose name, place and people the person may know; figures are another matter (of_person)."""
        return self.of_person(person, "list")

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


class Reorganisation(models.Model):
    """One decision that closes units and hands their work to others; nothing of it happens before its day."""

    change = models.CharField("hình thức", max_length=10, choices=Change)
    effective_on = models.DateField("có hiệu lực từ ngày")  # first day of the new arrangement
    document_number = models.CharField("số văn bản", max_length=80)
    document_date = models.DateField("ngày văn bản")
    predecessors = models.ManyToManyField(Unit, related_name="reorganisations", verbose_name="đơn vị ngừng hoạt động")
    receivers = models.JSONField(default=dict, blank=True)  # {"tasks:12": 2}: who takes it over, by place
    stage = models.CharField("trạng thái", max_length=10, choices=Stage, default=Stage.DRAFT)
    effects = models.JSONField(null=True, blank=True)  # what it did, as the preview showed it; see succession.Effects
    drafted_by = models.ForeignKey("units.User", models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("units.User", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("units.User", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField("lý do rút", max_length=300, blank=True, default="")

    class Meta:
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="reorganisation_change_known", condition=Q(change__in=Change.values)),
            models.CheckConstraint(
                name="reorganisation_stage_and_times",
                condition=Q(stage=Stage.DRAFT, confirmed_at=None, done_at=None, withdrawn_at=None)
                | Q(stage=Stage.SCHEDULED, confirmed_at__isnull=False, done_at=None, withdrawn_at=None)
                | Q(stage=Stage.DONE, confirmed_at__isnull=False, done_at__isnull=False, withdrawn_at=None)
                | Q(stage=Stage.WITHDRAWN, done_at=None, withdrawn_at__isnull=False),
            ),
            models.CheckConstraint(
                name="reorganisation_effects_iff_done",
                condition=Q(stage=Stage.DONE, effects__isnull=False) | (~Q(stage=Stage.DONE) & Q(effects=None)),
            ),
            models.CheckConstraint(
                name="reorganisation_withdrawn_has_reason",
                condition=~Q(stage=Stage.WITHDRAWN) | ~Q(withdrawn_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_change_display()} theo {self.document_number}"

    @property
    def last_day(self) -> dt.date:
        """The last day of the units that close."""
        return self.effective_on - dt.timedelta(days=1)


class Successor(models.Model):
    """Who takes over in a reorganisation: a unit that exists, or one that opens with it (its facts wait here)."""

    reorganisation = models.ForeignKey(Reorganisation, models.PROTECT, related_name="successors")
    place = models.PositiveSmallIntegerField("thứ tự")  # 1 receives whatever has no receiver of its own
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField("mã đơn vị", max_length=30)
    official_code = models.CharField("mã định danh", max_length=35, blank=True, default="")
    name = models.CharField("tên đơn vị", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=80, blank=True, default="")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    level = models.CharField("cấp", max_length=12, choices=Level)
    block = models.ForeignKey(Block, models.PROTECT, null=True, blank=True, related_name="+")
    ranked = models.BooleanField("được xếp hạng", default=True)
    is_new = models.BooleanField("thành lập mới")

    class Meta:
        ordering = ["reorganisation_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["reorganisation", "place"], name="successor_place_once"),
            models.UniqueConstraint(fields=["reorganisation", "code"], name="successor_code_once"),
            models.CheckConstraint(name="successor_exists_or_is_new", condition=Q(is_new=True) | Q(unit__isnull=False)),
            models.CheckConstraint(name="successor_level_known", condition=Q(level__in=Level.values)),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class UnitLineage(models.Model):
    """What a closed unit became: history stays with the old unit, the link shows where its work went."""

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="became")
    successor = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="came_from")
    kind = models.CharField("hình thức", max_length=10, choices=Succession)
    on = models.DateField("ngày hoạt động cuối cùng")
    document_number = models.CharField("số văn bản", max_length=80)
    document_date = models.DateField("ngày văn bản")
    reorganisation = models.ForeignKey(Reorganisation, models.PROTECT, related_name="lineage")

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], nulls_distinct=False, name="lineage_once"),
            models.CheckConstraint(
                name="lineage_not_itself", condition=Q(successor=None) | ~Q(predecessor=F("successor"))
            ),
            models.CheckConstraint(name="lineage_kind_known", condition=Q(kind__in=Succession.values)),
            models.CheckConstraint(
                name="lineage_without_successor_is_dissolved",
                condition=Q(successor__isnull=False) | Q(kind=Succession.DISSOLVED),
            ),
        ]

    def __str__(self) -> str:
        if self.successor is None:
            return f"{self.predecessor} giải thể"
        return f"{self.predecessor} {Succession(self.kind).label} {self.successor}"

    @property
    def document(self) -> str:
        return f"{self.document_number} ngày {show_date(self.document_date)}"


class UserQuerySet(ScopedQuerySet["User"]):
    rules = {"read": rules.READ_ACCOUNTS}

    def of_person(self, person: Person, deed: str = "read") -> UserQuerySet:
        """The accounts a person looks after: those with a post, past ones too, in a unit whose people are theirs."""
        rule = self.rules[deed]
        if sight(person, rule.reach).everywhere:
            return self.scoped(Q())  # those without a post as well
        posts = Membership.objects.scoped(scope(person, rule, Columns(unit="unit")))
        return self.scoped(Q(pk__in=posts.order_by().values("user")))

    def matching(self, words: str) -> UserQuerySet:
        """People whose name, user name or mail address contains every word, with or without diacritics."""
        found = self
        for word in folded(words).split():
            found = found.filter(search_name__contains=word)
        return found

    def in_state(self, state: AccountState, on: dt.date) -> UserQuerySet:
        """As User.state says it, for lists."""
        left = Q(left_on__lte=on)  # null: not left
        waiting = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        return {
            AccountState.LEFT: self.filter(left),
            AccountState.LOCKED: self.exclude(left).filter(is_active=False),
            AccountState.WAITING: self.exclude(left).filter(waiting, is_active=True),
            AccountState.ACTIVE: self.exclude(left).exclude(waiting).filter(is_active=True),
        }[state]


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # made at run time
    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Found whatever the case it is typed in: phones begin with a capital letter."""
        return self.unscoped(reason="signing in: nobody is known yet").get(username__iexact=username)


@tracked(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """An account; what it may do comes only from its memberships."""

    username = models.CharField("tên đăng nhập", max_length=60, unique=True)
    full_name = models.CharField("họ và tên", max_length=120)
    email = models.EmailField("thư điện tử", blank=True, default="")
    is_active = models.BooleanField("đang dùng", default=True)
    left_on = models.DateField("nghỉ từ ngày", null=True, blank=True)  # the first day the account is no longer used
    created_at = models.DateTimeField(auto_now_add=True)
    link_nonce = models.CharField(max_length=32, blank=True, default="")  # of the one password link that is open
    link_issued_at = models.DateTimeField("cấp liên kết lúc", null=True, blank=True)
    link_issued_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    sort_name = models.CharField(max_length=240, editable=False)  # by given name, then family name
    search_name = models.CharField(max_length=450, editable=False)  # without diacritics, lower case

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["username"]
        constraints = [models.UniqueConstraint(Lower("username"), name="username_once_whatever_case")]

    def __str__(self) -> str:
        return self.full_name

    def save(self, **kwargs: object) -> None:
        self.sort_name = name_key(self.full_name)
        self.search_name = folded(f"{self.full_name} {self.username} {self.email}")
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "sort_name", "search_name"}  # type: ignore[misc]  # a list of names
        super().save(**kwargs)  # type: ignore[arg-type]  # Django's own keyword arguments

    def state(self, on: dt.date) -> AccountState:
        if self.left_on is not None and self.left_on <= on:
            return AccountState.LEFT
        if not self.is_active:
            return AccountState.LOCKED
        return AccountState.ACTIVE if self.has_usable_password() and self.password else AccountState.WAITING


class Session(AbstractBaseSession):
    """A signed-in browser, with its person, so that it can be ended from elsewhere (see units.sessions)."""

    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="sessions")
    started_at = models.DateTimeField("đăng nhập lúc", null=True)
    address = models.CharField("địa chỉ mạng", max_length=45, blank=True, default="")

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.user} · {self.address}"


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
        held = self.unscoped(reason="the posts on which every scope rests").filter(user=user).active_on(on)
        held = held.select_related("unit", "acting_for__user")
        posts = tuple(post.as_post() for post in held.order_by("valid_from", "pk"))
        return Person(user_id=user.pk, on=on, posts=posts)


@tracked()
class Membership(models.Model):
    """A post: this person does this role in this unit, from one date to another.

    With `acting_for` it is that person's post, done by a substitute for a time.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    role = models.CharField("vai trò", max_length=12, choices=Role)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    acting_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="substitutes", verbose_name="thay mặt"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["user_id", "unit_id", "role"]
        constraints = [
            models.UniqueConstraint(fields=["user", "unit", "role", "valid_from"], name="membership_once"),
            models.CheckConstraint(
                name="membership_dates_in_order", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(name="membership_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="membership_substitute_ends", condition=Q(acting_for=None) | Q(valid_to__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {Role(self.role).label} · {self.unit}"

    def as_post(self) -> Post:
        """As the policy sees it; needs `unit` and `acting_for__user` at hand."""
        acting_for = self.acting_for.user.full_name if self.acting_for else ""
        return Post(self.unit_id, Role(self.role), self.unit.label, acting_for)

    def covers(self, first: dt.date, last: dt.date | None) -> bool:
        """Held on every day from `first` to `last`; None: for good."""
        return self.valid_from <= first and (self.valid_to is None or (last is not None and last <= self.valid_to))
