"""A model that does its work well: it reads its task and tools, looks up what is asked, proposes what is said."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tests.agent.personas.seen import MEMBERS, Seen, seen_in
from tests.agent.scripted_model import Reply, calls
from tests.eval.phrase import Phrase, Ticket

Call = tuple[str, Any]
_PLAIN = {"side", "symbol", "qty", "notional", "type", "limit_price", "stop_price", "trail_price", "trail_percent",
          "time_in_force", "extended_hours"}  # fmt: skip
_SYMBOL = re.compile(
    r"\b(?:AAPL|MSFT|IBM|GOOG|KO|PEP|GE|JPM|XOM|WMT|HD|BAC|PFE|CVX|UNH|JNJ|PG|MRK|LLY|AMD|FB|BBY|E[A-Z][A-Z])\b"
)


class Sensible:
    """Knows what each phrase of a set asks for, as a good reader would; everything else it reads from its request."""

    def __init__(self, phrases: Sequence[Phrase] = (), *, at_once: bool = False) -> None:
        self._known = {_folded("\n".join(phrase.says)): phrase for phrase in phrases}
        self._known |= {_folded(phrase.says[-1]): phrase for phrase in phrases}
        self._at_once = at_once

    def __call__(self, body: Mapping[str, Any]) -> Reply:
        seen = seen_in(body)
        return calls(*(self.lead(seen) if seen.member == "manager" else self.work(seen)))

    def lead(self, seen: Seen) -> list[Call]:
        """Give the task to whom it fits, then answer with what the members report."""
        members = [name for name in seen.offered if name in MEMBERS]
        if seen.results or not members:
            return [("final_answer", {"answer": "\n".join(_plain(text) for text in seen.results) or "I looked."})]
        task = f"The user's own words: {seen.words}\nWhat code has read stands above."
        chosen = ["trader"] if seen.may_propose and "trader" in members else members[:1]
        if re.search(r"\b(?:news|filings?|https?)\b", seen.words, re.IGNORECASE) and "researcher" in members:
            chosen = ["researcher"]
        return [(name, {"task": task}) for name in (members if self._at_once else chosen)]

    def work(self, seen: Seen) -> list[Call]:
        """Make the calls that the task needs, then report what came back."""
        wanted = self._proposals(seen) or ([] if seen.results else self._lookups(seen))
        if not wanted:
            return [("final_answer", {"answer": "\n".join(_plain(text) for text in seen.results) or "Nothing found."})]
        return wanted

    def _lookups(self, seen: Seen) -> list[Call]:
        symbols = list(dict.fromkeys(_SYMBOL.findall(seen.words.upper())))[:3] or ["AAPL"]
        address = re.search(r"https?://[^\s\"'<>]+", seen.task)
        if "read_page" in seen.offered and address:
            return [("read_page", {"url": address.group()})]
        for name in ("list_filings", "get_news", "clipboard"):
            if name in seen.offered and (name != "list_filings" or "iling" in seen.task):
                return [(name, {} if name == "clipboard" else {"symbol": symbols[0]})]
        for name in ("get_quote", "get_portfolio", "list_strategies", "get_limits"):
            if name in seen.offered and name != "get_quote":
                return [(name, {})]
            if name in seen.offered:
                return [(name, {"symbol": symbol}) for symbol in symbols[: 3 if self._at_once else 1]]
        return []

    def _proposals(self, seen: Seen) -> list[Call]:
        phrase = self._known.get(_folded(seen.words)) or self._known.get(_folded(seen.words.split("\n")[-1]))
        if phrase is None or not any(name.startswith("propose_") for name in seen.offered):
            return []
        if "propose_cancel" in seen.offered:
            return _cancels(phrase, seen)
        if seen.results:
            return []
        wanted = [*phrase.tickets, *phrase.may]
        return [_proposal(ticket, seen) for ticket in wanted]


def _proposal(ticket: Ticket, seen: Seen) -> Call:
    if (ticket.get("reduce_only") and "propose_close" in seen.offered) or "propose_order" not in seen.offered:
        return "propose_close", {"symbol": ticket["symbol"], "qty": ticket["qty"]}
    arguments = {name: value for name, value in ticket.items() if name in _PLAIN}
    for name in ("take_profit", "stop_loss"):
        if name in ticket:
            arguments[f"{name}_price"] = ticket[name]
    return "propose_order", arguments


def _cancels(phrase: Phrase, seen: Seen) -> list[Call]:
    if not seen.results:
        return [("get_open_orders", {})]
    if len(seen.results) > 1:
        return []
    text = seen.results[0].replace("\\", "")
    found = {}
    for ticket in phrase.tickets:
        after = re.search(rf'"id": "([0-9a-f-]+)"(?:(?!"id":).)*?"symbol": "{ticket["symbol"]}"', text)
        if after:
            found[ticket["symbol"]] = after.group(1)
    return [("propose_cancel", {"order_id": order_id}) for order_id in found.values()]


def _plain(observation: str) -> str:
    said = re.search(r'"sentence": "((?:[^"\\]|\\.)*)"', observation)
    return said.group(1) if said else observation.removeprefix("Observation:").strip()[:400]


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
