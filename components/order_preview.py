"""What an order would do, from the desk's own check: cost, buying power, weight and the rules, while it is typed."""

from typing import TYPE_CHECKING

import streamlit as st

from components import formats
from components.figures import with_figures
from components.price_age import price_age
from components.prose import plain
from components.reasons import in_one
from components.ticket_form import OrderForm, missing, ticket_of
from trading.errors import InvalidTicket, TradingError
from trading.types import GateVerdict, Impact, Quote, Side
from trading.types.wire import decimal_text

if TYPE_CHECKING:
    from trading.services import Services


def preview(services: "Services", form: OrderForm) -> bool:
    """Draw the preview and say whether the order may go on to its review. Writes nothing."""
    if not form.symbol:
        st.caption("Choose a symbol to begin.")
        return False
    asked = missing(form)
    if asked is not None:
        _last_price(services, form.symbol)
        st.caption(asked)
        return False
    try:
        ticket, origin = ticket_of(form)
        found = services.desk.check(ticket, origin)
    except InvalidTicket as fault:
        bullet = "- " if len(fault.reasons) > 1 else ""
        st.error("\n".join(f"{bullet}{plain(reason)}." for reason in fault.reasons))
        return False
    except TradingError as fault:
        st.error(plain(f"{str(fault)[:1].upper()}{str(fault)[1:]}."), icon=":material/error:")
        return False
    st.table(
        preview_rows(found.impact, found.verdict, found.quote, side=Side(form.side)),
        border="horizontal",
        alt="What the order would cost and change, and how many rules pass",
    )
    failing = [rule for rule in found.verdict.rules if not rule.ok]
    said = in_one(rule.reason for rule in failing)
    if len(said) < len(failing):
        for reason in said:
            st.markdown(f":red[:material/block:] {plain(reason)}")
    else:
        for rule in failing:
            st.markdown(f":red[:material/block: **{plain(rule.title)}**] {plain(with_figures(rule.reason))}")
    return found.verdict.allowed


def preview_rows(impact: Impact, verdict: GateVerdict, quote: Quote | None, *, side: Side) -> dict[str, str]:
    """Return label and value of each figure as safe Markdown; what is not known is left out, but the cost never."""
    cost = impact.cost
    brings_in = cost < 0 if cost is not None else side is Side.SELL
    amount = plain(formats.money(None if cost is None else abs(cost)))
    rows = {
        "Last price": plain(formats.dollars_a_share(quote.last)) if quote else formats.MISSING,
        "Brings in" if brings_in else "Costs at most": f"**{amount}**",
        "Buying power after": plain(formats.money(impact.buying_power_after)),
    }
    if impact.weight_after is not None:
        before, after = formats.share_of(impact.weight_before), formats.share_of(impact.weight_after)
        rows["Share of account"] = f"{plain(before)} → {plain(after)}"
    if impact.gap_pct is not None and impact.gap_loss:
        rows[f"A jump of {decimal_text(impact.gap_pct)}% costs"] = plain(formats.money(impact.gap_loss))
    if impact.wash_sale:
        rows["Wash sale"] = ":orange[yes]"
    if impact.session:
        rows["When"] = plain(with_figures(impact.session))
    passed, count = sum(rule.ok for rule in verdict.rules), len(verdict.rules)
    color, icon = ("green", "check") if verdict.allowed else ("red", "block")
    rows["Rules"] = f":{color}[:material/{icon}: {passed} of {count} pass]"
    return rows


def _last_price(services: "Services", symbol: str) -> None:
    try:
        quote = services.market.quote(symbol)
        made = price_age(services, quote)
    except TradingError as fault:
        st.warning(plain(str(fault)), icon=":material/warning:")
        return
    # No caption: it would pale the mark of an old price with everything else.
    st.markdown(f":small[:gray[Last **{plain(formats.dollars_a_share(quote.last))}** · {made}]]")
