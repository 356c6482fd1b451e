"""How a run ends: its answer from what the agents said and what their tools brought, with each figure's source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.counter import Answer
from agent.intent_types import Reading
from agent.provenance.claims import NOT_SENT, claims_an_act
from agent.provenance.known import ground_of
from agent.provenance.tracing import trace
from agent.untrusted import without_links
from agent.watching import STOPPED
from trading.types import RunStatus, RunStep, TracedFigure

MAX_RESULT = 8_000
WORDS, DESK = "your words", "the desk"
"""What a figure came from when it is no tool result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The status, the text, the error where there is one, and the figures of the text with their sources."""

    status: RunStatus
    text: str
    error: str | None = None
    figures: tuple[TracedFigure, ...] = ()


class Served(Protocol):
    """What the tools of a run have said, as its clerk kept it."""

    sentences: list[str]
    proposed: list[str]

    def says(self, text: str) -> bool:
        """Say whether a text is made of nothing but the sentences of tool results."""
        ...


def outcome_of(reading: Reading, answer: Answer, served: Served, steps: Sequence[RunStep], *, is_open: bool) -> Outcome:
    """Return the outcome of a run; `is_open` says that a ticket of it waits for a person.

    An answer is never left out for its figures: each has its source, or is marked as without one.
    """
    stopped = answer.text == STOPPED and not answer.failed
    said = capital(answer.text) if answer.failed or stopped else _checked(answer.text, reading, served)
    found = served.sentences if answer.failed or not said else served.proposed
    parts = [said, *(one for one in dict.fromkeys(map(without_links, found)) if one not in said)]
    if reading.asks_for_order and not served.proposed and "othing was proposed" not in said:
        parts.append("No order was proposed.")
    text = "\n".join(part for part in parts if part) or "There is no answer to that. Ask for help."
    text = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")[:MAX_RESULT]
    by_code = said if answer.failed or stopped else ""
    figures = trace(text, ground_of(steps, _said(reading, by_code)))
    if stopped:
        return Outcome(status=RunStatus.STOPPED, text=text, figures=figures)
    waiting = RunStatus.AWAITING_APPROVAL if is_open else None
    if answer.failed:
        return Outcome(status=waiting or RunStatus.FAILED, text=text, error=said, figures=figures)
    return Outcome(status=waiting or RunStatus.DONE, text=text, figures=figures)


def failed(sentence: str) -> Outcome:
    """Return the outcome of a run that could not be worked on."""
    said = capital(sentence)
    return Outcome(status=RunStatus.FAILED, text=f"{said} Nothing was sent.", error=said)


def outcome_before(answer: Answer) -> Outcome:
    """Return the outcome of a run that ended before its agents began: it failed, or somebody stopped it."""
    said = capital(answer.text)
    if answer.failed:
        return Outcome(status=RunStatus.FAILED, text=said, error=said)
    return Outcome(status=RunStatus.STOPPED, text=said)


def capital(sentence: str) -> str:
    """Return a sentence with its capital and its full stop."""
    text = sentence.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def _said(reading: Reading, by_code: str) -> Mapping[str, str]:
    return {WORDS: reading.words, DESK: "\n".join((reading.note, reading.reply, by_code))}


def _checked(text: str, reading: Reading, served: Served) -> str:
    """Return the agents' text without addresses; what is claimed falsely to have been done is set right."""
    text = without_links(text)
    by_code = served.says(text.replace(reading.note, "")) or text in reading.reply
    return f"{text}\n{NOT_SENT}" if claims_an_act(text) and not by_code else text
