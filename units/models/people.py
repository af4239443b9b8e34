"""Accounts, signed-in browsers, and the posts that people hold with dates."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from cchc_portal.audit.history import tracked
from cchc_portal.kit.compiled import Slot, compiled
from cchc_portal.kit.text import folded, name_key
from units import rules
from units.enums import AccountState, Role
from units.models.tree import Unit
from units.policy import Person, Post
from units.rules import sight
from units.scoping import Columns, ScopedQuerySet, scope


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
        without_password = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        posts = Membership.objects.filter(role=Role.API_CLIENT).overlapping(on, None).order_by()
        program = Q(pk__in=posts.values("user_id"))
        open_ones = self.exclude(left).filter(is_active=True)
        return {
            AccountState.LEFT: self.filter(left),
            AccountState.LOCKED: self.exclude(left).filter(is_active=False),
            AccountState.PROGRAM: open_ones.filter(without_password & program),
            AccountState.WAITING: open_ones.filter(without_password & ~program),
            AccountState.ACTIVE: open_ones.exclude(without_password),
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
    reminded_by_mail = models.BooleanField("nhắc việc qua thư điện tử", default=True)
    reminded_by_message = models.BooleanField("nhắc việc qua kênh nhắn tin", default=False)
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

    def closed(self, on: dt.date) -> AccountState | None:
        """LEFT or LOCKED; None: the account is in use that day."""
        if self.left_on is not None and self.left_on <= on:
            return AccountState.LEFT
        return None if self.is_active else AccountState.LOCKED

    def state(self, on: dt.date) -> AccountState:
        """What lists say of the account; of one without a password the posts are read."""
        if closed := self.closed(on):
            return closed
        if self.has_usable_password() and self.password:
            return AccountState.ACTIVE
        return AccountState.PROGRAM if self._is_program(on) else AccountState.WAITING

    def _is_program(self, on: dt.date) -> bool:
        posts = [post for post in self.memberships.all() if post.role == Role.API_CLIENT]
        return any(post.valid_to is None or post.valid_to >= on for post in posts)


class Session(AbstractBaseSession):
    """A signed-in browser, with its person, so that it can be ended from elsewhere (see units.sessions)."""

    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="sessions")
    started_at = models.DateTimeField("đăng nhập lúc", null=True)
    address = models.CharField("địa chỉ mạng", max_length=45, blank=True, default="")

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.user} · {self.address}"


POST = (  # what as_post() reads, and the keys that lead there
    *("role", "unit", "unit__name", "unit__short_name"),
    *("acting_for", "acting_for__user", "acting_for__user__full_name"),
)


class MembershipQuerySet(ScopedQuerySet["Membership"]):
    rules = {"read": rules.READ_POSTS}
    columns = Columns(unit="unit", owner="user")
    covered_by = ("units.Unit", "units.User")

    def active_on(self, day: dt.date | Slot) -> MembershipQuerySet:
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))

    def overlapping(self, first: dt.date, last: dt.date | None) -> MembershipQuerySet:
        """Posts held on at least one day from `first` to `last`; None: without end."""
        found = self.filter(Q(valid_to=None) | Q(valid_to__gte=first))
        return found if last is None else found.filter(valid_from__lte=last)

    def person(self, user: User, on: dt.date) -> Person:
        """The posts this account holds that day, longest held first; one query."""
        posts = tuple(post.as_post() for post in _held.rows(user=user.pk, day=on))
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


@compiled
def _held(user: Slot, day: Slot) -> MembershipQuerySet:
    held = Membership.objects.unscoped(reason="the posts on which every scope rests").filter(user=user).active_on(day)
    return held.select_related("unit", "acting_for__user").only(*POST).order_by("valid_from", "pk")
