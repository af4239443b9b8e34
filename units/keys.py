"""Keys of programs: what they look like, and whose one is.

`cchc_<selector>_<secret>`: the selector finds the row, the digest of the whole proves it. Whoever reads the table makes
no key; whoever finds one in a file sees by its beginning what it is and where to have it revoked.
"""

import hashlib
import hmac
import ipaddress
import re
from datetime import date

from django.utils.crypto import get_random_string

from units.models import ApiKey

LONGEST = 180  # days
KEY = re.compile(r"cchc_([A-Za-z0-9]{12})_[A-Za-z0-9]{43}\Z")


def fresh() -> tuple[str, str]:
    """A new selector, and the whole key with 256 random bits in it."""
    selector = get_random_string(12)
    return selector, f"cchc_{selector}_{get_random_string(43)}"


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def known(key: str, address: str, today: date) -> ApiKey | None:
    """The key, when it is one of ours, still open, from an address it may come from, of an account in use."""
    found = KEY.match(key)
    row = ApiKey.objects.select_related("account").filter(selector=found[1]).first() if found else None
    if row is None or not hmac.compare_digest(row.digest, digest(key)) or not row.usable_on(today):
        return None
    if row.account.closed(today):
        return None
    return row if not row.addresses or within(address, row.addresses) else None


def within(address: str, allowed: list[str]) -> bool:
    """Whether the address is one of those allowed, or in one of the networks named (10.1.2.0/24)."""
    try:
        here = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(here in ipaddress.ip_network(each) for each in allowed)
