"""Errors of language models: servers that refuse, break off, answer nonsense, and tell what they were told."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import agent.model
from agent.team import AgentTeam
from bootstrap import Wiring
from tests.secrets import planted
from tests.secrets.forcing import Round
from tests.secrets.servers import Telltale
from trading.errors import TradingError
from trading.types import OWNER, Run

STATUSES = (400, 401, 403, 404, 408, 413, 422, 429, 500, 502, 503, 529)
ODD = ("garbage", "drop", "cut", "redirect", "header")
Make = Callable[[str], Mapping[str, Any]]


def _call(name: str, **arguments: str) -> Mapping[str, Any]:
    function = {"name": name, "arguments": json.dumps(arguments)}
    return {"role": "assistant", "content": None, "tool_calls": [{"id": "c", "type": "function", "function": function}]}


MESSAGES: Mapping[str, Make] = {
    "says it": lambda told: {"role": "assistant", "content": told},
    "answers it": lambda told: _call("final_answer", answer=told),
    "gives it as a task": lambda told: _call("analyst", task=told),
    "gives it as a symbol": lambda told: _call("get_quote", symbol=told),
    "gives it as a name of a tool": lambda told: _call(f"get {told}"[:3000]),
    "sends broken JSON of it": lambda told: {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {"id": "c", "type": "function", "function": {"name": "analyst", "arguments": '{"task": ' + told}}
        ],
    },
    "names it as an argument": lambda told: _call("analyst", **{told[:2000]: "x"}),
}
SHAPES: Mapping[str, Callable[[str, str], str]] = {
    "no choices": lambda told, _body: json.dumps({"id": told, "choices": []}),
    "no message": lambda told, _body: json.dumps({"id": told, "choices": [{"message": None}], "error": told}),
    "a broken stream": lambda told, _body: f'data: {{"error": {json.dumps(told)}}}\n\ndata: {{"choi',
}


def message_shape(make: Make) -> Callable[[str, str], str]:
    """Return what sends a message as the request asks for it, whole or as a stream."""

    def shape(told: str, body: str) -> str:
        message = dict(make(told))
        head = {"id": "c1", "created": 1, "model": "m"}
        if json.loads(body or "{}").get("stream"):
            message["tool_calls"] = [{"index": 0, **one} for one in message.get("tool_calls") or ()] or None
            chunk = {**head, "object": "chat.completion.chunk"}
            pieces = [
                {"index": 0, "delta": message, "finish_reason": None},
                {"index": 0, "delta": {}, "finish_reason": "stop"},
            ]
            return (
                "".join(f"data: {json.dumps({**chunk, 'choices': [one]})}\n\n" for one in pieces) + "data: [DONE]\n\n"
            )
        return json.dumps(
            {
                **head,
                "object": "chat.completion",
                "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            }
        )

    return shape


def asked(wired: Wiring, words: str) -> Run:
    """Let the team work on words here, and return the run as it is stored."""
    team = AgentTeam(wired.services, wall_clock=wired.services.wall_clock)
    run = wired.services.runs.create(words, actor=OWNER)
    if wired.services.runs.claim(run.id, "test", team.planner):
        team.run(run.id)
    return wired.services.runs.get(run.id)


@contextmanager
def _no_pause() -> Iterator[None]:
    before, agent.model.PAUSE_S = agent.model.PAUSE_S, 0.0
    try:
        yield
    finally:
        agent.model.PAUSE_S = before


def force(made: Round, wired: Wiring, model: Telltale, other: Telltale) -> None:
    """Force every error of a model on the team, on the router and on the scorer, and paste keys into the chat."""
    model.leads_to = f"{other.url}/v1/chat/completions"
    with _no_pause():
        for fault in (*STATUSES, *ODD):
            model.fault, model.shape = fault, None
            made.force(f"model: {fault}", lambda: asked(wired, "price of AAPL"))
        model.fault = 200
        shapes = {**{name: message_shape(make) for name, make in MESSAGES.items()}, **SHAPES}
        for name, shape in shapes.items():
            model.shape = shape
            made.force(f"model {name}", lambda: asked(wired, "price of AAPL"))
        for fault in (401, 500, "garbage", "drop", "header"):
            model.fault, model.shape = fault, None
            made.force(f"router: {fault}", lambda: asked(wired, "what about the frobnication thereof"))
            made.force(f"scorer: {fault}", lambda: _scored(wired))
        model.fault, model.shape = 200, message_shape(MESSAGES["says it"])
        made.force("scorer says it", lambda: _scored(wired))
        model.shape = message_shape(lambda _told: {"role": "assistant", "content": "I cannot say."})
        for name, value in planted.everything().items():
            if name in (
                *planted.PASTED,
                "LLM_API_KEY",
                "APCA_API_SECRET_KEY",
                "DESK_PASSWORD",
                "DATABASE_URL password",
            ):
                made.force(
                    f"pasted into the chat: {name}", lambda said=value: asked(wired, f"price of AAPL, key {said}")
                )


def _scored(wired: Wiring) -> str:
    try:
        return str(wired.services.sentiment.score([f"my key is {planted.PASTED['a GitHub token']}"]))
    except TradingError as fault:
        return str(fault)
