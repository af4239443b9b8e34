"""Who may be signed in: with the right password, an account in use, and not after the last day."""

from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from units.models import User


class InUseBackend(ModelBackend):
    """Asked at sign-in and with every request, so that a locked or departed account is out at once."""

    def user_can_authenticate(self, user: User | None) -> bool:
        return super().user_can_authenticate(user) and (user.left_on is None or user.left_on > timezone.localdate())
