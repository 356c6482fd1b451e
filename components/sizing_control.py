""" "Size it for me" beside the size field: a method is chosen, the desk reckons, and the field holds whole shares."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import faults, session
from components.figures import with_figures
from components.formats import money
from components.prose import plain
from components.ticket_form import SHARES, OrderForm, in_form_words, plain_number, prices_shown
from trading.errors import InvalidTicket, TradingError
from trading.risk.limits import Limits
from trading.risk.sizing_request import SizingMethod, SizingRequest
from trading.types import OrderClass, Side
from trading.types.wire import decimal_from_wire, decimal_text

if TYPE_CHECKING:
    from trading.services import Services

Read = Callable[[], OrderForm]


def sizing_control(services: "Services", read: Read) -> None:
    """Draw the menu of methods and, under it, how the size in the field came about while it still holds."""
    form = read()
    words = method_words(services.limits.current())
    st.menu_button(
        "Size it for me",
        list(SizingMethod),
        format_func=words.__getitem__,
        key=session.ORDER_SIZE_BY,
        icon=":material/straighten:",
        type="tertiary",
        disabled=not form.symbol,
        on_click=_fill_in,
        args=(services, read),
    )
    found = _holding(form)
    if found is not None:
        mark = "" if found["size"] else ":orange[:material/warning:] "
        st.caption(f"{mark}{found['said']}")


def method_words(limits: Limits) -> dict[SizingMethod, str]:
    """Return one line a method that says what it does with the limits that hold, as safe Markdown."""
    cap, risk, day = (
        decimal_text(one) for one in (limits.size_kelly_cap_pct, limits.size_risk_pct, limits.size_volatility_pct)
    )
    said = {
        SizingMethod.FIXED: f"Fixed amount · {money(limits.size_fixed_usd)}",
        SizingMethod.EQUITY: f"Percent of equity · {decimal_text(limits.size_equity_pct)}%",
        SizingMethod.VOLATILITY: f"Volatility · a usual day moves {day}% of equity",
        SizingMethod.KELLY: f"Half Kelly · from your closed trades, at most {cap}%",
        SizingMethod.RISK: f"Equal risk · {risk}% of equity is lost at the stop",
    }
    return {method: plain(text) for method, text in said.items()}


def sized_by(form: OrderForm) -> str:
    """Return how the size in the form was reckoned, empty where a person typed it or has changed the order since."""
    found = _holding(form)
    return "" if found is None or not found["size"] else str(found["basis"])


def request_of(form: OrderForm, method: SizingMethod) -> SizingRequest:
    """Return what the form asks to have sized: the prices that it shows and that are typed already count.

    Raises InvalidTicket or FixInput for a price that is none.
    """
    shown = prices_shown(form.type, form.order_class)

    def price(name: str) -> Decimal | None:
        text = plain_number(str(getattr(form, name))) if name in shown else ""
        try:
            return decimal_from_wire(name, text) if text else None
        except InvalidTicket as fault:
            raise InvalidTicket([in_form_words(reason) for reason in fault.reasons]) from None

    return SizingRequest(
        symbol=form.symbol,
        side=Side(form.side),
        method=method,
        limit_price=price("limit_price"),
        trigger_price=price("stop_price"),
        stop_price=None if form.order_class is OrderClass.OCO else price("stop_loss"),
    )


def _fill_in(services: "Services", read: Read) -> None:
    """Put the size into the field; a size of none, or none at all, leaves the field as it is and says why."""
    chosen = st.session_state.get(session.ORDER_SIZE_BY)
    if chosen is None:
        return
    method = SizingMethod(chosen)
    form = read()
    size, basis = "", ""
    try:
        found = services.risk.size(request_of(form, method))
    except TradingError as fault:
        said = faults.sentence(fault)
    else:
        said = plain(with_figures(found.reason))
        if found.qty > 0:
            size, basis = decimal_text(found.qty), f"size it for me: {found.basis}"
            st.session_state[session.ORDER_SIZE_IN] = SHARES
            st.session_state[session.ORDER_SIZE] = size
    st.session_state[session.ORDER_SIZED] = {"for": _order(read()), "size": size, "said": said, "basis": basis}


def _holding(form: OrderForm) -> Mapping[str, Any] | None:
    """Return what was reckoned last, None once the order is another than it was reckoned for."""
    found: Mapping[str, Any] | None = st.session_state.get(session.ORDER_SIZED)
    return found if found is not None and found["for"] == _order(form) else None


def _order(form: OrderForm) -> list[str]:
    """Return all of the form that a size depends on, and the size itself."""
    shown = prices_shown(form.type, form.order_class)
    prices = [str(getattr(form, name)) if name in shown else "" for name in ("limit_price", "stop_price", "stop_loss")]
    return [form.symbol, str(form.side), str(form.type), str(form.order_class), form.size_in, form.size, *prices]
