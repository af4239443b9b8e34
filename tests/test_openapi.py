"""The description of the API: every address of the API is in it, and anybody may read it."""

import pytest
from django.urls import get_resolver

from cchc_portal.checks import addresses


@pytest.fixture
def described(client, db):
    return client.get("/api/openapi.json").json()


def test_every_address_of_the_api_is_described(described):
    routes = {f"/{route}" for route, _ in addresses(get_resolver().url_patterns) if route.startswith("api/")}

    assert {path.replace("{", "<int:").replace("}", ">") for path in described["paths"]} == routes - {
        "/api/openapi.json"
    }


def test_every_address_says_what_it_does_and_how_to_come_in(described):
    for path, methods in described["paths"].items():
        for told in methods.values():
            assert told["summary"], path
            assert {"key": []} in told["security"], path


def test_an_answer_is_described_by_its_fields(described):
    upload = described["components"]["schemas"]["Upload"]["properties"]

    assert {"state", "comparison", "errors", "job"} <= set(upload)
