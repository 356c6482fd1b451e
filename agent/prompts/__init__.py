"""The instructions of the agents, one file each."""

from functools import cache
from pathlib import Path
from typing import Any


@cache
def _text(name: str) -> str:
    return (Path(__file__).parent / f"{name}.md").read_text(encoding="utf-8")


def prompt(name: str) -> str:
    """Return the instructions of that name alone."""
    return _text(name)


def templates(agent: str, own: str = "", *, rules: str = "") -> dict[str, Any]:
    """Return the prompt templates of one agent in the form that the agents' library takes.

    `system_prompt` is plain text, which a Member takes as it is; the others the library renders, so they are constants
    that take the words of users and models as values and never as text of their own.
    `own` is the text of an agent that the user has made; the house's rules stand before it all the same. `rules` are
    others in their place, for playback alone.
    """
    return {
        "system_prompt": (rules or _text("house_rules")) + "\n" + (own or _text(agent)),
        "planning": {"initial_plan": "", "update_plan_pre_messages": "", "update_plan_post_messages": ""},
        "managed_agent": {"task": "{{task}}", "report": "{{final_answer}}"},
        "final_answer": {
            "pre_messages": "You may make no more tool calls. Answer from what was found above, in two sentences.",
            "post_messages": "Answer now: {{task}}",
        },
    }
