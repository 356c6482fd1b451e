"""What the trader may look up: the portfolio, orders, proposals and fills, each as figures with a sentence."""

from collections.abc import Mapping
from typing import Any

from agent.wording import as_of, money, shares, signed_money, ticket_text
from trading.services import Services
from trading.types import Fill, Proposal, Status
from trading.types.wire import rfc3339, to_wire

MAX_ROWS = 20
_SHOWN = 8


def portfolio_figures(services: Services, _arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Show the account, its positions, exposure and risk."""
    found = services.portfolio.snapshot()
    body: dict[str, Any] = to_wire(found)
    account = found.account
    lines = [
        f"{position.symbol}: {shares(position.qty)} at {money(position.last_price)}, "
        f"worth {money(position.market_value)}, profit {signed_money(position.unrealized_pl)}"
        for position in found.positions[:_SHOWN]
    ]
    more = len(found.positions) - _SHOWN
    held = "; ".join(lines) + (f"; and {more} more" if more > 0 else "")
    body["at"] = rfc3339(found.as_of)
    body["sentence"] = (
        f"Your account is worth {money(account.equity)} ({signed_money(account.day_change)} today), cash "
        f"{money(account.cash)}, buying power {money(account.buying_power)}. "
        + (f"Positions: {held}." if lines else "No open positions.")
        + f" As of {as_of(found.as_of)}. Source: {found.source}."
    )
    return body


def open_figures(services: Services, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """List orders that have not ended and proposals that wait for an answer."""
    symbol = _symbol(arguments)
    resting = [p for p in services.desk.orders(limit=MAX_ROWS).items if _fits(p, symbol)]
    waiting = [p for p in services.desk.proposals(limit=MAX_ROWS).items if _fits(p, symbol)]
    parts = [
        _listed("At the venue", [f"{ticket_text(p.ticket)} ({p.status.replace('_', ' ')})" for p in resting]),
        _listed("Waiting for your review, not sent", [ticket_text(p.ticket) for p in waiting]),
    ]
    said = " ".join(part for part in parts if part)
    about = f" for {symbol}" if symbol else ""
    return {
        "orders": [_row(p) for p in resting],
        "proposals": [_row(p) for p in waiting],
        "at": rfc3339(services.wall_clock.now()),
        "source": services.desk.state().venue,
        "sentence": said or f"No open orders{about}, and no proposals{about} wait for your review.",
    }


def history_figures(services: Services, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """List the newest executions and orders."""
    symbol = _symbol(arguments)
    fills = [fill for fill in services.desk.fills(limit=200).items if symbol in (None, fill.symbol)]
    orders = [p for p in services.desk.proposals(statuses=None, limit=100).items if _fits(p, symbol)]
    unfilled = [p for p in orders if p.status not in (Status.FILLED, Status.PARTLY_FILLED)]
    about = f" in {symbol}" if symbol else ""
    parts = [
        _listed(f"{len(fills)} fill{'' if len(fills) == 1 else 's'}{about}", [_fill_text(fill) for fill in fills]),
        _listed(
            f"Orders and proposals{about} without a fill",
            [f"{ticket_text(p.ticket)} ({p.status.replace('_', ' ')})" for p in unfilled],
        ),
    ]
    said = " ".join(part for part in parts if part)
    if not fills and said:
        said = f"Nothing has been bought or sold{about} yet. {said}"
    return {
        "fills": [to_wire(fill) for fill in fills[:MAX_ROWS]],
        "orders": [_row(p) for p in orders[:MAX_ROWS]],
        "at": rfc3339(services.wall_clock.now()),
        "source": services.desk.state().venue,
        "sentence": said or f"Nothing has been bought or sold{about} yet, and nothing was proposed.",
    }


def _symbol(arguments: Mapping[str, Any]) -> str | None:
    symbol = arguments.get("symbol")
    return symbol.strip().upper() if isinstance(symbol, str) and symbol.strip() else None


def _fits(proposal: Proposal, symbol: str | None) -> bool:
    return symbol is None or proposal.ticket.symbol == symbol


def _row(proposal: Proposal) -> dict[str, Any]:
    return {
        "id": proposal.id,
        "status": proposal.status.value,
        "text": ticket_text(proposal.ticket),
        "ticket": to_wire(proposal.ticket),
        "created_at": rfc3339(proposal.created_at),
        "reason": proposal.reason,
    }


def _fill_text(fill: Fill) -> str:
    verb = "bought" if fill.side == "buy" else "sold"
    return f"{verb} {shares(fill.qty)} {fill.symbol} at {money(fill.price)} on {as_of(fill.at)}"


def _listed(title: str, rows: list[str]) -> str:
    if not rows:
        return ""
    more = f"; and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
    return f"{title}: {'; '.join(rows[:_SHOWN])}{more}."
