"""What is taken out of a text, what is left alone, and that a log line stays a log line."""

import logging
import sys
import threading
from pathlib import Path

import pytest

from bootstrap import build
from trading.errors import InvalidTicket, Unavailable
from trading.redaction import Redactor, clean, learn
from trading.redaction.logs import guard_logs
from trading.redaction.redactor import is_telling
from trading.redaction.values import secret_values
from trading.settings import Settings
from trading.store.audit import verify
from trading.store.ledger import Ledger
from trading.types import OWNER, Actor, ActorKind

KEY = "kx7Zq/29+Lmw04Tb"


@pytest.mark.parametrize("word", ["open", "partly_filled", "AAPL", "2012-06-01", "100000", "1.0", "Password", "a b"])
def test_an_ordinary_word_is_never_taken_for_a_secret(word: str) -> None:
    assert not is_telling(word)
    assert Redactor({"DESK_PASSWORD": word}).clean({"status": f"it is {word}"}) == {"status": f"it is {word}"}


@pytest.mark.parametrize("secret", [KEY, "x7!kQz", "correct horse battery", "correcthorsebattery", "Übung macht 1"])
def test_what_nobody_writes_by_chance_is_taken_out(secret: str) -> None:
    assert Redactor({"K": secret}).clean(f"<{secret}>") == "<[K]>"


def test_a_secret_that_was_cut_is_taken_out_up_to_the_cut() -> None:
    redactor = Redactor({"K": KEY})
    assert redactor.clean(f"the venue says {KEY[:13]}") == "the venue says [K]"
    assert redactor.clean(f'"...{KEY[-12:]}" [128 bytes]') == '"...[K]" [128 bytes]'
    assert redactor.clean(f"{KEY[:5]} is too little to tell") == f"{KEY[:5]} is too little to tell"


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/sk-hynix-reports-record-profit-2026-and-more",
        "PK beats KO; PKGROUP files; AKAM rises",
        "desk_bar and desk_password are names",
        "a basic understanding of bearers",
        "see https://example.com/a:b and mail me@example.com",
        "0" * 64,
    ],
)
def test_words_that_only_look_a_little_like_keys_stay(text: str) -> None:
    assert clean(text) == text


def test_names_of_variables_tell_which_values_are_secret() -> None:
    found = secret_values(
        {
            "OPENAI_API_KEY": "one-value-1", "HF_TOKEN": "two-value-2", "PATH": "/usr/bin", "PORT": "8501",
            "HTTPS_PROXY": "http://me:thr%33e-3@proxy:8080", "connections": {"db": {"password": "four-value-4"}},
        }
    )  # fmt: skip
    assert {"one-value-1", "two-value-2", "thr3e-3", "four-value-4"} <= set(found.values())
    assert not {"/usr/bin", "8501"} & set(found.values())


def test_an_error_says_its_sentence_without_the_secret_and_keeps_its_reasons() -> None:
    learn({"K": KEY})
    assert str(Unavailable(f"no answer to {KEY}; wait", retry_in_s=3)) == "no answer to [K]; wait"
    assert InvalidTicket([f"the symbol {KEY} is none"]).reasons == ["the symbol [K] is none"]


def test_a_key_that_was_replaced_is_still_a_secret() -> None:
    Settings.load(llm_api_key=KEY)
    Settings.load(llm_api_key="another/Key+0815xyz")
    assert clean(f"{KEY} another/Key+0815xyz") == "[LLM_API_KEY] [LLM_API_KEY]"


def test_settings_shown_as_text_hold_no_login_of_an_address() -> None:
    settings = Settings.load(llm_api_base=f"http://me:{KEY.replace('/', '%2F')}@127.0.0.1/v1")
    assert "kx7Zq" not in f"{settings!r} {settings}"


def test_a_log_line_keeps_its_form_and_its_numbers(caplog: pytest.LogCaptureFixture) -> None:
    before, hooks = logging.getLogRecordFactory(), (sys.excepthook, threading.excepthook)
    learn({"K": KEY})
    guard_logs()
    try:
        log = logging.getLogger("here")
        log.warning("%s of %d at %.2f", KEY, 7, 1.5)
        log.warning("%(who)s", {"who": f"x{KEY}"})
        log.warning("%s", b"bytes " + KEY.encode())
        log.warning("plain 100%")
        try:
            raise ValueError(KEY)
        except ValueError:
            log.exception("broke")
    finally:
        logging.setLogRecordFactory(before)
        logging.captureWarnings(capture=False)
        sys.excepthook, threading.excepthook = hooks
    assert caplog.messages[:4] == ["[K] of 7 at 1.50", "x[K]", "b'bytes [K]'", "plain 100%"]
    assert "ValueError: [K]" in caplog.text and KEY not in caplog.text


def test_the_log_of_the_desk_verifies_though_a_secret_was_taken_out_of_it(tmp_path: Path) -> None:
    wired = build(Settings.load(data_dir=tmp_path, desk_password=KEY))
    try:
        ledger = Ledger(wired.database, wired.services.account_id, wired.services.wall_clock, tmp_path)
        somebody = Actor(kind=ActorKind.KEY, id="k", name=f"the key {KEY}")
        with ledger.write() as writing:
            writing.record("note", f"subject {KEY}", {"said": f"with {KEY}", "n": 1}, actor=somebody)
        assert verify(wired.database, wired.services.account_id, tmp_path).fault is None
    finally:
        wired.close()
    assert KEY.encode() not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_weak_password_breaks_no_order_and_no_word(tmp_path: Path) -> None:
    wired = build(Settings.load(data_dir=tmp_path, desk_password="open"))
    try:
        run = wired.services.runs.create("what orders are open?", actor=OWNER)
        assert run.query == "what orders are open?"
    finally:
        wired.close()
