"""The screener: rules that are put together by choosing, what meets them, and screens kept by their names."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from components import faults, session, session_market
from components.market_overview import notes
from components.market_saved import saved_screens
from components.market_symbols import looked_at
from components.market_tables import symbols_table
from components.prose import plain
from trading.analysis.screen_fields import OWN_FIELDS, Field, field_named
from trading.analysis.screen_rules import Comparison, Rule, rule_from_text, rules_from_text, rules_text
from trading.analysis.screener import Screened, screen
from trading.errors import FixInput, TradingError
from trading.indicators import CATALOGUE

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from trading.analysis.at_hand import AtHand
    from trading.services import Services

EXAMPLES = {
    "Oversold: RSI below 30": "rsi_14<30",
    "Above its 200-day average": "price>sma_200",
    "Near the year's high": "range_52w>=90",
    "Up on high volume": "change>0;volume_ratio>1.5",
    "Fallen, yet in an uptrend": "return_1m<-5;sma_50>sma_200",
}
A_NUMBER = "a number"
_EXTRA_INDICATORS = ("sma_50", "sma_200", "ema_50", "ema_200")


def market_screener(services: "Services", found: "AtHand", bar: "DeltaGenerator") -> None:
    """Draw the rules, then what meets them. Raises Unavailable."""
    others = services.scan.other_fields()
    rules = _rules(others)
    session_market.write_screen(rules_text(rules))
    with bar:
        looked_at(found, {})
        st.space("stretch")
        saved_screens(services.screens, rules)
    _editor(rules, others)
    if not rules:
        st.info("Add a rule, or begin with one of the examples. What meets every rule is listed here.")
        return
    with st.spinner(f"Reading {len(found.symbols)} symbols …", show_time=True):
        result = screen(services.scan, found.symbols, rules)
    _result(services, rules, result)


def _rules(others: Sequence[Field]) -> tuple[Rule, ...]:
    """Return the rules of the address; one that cannot be read is said and left out."""
    kept: list[Rule] = []
    for part in session_market.screen_text().split(";"):
        if part.strip():
            try:
                kept.append(rule_from_text(part, others))
            except FixInput as fault:
                st.warning(faults.sentence(fault), icon=":material/rule:")
    return tuple({rule.text: rule for rule in kept}.values())


def _editor(rules: Sequence[Rule], others: Sequence[Field]) -> None:
    """Draw the examples, the row that adds a rule, and the rules that hold, each with its way out."""
    if not rules:
        with st.container(horizontal=True, gap="xsmall"):
            for at, (label, text) in enumerate(EXAMPLES.items()):
                st.button(label, key=f"screen_example_{at}", on_click=session_market.write_screen, args=(text,))
    fields = _choices(others)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            "Figure", list(fields), format_func=fields.__getitem__, key=session_market.SCREEN_FIELD, width=230,
            accept_new_options=True, help="Choose one, or type an indicator with its numbers, such as rsi_7.",
        )  # fmt: skip
        st.selectbox(
            "is", list(Comparison), format_func=lambda one: Comparison(one).words, key=session_market.SCREEN_COMPARISON,
            width=110,
        )  # fmt: skip
        against = st.selectbox(
            "than", [A_NUMBER, *fields], format_func=lambda one: fields.get(one, one), accept_new_options=True,
            key=session_market.SCREEN_AGAINST, width=230,
        )  # fmt: skip
        if against in (None, A_NUMBER):
            st.number_input("Number", key=session_market.SCREEN_LEVEL, value=None, width=140, placeholder="30")
        st.button("Add rule", icon=":material/add:", type="primary", key="screen_add", on_click=_add, args=(others,))
    if rules:
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            for rule in rules:
                st.button(
                    plain(rule.words), key=f"screen_drop_{rule.text}", icon=":material/close:", on_click=_drop,
                    args=(tuple(rules), rule), help="Take this rule out.",
                )  # fmt: skip
            st.button("Clear", key="screen_clear", type="tertiary", on_click=session_market.write_screen, args=("",))


def _choices(others: Sequence[Field]) -> dict[str, str]:
    """Return what can be chosen by its key: our figures, those from elsewhere, and every indicator at its defaults."""
    found = {key: each.label for key, each in OWN_FIELDS.items()}
    found |= {each.key: each.label for each in others}
    names = [*_EXTRA_INDICATORS, *(each.default_name for each in CATALOGUE.values())]
    for name in names:
        outputs = [each for each in CATALOGUE[name.split("_")[0]].outputs if each]
        for key in [f"{name}.{part}" for part in outputs] or [name]:
            found.setdefault(key, field_named(key).label)
    return found


def _add(others: Sequence[Field]) -> None:
    state = st.session_state
    against = state.get(session_market.SCREEN_AGAINST) or A_NUMBER
    level = state.get(session_market.SCREEN_LEVEL) if against == A_NUMBER else against
    if level is None:
        session.toast("Type the number that the figure is held against. No rule was added.", ":material/rule:")
        return
    shown = f"{level:.10g}" if isinstance(level, float | int) else str(level)
    text = f"{state[session_market.SCREEN_FIELD]}{Comparison(state[session_market.SCREEN_COMPARISON])}{shown}"
    try:
        rules = rules_from_text(f"{session_market.screen_text()};{text}", others)
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")
    else:
        session_market.write_screen(rules_text(rules))


def _drop(rules: tuple[Rule, ...], gone: Rule) -> None:
    session_market.write_screen(rules_text([rule for rule in rules if rule != gone]))


def _result(services: "Services", rules: Sequence[Rule], result: Screened) -> None:
    """Draw what meets every rule, and name what could not be judged, each with its reason."""
    count, judged = len(result.matches), len(result.matches) + len(result.out)
    st.subheader(f"{count} of {judged} meet every rule" if judged else "Nothing could be judged", anchor=False)
    fields = {each.key: each for rule in rules for each in rule.fields}
    own = [each for each in fields.values() if each.key not in ("price", "change", "volume", "return_1m", "return_1y")]
    if result.matches:
        values = {match.row.symbol: match.values for match in result.matches}
        symbols_table(
            [match.row for match in result.matches], services.watchlists, key="screen_result",
            click=session_market.SCREEN_CLICK, extra=([one for one in own if one.key != "range_52w"], values),
        )  # fmt: skip
    elif judged:
        st.info("No symbol meets every rule. Take a rule out or change its number.")
    if result.unjudged:
        with st.expander(f"{len(result.unjudged)} could not be judged"):
            for symbol, why in result.unjudged.items():
                st.markdown(f"**{plain(symbol)}**: {plain(why)}.")
    notes(result.scan)
