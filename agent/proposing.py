"""The one power over money: tickets that answer the run's words, with origins made by code."""

from collections import Counter as Tally
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from agent.intent_types import AskedOrder, Reading, SizeKind
from agent.lookups import condition_figures, symbol_of
from agent.tickets import TRADER, agent_origin, fraction_of, match, ticket_of, tool_arguments
from agent.wording import proposal_sentence
from trading.errors import FixInput, TradingError
from trading.risk.exits import takes_exits, with_default_exits
from trading.services import Services
from trading.types import (
    Action,
    FieldFrom,
    FieldSource,
    OrderClass,
    Origin,
    OriginKind,
    Proposal,
    Status,
    Ticket,
)
from trading.types.wire import decimal_from_wire, rfc3339, sha256, to_wire


@dataclass(slots=True)
class Proposing:
    """Writes the tickets of one run. `used` are the orders of the words that have one which was not refused.

    `by_person` says that somebody asked on the pages: then an entry carries the default exits, which its words can
    decline. What a key asks for stays as the REST contract says it.
    """

    services: Services
    reading: Reading
    run_id: str
    by_person: bool = False
    meant: tuple[Proposal, ...] = ()
    used: set[int] = field(default_factory=set)
    repeats: "Tally[str]" = field(default_factory=Tally)

    def order(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Write the ticket that the arguments of propose_order say."""
        symbol = symbol_of(arguments)
        ticket = ticket_of({**arguments, "symbol": symbol}, lambda: self.services.market.quote(symbol))
        asked = match(ticket, self.reading.orders, self.used)
        if asked is not None and self.reading.orders[asked].from_position:
            ticket = replace(ticket, reduce_only=True)
        return self._propose(ticket, asked)

    def close(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Write the reduce-only ticket that the arguments of propose_close say; without a size, all of it."""
        symbol = symbol_of(arguments)
        part: AskedOrder | None = None
        candidates = [
            n for n, order in enumerate(self.reading.orders) if order.symbol == symbol and order.from_position
        ]
        free = [n for n in candidates if n not in self.used]
        asked = next(iter(free or candidates), None)
        if asked is not None:
            part = self.reading.orders[asked]
        qty = _given(arguments, "qty")
        share = _given(arguments, "percentage")
        if qty is not None:
            ticket = self.services.desk.close_ticket(symbol, qty=qty)
        elif share is not None and part is not None and _is_fraction(part, share):
            ticket = self._part(part)
        else:
            ticket = self.services.desk.close_ticket(symbol, percentage=share)
        if part is not None:
            ticket = self._with_terms(ticket, part)
        return self._propose(ticket, asked)

    def cancel(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Write the ticket that takes a resting order back."""
        target = arguments.get("order_id")
        if not isinstance(target, str):
            raise FixInput("order_id must be the id of a resting order; get_open_orders lists them")
        ticket = self.services.desk.cancel_ticket(target)
        meant = [proposal.id for proposal in self.meant]
        number = meant.index(target) if target in meant else None
        said = self.reading.cancel.said if self.reading.cancel is not None else {}
        text = said.get("action", "")
        source = (
            FieldSource(source=FieldFrom.WORDS, text=text)
            if number is not None and text
            else FieldSource(source=FieldFrom.FOREIGN, text=target)
        )
        origin = Origin(
            kind=OriginKind.AGENT,
            actor=TRADER,
            run_id=self.run_id,
            words=self.reading.words,
            asked=number if number is not None else (0 if meant else None),
            asked_count=len(meant),
            fields={"action": source, "target_id": source, "symbol": source},
        )
        return self._write(ticket, origin)

    def _propose(self, ticket: Ticket, asked: int | None) -> dict[str, Any]:
        expected = None if asked is None else self._expected(self.reading.orders[asked])
        origin = agent_origin(ticket, expected, self.reading, run_id=self.run_id, asked=asked)
        if asked is not None and self.by_person:
            ticket, origin = self._with_exits(ticket, origin, self.reading.orders[asked])
        return self._write(ticket, origin)

    def _with_exits(self, ticket: Ticket, origin: Origin, asked: AskedOrder) -> tuple[Ticket, Origin]:
        """Lay the default exits on an entry whose words name none; a foreign field is left to the gate."""
        is_foreign = any(item.source is FieldFrom.FOREIGN for item in origin.fields.values())
        if is_foreign or asked.no_exits or asked.from_position:
            return ticket, origin
        positions = self.services.risk.reader.positions()
        held = next((one.qty for one in positions if one.symbol == ticket.symbol), Decimal(0))
        if not takes_exits(ticket, held=held):
            return ticket, origin
        quote, limits = self.services.market.quote(ticket.symbol), self.services.limits.current()
        made, sources = with_default_exits(ticket, quote, limits, lives=asked.time_in_force)
        return made, replace(origin, fields={**origin.fields, **sources})

    def _expected(self, asked: AskedOrder) -> Ticket | None:
        """Return the ticket that the words alone give, None when they give none that is valid now."""
        try:
            if asked.from_position:
                return self._with_terms(self._part(asked), asked)
            symbol = asked.symbol or ""
            return ticket_of(tool_arguments(asked), lambda: self.services.market.quote(symbol))
        except TradingError:
            return None

    def _part(self, asked: AskedOrder) -> Ticket:
        symbol = asked.symbol or ""
        size = asked.size
        if size is not None and size.kind is SizeKind.QTY:
            return self.services.desk.close_ticket(symbol, qty=size.value)
        if size is not None and size.kind is SizeKind.NOTIONAL:
            raise FixInput("a position is closed by shares; say a number of shares, a part or all of it")
        whole = self.services.desk.close_ticket(symbol)
        if size is None or size.is_all or whole.qty is None:
            return whole
        return replace(whole, qty=fraction_of(whole.qty, size.value))

    def _with_terms(self, ticket: Ticket, asked: AskedOrder) -> Ticket:
        """Lay price and time of the words on a ticket that closes; without any it is a market order for the day."""
        terms = {
            name: value for name, value in tool_arguments(asked).items() if name not in ("qty", "notional", "fraction")
        }
        if set(terms) <= {"symbol", "side"}:
            return ticket
        body = {**terms, "symbol": ticket.symbol, "qty": ticket.qty}
        side = None if ticket.side is None else ticket.side.value
        made = ticket_of({**body, "side": side}, lambda: self.services.market.quote(ticket.symbol))
        return replace(made, reduce_only=True)

    def _write(self, ticket: Ticket, origin: Origin) -> dict[str, Any]:
        condition = self.reading.condition
        if condition is not None and not condition_figures(self.services, condition)["holds"]:
            raise FixInput(f"the condition “{condition.text}” does not hold any more; ask again when it does")
        name = sha256({"run": self.run_id, "asked": origin.asked, "ticket": to_wire(ticket)})[:24]
        self.repeats[name] += 1
        key = f"run:{self.run_id}:{name}:{self.repeats[name]}"
        proposal = self.services.desk.propose(ticket, origin, intent_key=key)
        if origin.asked is not None and proposal.status is not Status.REFUSED:
            self.used.add(origin.asked)
        return _figures(proposal)


def _is_fraction(asked: AskedOrder, share: Decimal) -> bool:
    return asked.size is not None and asked.size.kind is SizeKind.FRACTION and abs(asked.size.value * 100 - share) < 1


def _given(arguments: Mapping[str, Any], name: str) -> Decimal | None:
    raw = arguments.get(name)
    return None if raw is None or raw == "" else decimal_from_wire(name, raw)


def _figures(proposal: Proposal) -> dict[str, Any]:
    quote = proposal.quote
    simple = proposal.ticket.order_class in (None, OrderClass.SIMPLE)
    return {
        "proposal_id": proposal.id,
        "status": proposal.status.value,
        "action": proposal.ticket.action.value,
        "symbol": proposal.ticket.symbol,
        "ticket": to_wire(proposal.ticket),
        "exits": not simple and proposal.ticket.action is not Action.CANCEL,
        "reasons": proposal.gate.reasons,
        "expires_at": rfc3339(proposal.expires_at),
        "quote": None if quote is None else to_wire(quote),
        "at": rfc3339(proposal.created_at if quote is None else quote.at),
        "source": "" if quote is None else quote.source,
        "sentence": proposal_sentence(proposal),
    }
