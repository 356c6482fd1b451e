"""The fields of a search: which numbers, from where to where, what is sought, how many are tried, what is held out."""

from typing import TYPE_CHECKING

import streamlit as st

from components import session_strategies as keys
from trading.types import Objective, ParameterRange, Search, SearchMethod, WindowKind, Windows

if TYPE_CHECKING:
    from trading.backtest.listing import StrategyLine
    from trading.indicators.kinds import Parameter

OBJECTIVES = {
    Objective.SHARPE: "Sharpe ratio",
    Objective.SORTINO: "Sortino ratio",
    Objective.CALMAR: "Calmar ratio",
    Objective.RETURN: "Return",
    Objective.DRAWDOWN: "Smallest drawdown",
}
KINDS = {WindowKind.ROLLING: "Rolling", WindowKind.ANCHORED: "Anchored"}
METHODS = {SearchMethod.GRID: "Grid", SearchMethod.RANDOM: "Random"}
STEPS = 6
USUAL_DRAWS, USUAL_HELD_OUT, USUAL_FOLDS = 200, 30, 5


def numbers(line: "StrategyLine") -> "tuple[Parameter, ...]":
    """Return the numbers that can be searched: a strategy's parameters, or those that stand in a rule set."""
    return line.parameters or line.numbers


def _usually(line: "StrategyLine", each: "Parameter") -> bool:
    """Say whether a number is searched before anything is ticked: of a rule set, which has many, the first two."""
    return each in numbers(line)[: len(line.parameters) or 2]


def ranges_fields(line: "StrategyLine") -> None:
    """Draw a row for each number: searched or not, from, to, and step."""
    with st.grid(4, min_column_width=335):
        for each in numbers(line):
            _range(line, each)


def search_fields(*, walk: bool) -> None:
    """Draw what is sought and how; a walk-forward has windows in the place of bars that are held out."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _choice(keys.OBJECTIVE, "Seek the most", {one.value: text for one, text in OBJECTIVES.items()}, width=170)
        _choice(keys.METHOD, "Try", {one.value: text for one, text in METHODS.items()}, width=120)
        if st.session_state[keys.METHOD] == SearchMethod.RANDOM.value:
            _whole(keys.DRAWS, "Draws", USUAL_DRAWS, 2, 10_000)
            _whole(keys.SEED, "Seed", 1, 0, 1_000_000)
        if walk:
            _choice(keys.WINDOWS, "Windows", {one.value: text for one, text in KINDS.items()}, width=130)
            _whole(keys.FOLDS, "How many", USUAL_FOLDS, 2, 60)
        else:
            _whole(keys.HELD_OUT, "Held out, %", USUAL_HELD_OUT, 5, 70)


def search_from(line: "StrategyLine", *, walk: bool) -> Search:
    """Return the search that the fields ask for; with no range at all nothing can be searched."""
    state = st.session_state
    ranges = {}
    for each in numbers(line):
        part = {name: state.get(keys.range_key(line.key, each.name, name)) for name in ("use", "least", "most", "step")}
        usual = usual_range(each)
        if _usually(line, each) if part["use"] is None else part["use"]:
            ranges[each.name] = ParameterRange(
                least=usual.least if part["least"] is None else float(part["least"]),
                most=usual.most if part["most"] is None else float(part["most"]),
                step=usual.step if part["step"] is None else float(part["step"]),
            )
    return Search(
        ranges=ranges,
        method=SearchMethod(state.get(keys.METHOD) or SearchMethod.GRID),
        objective=Objective(state.get(keys.OBJECTIVE) or Objective.SHARPE),
        draws=int(state.get(keys.DRAWS) or USUAL_DRAWS),
        seed=int(state.get(keys.SEED) or 0),
        held_out_pct=float(state.get(keys.HELD_OUT) or USUAL_HELD_OUT),
        windows=Windows(
            kind=WindowKind(state.get(keys.WINDOWS) or WindowKind.ROLLING),
            folds=int(state.get(keys.FOLDS) or USUAL_FOLDS),
        )
        if walk
        else Windows(),
    )


def usual_range(each: "Parameter") -> ParameterRange:
    """Return a range around a parameter's default, in about six steps.

    >>> from trading.indicators.kinds import Parameter
    >>> usual_range(Parameter(name="fast", default=20, least=1, most=500))
    ParameterRange(least=10.0, most=40.0, step=5.0)
    """
    least, most = max(each.least, each.default / 2), min(each.most, each.default * 2)
    if most <= least:
        least, most = each.least, each.most
    if each.whole:
        least, most = float(int(least)), float(int(most))
        return ParameterRange(least=least, most=most, step=max(1.0, float(round((most - least) / STEPS))))
    return ParameterRange(least=round(least, 4), most=round(most, 4), step=round((most - least) / STEPS, 4) or None)


def combinations(search: Search) -> int:
    """Return how many combinations a search tries at most, before those that contradict themselves are left out."""
    if search.method is SearchMethod.RANDOM:
        return search.draws
    count = 1
    for one in search.ranges.values():
        step = one.step or max(1e-9, (one.most - one.least) / 10)
        count *= max(1, int((one.most - one.least) / step + 1e-9) + 1)
    return count


def _range(line: "StrategyLine", each: "Parameter") -> None:
    def key(part: str) -> str:
        return keys.range_key(line.key, each.name, part)

    usual = usual_range(each)
    seeds = {"use": _usually(line, each), "least": usual.least, "most": usual.most, "step": usual.step}
    for part, value in seeds.items():
        if key(part) not in st.session_state:
            st.session_state[key(part)] = value
    with st.container(gap="xxsmall"):
        st.checkbox(each.name.replace("_", " ").capitalize(), key=key("use"), persist_state="session")
        off = not st.session_state[key("use")]
        side_by_side = st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall")
    with side_by_side:
        for part, label in (("least", "From"), ("most", "To"), ("step", "Step")):
            st.number_input(
                label, 0.0 if part == "step" else float(each.least), float(each.most), value=None,
                key=key(part), width=105, format="%g", disabled=off, persist_state="session", placeholder=label,
                step=1.0 if each.whole else 0.1,
            )  # fmt: skip


def _choice(key: str, label: str, words: dict[str, str], *, width: int) -> None:
    if st.session_state.get(key) not in words:
        st.session_state[key] = next(iter(words))
    st.selectbox(label, list(words), format_func=words.__getitem__, key=key, width=width, persist_state="session")


def _whole(key: str, label: str, usual: int, least: int, most: int) -> None:
    if st.session_state.get(key) is None:
        st.session_state[key] = usual
    st.number_input(label, least, most, key=key, width=110, step=1, persist_state="session")
