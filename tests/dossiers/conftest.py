"""Files of these tests go to a folder of their own."""

import pytest


@pytest.fixture(autouse=True)
def kept_files(tmp_path, settings):
    """Where uploads and finished exports land."""
    folder = tmp_path / "kept"
    default = settings.STORAGES["default"] | {"OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return folder
