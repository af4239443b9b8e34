"""One writer in a process of its own: python -m bench._export <database> <writer> <rows> prints seconds and MiB."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cchc_portal.settings")
    import django

    django.setup()
    from django.db import connection

    from bench.statistics import written

    connection.settings_dict["NAME"] = sys.argv[1]
    print(*written(sys.argv[2], int(sys.argv[3])))


if __name__ == "__main__":
    main()
