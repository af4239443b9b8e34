"""A sheet with measured figures, and its clerk at the grid."""

import pytest

from tests.factories import indicators as make


@pytest.fixture
def scene():
    made = make.scene()
    make.measure(made)
    return made


@pytest.fixture
def clerk(client, scene):
    client.force_login(scene.reporter)
    return client
