"""`POST /api/sentiment`: one judgement a text, in the order of the texts, within its limits."""

from collections.abc import Callable

import pytest

from tests.api.conftest import Client
from trading.store.api_keys import Scope

GOOD = "Apple beats estimates and raises its outlook"
BAD = "Boeing cut to Sell, shares plunge"
PLAIN = "Edited transcript of the earnings conference call"


def test_each_text_gets_its_label_and_score_in_the_order_of_the_texts(desk: Client) -> None:
    items = desk.post("/api/sentiment", {"texts": [BAD, GOOD, PLAIN, BAD]}, status=200)["items"]
    assert [one["label"] for one in items] == ["negative", "positive", "neutral", "negative"]
    assert items[0] == items[3]
    assert items[0]["score"] < -0.5 < 0.5 < items[1]["score"]
    assert all(set(one) == {"label", "score"} and -1 <= one["score"] <= 1 for one in items)


def test_no_texts_are_no_items_and_an_empty_text_is_neutral(desk: Client) -> None:
    assert desk.post("/api/sentiment", {"texts": []}, status=200)["items"] == []
    assert (
        desk.post("/api/sentiment", {"texts": ["", "  "]}, status=200)["items"]
        == [{"label": "neutral", "score": 0.0}] * 2
    )


def test_a_thousand_long_texts_are_judged_and_one_more_is_refused(desk: Client) -> None:
    texts = [f"{GOOD} {number} " + "x " * 1_000 for number in range(1_000)]
    assert len(desk.post("/api/sentiment", {"texts": texts}, status=200)["items"]) == 1_000
    told = desk.post("/api/sentiment", {"texts": [GOOD] * 1_001}, status=422)
    assert "1000" in told["detail"] and "texts" in told["detail"]


@pytest.mark.parametrize(
    "body", [{}, {"texts": "a text"}, {"texts": None}, {"texts": [1]}, {"texts": [None]}, {"texts": [GOOD], "text": ""}]
)
def test_anything_but_a_list_of_texts_is_refused(desk: Client, body: object) -> None:
    desk.post("/api/sentiment", body, status=422)


def test_a_key_without_the_scope_read_is_refused(client: Callable[..., Client]) -> None:
    answer = client(Scope.PROPOSE).call("POST", "/api/sentiment", json={"texts": [GOOD]})
    assert answer.status_code == 403
