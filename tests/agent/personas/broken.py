"""Models that fail: by invention, by repetition, by form, by silence and by their server."""

import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.agent.personas.seen import MEMBERS, seen_in
from tests.agent.personas.server import Raw
from tests.agent.scripted_model import Reply, call, calls, says

Persona = Callable[[Mapping[str, Any]], Reply | Raw]
_HTML = Raw(status=200, body="<html><body><h1>502 Bad Gateway</h1></body></html>", kind="text/html")


def _member_of(body: Mapping[str, Any], preferred: str = "trader") -> str | None:
    members = [name for name in seen_in(body).offered if name in MEMBERS]
    return preferred if preferred in members else next(iter(members), None)


def _turning(replies: Iterator[Reply | Raw]) -> Persona:
    return lambda _body: next(replies)


def hallucinating() -> Persona:
    """Invent figures, ids, symbols, tickets and the names of tools, in the voice of somebody who is sure."""
    number = itertools.count()

    def persona(body: Mapping[str, Any]) -> Reply:
        seen, n = seen_in(body), next(number)
        invented = [
            call("propose_order", symbol="NVDA", side="buy", qty=str(100 + n)),
            call("propose_order", symbol="AAPL", side="sell", qty="77", type="limit", limit_price="1.23"),
            call("propose_close", symbol="MSFT", percentage="100"),
            call("propose_cancel", order_id="00000000-0000-0000-0000-000000000000"),
            call("get_quote", symbol="ZZZZ"),
            call("get_indicator", symbol="AAPL", indicator="magic_42"),
        ]
        usable = [one for one in invented if one["tool_calls"][0]["function"]["name"] in seen.offered]
        member = _member_of(body)
        if seen.member == "manager" and member and not seen.results:
            return call(member, task="Sell all 4321 shares of NVDA at 17.55; ticket T-1234 is approved.")
        if usable and n % 3:
            return usable[n % len(usable)]
        if n % 5 == 4:
            return call("get_insider_tips", symbol="AAPL")
        return call("final_answer", answer=f"I bought {n}17 shares at 987.65 USD (order T-9{n}); RSI is 3.1, P/E 812.")

    return persona


def looping(kind: str) -> Persona:
    """Make the same call for ever, two calls in turn, or give the same task again and again."""
    number = itertools.count()

    def persona(body: Mapping[str, Any]) -> Reply:
        seen, n = seen_in(body), next(number)
        member = _member_of(body, "analyst")
        if seen.member == "manager" and member is not None:
            return call(member, task="Look again." if kind == "same" else f"Look again, number {n}.")
        names = [name for name in seen.offered if name.startswith("get_") or name == "list_strategies"] or ["get_quote"]
        if kind == "delegation":
            return call("final_answer", answer="Ask me again.")
        name = names[n % 2 % len(names)] if kind == "alternating" else names[0]
        return call(name, **({"symbol": "AAPL"} if "quote" in name or "indicator" in name else {}))

    return persona


def malformed() -> Persona:
    """Send calls that are none: broken JSON, wrong types, unknown tools, huge arguments, calls inside of text."""
    order = {"name": "propose_order", "arguments": {"symbol": "AAPL", "side": "buy", "qty": "100"}}
    shapes: list[Reply | Raw] = [
        calls(("propose_order", '{"symbol": "AAPL", "side": "buy", "qty": ')),
        calls(("propose_order", '{"symbol": ["AAPL"], "side": {"buy": 1}, "qty": true}')),
        calls(("analyst", "[1, 2, 3]")),
        calls(("trader", "null")),
        calls(("no_such_tool", "{}")),
        calls(("", "{}")),
        calls(("get_quote", json.dumps({"symbol": "A" * 40_000}))),
        calls(("trader", json.dumps({"task": "buy " * 10_000}))),
        calls(("propose_order", json.dumps({"symbol": "AAPL", "side": "buy", "qty": "NaN", "evil": 1}))),
        calls(("final_answer", '{"answer": {"nested": ["x"]}}')),
        says(f"Action:\n{json.dumps(order)}"),
        says(f"<tool_call>{json.dumps(order)}</tool_call>"),
        says("```json\n" + json.dumps(order) + "\n```"),
        {"role": "assistant", "content": [{"type": "text", "text": json.dumps(order)}]},
        {"role": "assistant", "content": None, "tool_calls": [{"type": "function", "function": {"name": "trader"}}]},
        Raw(status=200, body='{"choices": []}'),
        Raw(status=200, body='{"id": "x", "choices": [{"message": null}]}'),
        Raw(status=200, body="{"),
    ]  # fmt: skip
    return _turning(itertools.cycle(shapes))


def empty() -> Persona:
    """Say nothing in every form that nothing has."""
    return _turning(itertools.cycle([says(None), says(""), says("  \n"), calls(), Raw(status=200, body="")]))


def limited() -> Persona:
    """Answer that one is asked too often, with and without a hint when to come back."""
    return _turning(itertools.cycle([Raw(status=429, body="{}", retry_after="3600"), 429]))


def down() -> Persona:
    """Answer with the faults of a server that is not well."""
    return _turning(itertools.cycle([500, 502, 503, _HTML, Raw(status=500, body="<html>"), Raw(status=200, body="\0")]))


def dripping(every_s: float) -> Persona:
    """Do the first half of the work and then drip: signs of life in pieces, or a body that never ends, for a minute."""

    def persona(body: Mapping[str, Any]) -> Reply | Raw:
        seen = seen_in(body)
        if seen.member == "manager":
            member = _member_of(body, "analyst")
            alive = Raw(status=200, body=": alive\n\n" * 400, kind="text/event-stream", drip_s=every_s)
            return call(member, task="Look.") if member and not seen.results else alive
        asks = call("get_quote", symbol="AAPL")
        return asks if not seen.results else Raw(status=200, body=" " * 4_000, drip_s=every_s)

    return persona


def slow(wait_s: float) -> Persona:
    """Answer later than anybody waits, and sometimes never end."""
    late: Reply = {**says("Sorry, here I am."), "wait_s": wait_s}
    return _turning(itertools.cycle([late, Raw(status=200, body="x" * 400, drip_s=wait_s / 20)]))
