"""Planted secrets and forced errors: none comes to light in pages, logs, prompts, answers or the store."""

import base64
import json
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

import trading.redaction
from tests.secrets import planted
from tests.secrets.forcing import Round
from tests.secrets.scan import Scanner
from tests.secrets.whole_round import whole_round
from trading.redaction import Redactor

MEMORY = Path("/dev/shm")
"""Nothing here is about the disk, and half of the time would go by waiting for it."""


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="secrets-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def made() -> Iterator[Round]:
    with _folder() as folder:
        yield whole_round(folder, every=2)


def test_every_setting_that_is_marked_secret_has_a_planted_value() -> None:
    assert planted.unplanted() == set()
    assert len(planted.known()) >= 20 and len(set(planted.everything().values())) == len(planted.everything())


def test_no_planted_secret_comes_to_light_in_any_of_the_forced_errors(made: Round) -> None:
    assert len(set(made.forced)) >= 100
    assert made.silent == []
    assert sorted(made.leaks) == []


def test_every_place_where_a_secret_could_show_was_looked_through(made: Round) -> None:
    for place in ("answers", "log", "prompts", "database", "pages"):
        assert made.read[place] > 10_000, place


def test_without_the_redaction_the_same_errors_do_bring_secrets_to_light(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Blind(Redactor):
        def clean(self, value: object) -> object:
            return value

    monkeypatch.setattr(trading.redaction, "Redactor", Blind)
    monkeypatch.setattr(trading.redaction, "_redactor", Blind({}))
    monkeypatch.setattr(trading.redaction, "_secrets", {})
    with _folder() as folder:
        found = whole_round(folder, every=14).leaks
    places = {place for _, place, _ in found}
    assert {"answers", "log", "prompts", "desk.db", "pages"} <= places
    assert {secret for _, _, secret in found} >= set(planted.known())


@pytest.mark.parametrize("name", sorted(planted.everything()))
def test_the_scanner_finds_a_leak_in_every_form(name: str, tmp_path: Path) -> None:
    value = planted.everything()[name]
    scanner = Scanner(planted.everything())
    basic = base64.b64encode(f"user:{value}".encode()).decode()
    forms = (
        value,
        quote(value, safe=""),
        json.dumps({"k": value}),
        repr([value]),
        f"Basic {basic}",
        f"cut: {value[:20]}",
    )
    for form in forms:
        assert name in scanner.in_text(f"a line with {form} in it"), form
    (tmp_path / "kept.txt").write_bytes(b"\0" * 10_000 + value.encode() + b"\0")
    assert name in {secret for _, secret in scanner.in_folder(tmp_path)}
    assert scanner.in_text("a line without any of them") == set()


def test_the_scanner_reads_what_a_database_holds_compressed(tmp_path: Path) -> None:
    import sqlite3

    secret = planted.SETTINGS["llm_api_key"]
    with closing(sqlite3.connect(tmp_path / "desk.db")) as connection:
        connection.execute("CREATE TABLE record_blob (address TEXT, body BLOB)")
        connection.execute("INSERT INTO record_blob VALUES ('a', ?)", (zlib.compress(secret.encode() * 3),))
        connection.commit()
    assert {secret for _, secret in Scanner(planted.known()).in_folder(tmp_path)} == {"LLM_API_KEY"}
