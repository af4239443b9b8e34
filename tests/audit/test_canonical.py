import datetime as dt
import json
import uuid
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db.models import TextChoices
from hypothesis import given
from hypothesis import strategies as st

from cchc_portal.audit.canonical import GREATEST_WHOLE, NotCanonical, canonical, read


class Colour(TextChoices):
    RED = "red", "Đỏ"


VECTORS = [
    (None, "null"),
    (True, "true"),
    (186916, "186916"),
    (2**53 - 1, "9007199254740991"),
    ("Sở Nội vụ", '"Sở Nội vụ"'),
    ("So\u031b\u0309 No\u0323\u0302i vu\u0323", '"Sở Nội vụ"'),  # the same words, letters and marks apart (NFD)
    ('a"b\\c\n\t\u0001', '"a\\"b\\\\c\\n\\t\\u0001"'),
    (Colour.RED, '"red"'),
    (Decimal("12.50"), '"12.50"'),
    (Decimal("1E+2"), '"100"'),
    (dt.date(2025, 12, 31), '"2025-12-31"'),
    (dt.datetime(2026, 1, 1, 6, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")), '"2025-12-31T23:30:00.000000Z"'),
    (uuid.UUID(int=7), '"00000000-0000-0000-0000-000000000007"'),
    ({"b": [1, None], "a": {"d": False, "c": ()}}, '{"a":{"c":[],"d":false},"b":[1,null]}'),
]


@pytest.mark.parametrize(("value", "text"), VECTORS)
def test_canonical_has_one_text_for_a_value(value, text):
    assert canonical(value) == text


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (61.76, "61.76 is a float, which has no canonical form"),
        ({"score": [1.0]}, "1.0 is a float, which has no canonical form"),
        (Decimal("NaN"), "NaN is not a number"),
        (2**53, "9007199254740992 is too great for a JSON number"),
        (dt.datetime(2026, 1, 1), "2026-01-01 00:00:00 has no time zone"),  # noqa: DTZ001  # the naive one is the point
        ({"điểm": 1}, "'điểm' is no key: keys are ASCII text"),
        ({1: 1}, "1 is no key: keys are ASCII text"),
        ({1}, "{1} is a set, which has no canonical form"),
        ("\ud800", "half of a surrogate pair is not text"),
    ],
)
def test_canonical_refuses_what_has_no_one_spelling(value, why):
    with pytest.raises(NotCanonical) as refusal:
        canonical(value)

    assert str(refusal.value) == why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"a":1.0}', "1.0 is not a whole number"),
        ('{"a":NaN}', "NaN is not a whole number"),
        ('{"a": 1}', "this text is not in its canonical form"),
        ('{"b":1,"a":2}', "this text is not in its canonical form"),
        ('{"a":1,"a":1}', "this text is not in its canonical form"),
        ("{", "not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
    ],
)
def test_read_refuses_what_canonical_never_writes(text, why):
    with pytest.raises(NotCanonical) as refusal:
        read(text)

    assert str(refusal.value) == why


whole = st.integers(-GREATEST_WHOLE, GREATEST_WHOLE)
text = st.text(st.characters(exclude_categories=["Cs"]))
plain = st.recursive(
    st.none() | st.booleans() | whole | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.from_regex(r"\A[a-z_]{1,8}\Z"), inner, max_size=4),
    max_leaves=10,
)


@given(plain)
def test_canonical_text_reads_back_as_itself(value):
    text = canonical(value)

    assert canonical(read(text)) == text
    assert json.loads(text) == read(text)
