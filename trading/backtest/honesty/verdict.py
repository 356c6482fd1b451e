"""The verdict on a result in words, with the figures and the rule behind it."""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from trading.backtest.honesty.overfitting import LEAST_HALF, LEAST_TRIALS
from trading.backtest.honesty.sample import Sample
from trading.backtest.honesty.sharpe import (
    CONFIDENCE,
    Observed,
    best_of,
    deflated_sharpe,
    least_track_record,
    least_years,
    probabilistic_sharpe,
)

TOSS_UP = 0.5
LEAST_BARS = 60
"""A quarter of daily bars: below it the shape of returns is not known."""


class Word(StrEnum):
    """How far a result may be believed."""

    LUCK = "likely luck"
    NOT_SHOWN = "not shown"
    HOLDS = "holds up so far"


RULE = (
    "It holds up so far where the deflated Sharpe ratio is at least 95 %. "
    "Where it looks better than holding and than 0, it is likely luck if that is under 50 %, "
    "or if the best of these trials ends in the worse half outside of its sample at least every second time. "
    "Anything else is not shown."
)
NO_SPLITS = (
    f" How often the best of them fails outside of its sample is not told: it takes {LEAST_TRIALS} different trials on "
    f"the same range and {2 * LEAST_HALF} bars."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The trials among which a run stands: all that were ever run on the same data and family, itself included.

    `independent` is an estimate of how many of them are not copies of others, `variance` that of their Sharpe ratios of
    a bar, `overfit` the probability of backtest overfitting among those that share its range, None where too few do,
    or too few differ.
    """

    trials: int = 1
    independent: float = 1.0
    variance: float = 0.0
    overfit: float | None = None
    compared: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is said of one run; probabilities are 0 .. 1, Sharpe ratios those of one bar, None where not known.

    `deflated` is the probability that the true Sharpe ratio is above `hurdle`: what holding explains, and on top of it
    what the best of the independent trials shows by luck. `least_bars` is the minimum track record against that hurdle,
    `least_years` the years below which the best of so many worthless trials shows a ratio of 1 a year.
    """

    word: Word
    says: str
    rule: str
    trials: int
    independent: float
    bars: int
    sharpe: float | None
    hurdle: float
    explained: float
    probabilistic: float | None
    deflated: float | None
    overfit: float | None
    compared: int
    least_bars: float | None
    least_years: float

    @property
    def is_flagged(self) -> bool:
        """Say whether luck explains it as well."""
        return self.word is not Word.HOLDS

    def wire(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {each.name: getattr(self, each.name) for each in fields(self)} | {"word": self.word.value}


def verdict_of(sample: Sample, company: Company | None = None) -> Verdict:
    """Return the verdict on a run among its trials; alone, it is judged as the only one ever tried."""
    among = company or Company()
    sharpe = sample.sharpe
    hurdle = sample.explained + among.variance**0.5 * best_of(among.independent)
    seen = Observed(sharpe=sharpe or 0.0, bars=sample.bars, skew=sample.skew, kurt=sample.kurt)
    known = sharpe is not None and sample.bars >= LEAST_BARS
    deflated = None
    if known:
        deflated = deflated_sharpe(seen, trials=among.independent, variance=among.variance, explained=sample.explained)
    word = _word(sample, among, deflated)
    return Verdict(
        word=word,
        says=_says(sample, among, word, deflated),
        rule=RULE,
        trials=among.trials,
        independent=among.independent,
        bars=sample.bars,
        sharpe=sharpe,
        hurdle=hurdle,
        explained=sample.explained,
        probabilistic=probabilistic_sharpe(seen, sample.explained) if known else None,
        deflated=deflated,
        overfit=among.overfit,
        compared=among.compared,
        least_bars=least_track_record(seen, hurdle) if known else None,
        least_years=least_years(among.independent),
    )


def _word(sample: Sample, among: Company, deflated: float | None) -> Word:
    if deflated is None:
        return Word.NOT_SHOWN
    if deflated >= CONFIDENCE:
        return Word.HOLDS
    picked_by_luck = deflated < TOSS_UP or (among.overfit is not None and among.overfit >= TOSS_UP)
    # luck explains what looks like merit, not a loss and not what the market gave
    return Word.LUCK if picked_by_luck and (sample.sharpe or 0) > sample.explained else Word.NOT_SHOWN


def _says(sample: Sample, among: Company, word: Word, deflated: float | None) -> str:
    """Return the verdict as sentences for a person."""
    tried = "The only trial" if among.trials == 1 else f"Of {among.trials:,} trials"
    if sample.sharpe is None:
        return f"{tried} on these data and this family: its equity never moved, so there is nothing to judge."
    if deflated is None:
        return f"{sample.bars} returns are under {LEAST_BARS}, or too odd in shape, to be judged; test a longer range."
    than = "holding alone explains" if among.trials == 1 else "holding and the luck of the best of them explain"
    if among.trials == 1 and not sample.explained:
        than = "no edge at all would show"
    kin = "" if among.trials == 1 else f", about {among.independent:,.0f} of them independent"
    return (
        f"{tried} on these data and this family{kin}: the true Sharpe ratio is above what {than} with a probability of "
        f"{100 * deflated:.1f} %. {_because(sample, among, word, deflated)}"
        f"{NO_SPLITS if among.trials > 1 and among.overfit is None else ''}"
    )


def _because(sample: Sample, among: Company, word: Word, deflated: float) -> str:
    sharpe = sample.sharpe or 0.0
    if word is Word.HOLDS:
        return "Only trials that this desk has seen are counted."
    if sharpe <= 0:
        return "It did not earn anything, so there is no edge to explain."
    if sharpe <= sample.explained:
        return "Holding alone did as well for its risk."
    if deflated < TOSS_UP:
        return "The best of as many without any edge would look as good."
    if word is Word.LUCK and among.overfit is not None:
        share = f"{100 * among.overfit:.0f} %"
        return f"In {share} of the splits of the time, the best in one half was among the worse in the other."
    return f"It takes {100 * CONFIDENCE:.0f} %."
