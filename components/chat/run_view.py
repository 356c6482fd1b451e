"""One run in the chat: the words that were asked, the team's steps, the answer, its sources and its orders."""

import re
from typing import TYPE_CHECKING

import streamlit as st

from components import session
from components.chat import asking
from components.chat.answer import draw_answer, draw_draft, marked
from components.chat.backtest_view import backtest_in, draw_backtest
from components.chat.drawn_charts import draw_drawn, drawn_in
from components.chat.mood_view import draw_mood, moods_of
from components.chat.order_card import order_card
from components.chat.record import record_of
from components.chat.sheets import Sheet, draw_sheet, sheet_of
from components.chat.small_charts import draw_chart, subject_of
from components.chat.sources import sources
from components.chat.steps import ACTIVE, steps_view
from components.figures import with_figures
from components.prose import paragraphs, plain
from components.standing import CHANGES, shown_status
from trading.errors import TradingError
from trading.types import Proposal, Run, RunStatus, Status

if TYPE_CHECKING:
    from bootstrap import Wiring

FAST_S = 0.3
COUNTING_S = 1.0
PROPOSED = "Proposed, not sent:"
_REFUSED = re.compile(r"^(Refused, nothing was sent: .*?\.) .*$", re.DOTALL)
TEAM_AVATAR = ":material/candlestick_chart:"


def run_view(wired: "Wiring", run: Run) -> None:
    """Draw a run; while something of it can still change, one fragment follows it from the store."""
    with st.chat_message("user", avatar=":material/person:"):
        st.markdown(plain(run.query).replace("\n", "  \n"))
    with st.chat_message("assistant", avatar=TEAM_AVATAR):
        st.fragment(_team_side, run_every=_pace(wired, run))(wired, run.id, was=run.status)


def _pace(wired: "Wiring", run: Run) -> float | None:
    if run.status in ACTIVE:
        return FAST_S
    changes = any(proposal.status in CHANGES for proposal in _proposals(wired, run))
    return COUNTING_S if changes or run.status is RunStatus.AWAITING_APPROVAL else None


def _team_side(wired: "Wiring", run_id: str, *, was: RunStatus) -> None:
    services = wired.services
    run = services.runs.get(run_id)
    if (was in ACTIVE) != (run.status in ACTIVE):
        session.draw_anew()  # the whole page: the bell, the account and the pace of this fragment follow
    now = services.wall_clock.now()
    steps_view(run, now)
    if run.status in ACTIVE:
        st.button(
            "Stop", key=f"stop_{run.id}", icon=":material/stop_circle:", on_click=asking.stop, args=(wired, run.id)
        )
        if run.draft:
            draw_draft(run.draft)
            st.caption("The answer is being written; its figures are checked when it is whole.")
        else:
            st.skeleton(height=120)
        return
    proposals = _proposals(wired, run)
    _answer(run, waits=any(shown_status(one, now) is Status.OPEN for one in proposals))
    stopped = services.desk.state().stopped
    renewed = {proposal.again_of for proposal in proposals}
    for proposal in proposals:
        if proposal.id not in renewed:  # the newer ticket stands for it; two buttons would be two orders
            order_card(services.desk, proposal, now=now, stopped=stopped, place="chat")
    _exhibits(wired, run)
    sources(run)
    _actions(wired, run)


def _answer(run: Run, *, waits: bool) -> None:
    with st.container(key=f"answer_{run.id}"):
        if run.status is RunStatus.FAILED:
            st.error(plain(run.error or run.result or "The run failed; ask again."), icon=":material/error:")
            if run.result and run.result != run.error:
                _prose(run, run.result, waits=True, said=run.error or "")
        else:
            _prose(run, run.result or "The run ended without an answer; ask again.", waits=waits)


def _prose(run: Run, result: str, *, waits: bool, said: str = "") -> None:
    """Draw the words of a result but those `said` already, with a chip at each of its figures where they are traced."""
    told = marked(result, run.figures or ())
    if said and result.startswith(said):
        told = told.split("\n", said.count("\n") + 1)[-1] if "\n" in result[len(said) :] else ""
    told = told_of(told, waits=waits)
    if run.figures or "|" in told:
        draw_answer(told, run)
    elif told:
        st.markdown(paragraphs(with_figures(told)))


def told_of(result: str, *, waits: bool) -> str:
    r"""Return what the answer still has to say: once no order waits, the outcome without the proposal before it.

    Of a refusal the card below lists the reasons.

    >>> told_of("Proposed, not sent: buy 1 AAPL. Press Review.\n\nFilled (buy 1 AAPL).", waits=False)
    'Filled (buy 1 AAPL).'
    >>> told_of("Refused, nothing was sent: buy 9 AAPL at market. Order worth 5 exceeds 4.", waits=False)
    'Refused, nothing was sent: buy 9 AAPL at market.'
    """
    parts = [_REFUSED.sub(r"\1", part) for part in result.split("\n\n")]
    later = parts if waits else [part for part in parts if not part.startswith(PROPOSED)]
    return "\n\n".join(later or parts)


def _exhibits(wired: "Wiring", run: Run) -> None:
    """Draw each table and each chart of the steps once, unless the run is about an order, which its card shows."""
    if run.proposals:
        return
    shown: list[Sheet] = []
    for step in run.steps:
        sheet = sheet_of(step)
        if sheet is not None and sheet not in shown:
            shown.append(sheet)
            draw_sheet(sheet)
    for n, tested in enumerate(filter(None, map(backtest_in, run.steps))):
        draw_backtest(tested, key=f"tested_{run.id}_{n}")
    for n, mood in enumerate(moods_of(run.steps)):
        draw_mood(mood, key=f"mood_{run.id}_{n}")
    for n, drawn in enumerate(dict.fromkeys(filter(None, map(drawn_in, run.steps)))):
        draw_drawn(wired, drawn, key=f"drawn_{run.id}_{n}")
    subjects = dict.fromkeys(subject for step in run.steps if (subject := subject_of(step)))
    for n, subject in enumerate(subjects):
        draw_chart(wired.services.analyst, subject, key=f"chart_{run.id}_{n}")


def _proposals(wired: "Wiring", run: Run) -> list[Proposal]:
    found = []
    for proposal_id in run.proposals:
        try:
            found.append(wired.services.desk.proposal(proposal_id))
        except TradingError:
            continue  # a run of an archived book: its answer still stands
    return found


def _actions(wired: "Wiring", run: Run) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        for name, icon, tip, callback, args in (
            ("copy", "content_copy", "Copy the answer", None, ()),
            ("retry", "refresh", "Ask the same again", asking.ask_again, (wired, run.query)),
            ("edit", "edit", "Change the words and ask again", asking.edit, (run.query,)),
        ):
            st.button(
                f":material/{icon}:",
                key=f"{name}_{run.id}",
                type="tertiary",
                help=tip,
                on_click=callback,
                args=args,
            )
        record_of(wired.services.recordings, run)
