"""Documents of a period in which nobody has handed in anything yet: thin, but made, and without an error."""

import pytest
from django.utils import timezone

from reports.papers.conference import conference
from reports.papers.reading import source_of
from tests.factories import indicators as make

pytestmark = pytest.mark.django_db


def test_conference_workbook_of_a_period_just_opened():
    scene = make.scene()
    source = source_of(period=scene.period, block_code="", publication_id=None, now=timezone.now())

    assert conference(source)
