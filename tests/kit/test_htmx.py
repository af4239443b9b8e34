"""The page, or the part asked for."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory

from cchc_portal.kit.htmx import render_page


@pytest.fixture
def template(tmp_path, settings):
    """A page with one part, found like any other template."""
    (tmp_path / "trang.html").write_text(
        "<h1>Trang</h1>{% partialdef rows inline %}<p>{{ word }}</p>{% endpartialdef %}"
    )
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    return "trang.html"


def answer(template, target=None):
    headers = {} if target is None else {"HX-Target": target}
    request = RequestFactory().get("/", headers=headers)
    request.user = AnonymousUser()
    return render_page(request, template, {"word": "một"}, parts=["rows"], status=422)


@pytest.mark.parametrize(
    ("target", "body"),
    [(None, "<h1>Trang</h1><p>một</p>"), ("rows", "<p>một</p>"), ("other", "<h1>Trang</h1><p>một</p>")],
)
def test_render_page_gives_the_part_named_by_the_target(template, target, body):
    response = answer(template, target)

    assert (response.content.decode(), response.status_code, response["Vary"]) == (body, 422, "HX-Target")
    assert engines.all() != []
