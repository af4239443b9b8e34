"""What must hold for the portal to do its work; each probe answers yes or no and changes nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from redis.exceptions import RedisError

LEAST_FREE_BYTES = 1_000_000_000  # room for evidence files and a day of write-ahead log


def database_writable() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('transaction_read_only') = 'off'")
            return bool(cursor.fetchone()[0])
    except DatabaseError:
        return False


def migrations_applied() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def broker_answers() -> bool:
    """Cache and broker are one server, so one question serves for both."""
    try:
        cache.get("readyz")
    except RedisError:
        return False
    return True


def disk_has_room() -> bool:
    existing = next(path for path in (settings.FILES_DIR, *Path(settings.FILES_DIR).parents) if path.exists())
    return shutil.disk_usage(existing).free >= LEAST_FREE_BYTES


PROBES: dict[str, Callable[[], bool]] = {
    "database": database_writable,
    "migrations": migrations_applied,
    "broker": broker_answers,
    "disk": disk_has_room,
}
