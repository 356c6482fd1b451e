"""What the team's side looks after while the agents work: whether a run is to end, and how far its answer has grown."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from agent.counter import Answer
from agent.links import MOST_READ
from agent.lookup_threads import BegunLookup
from agent.untrusted import without_links
from trading.services import Services

T = TypeVar("T")
POLL_S = 0.1
DRAFT_S = 0.25
MAX_DRAFT = 8_000
STOPPED = "Stopped by you. What had been looked up stands in the steps."


class EndedEarly(Exception):
    """A run is to end while code still looks something up for it; `answer` are its last words."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(answer.text)


@dataclass(slots=True)
class Watch:
    """Looks whether a run is to end: somebody stopped it, or its time is over. `deadline` is monotonic."""

    services: Services
    run_id: str
    deadline: float
    looked: float = 0.0

    def ended(self) -> Answer | None:
        """Return the last words when it is to end; the store is asked ten times a second at most."""
        now = time.monotonic()
        if now > self.deadline:
            limit = self.services.settings.run_timeout_s
            return Answer(f"this run took longer than {limit:g} s, the limit of a run; ask again", failed=True)
        if now - self.looked >= POLL_S:
            self.looked = now
            if self.services.runs.stop_requested(self.run_id):
                return Answer(STOPPED)
        return None

    def look(self, look: Callable[[], T], *, name: str) -> T:
        """Return what a lookup brings, made in a thread of its own; it may only read. Raises EndedEarly, and its fault.

        A run that is to end meanwhile does not wait for it: a market elsewhere may take seconds to answer.
        """
        begun = BegunLookup(look, name=name)
        while not begun.wait(POLL_S):
            if (ended := self.ended()) is not None:
                raise EndedEarly(ended)
        return begun.result()


@dataclass(slots=True)
class Draft:
    """Writes down how far the answer has grown, a few times a second, so that whoever follows the run sees it."""

    services: Services
    run_id: str
    told: str = ""
    at: float = 0.0

    def follow(self, said: str) -> None:
        """Take the answer so far; links lose their target here too."""
        now = time.monotonic()
        if said != self.told and now - self.at >= DRAFT_S:
            self.told, self.at = said, now
            self.services.runs.set_draft(self.run_id, without_links(grown(said))[:MAX_DRAFT])


def grown(text: str) -> str:
    """Return a text that still grows without what at its end may become a link or a tag.

    >>> grown("Apple rose, see [the report](https://a.b")
    'Apple rose, see '
    """
    text = text[:MOST_READ]
    ends = [at for at in (_half_link(text), text.find("<", text.rfind(">") + 1)) if at >= 0]
    return text[: min(ends)] if ends else text


def _half_link(text: str) -> int:
    """Return where a link begins that is not closed by the end, -1 where none does; the text is gone through once."""
    shut = text.rfind(")")
    after = 0  # behind the last bracket that was closed
    while (close := text.find("]", after)) >= 0:
        is_open = close + 1 == len(text) or (text[close + 1] == "(" and close + 1 > shut)
        begin = text.find("[", after, close) if is_open else -1
        if begin >= 0:
            break
        after = close + 1
    else:
        begin = text.find("[", after)
    return begin - 1 if begin > 0 and text[begin - 1] == "!" else begin
