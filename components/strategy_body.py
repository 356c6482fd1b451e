"""What the page Strategies shows: the backtest of its address, made at once or by a job, under Run."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import session_strategies as keys
from components.faults import sentence_of
from components.strategy_draft import faults_of, request_from
from components.strategy_job import ended, follow, is_long, job_of, start
from trading.backtest.address import address_of, request_of
from trading.backtest.request_wire import request_from_wire
from trading.errors import FixInput, NotFound, TradingError
from trading.strategies.catalogue import STRATEGIES
from trading.strategies.files import PREFIX
from trading.types import FINAL_BACKTEST_STATES, BacktestJob, BacktestKind, BacktestRequest

if TYPE_CHECKING:
    from trading.backtest.listing import StrategyLine
    from trading.services import Services

REPORT, TRADES = "Report", "Trades"
UNPLAYED = (
    "This address asks for a long run, or for code of your own, and it has not been played here. "
    "Press Run above to play it; it can then be stopped at any time."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A backtest that is shown: what was asked, and its report as plain values."""

    request: BacktestRequest
    report: Mapping[str, Any]
    kind: BacktestKind = BacktestKind.BACKTEST


def run_button(services: "Services", line: "StrategyLine", asked: BacktestRequest | None) -> None:
    """Draw Run; what keeps it from being pressed is said below the row, and what differs from what is shown too."""
    request = request_from(st.session_state, line)
    found = faults_of(request, line)
    is_shown = asked is not None and address_of(asked) == address_of(request)
    is_played = keys.JOB in keys.address() or not is_long(request, services.market.assets())
    st.button(
        "Run", type="secondary" if is_shown and is_played else "primary", icon=":material/play_arrow:",
        key="strategy_run", disabled=bool(found), on_click=_run, args=(services, line),
        help="Play this strategy on the past.",
    )  # fmt: skip


def _run(services: "Services", line: "StrategyLine") -> None:
    play(services, request_from(st.session_state, line), tab=TRADES if keys.address().get("tab") == TRADES else "")


def play(
    services: "Services", request: BacktestRequest, *, tab: str = "", fill: bool = False, unseen_from: str = ""
) -> None:
    """Show this backtest, a long one as a job that is started here; `fill` puts it into the fields too."""
    shown = keys.address()
    said = address_of(request) | {name: shown[name] for name in (keys.SEARCH, keys.WALK) if name in shown}
    if is_long(request, services.market.assets()):
        job_id = start(services, BacktestKind.BACKTEST, request)
        if job_id is None:
            return
        said |= {keys.JOB: job_id}
    keys.show(said | {keys.UNSEEN_FROM: unseen_from}, tab=tab, fill=fill)


def asked(services: "Services", said: Mapping[str, str]) -> BacktestRequest | None:
    """Return what the address names: the request of its job, or its own with the usual numbers where it has none.

    A job was given an end where the address has none; what was asked for is then the address.
    Raises NotFound, FixInput.
    """
    request, job = _with_usual_numbers(services, request_of(said)), job_in(services, said)
    if job is None:
        return request
    played = request_from_wire(job.request)
    is_same = request is not None and address_of(replace(request, end=played.end)) == address_of(played)
    return request if is_same else played


def _with_usual_numbers(services: "Services", request: BacktestRequest | None) -> BacktestRequest | None:
    if request is None:
        return None
    key, known = request.strategy.key, STRATEGIES.get(request.strategy.key)
    parameters = known.parameters if known else ()
    if key.startswith(PREFIX):
        parameters = next((line.parameters for line in services.backtests.strategies().items if line.key == key), ())
    params = {each.name: each.default for each in parameters} | dict(request.strategy.params)
    return replace(request, strategy=replace(request.strategy, params=params))


def job_in(services: "Services", said: Mapping[str, str]) -> BacktestJob | None:
    """Return the job of an address, None without one; of one that is kept no more, the address says what was asked.

    Raises NotFound where it says nothing else.
    """
    if keys.JOB not in said:
        return None
    try:
        return job_of(services, said[keys.JOB])
    except NotFound:
        if not said.get("strategy"):
            raise
        return None


def readable(services: "Services", said: Mapping[str, str]) -> BacktestRequest | None:
    """Return what the address names, None where it cannot be read, which the tab of the report says."""
    try:
        return asked(services, said)
    except FixInput:
        return None


def shown_of(services: "Services", said: Mapping[str, str]) -> Shown | None:
    """Return the backtest of an address with its report; None, with a sentence on the page, while there is none.

    Raises TradingError for what cannot be run.
    """
    request = asked(services, said)
    if request is None:
        return None
    job = job_in(services, said)
    if job is None:
        if is_long(request, services.market.assets()):
            st.info(UNPLAYED, icon=":material/play_arrow:")
            return None
        return Shown(request=request, report=report_of(services, request))
    if job.status not in FINAL_BACKTEST_STATES:
        follow(services, job)
        return None
    return Shown(request=request, report=job.report or {}, kind=job.kind) if ended(job) else None


def play_ahead(services: "Services", said: Mapping[str, str]) -> None:
    """Make the report of an address before anything is drawn, so that fields and report are painted in one go.

    What keeps it from being made is told where the report is drawn.
    """
    if said.get("tab", REPORT) not in (REPORT, TRADES):
        return
    with suppress(TradingError):
        request = asked(services, said)
        if request is not None and job_in(services, said) is None and not is_long(request, services.market.assets()):
            report_of(services, request)


def report_of(services: "Services", request: BacktestRequest) -> Mapping[str, Any]:
    """Return the report of a request, run once for it, the market's time and a press of Run. Raises TradingError."""
    now = services.market_clock.now()
    at = now if services.replay is not None else now.date()
    said = sorted(address_of(request).items())
    key = (services.account_id, str(at), str(keys.runs()), *(f"{name}={text}" for name, text in said))
    return keys.reported(key, lambda: services.backtests.run_now(request))


def notes(line: "StrategyLine", request: BacktestRequest | None) -> None:
    """Say why Run cannot be pressed, or that the fields ask for something else than what is shown."""
    drafted = request_from(st.session_state, line)
    found = faults_of(drafted, line)
    if found:
        for sentence in found:
            st.markdown(f":orange[:material/error: {sentence_of(sentence)}]")
    elif request is not None and address_of(request) != address_of(drafted):
        st.markdown(":orange[:material/edit: The fields have changed since this run. Press Run to see them played.]")
