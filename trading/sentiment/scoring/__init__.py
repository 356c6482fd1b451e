"""What judges a text: a small linear model of the desk's own, offline and in the process (docs/sentiment_model.md)."""

from trading.sentiment.scoring.bundled import BundledScorer

__all__ = ["BundledScorer"]
