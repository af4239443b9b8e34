"""Files of these tests go to a folder of their own."""

import pytest

import dossiers.tasks  # noqa: F401  # registers the job handlers, as the worker does


@pytest.fixture(autouse=True)
def kept_files(tmp_path, settings):
    """Where uploads and finished exports land."""
    folder = tmp_path / "kept"
    default = settings.STORAGES["default"] | {"OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return folder
