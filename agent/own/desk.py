"""What a tool of the user's is given in its process: a way to look things up that its header names, nothing else."""

from collections.abc import Callable
from typing import Any

Ask = Callable[[dict[str, Any]], dict[str, Any]]


class LookupFailed(Exception):
    """A lookup was refused or found nothing; the text is a sentence."""


class ToolDesk:
    """Handed to `tool` as its first argument."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def lookup(self, name: str, **arguments: Any) -> dict[str, Any]:
        """Return the figures of a lookup as plain values. Raises LookupFailed with a sentence."""
        came = self._ask({"tool": name, "arguments": arguments})
        if "error" in came:
            raise LookupFailed(str(came["error"]))
        figures: dict[str, Any] = came.get("figures", {})
        return figures
