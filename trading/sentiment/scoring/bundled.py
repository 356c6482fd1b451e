"""The scorer that the desk ships; numpy and the weights are loaded when the first text comes."""

from collections.abc import Sequence

from trading.types import Score


class BundledScorer:
    """Judges texts offline, in the process; the same text always gets the same score."""

    @property
    def name(self) -> str:
        """Return what judges, as people read it."""
        return "the desk's own scorer"

    @property
    def version(self) -> str:
        """Return its name with the digest of its weights, so that new weights judge anew. Raises Unavailable."""
        from trading.sentiment.scoring.weights import FILE, digest

        return f"{self.name} {digest(FILE)}"

    def score(self, texts: Sequence[str]) -> Sequence[Score]:
        """Return one score a text, in the same order, with the words that weighed. Raises Unavailable.

        A text without a word is neutral; of a long one the first 2,000 characters count, and of these the first 128
        words.
        """
        from trading.sentiment.scoring.judging import scores
        from trading.sentiment.scoring.weights import bundled

        return scores(texts, bundled())
