"""Other workers: functions run in threads, each with a database connection of its own."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def at_once(count, work):
    """Results of `work()` run by `count` threads together."""

    def run(_):
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def elsewhere(work):
    """The result of `work()` as another connection sees it."""
    return at_once(1, work)[0]
