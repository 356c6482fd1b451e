"""The four agents of one run: manager, analyst, trader, strategist. They hold a model, tools and the counter alone."""

from typing import Any

from smolagents import LogLevel

from agent.counter import Answer, Counter, RunEnded
from agent.intent_types import Reading
from agent.prompts import templates
from agent.tools.catalogue import ANALYST_TOOLS, STRATEGIST_TOOLS, ToolSpec, trader_tools
from agent.tools.counter_tool import CounterTool, Member
from agent.untrusted import as_untrusted
from trading.types.wire import decimal_text
from trading.words.tokens import FOREIGN, split_foreign

_ROLES = {
    "analyst": "Looks up prices, indicators, analyses and comparisons, who moves in the market, and screens.",
    "trader": "Looks at the portfolio, orders and history, and writes down proposals that a person reviews.",
    "strategist": "Lists strategies, reads rules from words and tests them on the past; it orders nothing.",
}


def make_manager(model: Any, counter: Counter, reading: Reading, *, may_order: bool, max_steps: int) -> Member:
    """Return the manager with its members, made for one run."""

    def member(name: str, specs: tuple[ToolSpec, ...], members: list[Member]) -> Member:
        agent = Member(
            tools=[CounterTool(name, spec, counter) for spec in specs],
            model=model,
            prompt_templates=templates(name),
            max_steps=max_steps,
            max_tool_threads=1,
            verbosity_level=LogLevel.OFF,
            managed_agents=members,
            name=name,
            description=_ROLES.get(name, "Leads the team."),
        )
        agent.counter = counter
        return agent

    analyst = member("analyst", ANALYST_TOOLS, [])
    trader = member("trader", trader_tools(reading, may_order=may_order), [])
    strategist = member("strategist", STRATEGIST_TOOLS, [])
    return member("manager", (), [analyst, trader, strategist])


def task_of(reading: Reading, *, may_order: bool) -> str:
    """Return the manager's task: the user's own words, and what code has read from them."""
    own, has_foreign = split_foreign(reading.words)
    lines = [f"The user's own words: {own.replace(FOREIGN, ' ').strip()}"]
    if has_foreign:
        lines.append(f"Text that the user quoted or pasted: {as_untrusted(reading.words, source='pasted text')}")
    lines.append(f"What code has read: intent {reading.intent}.")
    if may_order:
        lines.append(f"The words ask for {max(len(reading.orders), 1)} order(s); the trader may propose exactly those.")
        lines += [
            f"Code has sized this one, as the words ask: {order.side} {decimal_text(order.size.value)} {order.symbol}."
            for order in reading.orders
            if order.sizing is not None and order.size is not None
        ]
    else:
        lines.append("The words order nothing now; no order may be proposed.")
    if reading.note or reading.reply:
        lines.append(f"Say this too: {reading.note} {reading.reply}".strip())
    return "\n".join(lines)


def work(manager: Member, task: str, counter: Counter) -> None:
    """Run the agents to their end and leave their last words at the counter; made to be a thread's target."""
    try:
        answer = manager.run(task)
        counter.leave(Answer("" if answer is None else str(answer)))
    except RunEnded:
        return
    except Exception as fault:  # whatever the agents' library raises ends the run with a sentence
        counter.leave(Answer(f"the agents could not go on ({type(fault).__name__}); ask again", failed=True))
