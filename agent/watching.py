"""What the team's side looks after while the agents work: whether a run is to end, and how far its answer has grown."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from agent.counter import Answer
from agent.lookup_threads import BegunLookup
from agent.untrusted import without_links
from trading.services import Services

T = TypeVar("T")
POLL_S = 0.1
DRAFT_S = 0.25
MAX_DRAFT = 8_000
_HALF_LINK = re.compile(r"!?\[[^\]]*(?:\](?:\([^)]*)?)?$|<[^>]*$")
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
            self.services.runs.set_draft(self.run_id, without_links(_HALF_LINK.sub("", said))[:MAX_DRAFT])
