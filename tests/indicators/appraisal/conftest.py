"""A sheet in the steps of its appraisal."""

import pytest
from django.utils import timezone

from indicators.actions import rounds
from tests.factories import indicators as make


@pytest.fixture
def scene():
    made = make.scene()
    make.measure(made)
    return made


@pytest.fixture
def handed_in(scene):
    scene.submit()
    return scene


@pytest.fixture
def explaining(handed_in):
    """The first appraisal took 0,24 from 2.1 and 0,50 from 1.3."""
    handed_in.appraise_all()
    handed_in.appraise("2.1", "1", "Trừ hồ sơ chứng thực")
    handed_in.appraise("1.3", "0.5", "Hai lần nhắc")
    handed_in.finish_first()
    return handed_in


@pytest.fixture
def explained(explaining):
    explaining.explain("2.1")
    rounds.send_explanations(assessment_id=explaining.assessment_id, by=explaining.head, now=timezone.now())
    return explaining
