"""Conversations: a title over the runs of one chat, and the words of a question that still waits for its answer."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, or_, select

from trading.errors import NotFound
from trading.store.run_rows import clean_text
from trading.store.tables import CONVERSATION, RUN
from trading.types import Conversation, Intent, RunStatus

MAX_TITLE = 72
MAX_PENDING = 4_000


def begin_conversation(connection: Connection, account_id: str, named: tuple[str, str], at: datetime) -> None:
    """Write a new conversation; `named` is its id and the first words, which become the title."""
    conversation_id, text = named
    title = " ".join(text.split())
    short = title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1].rstrip() + "…"
    row = {"id": conversation_id, "account_id": account_id, "title": short, "created_at": at, "updated_at": at}
    connection.execute(insert(CONVERSATION).values(**row))


def pending_words(connection: Connection, account_id: str, conversation_id: str) -> str:
    """Return the words that the next request answers to, a line a turn, empty when nothing was asked back.

    Raises NotFound for a conversation that this account does not have.
    """
    found = select(CONVERSATION.c.id).where(
        CONVERSATION.c.id == conversation_id, CONVERSATION.c.account_id == account_id
    )
    if connection.execute(found).first() is None:
        raise NotFound(f"conversation {conversation_id!r:.60} is not known; start a new one")
    last = (
        select(RUN.c.words, RUN.c.intent, RUN.c.status)
        .where(RUN.c.conversation_id == conversation_id)
        .order_by(RUN.c.created_at.desc(), RUN.c.id.desc())
        .limit(1)
    )
    row = connection.execute(last).first()
    if row is None or row.intent != Intent.UNCLEAR or row.status != RunStatus.DONE:
        return ""
    lines = [" ".join(line.split()) for line in row.words[-MAX_PENDING:].splitlines()]
    return "".join(line + "\n" for line in lines if line)


def load_conversations(
    connection: Connection, account_id: str, *, search: str | None, limit: int
) -> Sequence[Conversation]:
    """Return conversations, newest activity first, whose title or requests hold the searched text."""
    query = select(CONVERSATION).where(CONVERSATION.c.account_id == account_id)
    if search and search.strip():
        text = clean_text(search.strip())
        asked = select(RUN.c.conversation_id).where(RUN.c.query.icontains(text, autoescape=True))
        query = query.where(or_(CONVERSATION.c.title.icontains(text, autoescape=True), CONVERSATION.c.id.in_(asked)))
    query = query.order_by(CONVERSATION.c.updated_at.desc(), CONVERSATION.c.id.desc()).limit(max(1, limit))
    return [
        Conversation(id=row.id, title=row.title, created_at=row.created_at, updated_at=row.updated_at)
        for row in connection.execute(query)
    ]
