"""From words to answers and open proposals, offline, through the real desk, market and paper book."""

from datetime import date
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from agent.budget import Budget
from agent.counter import Counter
from agent.crew import make_manager
from agent.members import members_of
from agent.planner import OfflinePlanner
from tests.agent.rig import TeamRig, steps
from tests.agent.words import read
from trading.orders.desk import OrderDesk
from trading.services import Services
from trading.settings import Settings
from trading.store.database import Database
from trading.types import OWNER, FieldFrom, Intent, OrderClass, OrderType, RunStatus, Side, Status, TimeInForce


def test_words_become_an_open_proposal_whose_every_field_traces_to_them(rig: TeamRig) -> None:
    run = rig.ask("Buy 1 share of AAPL at market price")
    assert (run.status, run.intent) == (RunStatus.AWAITING_APPROVAL, Intent.ORDER)
    assert steps(run) == ["manager.trader", "trader.propose_order"]
    (proposal,) = rig.proposals(run)
    assert proposal.status is Status.OPEN and proposal.origin.asked == 0 and proposal.origin.asked_count == 1
    assert (proposal.ticket.symbol, proposal.ticket.side, proposal.ticket.qty) == ("AAPL", Side.BUY, Decimal(1))
    said = {name for name, item in proposal.origin.fields.items() if item.source is FieldFrom.WORDS}
    stated = {name for name, item in proposal.origin.fields.items() if item.source is FieldFrom.DEFAULT}
    assert said == {"symbol", "side", "qty"}
    assert stated == {"order_class", "stop_loss", "take_profit", "time_in_force"}
    assert {*said, *stated} == set(proposal.origin.fields)
    assert run.result is not None and "not sent" in run.result and "Review" in run.result and "as of" in run.result
    assert run.planner == "offline planner" and run.usage.model_calls == 0


def test_the_answer_to_the_proposal_ends_the_run_and_stands_in_its_result(rig: TeamRig) -> None:
    run = rig.ask("buy 1 AAPL")
    (proposal,) = rig.approve(run)
    assert proposal.status is Status.FILLED
    done = rig.services.runs.get(run.id)
    assert done.status is RunStatus.DONE and done.result is not None and "560.99" in done.result.split("\n\n")[-1]


def test_a_question_back_is_done_and_its_answer_goes_on(rig: TeamRig) -> None:
    asked = rig.ask("buy 10")
    assert (asked.status, asked.intent, asked.proposals) == (RunStatus.DONE, Intent.UNCLEAR, ())
    assert asked.result is not None and "of what?" in asked.result
    run = rig.ask("AAPL", after=asked)
    (proposal,) = rig.proposals(run)
    assert (proposal.status, proposal.ticket.qty, proposal.ticket.symbol) == (Status.OPEN, Decimal(10), "AAPL")
    assert proposal.origin.words == "buy 10\nAAPL"


def test_percent_exits_are_taken_from_the_ask_and_rounded_to_the_tick(rig: TeamRig) -> None:
    (proposal,) = rig.proposals(rig.ask("Buy 10 AAPL, take profit 10% above, stop 5% below"))
    ticket = proposal.ticket
    assert proposal.quote is not None and proposal.quote.ask == Decimal("560.99")
    # 560.99 x 1.10 = 617.089, 560.99 x 0.95 = 532.9405
    assert ticket.take_profit is not None and ticket.take_profit.limit_price == Decimal("617.09")
    assert ticket.stop_loss is not None and ticket.stop_loss.stop_price == Decimal("532.94")
    assert (ticket.order_class, proposal.status) == (OrderClass.BRACKET, Status.OPEN)


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        ("buy $500 of Microsoft", {"symbol": "MSFT", "notional": Decimal(500), "qty": None}),
        ("buy 10 AAPL limit 500 gtc", {"limit_price": Decimal(500), "time_in_force": TimeInForce.GTC}),
        ("buy 10 AAPL stop 600", {"type": OrderType.STOP, "stop_price": Decimal(600)}),
        ("buy 10 AAPL stop 600 limit 605", {"stop_price": Decimal(600), "limit_price": Decimal(605)}),
        ("buy 10 AAPL at 2% below market", {"type": OrderType.LIMIT, "limit_price": Decimal("549.77")}),
        ("buy 10 AAPL at the open", {"time_in_force": TimeInForce.OPG}),
        ("buy 10 AAPL with stop 5% below", {"order_class": OrderClass.OTO}),
    ],
)
def test_the_ticket_says_what_the_words_say(rig: TeamRig, words: str, fields: dict[str, Any]) -> None:
    (proposal,) = rig.proposals(rig.ask(words))
    assert {name: getattr(proposal.ticket, name) for name in fields} == fields
    assert proposal.status is Status.OPEN, proposal.gate.reasons


def test_two_orders_in_one_message_are_two_tickets_and_the_same_twice_too(rig: TeamRig) -> None:
    first = rig.proposals(rig.ask("buy 1 AAPL and 2 MSFT"))
    assert [(p.ticket.symbol, p.ticket.qty, p.status, p.origin.asked) for p in first] == [
        ("AAPL", Decimal(1), Status.OPEN, 0),
        ("MSFT", Decimal(2), Status.OPEN, 1),
    ]
    twice = rig.proposals(rig.ask("buy 1 AAPL twice"))
    assert [(p.status, p.origin.asked) for p in twice] == [(Status.OPEN, 0), (Status.OPEN, 1)]


def test_parts_of_positions_are_rounded_down_to_whole_shares_and_all_is_exact(rig: TeamRig) -> None:
    rig.hold("buy 5 IBM and 3 GOOG", "buy $100 of MSFT")
    sold = {
        words: rig.proposals(rig.ask(words))[0].ticket
        for words in ("sell half my IBM", "sell a third of my GOOG", "sell all my google", "close my MSFT position")
    }
    assert [ticket.qty for ticket in list(sold.values())[:3]] == [Decimal(2), Decimal(1), Decimal(3)]
    held = {p.symbol: p.qty for p in rig.services.portfolio.snapshot().positions}
    assert sold["close my MSFT position"].qty == held["MSFT"]
    assert all(ticket.reduce_only and ticket.side is Side.SELL for ticket in sold.values())
    too_small = rig.ask("sell 10% of my IBM")
    assert too_small.proposals == () and "less than one share" in (too_small.result or "")


def test_a_bare_close_means_the_only_position_and_asks_when_there_are_several(rig: TeamRig) -> None:
    empty = rig.ask("close my position")
    assert empty.intent is Intent.UNCLEAR and "no open position" in (empty.result or "")
    rig.hold("buy 5 IBM")
    (proposal,) = rig.proposals(rig.ask("close my position"))
    assert (proposal.ticket.symbol, proposal.ticket.qty, proposal.status) == ("IBM", Decimal(5), Status.OPEN)
    rig.hold("buy 3 GOOG")
    several = rig.ask("close my position")
    assert several.proposals == () and "Which position" in (several.result or "")
    everything = rig.ask("close all positions")
    assert everything.intent is Intent.CLOSE and len(everything.proposals) == 2
    assert {p.ticket.symbol for p in rig.proposals(everything)} == {"IBM", "GOOG"}


def test_a_resting_order_is_cancelled_only_by_a_proposal_that_a_person_approves(rig: TeamRig) -> None:
    none = rig.ask("cancel my AAPL order")
    assert none.proposals == () and "no open order for AAPL" in (none.result or "")
    waiting = rig.ask("buy 1 AAPL limit 500 gtc")
    unsent = rig.ask("cancel my AAPL order")
    assert unsent.proposals == () and "never sent" in (unsent.result or "")
    (order,) = rig.approve(waiting)
    assert order.status is Status.SENT
    run = rig.ask("cancel my AAPL order")
    assert (run.intent, run.status) == (Intent.CANCEL, RunStatus.AWAITING_APPROVAL)
    assert rig.services.desk.order(order.id).status is Status.SENT
    rig.approve(run)
    assert rig.services.desk.order(order.id).status is Status.CANCELLED


def test_which_of_several_orders_is_asked_back_and_all_means_all(rig: TeamRig) -> None:
    for words in ("buy 1 AAPL limit 500 gtc", "buy 1 AAPL limit 490 gtc"):
        rig.approve(rig.ask(words))
    assert "Which order" in (rig.ask("cancel my AAPL order").result or "")
    run = rig.ask("cancel all my orders")
    assert [p.status for p in rig.proposals(run)] == [Status.OPEN, Status.OPEN]


def test_a_condition_makes_a_ticket_only_when_code_finds_it_true(rig: TeamRig) -> None:
    holds = rig.ask("buy 1 AAPL if RSI is below 70")
    assert (holds.intent, holds.status) == (Intent.CONDITIONAL, RunStatus.AWAITING_APPROVAL)
    assert "analyst.check_condition" in steps(holds) and "The condition holds" in (holds.result or "")
    fails = rig.ask("buy 1 AAPL if it drops to 500")
    assert (fails.intent, fails.status, fails.proposals) == (Intent.CONDITIONAL, RunStatus.DONE, ())
    assert "$560.99" in (fails.result or "") and "do not run" in (fails.result or "")
    kept = rig.ask("save the rule", after=fails)
    assert "does not run" in (kept.result or "") and "drops to 500" in (kept.result or "")
    assert "drops to 500" in (rig.ask("my rules").result or "")


@pytest.mark.parametrize(
    ("words", "tool", "figure"),
    [
        ("price of apple", "get_quote", "$560.99"),
        ("rsi of AAPL", "get_indicator", "46."),
        ("macd of AAPL", "get_indicator", "signal"),
        ("bollinger bands of AAPL", "get_indicator", "lower"),
        ("compare AAPL and MSFT", "compare", "%"),
        ("analyze IBM", "analyze", "189.08"),
        ("should I buy 10 AAPL?", "analyze", "no order was proposed"),
        ("show my portfolio", "get_portfolio", "$100,000.00"),
        ("my history", "get_history", "Nothing has been bought"),
        ("my open orders", "get_open_orders", "No open orders"),
    ],
)
def test_an_answer_holds_the_figures_their_source_and_their_time(
    rig: TeamRig, words: str, tool: str, figure: str
) -> None:
    run = rig.ask(words)
    assert run.status is RunStatus.DONE and run.proposals == ()
    assert figure in (run.result or "")
    step = run.steps[-1]
    assert step.tool == tool and step.error is None
    assert {"at", "source", "sentence"} <= set(step.observation)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("buy 0 AAPL", "more than 0"),
        ("buy -1 AAPL", "more than 0"),
        ("buy 1e15 AAPL", "exceeds the limit"),
        ("buy 10.123456789 AAPL", "9 decimals"),
        ("buy 10 AAPL limit 430.1234", "4 decimals"),
        ("buy 1.5 AAPL gtc", "fractional"),
        ("sell half my KO", "no position in KO"),
        ("buy 10 XYZQ", "not a symbol"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_no_ticket(rig: TeamRig, words: str, part: str) -> None:
    run = rig.ask(words)
    assert run.status is RunStatus.DONE and run.proposals == () and part in (run.result or "")


def test_a_ticket_that_the_gate_refuses_is_done_with_its_reasons(rig: TeamRig) -> None:
    run = rig.ask("buy 1000 AAPL")
    (proposal,) = rig.proposals(run)
    assert run.status is RunStatus.DONE and proposal.status is Status.REFUSED
    assert "Refused, nothing was sent" in (run.result or "") and "25000" in (run.result or "")


@pytest.mark.parametrize("words", ["approve it", "yes, buy it", "raise my limits", "transfer my money", "help", "asdf"])
def test_words_that_need_no_look_at_anything_are_answered_at_once(rig: TeamRig, words: str) -> None:
    run = rig.ask(words)
    assert run.status is RunStatus.DONE and steps(run) == [] and run.result


def test_a_chat_yes_leaves_the_proposal_as_it_was(rig: TeamRig) -> None:
    run = rig.ask("buy 1 AAPL")
    rig.ask("yes, buy it", after=run)
    assert rig.proposals(run)[0].status is Status.OPEN


def test_a_run_worked_on_twice_writes_its_ticket_once(rig: TeamRig) -> None:
    run = rig.say("buy 1 AAPL")
    rig.services.runs.claim(run.id, "first", "p")
    rig.team.run(run.id)
    again = rig.team._work(rig.services.runs.get(run.id), Budget())
    assert again.status is RunStatus.AWAITING_APPROVAL
    assert len(rig.services.runs.get(run.id).proposals) == 1


def test_a_fault_of_a_lookup_is_a_step_with_its_sentence(rig: TeamRig) -> None:
    run = rig.ask("rsi(999) of AAPL")
    assert run.status is RunStatus.DONE and run.steps[-1].error and run.steps[-1].error[1:] in (run.result or "")


def test_a_company_that_has_no_price_yet_is_not_known(rig: TeamRig) -> None:
    assert "Facebook" in (rig.ask("price of FB").result or "")
    assert rig.services.replay is not None
    rig.services.replay.go_to(date(2012, 5, 1))
    assert rig.ask("price of FB").intent is Intent.UNCLEAR


def _reached(start: object) -> set[type]:
    """Walk everything that an object leads to: attributes, items, closures, bound methods."""
    seen: dict[int, object] = {}
    todo = [start]
    skipped = (type, str, bytes, int, float, bool, type(None), ModuleType)
    while todo:
        thing = todo.pop()
        if id(thing) in seen or isinstance(thing, skipped):
            continue
        seen[id(thing)] = thing
        if isinstance(thing, dict):
            todo += [*thing.keys(), *thing.values()]
        elif isinstance(thing, list | tuple | set | frozenset):
            todo += list(thing)
        todo += list(getattr(thing, "__dict__", {}).values())
        todo += [getattr(thing, name, None) for name in getattr(type(thing), "__slots__", ())]
        todo.append(getattr(thing, "__self__", None))
        todo += [cell.cell_contents for cell in getattr(thing, "__closure__", None) or () if cell is not None]
    return {type(thing) for thing in seen.values()}


def test_nothing_that_an_agent_holds_leads_to_a_desk_a_broker_a_store_or_settings(rig: TeamRig) -> None:
    reading = read("buy 1 AAPL")
    manager = make_manager(
        lambda member: OfflinePlanner(member, reading, may_order=True),
        Counter(),
        members_of(reading, may_order=True),
        max_steps=5,
    )
    found = _reached(manager)
    broker = type(rig.services.desk._parts.broker)
    assert broker in _reached(rig.services), "the walk must find what is there"
    assert not {OrderDesk, Services, Settings, Database, broker} & found
    assert {"CounterTool", "Counter", "Member"} <= {kind.__name__ for kind in found}


def test_propose_tools_are_offered_only_where_the_words_ask_for_an_order() -> None:
    def tools(words: str, *, may_order: bool) -> set[str]:
        members = members_of(read(words), may_order=may_order)
        return {name for member in members for name in member.offered if "propose" in name}

    for words in ("price of AAPL", "should I buy 10 AAPL?", "buy 10", "don't buy 10 AAPL", "approve it"):
        assert tools(words, may_order=read(words).asks_for_order) == set()
    assert tools("buy 1 AAPL", may_order=True) == {"propose_order"}
    assert tools("sell half my AAPL", may_order=True) == {"propose_close"}
    assert tools("cancel my AAPL order", may_order=True) == {"propose_cancel"}


def test_a_store_that_fails_in_the_middle_ends_the_run_with_a_sentence(
    rig: TeamRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("a fault inside")

    monkeypatch.setattr(rig.services.analyst, "analyze", broken, raising=False)
    run = rig.ask("analyze AAPL")
    assert run.status is RunStatus.FAILED and run.error and "ask again" in (run.result or "")
    assert rig.services.runs.create("help", actor=OWNER).status is RunStatus.QUEUED
