"""The rows of a dialog over several tickets: where each stands, what the gate says of it, what became of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from components.figures import with_figures
from components.order_tables import reason
from components.prose import plain
from components.reasons import in_one
from components.releases import cancels_first
from components.session import Note
from components.standing import Tone, shown_status, standing
from trading.types import RESTING, MarketMode, Proposal, Status

Cells = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One ticket of the list, and what the dialog must say of it besides its state.

    `target` is the order that a cancel takes back.
    """

    proposal: Proposal
    note: Note | None
    target: Proposal | None = None

    @property
    def came_late(self) -> bool:
        """Say whether the order that it is about has ended, so that sending it would do nothing."""
        return self.target is not None and not can_still_fill(self.target)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that one drawing of the dialog depends on. `left_out` are orders that are named without a ticket."""

    rows: tuple[Row, ...]
    left_out: tuple[Proposal, ...] = ()
    now: datetime
    mode: MarketMode
    account: str
    stopped: bool

    def status(self, row: Row) -> Status:
        """Return where the ticket of a row stands, as a person should see it."""
        return shown_status(row.proposal, self.now)

    @property
    def waiting(self) -> list[Proposal]:
        """Return the tickets that a person may still answer to some effect."""
        return [row.proposal for row in self.rows if self.status(row) is Status.OPEN and not row.came_late]

    @property
    def sendable(self) -> list[Proposal]:
        """Return those of them that the gate lets through."""
        return [proposal for proposal in self.waiting if proposal.gate.allowed]

    @property
    def state(self) -> list[tuple[object, ...]]:
        """Return what a newer reading is held against: each ticket, its approval hash, and the order behind it."""
        tickets = [(self.status(row), row.proposal.approval_hash, row.came_late) for row in self.rows]
        return [*tickets, *((one.status,) for one in self.left_out)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of all of it, as Markdown, once nothing waits."""

    tone: Tone
    icon: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What one kind of batch says. Each function takes the view that is drawn.

    `name` begins the key of every button and of every intent. `typed` has to be typed where the money is real.
    `elsewhere` is a button for what cannot be settled here: its label and its callback.
    """

    name: str
    icon: str
    alt: str
    right: tuple[int, ...]
    heads: Callable[[View], Cells]
    heading: Callable[[View], str]
    table: Callable[[View], list[Cells]]
    foot: Callable[[View], str]
    outcome: Callable[[View], Outcome]
    send: Callable[[View], str]
    again: Callable[[View], bool]
    again_help: str
    keep: str
    keep_help: str
    kept: str
    typed: str = ""
    passes_stop: bool = False
    elsewhere: tuple[str, Callable[[], None]] | None = None


def can_still_fill(order: Proposal) -> bool:
    """Say whether an order rests at the broker, or one of its exits does."""
    legs = order.order.legs if order.order is not None else ()
    return order.status in RESTING or any(leg.status in RESTING for leg in legs)


def said_of(row: Row, now: datetime) -> str:
    """Return what the gate says of a ticket that waits, or what became of it, as Markdown."""
    proposal, note = row.proposal, row.note
    status = shown_status(proposal, now)
    if status is Status.OPEN and note is not None and note.kind == "drifted":
        return f":orange[:material/trending_up: The price moved:] {plain(note.text)} Not sent."
    if status is Status.OPEN and note is not None and note.kind == "changed":
        return ":orange[:material/sync_problem: The figures changed while you read.] Not sent."
    if status is Status.OPEN and note is not None:
        return f":red[:material/block: Not sent:] {_plain(note.text)}"
    if is_refused(row, now):
        why = " ".join(map(sentence, in_one(proposal.gate.reasons))) or reason(proposal)
        return f":red[:material/block: Refused:] {_plain(why)}"
    if status is Status.OPEN:
        first = cancels_first(proposal)
        passed = f":green[:material/check: all {len(proposal.gate.rules)} rules pass]"
        return f"{passed} {first}" if first else passed
    said = standing(proposal, now)
    color = {Tone.DOUBT: "orange"}.get(said.tone, said.tone.value)
    more = f" {plain(said.text)}" if said.tone in (Tone.BAD, Tone.DOUBT) else ""
    return f":{color}[{said.icon} {plain(said.title)}]{more}"


def is_refused(row: Row, now: datetime) -> bool:
    """Say whether the gate says no, for good or at the present price."""
    status = shown_status(row.proposal, now)
    return status is Status.REFUSED or (status is Status.OPEN and not row.proposal.gate.allowed)


def counted(words: Sequence[str]) -> str:
    """Return how often each of these words was said, such as "2 filled, 1 refused"; empty without any.

    >>> counted(["filled", "refused", "filled"])
    '2 filled, 1 refused'
    """
    return ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(words))


def sentence(text: str) -> str:
    """Return a reason as a sentence of its own."""
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _plain(text: str) -> str:
    return plain(sentence(with_figures(text)))
