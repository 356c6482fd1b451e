"""Which model each member of a run thinks by: the offline planner, or what the settings name."""

from collections.abc import Callable
from typing import Any

from agent.budget import Budget, Thinker
from agent.counter import Counter
from agent.understanding import Understood
from trading.settings import Settings

Models = Callable[[str], Any]
"""Gives the model by which a member of that name thinks."""


def models_of(settings: Settings, understood: Understood, budget: Budget, counter: Counter) -> Models:
    """Return the models of one run, a member's own where the settings name one.

    What code has settled needs no model, so the planner says it.
    """
    if settings.llm_model is None or understood.reading.settled:
        from agent.planner import OfflinePlanner

        cancels = [proposal.id for proposal in understood.meant]
        return lambda member: OfflinePlanner(
            member, understood.reading, may_order=understood.may_order, cancels=cancels
        )
    return lambda member: guarded(settings, member, budget, counter)


def guarded(settings: Settings, member: str, budget: Budget, counter: Counter) -> Any:
    """Return the model of one member within the budget; a role without a model of its own has LLM_MODEL."""
    from agent.model import GuardedModel, litellm_model, prices_of

    name = settings.model_of(member) or ""
    who = Thinker(member=member, model=name, prices=prices_of(name, settings))
    return GuardedModel(litellm_model(settings, name), budget, counter, who)
