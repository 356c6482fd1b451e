"""Keys of the REST API: shown once when made, kept only as hashes, revocable at once."""

import hashlib
import hmac
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select, update

from trading.errors import FixInput, NotFound
from trading.ports import Clock
from trading.store.database import Database
from trading.store.tables import API_KEY
from trading.types import Actor, ActorKind

MAX_NAME = 80
_PREFIX = "desk"
_NOBODY = hashlib.sha256(b"no key has this hash").hexdigest()


class Scope(StrEnum):
    """What a key may do. No scope holds another: a key that may approve may read only if it says so."""

    READ = "read"
    PROPOSE = "propose"
    APPROVE = "approve"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key without its secret: who it stands for and what it may do."""

    id: str
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    revoked_at: datetime | None = None

    @property
    def actor(self) -> Actor:
        """Return the key as the actor that stands on tickets and in the log."""
        return Actor(kind=ActorKind.KEY, id=self.id, name=self.name)


class ApiKeys:
    """All keys of one store. Threads may share it; processes too: a key works and ends while the app runs."""

    def __init__(self, database: Database, wall_clock: Clock) -> None:
        self._database = database
        self._clock = wall_clock

    def create(self, name: str, scopes: Collection[Scope]) -> tuple[str, ApiKey]:
        """Make a key and return its text, which is never shown again, and what is kept of it.

        The secret has 256 random bits, so a plain SHA-256 keeps it. Raises FixInput for a bad name or no scope.
        """
        label = name.strip()
        if not label or len(label) > MAX_NAME or not label.isprintable():
            raise FixInput(f"the name {name!r:.100} must have 1 to {MAX_NAME} printable characters; choose another")
        if not scopes:
            raise FixInput(f"the key has no scope; give one or more of {', '.join(Scope)}")
        key_id = secrets.token_hex(6)
        text = f"{_PREFIX}_{key_id}_{secrets.token_urlsafe(32)}"
        made = ApiKey(id=key_id, name=label, scopes=frozenset(scopes), created_at=self._clock.now())
        with self._database.write() as connection:
            connection.execute(
                insert(API_KEY).values(
                    id=made.id,
                    name=made.name,
                    key_hash=_hash(text),
                    scopes=",".join(scope.value for scope in Scope if scope in made.scopes),
                    created_at=made.created_at,
                )
            )
        return text, made

    def find(self, text: str) -> ApiKey | None:
        """Return the key of that text, None when it is unknown or revoked.

        The id finds the row, the hashes are compared in constant time, for unknown ids too.
        """
        parts = text.split("_", 2)
        key_id = parts[1] if len(parts) == 3 else ""
        with self._database.read() as connection:
            row = connection.execute(select(API_KEY).where(API_KEY.c.id == key_id)).first() if key_id else None
        same = hmac.compare_digest(_hash(text), row.key_hash if row is not None else _NOBODY)
        return _key(row) if row is not None and same and row.revoked_at is None else None

    def is_living(self, key_id: str) -> bool:
        """Say whether a key that was found before has not been revoked since."""
        with self._database.read() as connection:
            living = select(API_KEY.c.id).where(API_KEY.c.id == key_id, API_KEY.c.revoked_at.is_(None))
            return connection.execute(living).first() is not None

    def list(self) -> Sequence[ApiKey]:
        """Return every key, revoked ones too, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(API_KEY).order_by(API_KEY.c.created_at.desc(), API_KEY.c.id)).all()
        return [_key(row) for row in rows]

    def revoke(self, key: str) -> ApiKey:
        """End a key, named by its id or by a name that only one living key has; an ended one stays ended.

        Raises NotFound when no key is meant, FixInput when several are.
        """
        keys = self.list()
        meant = [k for k in keys if k.id == key] or [k for k in keys if k.name == key and k.revoked_at is None]
        if not meant:
            raise NotFound(f"no living key has the id or name {key!r:.100}; `python -m trading keys list` shows all")
        if len(meant) > 1:
            ids = ", ".join(k.id for k in meant)
            raise FixInput(f"{len(meant)} keys are named {key!r:.100}; name one by its id: {ids}")
        with self._database.write() as connection:
            ended = update(API_KEY).where(API_KEY.c.id == meant[0].id, API_KEY.c.revoked_at.is_(None))
            connection.execute(ended.values(revoked_at=self._clock.now()))
        return next(k for k in self.list() if k.id == meant[0].id)


def scopes_from_text(text: str) -> frozenset[Scope]:
    """Return the scopes of a comma-separated list. Raises FixInput for an unknown one or none."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in set(Scope)]
    if unknown or not names:
        said = ", ".join(unknown) or "nothing"
        raise FixInput(f"{said} is no scope; give one or more of {', '.join(Scope)}, separated by commas")
    return frozenset(Scope(name) for name in names)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _key(row: Any) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        scopes=frozenset(Scope(name) for name in row.scopes.split(",")),
        created_at=row.created_at,
        revoked_at=row.revoked_at,
    )
