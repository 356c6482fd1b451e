"""What the clauses read so far leave open, and which words say nothing by themselves."""

from dataclasses import dataclass, field

from trading.strategies.words.comparing import Found
from trading.words.tokens import Kind, Token

_FILLERS = (
    "please", "then", "and", ",", "the", "a", "an", "i", "want", "to", "would", "like", "let's", "lets", "we", "you",
    "can",
    "could", "me", "my", "strategy", "rule", "rules", ":", "-", "(", ")", "also", "so", "just", "that", "it", "them",
    "of",
    "with", "use", "using", "have", "has", "had", "done", "how", "what", "if", "test", "backtest", "backtesting",
    "simulate",
    "for", "try", "stock", "stocks", "shares", "is", "are", "be", "this", "trade", "trades", "trading", "system",
    "do", "did",
    "perform", "performed", "performance", "result", "results", "show", "run", "make", "create", "build", "which",
    "stock's",
    "by", "in", "on", "signal", "signals", "each", "every", "per", "at the next open", "next open", "at the open",
    "work",
    "worked", "made", "money", "earned", "gone", "been", "out", "will", "thanks", "thank", "hello", "hi", "hey", "way",
    "bars", "data", "daily", "day", "a strategy that", "always", "instead", "only", "history", "past", "profitable",
    "well",
    "position", "positions", "everything", "all", "backtested", "up", "go", "at", "or", "but", "when", "whenever",
    "'s", "'",
    "suppose", "imagine", "give", "write", "as", "from", "words", "ok", "okay", "now", "again", "there", "good", "idea",
    "historically", "over time", "against history", "one", "would've", "should", "any", "look", "turned", "my own", "s",
    "entries", "entry", "exits", "doing", "following", "where", "was", "were", "/",
)  # fmt: skip


@dataclass(slots=True)
class State:
    """What the clauses so far leave open: an act without conditions, conditions without an act, and unread words."""

    awaiting: str | None = None
    pending: list[tuple[Found, str]] = field(default_factory=list)
    run: list[Token] = field(default_factory=list)
    unread: list[list[Token]] = field(default_factory=list)
    marked_tail: int = 0
    other_way: str = ""

    def flush(self) -> None:
        """End a stretch of unread words; fillers alone are none."""
        words = list(self.run)
        while words and words[0].low in (",", "and", "then", "or", "-", ":", ")"):
            words.pop(0)
        while words and words[-1].low in (",", "and", "then", "or", "when", "if", "on", "with", "the", "a", "-", "("):
            words.pop()
        if any(word.low not in _FILLERS and word.kind is not Kind.LINE for word in words):
            self.unread.append(words)
        self.run = []
