"""What a strategy does, shown: its sentence, a picture of its rules in two boxes, and its numbers with their bounds."""

from collections.abc import Sequence

import streamlit as st

from components import session_strategies as keys
from components.prose import plain
from trading.backtest.listing import StrategyLine
from trading.indicators.kinds import Parameter


def rules_popover(line: StrategyLine) -> None:
    """Draw the button that shows the numbers, and behind it the rules and a field for each number."""
    numbers = " / ".join(f"{_value(line, each):g}" for each in line.parameters)
    said = "Its rules and its numbers."
    shown = st.popover(
        f"Numbers {numbers}" if numbers else "Rules",
        icon=":material/tune:",
        help=said,
        key="strategy_tune",
        on_change="rerun",
    )
    if shown.open:
        with shown, st.container(width=420):
            if line.parameters:
                with st.grid(2, min_column_width=150):
                    for each in line.parameters:
                        _field(line, each)
            rules_picture(line)


def rules_picture(line: StrategyLine) -> None:
    """Draw what a strategy does in a sentence, its entry and its exit in two boxes, and its source."""
    st.markdown(f"**{plain(line.title)}**  \n{plain(line.says)}")
    if line.entry or line.exit:
        with st.grid(2, min_column_width=170):
            _box("In", ":material/login:", line.entry)
            _box("Out", ":material/logout:", line.exit)
    if line.source:
        st.caption(plain(line.source))


def _box(title: str, icon: str, said: Sequence[str]) -> None:
    with st.container(border=True, height="stretch", gap="xxsmall"):
        st.markdown(f"{icon} **{title}**")
        st.markdown("  \n".join(f"{'↓ ' if at else ''}{plain(each)}" for at, each in enumerate(said)) or "never")


def _value(line: StrategyLine, each: Parameter) -> float:
    kept = st.session_state.get(keys.param_key(line.key, each.name))
    return each.default if kept is None else float(kept)


def _field(line: StrategyLine, each: Parameter) -> None:
    """Draw the field of one number; what is outside of its bounds is refused while it is typed."""
    key = keys.param_key(line.key, each.name)
    value = min(max(_value(line, each), each.least), each.most)
    kind: type[int] | type[float] = int if each.whole else float
    st.session_state[key] = kind(value)
    st.number_input(
        each.name.replace("_", " ").capitalize(), kind(each.least), kind(each.most), key=key,
        step=1 if each.whole else 0.1, format=None if each.whole else "%g", persist_state="session",
        help=f"{'A whole number' if each.whole else 'A number'} from {each.least:g} to {each.most:g}; "
        f"usual is {each.default:g}.",
    )  # fmt: skip
