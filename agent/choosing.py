"""Which model each member of a run thinks by: the offline planner, or what the settings name."""

from collections.abc import Callable
from typing import Any

from agent.budget import Budget
from agent.counter import Counter
from agent.understanding import Understood
from trading.settings import Settings

Models = Callable[[str], Any]
"""Gives the model by which a member of that name thinks."""


def models_of(settings: Settings, understood: Understood, budget: Budget, counter: Counter) -> Models:
    """Return the models of one run. What code has settled needs no model, so the planner says it."""
    if settings.llm_model is None or understood.reading.settled:
        from agent.planner import OfflinePlanner

        cancels = [proposal.id for proposal in understood.meant]
        return lambda member: OfflinePlanner(
            member, understood.reading, may_order=understood.may_order, cancels=cancels
        )
    from agent.model import GuardedModel, litellm_model, prices_of

    budget.set_prices(prices_of(settings.llm_model))
    model = GuardedModel(litellm_model(settings), budget, counter)
    return lambda _member: model
