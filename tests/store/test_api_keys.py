"""Keys are shown once, kept as hashes, exact in their scopes, and end when they are revoked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from trading.errors import FixInput, NotFound
from trading.market.clock import WallClock
from trading.store.api_keys import ApiKeys, Scope, scopes_from_text
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.store.tables import API_KEY
from trading.types import ActorKind


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.in_folder(tmp_path)
    upgrade(database)
    yield database
    database.close()


@pytest.fixture
def keys(database: Database) -> ApiKeys:
    return ApiKeys(database, WallClock())


def test_a_key_is_found_by_its_text_with_its_exact_scopes(keys: ApiKeys) -> None:
    text, made = keys.create("broker bot", {Scope.READ, Scope.PROPOSE})
    found = keys.find(text)
    assert found == made
    assert found.scopes == {Scope.READ, Scope.PROPOSE}
    assert (found.actor.kind, found.actor.id, found.actor.name) == (ActorKind.KEY, made.id, "broker bot")


def test_admin_is_only_admin(keys: ApiKeys) -> None:
    _, made = keys.create("boss", {Scope.ADMIN})
    assert Scope.READ not in made.scopes


def test_the_store_never_holds_the_key(keys: ApiKeys, database: Database) -> None:
    text, _ = keys.create("n", {Scope.READ})
    secret = text.split("_", 2)[2]
    with database.read() as connection:
        row = connection.execute(select(API_KEY)).one()
    assert secret not in str(row)
    assert len(secret) >= 43, "256 random bits"


@pytest.mark.parametrize("change", ["", "x", "_", "__", "desk_", "\ud800", "\x00", "é"])
def test_what_is_no_key_is_not_found(keys: ApiKeys, change: str) -> None:
    text, made = keys.create("n", {Scope.READ})
    assert keys.find(change) is None
    assert keys.find(text + change) == (made if not change else None)
    assert keys.find(f"desk_{made.id}_{change}") is None
    assert keys.find(text[:-1]) is None


def test_a_revoked_key_is_refused_at_once_and_stays_listed(keys: ApiKeys, database: Database) -> None:
    text, made = keys.create("n", {Scope.READ})
    other_process = ApiKeys(database, WallClock())
    ended = other_process.revoke(made.id)
    assert ended.revoked_at is not None
    assert keys.find(text) is None
    assert [key.revoked_at for key in keys.list()] == [ended.revoked_at]
    assert keys.revoke(made.id).revoked_at == ended.revoked_at, "an ended key stays ended when it ended"


def test_a_name_revokes_only_where_it_is_one(keys: ApiKeys) -> None:
    first, _ = keys.create("twin", {Scope.READ})
    _, second = keys.create("twin", {Scope.READ})
    with pytest.raises(FixInput, match=second.id):
        keys.revoke("twin")
    keys.revoke(second.id)
    keys.revoke("twin")
    assert keys.find(first) is None
    with pytest.raises(NotFound):
        keys.revoke("nobody")


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\nb", "a\x1b[2Jb"])
def test_a_bad_name_makes_no_key(keys: ApiKeys, name: str) -> None:
    with pytest.raises(FixInput):
        keys.create(name, {Scope.READ})
    assert keys.list() == []


@pytest.mark.parametrize("text", ["", ",", "reed", "read,", "read write", "READ", "read,propose,*"])
def test_scopes_are_words_of_the_contract(text: str) -> None:
    if text == "read,":
        assert scopes_from_text(text) == {Scope.READ}
    else:
        with pytest.raises(FixInput):
            scopes_from_text(text)


def test_a_key_without_a_scope_is_not_made(keys: ApiKeys) -> None:
    with pytest.raises(FixInput):
        keys.create("n", set())
