"""The evaluation as a table for people and as a file for programs."""

from collections.abc import Sequence
from typing import Any

from tests.eval.score import Score


def summary(scores: Sequence[Score]) -> dict[str, Any]:
    """Return the counts of some phrases: right ones, and those that went wrong by how they did."""
    core = [score for score in scores if score.phrase.core]
    return {
        "phrases": len(scores),
        "right": sum(score.is_right for score in scores),
        "core": len(core),
        "core_right": sum(score.is_right for score in core),
        "dangerous": sum(len(score.dangerous) for score in scores),
        "astray": sum(len(score.astray) for score in scores),
        "missing": sum(len(score.missing) for score in scores),
        "misread": sum(not score.intent_is_right for score in scores),
        "caught_by_the_gate": sum(len(score.caught) for score in scores),
        "failed": sum(bool(score.error) for score in scores),
        "slowest_s": round(max((score.took_s for score in scores), default=0.0), 2),
    }


def as_json(who: str, scores: Sequence[Score]) -> dict[str, Any]:
    """Return everything about one planner or model as plain values."""
    return {
        "planner": who,
        "summary": summary(scores),
        "phrases": [
            {
                "id": score.phrase.id,
                "says": list(score.phrase.says),
                "right": score.is_right,
                "intent": score.intent,
                "dangerous": list(score.dangerous),
                "astray": list(score.astray),
                "missing": list(score.missing),
                "caught_by_the_gate": list(score.caught),
                "error": score.error,
                "took_s": round(score.took_s, 3),
                "answer": score.answer,
            }
            for score in scores
        ],
    }


def as_table(who: str, scores: Sequence[Score]) -> str:
    """Return the counts by group, then each phrase that went wrong with what was wrong."""
    columns = ("phrases", "right", "core", "core_right", "dangerous", "astray", "missing", "misread", "failed")
    groups = list(dict.fromkeys(score.phrase.group for score in scores))
    rows = [(group, summary([score for score in scores if score.phrase.group == group])) for group in groups]
    lines = [who, f"{'group':<12}" + "".join(f"{name:>11}" for name in columns)]
    lines += [f"{name:<12}" + "".join(f"{row[column]:>11}" for column in columns) for name, row in
              [*rows, ("all", summary(scores))]]  # fmt: skip
    wrong = [score for score in scores if not score.is_right]
    lines += [f"  {'DANGER ' if score.dangerous else ''}{score.phrase.id}: {_what(score)}" for score in wrong]
    return "\n".join(lines)


def _what(score: Score) -> str:
    parts = [" / ".join(score.phrase.says)[:90]]
    if not score.intent_is_right:
        wanted = " or ".join(score.phrase.intents) or "no order"
        parts.append(f"read as {score.intent}, not {wanted}")
    for name in ("dangerous", "astray", "missing"):
        parts += [f"{name}: {text}" for text in getattr(score, name)]
    if score.error:
        parts.append(score.error)
    return "; ".join(parts)
