"""The scorer that the desk ships; numpy and the weights are loaded when the first text comes."""

from collections.abc import Sequence

from trading.types import Score


class BundledScorer:
    """Judges texts offline, in the process; the same text always gets the same score."""

    @property
    def name(self) -> str:
        """Return what judges, as people read it."""
        return "the desk's own scorer"

    def score(self, texts: Sequence[str]) -> Sequence[Score]:
        """Return one score a text, in the same order, with the words that weighed. Raises Unavailable.

        A text without a word is neutral, and of a text longer than 2,000 characters the first 2,000 count.
        """
        from trading.sentiment.scoring.judging import scores
        from trading.sentiment.scoring.weights import bundled

        return scores(texts, bundled())
