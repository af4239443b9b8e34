"""What would be done thousands of times for nothing: weighing what stays, listing files, keeping pieces of pages."""

import gc
from collections.abc import Callable, Iterator
from copy import copy
from typing import Any

import pytest
from django.template import Context, Template
from django.test import client
from django.test.utils import ContextList
from whitenoise.middleware import WhiteNoiseMiddleware


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Thousands of tests are collected and none of them goes before the end: they are no rubbish to be looked for."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)  # of new things, most of which stay till their test ends; usually 700
        gc.enable()


@pytest.fixture(scope="session", autouse=True)
def static_files_listed_once() -> Iterator[None]:
    """Every `Client` builds the middleware anew, which looks through all folders of static files."""
    with pytest.MonkeyPatch.context() as patch:
        name = "add_files_from_finders"
        patch.setattr(WhiteNoiseMiddleware, name, _kept(getattr(WhiteNoiseMiddleware, name)))
        yield


@pytest.fixture(scope="session", autouse=True)
def only_the_page_is_kept() -> Iterator[None]:
    """`response.context` is that of the page; Django copies those of its twenty pieces, too, which hold the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "store_rendered_templates", _keep_the_page)
        yield


def _keep_the_page(store: dict[str, Any], template: Template, context: Context, **_: object) -> None:
    if "context" not in store:
        store["templates"], store["context"] = [template], ContextList([copy(context)])


def _kept(add: Callable[[WhiteNoiseMiddleware], None]) -> Callable[[WhiteNoiseMiddleware], None]:
    files: dict[str, object] = {}

    def add_files(middleware: WhiteNoiseMiddleware) -> None:
        if not files:
            add(middleware)
            files.update(middleware.files)
        middleware.files = files

    return add_files
