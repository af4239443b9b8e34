"""Every test has a cache of its own: failed sign-ins are counted there."""

from itertools import count

import pytest

_numbers = count(1)


@pytest.fixture(autouse=True)
def _own_cache(settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": f"test-{next(_numbers)}"}
    }
