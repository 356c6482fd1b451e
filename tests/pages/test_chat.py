"""The chat page and its dialog over the real desk, market, paper book and team."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import bootstrap
from bootstrap import Wiring
from components import session
from components.session import CHAT_INPUT
from tests.desk_process import ROOT
from trading.types import OWNER, RunStatus, Status, Usage

ASKED = "Buy 1 share of AAPL at market price"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")


@pytest.fixture
def wired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wiring]:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(session, "warm_up_soon", lambda: None)
    bootstrap.shut_down()
    yield bootstrap.wiring()
    bootstrap.shut_down()


def _page() -> AppTest:
    return AppTest.from_file(str(ROOT / "pages" / "chat.py"), default_timeout=60)


def _asked(wired: Wiring) -> tuple[AppTest, str]:
    """Return the page of a conversation whose order waits, and the proposal's id."""
    run = wired.services.runs.create(ASKED, actor=OWNER)
    wired.jobs.submit_run(run.id)
    ends = time.monotonic() + 60
    while wired.services.runs.get(run.id).status in {RunStatus.QUEUED, RunStatus.RUNNING} and time.monotonic() < ends:
        time.sleep(0.05)
    (proposal_id,) = wired.services.runs.get(run.id).proposals
    page = _page()
    page.query_params["conversation"] = run.conversation_id
    return page.run(), proposal_id


def _reviewing(wired: Wiring) -> tuple[AppTest, str]:
    page, proposal_id = _asked(wired)
    page.button(key=f"review_chat_{proposal_id}").click().run()
    return page, proposal_id


def _send_key(wired: Wiring, proposal_id: str) -> str:
    return f"send_{proposal_id}_{wired.services.desk.proposal(proposal_id).approval_hash[:8]}"


def _texts(page: AppTest) -> str:
    return "\n".join(
        str(e.value) for e in [*page.markdown, *page.get("html"), *page.success, *page.error, *page.warning, *page.info]
    )


def test_a_new_chat_offers_starters_and_names_the_engine(wired: Wiring) -> None:
    page = _page().run()
    assert not page.exception
    assert page.header[0].value == "What do you want to know or do?"
    assert ASKED in str(page.get("pills")[0].options)
    assert any("Offline planner" in caption.value for caption in page.caption)
    assert any("as of Fri 1 Jun 2012, 16:00 ET" in caption.value.replace("\\", "") for caption in page.caption)


def test_typing_a_question_makes_a_run_whose_conversation_is_in_the_address(wired: Wiring) -> None:
    page = _page().run()
    page.chat_input[0].set_value("What is the price of AAPL?").run()
    assert not page.exception
    (conversation,) = wired.services.runs.conversations()
    assert page.query_params["conversation"] in (conversation.id, [conversation.id])
    assert len(wired.services.runs.conversation_runs(conversation.id)) == 1


def test_an_order_is_reviewed_sent_once_and_its_outcome_shown(wired: Wiring) -> None:
    page, proposal_id = _reviewing(wired)
    assert not page.exception
    assert "**What will be sent**" in _texts(page)
    page.button(key=_send_key(wired, proposal_id)).click().run()
    assert not page.exception
    assert wired.services.desk.proposal(proposal_id).status is Status.FILLED
    assert "Bought 1 AAPL at $560.99." in _texts(page).replace("\\", "")
    page.button(key=f"close_{proposal_id}").click().run()
    assert "**What was sent**" not in _texts(page)
    assert "filled at $560.99" in _texts(page).replace("\\", "")
    assert len(wired.services.desk.fills().items) == 1


def test_a_second_click_on_send_changes_nothing_and_shows_no_error(wired: Wiring) -> None:
    page, proposal_id = _reviewing(wired)
    wired.services.desk.approve(proposal_id, wired.services.desk.proposal(proposal_id).approval_hash, actor=OWNER)
    page.button(key=_send_key(wired, proposal_id)).click().run()
    assert not page.exception
    assert not page.error
    assert len(wired.services.desk.fills().items) == 1
    assert "Bought 1 AAPL" in _texts(page)


def test_cancel_in_the_dialog_discards_the_order_and_closes_it(wired: Wiring) -> None:
    page, proposal_id = _reviewing(wired)
    page.button(key=f"cancel_{proposal_id}").click().run()
    assert wired.services.desk.proposal(proposal_id).status is Status.CANCELLED
    assert "**What will be sent**" not in _texts(page)
    assert not wired.services.desk.fills().items


def test_while_trading_is_stopped_nothing_can_be_reviewed_or_sent_and_every_page_says_so(wired: Wiring) -> None:
    page, proposal_id = _reviewing(wired)
    page.button(key="kill").click().run()
    assert wired.services.desk.state().stopped
    assert page.button(key=_send_key(wired, proposal_id)).disabled
    assert page.button(key=f"review_chat_{proposal_id}").disabled
    assert "Trading is stopped" in _texts(page)
    page.button(key="resume_now").click().run()
    assert not wired.services.desk.state().stopped
    assert not page.button(key=f"review_chat_{proposal_id}").disabled


def test_an_old_price_is_refused_shown_and_asked_about_again(wired: Wiring) -> None:
    page, proposal_id = _reviewing(wired)
    shown = _send_key(wired, proposal_id)
    assert wired.services.replay is not None
    wired.services.replay.step(1)
    page.button(key=shown).click().run()
    assert not page.exception
    assert wired.services.desk.proposal(proposal_id).status is Status.OPEN
    assert "The price moved while you read" in _texts(page)
    again = page.button(key=_send_key(wired, proposal_id))
    assert again.label == "Approve the new price"
    again.click().run()
    assert wired.services.desk.proposal(proposal_id).status is Status.FILLED


def test_an_order_that_was_proposed_again_is_shown_once_with_one_button(wired: Wiring) -> None:
    page, proposal_id = _asked(wired)
    wired.services.desk.cancel(proposal_id, actor=OWNER)
    again = wired.services.desk.propose_again(proposal_id, actor=OWNER)
    page.run()
    assert not page.exception
    keys = [button.key for button in page.button]
    assert f"review_chat_{again.id}" in keys
    assert not [key for key in keys if key and key.endswith(f"_chat_{proposal_id}")]


def test_an_answer_that_is_being_written_is_shown_as_far_as_it_has_come(wired: Wiring) -> None:
    run = wired.services.runs.create("price of AAPL", actor=OWNER)
    assert wired.services.runs.claim(run.id, "a worker", "a model")
    wired.services.runs.set_draft(run.id, "Apple is at <b>560.99</b>")
    page = _page()
    page.query_params["conversation"] = run.conversation_id
    assert "Apple is at" in _texts(page.run()) and "being written" in str([one.value for one in page.caption])
    used = Usage(model_calls=2, input_tokens=10, output_tokens=5, cost_usd=None)
    wired.services.runs.add_step(run.id, agent="analyst", tool="get_quote", arguments={}, observation={})
    wired.services.runs.finish(run.id, RunStatus.DONE, "Apple is at 560.99.", usage=used)
    page = _page()
    page.query_params["conversation"] = run.conversation_id
    page.run()
    assert "being written" not in str([one.value for one in page.caption])
    assert any("cost not known" in one.label for one in page.expander)


def test_an_unknown_conversation_in_the_address_is_an_empty_chat(wired: Wiring) -> None:
    page = _page()
    page.query_params["conversation"] = "nobody-knows-this"
    page.run()
    assert not page.exception
    page.chat_input[0].set_value("help").run()
    assert not page.exception
    assert len(wired.services.runs.conversations()) == 1


def test_a_faulty_start_is_a_sentence_on_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap.shut_down()
    monkeypatch.setenv("MARKET_DATA", "files")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    page = _page().run()
    assert not page.exception
    assert page.header[0].value == "The desk cannot start"
    assert "name a folder with a file such as" in page.error[0].value
    assert CHAT_INPUT not in [chat.key for chat in page.chat_input]


def test_an_answer_about_headlines_shows_them_with_their_scores_and_the_way_to_the_page(wired: Wiring) -> None:
    run = wired.services.runs.create("What is said of AAPL?", actor=OWNER)
    wired.jobs.submit_run(run.id)
    ends = time.monotonic() + 60
    while wired.services.runs.get(run.id).status in {RunStatus.QUEUED, RunStatus.RUNNING} and time.monotonic() < ends:
        time.sleep(0.05)
    page = _page()
    page.query_params["conversation"] = run.conversation_id
    page.run()
    assert not page.exception
    (river,) = [one.proto.body for one in page.get("html") if 'aria-label="Headlines about AAPL"' in one.proto.body]
    assert river.count("<li") == 4 and "Apple&#x27;s profit jumps 94 percent" in river and "<a " not in river
    (link,) = [one.proto.url for one in page.get("link_button") if "sentiment" in one.proto.url]
    assert link == "sentiment?about=AAPL"
