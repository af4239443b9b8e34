"""Who may be signed in: with the right password, an account in use, and not after the last day."""

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet
from django.utils import timezone

from cchc_portal.kit.compiled import Slot, compiled
from units.models import User


class InUseBackend(ModelBackend):
    """Asked at sign-in and with every request, so that a locked or departed account is out at once."""

    def get_user(self, user_id: int) -> User | None:
        found = _account.rows(key=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None

    def user_can_authenticate(self, user: User | None) -> bool:
        return super().user_can_authenticate(user) and (user.left_on is None or user.left_on > timezone.localdate())


@compiled
def _account(key: Slot) -> QuerySet[User]:
    return User.objects.filter(pk=key).order_by("pk")
