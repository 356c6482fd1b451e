"""The tab Your rules: describe a strategy in words or by fields, read it back, test it, save it."""

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from components import faults, session
from components import session_strategies as keys
from components.prose import plain
from components.rule_editor import open_sheet, rule_editor, sheet
from components.rule_sheet import rules_of, sheet_of
from components.strategy_body import play
from components.strategy_draft import OWN, request_from
from components.strategy_words import describe
from components.watchlist import told
from trading.backtest.listing import StrategyLine, StrategyOrigin
from trading.errors import FixInput, TradingError
from trading.strategies.base import MOST_SYMBOLS, Family
from trading.strategies.numbers import numbers_of
from trading.strategies.rules import rules_from_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trading.services import Services
    from trading.strategies.rules import RuleSet
    from trading.strategies.words.reading import Reading
    from trading.types import BacktestRequest

MOST_NAME = 64


def own_line() -> StrategyLine:
    """Return the rules of the form, as a line to choose; `fault` is why they cannot be tested yet."""
    try:
        return line_of(rules_of(sheet()))
    except FixInput as fault:
        said = "Its rules are not whole; mend them in the tab Your rules."
        return replace(line_of(None), says=said, fault=str(fault))


def line_of(rules: "RuleSet | None") -> StrategyLine:
    """Return unsaved rules as a line to choose."""
    return StrategyLine(
        key=OWN,
        title="Your rules",
        kind=StrategyOrigin.SAVED,
        family=Family.RULES,
        says=" ".join(rules.says()) if rules else "",
        most_symbols=MOST_SYMBOLS,
        rules=rules.text() if rules else None,
        numbers=numbers_of(rules) if rules else (),
    )


def take_rules(request: "BacktestRequest") -> StrategyLine:
    """Put the rules of an address into the form, and return them as a line. Raises FixInput for what cannot be read."""
    rules = rules_from_text(request.strategy.rules or "")
    open_sheet(sheet_of(rules))
    return line_of(rules)


def own_tab(services: "Services", lines: "Sequence[StrategyLine]") -> None:
    """Draw the words, the form, what it says, and what is saved."""
    reading = describe(services)
    rule_editor()
    try:
        rules = rules_of(sheet())
    except FixInput as fault:
        faults.show(fault)
        rules = None
    else:
        with st.container(border=True, gap="xxsmall"):
            st.markdown("**It says**")
            st.markdown(plain(" ".join(rules.says())))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.button(
            "Test these rules", type="primary", icon=":material/play_arrow:", key="strategy_test", on_click=_test,
            args=(services, reading), disabled=rules is None, help="On the symbols, days and terms above.",
        )  # fmt: skip
        st.text_input(
            "Name", key=keys.SAVE_NAME, max_chars=MOST_NAME, width=240, placeholder="Name to save it by",
            label_visibility="collapsed",
        )  # fmt: skip
        st.button(
            "Save", icon=":material/save:", key="strategy_save", on_click=_save, args=(services,),
            disabled=rules is None, help="It is searched for a look into the future first. The same name is replaced.",
        )  # fmt: skip
    _saved(services, [line for line in lines if line.kind is StrategyOrigin.SAVED and line.key != OWN])


def _test(services: "Services", reading: "Reading | None") -> None:
    """Run what the form holds, on the symbols and days that the rules or their words name."""
    state = st.session_state
    rules = rules_of(sheet())
    known = {asset.symbol for asset in services.market.assets()}
    named = [symbol for symbol in rules.symbols if symbol in known]
    if named:
        state[keys.SYMBOLS] = named
    if rules.side.value == "short":
        state[keys.term_key("shorts")] = True
    if reading is not None and reading.rules == rules:
        _take_period(services, reading)
    state[keys.KEY] = OWN
    play(services, request_from(state, own_line()))


def _take_period(services: "Services", reading: "Reading") -> None:
    state, today = st.session_state, services.market_clock.now().date()
    if reading.period is not None:
        state[keys.START], state[keys.END] = reading.period.begins(today), reading.period.end
    if reading.timeframe is not None and reading.timeframe in services.market.capabilities.timeframes:
        state[keys.BARS] = reading.timeframe.value
    if reading.cash is not None:
        state[keys.term_key("cash")] = float(reading.cash)


def _save(services: "Services") -> None:
    name = str(st.session_state.get(keys.SAVE_NAME) or "").strip()
    if not name:
        session.toast("Give the rules a name first. Nothing was saved.", ":material/edit:")
        return

    def save() -> None:
        rules = replace_name(rules_of(sheet()), name)
        services.backtests.save(name, rules.text())

    told(save, f"{name} is saved. It is among the strategies above.", clears=keys.SAVE_NAME)


def replace_name(rules: "RuleSet", name: str) -> "RuleSet":
    """Return the rules under another name."""
    return rules.model_copy(update={"name": name})


def _saved(services: "Services", lines: "Sequence[StrategyLine]") -> None:
    st.subheader("Saved", anchor=False)
    if not lines:
        st.caption("Nothing is saved yet. Put rules together, name them, and they stand here and among the strategies.")
    for line in lines:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", border=True):
            st.markdown(f"**{plain(line.title)}**  \n:gray[{plain(line.fault or line.says)}]", width="stretch")
            st.button(
                "Open", key=f"strategy_open_{line.key}", on_click=_open, args=(line.rules,), disabled=bool(line.fault)
            )
            with st.popover("Rename", key=f"strategy_rename_of_{line.key}"):
                st.text_input("New name", key=_name_key(line), value=line.title, max_chars=MOST_NAME)
                st.button("Rename", key=f"strategy_rename_{line.key}", on_click=_rename, args=(services, line))
            st.button(
                "", icon=":material/delete:", key=f"strategy_delete_{line.key}", on_click=_delete, type="tertiary",
                args=(services, line), help=f"Delete {plain(line.title)}; its backtests stay.",
            )  # fmt: skip


def _name_key(line: StrategyLine) -> str:
    return f"strategy_name_{line.key}_{line.title}"


def _open(text: str) -> None:
    try:
        open_sheet(sheet_of(rules_from_text(text)))
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")


def _rename(services: "Services", line: StrategyLine) -> None:
    name = str(st.session_state.get(_name_key(line)) or "").strip()
    told(lambda: services.backtests.rename(line.key, name), f"{line.title} is named {name} now.")


def _delete(services: "Services", line: StrategyLine) -> None:
    told(lambda: services.backtests.delete(line.key), f"{line.title} is deleted.")
