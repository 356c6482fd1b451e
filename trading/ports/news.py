"""Headlines and their scores: where texts come from, and what judges them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from trading.types import Headline, Score


class NewsSource(Protocol):
    """Texts about companies. Nothing that was published after the market clock's now can be read."""

    @property
    def name(self) -> str:
        """Return the name of the source as people read it, for example "Yahoo Finance"."""
        ...

    def headlines(
        self, symbols: Sequence[str], *, start: datetime, end: datetime, limit: int = 50
    ) -> Sequence[Headline]:
        """Return at most `limit` headlines that were published in that time, newest first.

        With no symbols, whatever the source has of the market as a whole. Raises Unavailable.
        """
        ...


class HeadlineScorer(Protocol):
    """Judges what a text says of a company's shares."""

    @property
    def name(self) -> str:
        """Return what judges, as people read it."""
        ...

    @property
    def version(self) -> str:
        """Return under what its scores are kept: another as soon as it may judge the same text otherwise.

        Raises Unavailable.
        """
        ...

    def score(self, texts: Sequence[str]) -> Sequence[Score]:
        """Return one score a text, in the same order; an empty text is neutral. Raises Unavailable."""
        ...
