"""A body is one JSON object that says one thing, or it is told what is wrong."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.body import MAX_DIGITS, parse_object
from api.problems import Problem


def refusal(raw: bytes) -> str:
    with pytest.raises(Problem) as caught:
        parse_object(raw)
    assert caught.value.kind.status == 422
    return caught.value.detail


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"{", "not JSON"),
        (b"{'a': 1}", "not JSON"),
        (b"[1]", "a list"),
        (b"3", "a number"),
        (b"true", "true or false"),
        (b"null", "null"),
        (b'"x"', "a text"),
        (b'{"qty": NaN}', "NaN"),
        (b'{"qty": -Infinity}', "-Infinity"),
        (b'{"qty": "1", "side": "buy", "qty": "2"}', "'qty' is given twice"),
        (b'{"stop_loss": {"stop_price": 1, "stop_price": 2}}', "given twice"),
        (b'{"qty": 1e999}', "1e400"),
        (b'{"qty": 1e-99999999999}', "1e400"),
        (b'{"qty": 1e99999999999999999999}', "1e400"),
        (b'{"qty": ' + b"1" * 401 + b"}", "401 digits"),
        (b'{"qty": 1.' + b"1" * 400 + b"}", "digits"),
        (b'{"symbol": "\\ud800"}', "surrogate"),
        (b'{"\\u0000": 1}', "code 0"),
        (b'{"symbol": "\xe9"}', "UTF-8"),
        (b"\xff\xfe", "UTF-8"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "nested"),
        (b'{"a":' + b"[" * 5_000 + b"]" * 5_000 + b"}", "nested"),
    ],
    ids=lambda value: repr(value)[:50],
)
def test_a_body_that_is_no_plain_object_is_refused_with_a_sentence(raw: bytes, said: str) -> None:
    assert said in refusal(raw)


def test_numbers_keep_their_digits() -> None:
    assert parse_object(b'{"qty": 10.123456789, "big": 1e308, "n": 3}') == {
        "qty": Decimal("10.123456789"),
        "big": Decimal("1e308"),
        "n": 3,
    }


def test_a_whole_surrogate_pair_is_a_character() -> None:
    assert parse_object(b'{"query": "\\ud83d\\ude00"}') == {"query": "\U0001f600"}


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**MAX_DIGITS) + 1, 10**MAX_DIGITS - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(texts, plain, max_size=5))
def test_every_plain_object_is_read_as_it_was_written(value: dict[str, Any]) -> None:
    assert parse_object(json.dumps(value).encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_an_object_or_a_problem(raw: bytes) -> None:
    try:
        assert isinstance(parse_object(raw), dict)
    except Problem as fault:
        assert fault.kind.status == 422 and fault.reasons
