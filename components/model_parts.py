"""Which model each role of the team thinks by, as rows of Settings; a key is never shown."""

from typing import TYPE_CHECKING

from components.wired_part import Part

if TYPE_CHECKING:
    from trading.settings import Settings

ROLES = ("manager", "analyst", "researcher", "strategist", "risk", "trader")


def model_parts(settings: "Settings") -> list[Part]:
    """Return the models by role, and the budget that holds them; nothing while the planner plans by rules."""
    if settings.llm_model is None:
        return []
    of_its_own = {role: settings.model_of(role) for role in (*ROLES, "router") if _own(settings, role)}
    told = [f"{settings.llm_model} for {'the rest' if of_its_own else 'all'}"]
    run, day = settings.run_max_cost_usd, settings.day_max_cost_usd
    return [
        Part(
            name="Models",
            serves=", ".join([*(f"{role}: {name}" for role, name in of_its_own.items()), *told]),
            chosen_by="LLM_MODEL, LLM_MODEL_MANAGER and so on",
            check=lambda: "with a key" if settings.llm_api_key is not None else "without a key in LLM_API_KEY",
        ),
        Part(
            name="Budget of models",
            serves=f"{settings.run_max_tokens:,} tokens and ${run} a run, {settings.day_max_tokens:,} and ${day} a day",
            chosen_by="RUN_MAX_TOKENS, RUN_MAX_COST_USD, DAY_MAX_TOKENS, DAY_MAX_COST_USD",
            check=lambda: f"held before each call; what is used stands on Activity, Runs. {_prices(settings)}",
        ),
    ]


def _prices(settings: "Settings") -> str:
    """Say what holds for a model that litellm's table of prices does not know."""
    into, out = settings.llm_usd_per_million_in, settings.llm_usd_per_million_out
    if into is None or out is None:
        return (
            "Of a model whose price litellm does not know USD cannot be counted, and tokens alone hold it; "
            "LLM_USD_PER_MILLION_IN and LLM_USD_PER_MILLION_OUT say its price"
        )
    return f"A model whose price litellm does not know counts at ${into} in and ${out} out for a million tokens"


def _own(settings: "Settings", role: str) -> bool:
    return bool(getattr(settings, f"llm_model_{role}"))
