"""A database and a folder of files of their own for a measurement, gone afterwards."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection


@contextmanager
def empty_database() -> Iterator[Path]:
    """The schema without a row; yields the folder in which uploads are kept."""
    original, name = connection.settings_dict["NAME"], f"bench_{os.getpid()}"
    settings.DATABASES["default"]["TEST"]["NAME"] = connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            settings.STORAGES["default"]["OPTIONS"]["location"] = folder
            yield Path(folder)
    finally:
        connection.creation.destroy_test_db(original, verbosity=0)


def vacuum(*tables: str) -> None:
    """What autovacuum would do in time."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"vacuum analyze {table}")
