"""An answer that comes in pieces: it grows where it is seen, counts as far as it came, and leaves nothing behind."""

import threading
import time
from itertools import pairwise

import pytest

from agent.budget import MAX_OUTPUT_TOKENS
from agent.growing import answer_so_far
from tests.agent.rig import Start, stopped_after, threads_ended
from tests.agent.scripted_model import call, final
from trading.types import RunStatus


def test_a_stop_ends_a_run_though_the_model_writes_on(start: Start) -> None:
    rig, model = start([final("word " * 2_000)])
    model.piece_s = 0.05
    took, _ = stopped_after(rig, lambda: bool(rig.services.runs.list(limit=1).items[0].draft))
    assert took < 15, "the answer takes 20 s"


def test_an_answer_grows_in_the_store_and_its_result_stays_empty_until_it_is_whole(start: Start) -> None:
    rig, model = start([final(f"[Here](http://evil.example/x) it comes: {'word ' * 60}")])
    model.piece_s = 0.1
    run = rig.say("price of AAPL")
    assert rig.services.runs.claim(run.id, "test", "p")
    worker = threading.Thread(target=rig.team.run, args=(run.id,))
    worker.start()
    seen: list[str] = []
    while worker.is_alive():
        now = rig.services.runs.get(run.id)
        if now.draft and (not seen or now.draft != seen[-1]):
            assert now.result is None
            seen.append(now.draft)
        time.sleep(0.02)
    assert len(seen) >= 2 and all(later.startswith(earlier[:20]) for earlier, later in pairwise(seen))
    assert "evil.example" not in "".join(seen)
    done = rig.services.runs.get(run.id)
    assert done.draft is None and "it comes: word" in (done.result or "")


def test_a_model_that_breaks_off_in_its_answer_ends_the_run_without_being_asked_again(start: Start) -> None:
    rig, model = start([final("word " * 40)], llm_timeout_s=1)
    model.piece_s = 90.0
    since = time.monotonic()
    run = rig.ask("price of AAPL")
    assert time.monotonic() - since < 60, "the next piece would come after 90 s"
    assert run.status is RunStatus.FAILED and "ask again" in (run.error or "")
    assert len(model.requests) == 1 and run.usage.input_tokens > 500, "what may have cost something counts"


WORDS = "word " * 400
EACH_PIECE = 24
"""Characters of one piece of the scripted server, a token at least."""


@pytest.mark.parametrize("ends_by", ["stop", "time-out"])
def test_what_a_model_has_written_before_it_was_left_counts_for_the_run_and_for_the_day(
    start: Start, ends_by: str
) -> None:
    rig, model = start([final(WORDS)], llm_timeout_s=2 if ends_by == "time-out" else 100)
    model.piece_s = 0.05
    if ends_by == "stop":
        stopped_after(rig, lambda: len(rig.services.runs.list(limit=1).items[0].draft or "") > 5 * EACH_PIECE)
    else:
        rig.ask("price of AAPL")
    run = rig.services.runs.list(limit=1).items[0]
    assert 5 <= run.usage.output_tokens < len(WORDS) / 3, "neither nothing nor the whole"
    assert rig.services.runs.model_calls.today().tokens == run.usage.input_tokens + run.usage.output_tokens


def test_an_answer_that_was_to_come_as_a_whole_and_was_not_heard_counts_with_the_most_it_may_be(start: Start) -> None:
    rig, _ = start([call("analyst", task="t"), final("late") | {"wait_s": 60}], llm_timeout_s=1)
    run = rig.ask("price of AAPL")
    assert "LLM_TIMEOUT_S" in (run.error or "")
    assert run.usage.output_tokens == 20 + MAX_OUTPUT_TOKENS, "20 of the manager's call, as its server says"


def test_an_answer_in_many_pieces_leaves_no_threads_behind(start: Start) -> None:
    rig, model = start([final("word " * 800)])
    before = set(threading.enumerate())
    for _ in range(3):
        assert rig.ask("price of AAPL").status is RunStatus.DONE
    assert rig.services.runs.list(limit=1).items[0].usage.model_calls == 1 and len(model.requests) == 3
    for name in ("agents", "model-call", "lookup-"):
        threads_ended(name)
    model.close()
    left = [one.name for one in set(threading.enumerate()) - before]
    assert len(left) <= 2, f"one that logs the end of each answer may stay, not one a piece: {left}"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("", ""),
        ('{"ans', ""),
        ('{"answer": "', ""),
        ('{"answer": "AAPL is', "AAPL is"),
        (r'{"answer": "a\nb \"c\" \u00e', 'a\nb "c" '),
        (r'{"answer": "a\\', "a\\"),
        (r'{"answer": "a\\"', "a\\"),
        ('{"answer": "done"}', "done"),
        ('{"answer": {"a": 1}}', ""),
        ("[1]", ""),
    ],
)
def test_an_answer_is_read_as_far_as_it_has_come(arguments: str, told: str) -> None:
    assert answer_so_far(arguments) == told
