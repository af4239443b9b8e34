"""Whoever works on the plan of the province, and the day it is."""

import pytest
import time_machine

from tests.factories.plans import make_person, make_unit
from tests.indicators.plans.documents import NOW
from units.enums import Role


@pytest.fixture
def on_1_september():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit():
    return make_unit("SLD", "Sở Lao động")


@pytest.fixture
def coordinator(client):
    user = make_person("dieuphoi", make_unit("SNV", "Sở Nội vụ"), Role.COORDINATOR)
    client.force_login(user)
    return user
