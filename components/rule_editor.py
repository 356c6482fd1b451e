"""The form of a rule set: conditions in and out, exits by price and time, a size; each change is taken at once."""

from dataclasses import fields, replace
from typing import Any

import streamlit as st

from components import session_strategies as keys
from components.rule_sheet import HOW, NO_SIZE, Row, Sheet, plain_of, sheet_from
from components.rule_sides import offered
from components.strategy_terms import SIZINGS
from trading.strategies.conditions import MOST_CONDITIONS, Match
from trading.strategies.rule_strategy import RuleSide
from trading.types import Sizing

NUMBERS = ("30", "70", "0", "50", "20", "80")
EXITS = {
    "stop_pct": ("Stop, %", "Out so far from the close of the bar that decided."),
    "take_pct": ("Target, %", "Out with such a gain."),
    "trail_pct": ("Trailing stop, %", "Out so far from the best price since the entry."),
    "most_bars": ("Most bars in a trade", "Out after so many bars."),
}
_MATCHES = {Match.ALL.value: "all of", Match.ANY.value: "any of"}
_SIDES = {RuleSide.LONG.value: "Long: buy, then sell", RuleSide.SHORT.value: "Short: sell, then buy back"}


def sheet() -> Sheet:
    """Return the form as this session has it."""
    kept = keys.rule_sheet()
    return sheet_from(kept) if kept else Sheet()


def open_sheet(shown: Sheet) -> None:
    """Put a rule set into the form; the fields are drawn anew."""
    keys.set_rule_sheet(plain_of(shown), anew=True)


def rule_editor() -> None:
    """Draw the form."""
    shown = sheet()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choice("side", "Side", _SIDES, shown.side, width=230)
    left, right = st.columns(2, gap="medium")
    with left:
        _conditions("entry", "In", "when", shown.entry_match, shown.entry)
    with right:
        _conditions("exit", "Out", "when", shown.exit_match, shown.exit)
    with st.grid(6, min_column_width=140):
        for name, (label, said) in EXITS.items():
            _number(name, label, getattr(shown, name), said, whole=name == "most_bars")
        sizings = {NO_SIZE: "As the terms say"} | {
            one.value: words for one, words in SIZINGS.items() if one is not Sizing.ALL_IN_WHOLE_SHARES
        }
        _choice("sizing", "Size of an entry", sizings, shown.sizing)
        if shown.sizing not in (NO_SIZE, Sizing.ALL_IN.value):
            _number("size", "Size", shown.size, "USD for a fixed amount, else percent of equity.")


def _conditions(side: str, title: str, word: str, match: str, rows: tuple[Row, ...]) -> None:
    with st.container(border=True, height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{title}** {word}", width="content")
            if len(rows) > 1:
                _choice(f"{side}_match", "How many", _MATCHES, match, width=110, quiet=True)
            elif not rows:
                st.caption("no condition: by the exits below, else never")
        for at, row in enumerate(rows):
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                _text(f"{side}_{at}_left", "Left side", row.left, (), width=165)
                _choice(f"{side}_{at}_how", "Comparison", {one.value: said for one, said in HOW.items()}, row.how,
                        width=150, quiet=True)  # fmt: skip
                _text(f"{side}_{at}_right", "Right side", row.right, NUMBERS, width=165)
                st.button("", icon=":material/close:", key=_key(f"{side}_{at}_drop"), type="tertiary", on_click=_drop,
                          args=(side, at), help="Take this condition out.")  # fmt: skip
        st.button(
            "Add a condition", icon=":material/add:", key=_key(f"{side}_add"), on_click=_add, args=(side,),
            disabled=len(rows) >= MOST_CONDITIONS, type="tertiary",
        )  # fmt: skip


def _key(name: str) -> str:
    return f"rule_{keys.rule_drawing()}_{name}"


def _take() -> None:
    """Read every field that is drawn into the form; the callback of each."""
    shown = sheet()

    def said(name: str, kept: Any) -> Any:
        return st.session_state.get(_key(name), kept)

    def rows(side: str) -> tuple[Row, ...]:
        return tuple(
            Row(
                **{
                    part: str(said(f"{side}_{at}_{part}", getattr(row, part)) or "")
                    for part in ("left", "how", "right")
                }
            )
            for at, row in enumerate(getattr(shown, side))
        )

    plain = {
        each.name: said(each.name, getattr(shown, each.name))
        for each in fields(shown)
        if each.name not in ("entry", "exit", "symbols", "name")
    }
    keys.set_rule_sheet(plain_of(replace(shown, **plain, entry=rows("entry"), exit=rows("exit"))))


def _add(side: str) -> None:
    shown = sheet()
    open_sheet(replace(shown, **{side: (*getattr(shown, side), Row())}))


def _drop(side: str, at: int) -> None:
    shown = sheet()
    open_sheet(replace(shown, **{side: tuple(row for n, row in enumerate(getattr(shown, side)) if n != at)}))


def _text(name: str, label: str, value: str, more: tuple[str, ...], *, width: int) -> None:
    options = list(dict.fromkeys([value, *more, *offered()]))
    _seed(name, value)
    st.selectbox(
        label, options, key=_key(name), accept_new_options=True, label_visibility="collapsed", width=width,
        on_change=_take,
    )  # fmt: skip


def _choice(
    name: str, label: str, words: dict[str, str], value: str, *, width: int | None = None, quiet: bool = False
) -> None:
    _seed(name, value)
    st.selectbox(
        label, list(words), format_func=words.__getitem__, key=_key(name), on_change=_take, width=width or "stretch",
        label_visibility="collapsed" if quiet else "visible",
    )  # fmt: skip


def _number(name: str, label: str, value: float | None, said: str, *, whole: bool = False) -> None:
    _seed(name, value)
    st.number_input(
        label, 0.0, value=None, key=_key(name), on_change=_take, format="%g", placeholder="none", help=said,
        step=1.0 if whole else 0.5,
    )  # fmt: skip


def _seed(name: str, value: Any) -> None:
    if _key(name) not in st.session_state:
        st.session_state[_key(name)] = float(value) if isinstance(value, int) else value
