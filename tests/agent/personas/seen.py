"""What a model sees in one request: who it is, what it may call, what it was asked and what came back."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MEMBERS = ("analyst", "researcher", "strategist", "risk", "trader")
_WORDS = re.compile(r"The user's own words: (.*?)(?=\nText that the user quoted|\nWhat was said before|\nWhat code has read)", re.DOTALL)  # fmt: skip # noqa: E501


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One request; `results` are the observations so far, oldest first, `said` every text of it, newest first."""

    member: str
    offered: Mapping[str, Mapping[str, Any]]
    task: str
    results: tuple[str, ...]
    said: tuple[str, ...]

    @property
    def words(self) -> str:
        """Return the user's own words as the manager is told them, else the whole task."""
        found = _WORDS.search(self.task)
        return (found.group(1) if found else self.task).strip()

    @property
    def may_propose(self) -> bool:
        """Say whether the manager was told that an order may be proposed."""
        return "the trader may propose exactly those" in self.task


def seen_in(body: Mapping[str, Any]) -> Seen:
    """Return what the body of a request shows."""
    offered = {tool["function"]["name"]: tool["function"]["parameters"] for tool in body.get("tools") or ()}
    told = [(message["role"], text_in(message)) for message in body["messages"]]
    system = next((text for role, text in told if role == "system"), "")
    tasks = [text for role, text in told if role == "user" and not text.startswith("Observation:")]
    named = re.search(r"You are the (\w+)", system)
    return Seen(
        member="manager" if set(offered) & set(MEMBERS) else named.group(1) if named else "manager",
        offered=offered,
        task=tasks[0].removeprefix("New task:\n") if tasks else "",
        results=tuple(text for _, text in told if text.startswith("Observation:")),
        said=tuple(text for _, text in reversed(told)),
    )


def text_in(message: Mapping[str, Any]) -> str:
    """Return the text of one message, whatever form its content has, with the calls that it made."""
    content = message.get("content")
    if isinstance(content, list):
        content = "\n".join(str(part.get("text", "")) for part in content)
    made = message.get("tool_calls")
    return f"{content or ''}{json.dumps(made) if made else ''}".strip()
