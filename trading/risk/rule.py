"""One rule of the gate: a name, a title, what it judges and how its verdict is worded."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from trading.risk.facts import Facts, Unknown
from trading.types import Action, RuleResult
from trading.types.wire import decimal_text

EVERY_ACTION = frozenset(Action)
NEW_ORDERS = frozenset({Action.ORDER, Action.REPLACE})
CHANGES = frozenset({Action.REPLACE, Action.CANCEL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a rule found: yes or no, the figure and the limit as text, a sentence, and how near the limit it is."""

    ok: bool
    figure: str
    reason: str
    limit: str = ""
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A named rule and the actions it judges."""

    name: str
    title: str
    judge: Callable[[Facts], Judgement]
    actions: frozenset[Action] = NEW_ORDERS

    def result(self, facts: Facts) -> RuleResult:
        """Return the verdict; a rule that cannot be computed, for whatever cause, says no."""
        try:
            found = self.judge(facts)
        except Unknown as fault:
            found = Judgement(ok=False, figure="not known", reason=f"{self.title} is not known: {fault}")
        except (ArithmeticError, ValueError, TypeError, AttributeError, LookupError) as fault:
            found = Judgement(
                ok=False,
                figure="not known",
                reason=f"{self.title} could not be computed ({type(fault).__name__}); the answer is no, try again",
            )
        return RuleResult(
            name=self.name,
            title=self.title,
            ok=found.ok,
            figure=found.figure,
            reason=found.reason,
            limit=found.limit,
            share=found.share,
        )


def yes(figure: str, reason: str) -> Judgement:
    """Return a pass without a scale."""
    return Judgement(ok=True, figure=figure, reason=reason)


def no(figure: str, reason: str) -> Judgement:
    """Return a refusal without a scale."""
    return Judgement(ok=False, figure=figure, reason=reason)


def at_most(value: Decimal, limit: Decimal, unit: str, *, what: str, next_step: str, places: int = 2) -> Judgement:
    """Return whether a value is within its limit, worded with the value, the limit and the next step."""
    shown, most = figure_text(value, places), decimal_text(limit)
    share = float(value / limit) if limit > 0 else (0.0 if value <= 0 else None)
    ok = value <= limit
    reason = (
        f"{what} {shown} {unit} is within the limit of {most} {unit}"
        if ok
        else f"{what} {shown} {unit} exceeds the limit of {most} {unit}; {next_step}"
    )
    return Judgement(ok=ok, figure=f"{shown} of {most} {unit}", reason=reason, limit=f"{most} {unit}", share=share)


def figure_text(value: Decimal, places: int = 2) -> str:
    """Return a number as text with fixed decimals."""
    return f"{value:.{places}f}"
