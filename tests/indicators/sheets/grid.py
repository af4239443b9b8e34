"""Asking the grid as its page does, and reading its answers."""

import json
import re

from django.urls import reverse

HTMX = {"HX-Request": "true"}


def page_url(scene, area=""):
    return reverse("indicators:entry", args=[scene.assessment_id, area] if area else [scene.assessment_id])


def post(client, scene, code, *, htmx=True, version=None, **typed):
    """The row as the page would send it; the version seen is what is stored unless told otherwise."""
    row = scene.score(code)
    seen = {} if version == "" else {"v": f"{row.version if version is None else version};"}
    url = reverse("indicators:entry_save", args=[row.pk])
    sent = {f"{row.pk}-{name}": text for name, text in {"self": "", **seen, **typed}.items()}
    return client.post(url, sent, headers=HTMX if htmx else {})


def swapped(row, place, content):
    """What an answer puts into a place of its row."""
    return f'hx-swap-oob="innerHTML:#r-{row.pk} {place}">{content}</'


def state(response):
    """The words of the state cell."""
    return re.sub(r"<[^>]+>", "", response.content.decode().split("</span>")[0]).strip()


def told(response):
    return json.loads(response["HX-Trigger"])["rowAnswered"]


def message(response):
    return re.findall(r'class="msg \w+">.*?<span>(.*?)</span>', response.content.decode(), re.S)
