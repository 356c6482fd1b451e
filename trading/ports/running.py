"""The team, seen from the jobs."""

from typing import Protocol


class AgentRunner(Protocol):
    """The team, seen from trading.jobs."""

    @property
    def planner(self) -> str:
        """Return what plans the runs: "offline planner" or the model's name."""
        ...

    def run(self, run_id: str) -> None:
        """Work on one stored run to its end; every outcome, errors too, is written to the store."""
        ...
