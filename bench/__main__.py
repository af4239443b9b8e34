"""The entry: python -m bench [name [options]]; without a name everything is measured."""

import importlib
import os
import pkgutil
import sys

import bench


def main() -> None:
    names = sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("_"))
    chosen = sys.argv[1:2] or names
    if not set(chosen) <= set(names):
        raise SystemExit(f"usage: python -m bench [{{{','.join(names)}}} [options]]")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cchc_portal.settings")
    import django

    django.setup()
    for name in chosen:
        importlib.import_module(f"bench.{name}").main(sys.argv[2:])


if __name__ == "__main__":
    main()
