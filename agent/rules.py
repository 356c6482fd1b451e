"""Rules that a person asked to keep: written down as a step of the run, never run by themselves in this release."""

from dataclasses import replace

from agent.intent_types import Reading
from trading.services import Services
from trading.types import Intent, Run

TOOL = "save_rule"
_LATEST = 200


def save_rule(services: Services, run: Run, reading: Reading) -> Reading:
    """Write down the newest rule of this conversation and return the reading with the answer."""
    earlier = [other for other in services.runs.conversation_runs(run.conversation_id) if other.id != run.id]
    ruled = [other for other in earlier if other.intent in (Intent.CONDITIONAL, Intent.ALERT) and not _kept(other)]
    rule = ruled[-1].query if ruled else None
    if rule is None:
        example = "Buy 1 AAPL if RSI is below 30"
        return replace(reading, reply=f"There is no rule in this conversation to save. Say one first: {example}.")
    never = "It does not run: nothing watches the market for you in this release."
    said = f"Saved: “{rule}”. {never} Say “my rules” to list them."
    kept = {"rule": rule, "runs": False, "sentence": said}
    services.runs.add_step(run.id, agent="manager", tool=TOOL, arguments={"rule": rule}, observation=kept)
    return replace(reading, reply=said)


def saved_rules(services: Services, run: Run, reading: Reading) -> Reading:
    """Return the reading with the list of saved rules as its answer."""
    newest = services.runs.list(limit=_LATEST).items
    rules = [str(step.arguments.get("rule")) for other in reversed(newest) for step in other.steps if step.tool == TOOL]
    listed = "; ".join(f"“{rule}”" for rule in dict.fromkeys(rules))
    said = f"Saved rules, none of which runs in this release: {listed}." if rules else "No rule has been saved."
    return replace(reading, reply=said, settled=True)


def _kept(run: Run) -> bool:
    return any(step.tool == TOOL for step in run.steps)
