"""What the paper venue leaves out, sentence by sentence, for Settings and the README."""

NOT_SIMULATED = (
    "Spread and market impact: bid, ask and last are the session's close, and every size fills there.",
    "Partial fills: an order fills whole at one price, or not at all.",
    "Intraday prices: between the open and the close only the high and the low are known, so the worse case is taken.",
    "Margin and short sales: the account is cash, and no more can be sold than is held.",
    "Commissions and regulatory fees.",
    "Settlement: the proceeds of a sale can be spent at once.",
    "Halts, auctions' imbalance, extended hours.",
    "Exits of a bracket in the session of its entry: they work from the next one.",
    "Payment days: a dividend is paid on its ex-date, and resting orders are not lowered by it.",
    "The end of a listing: a position keeps its last close, and a gtc order rests until cancelled or 90 days old.",
    "Interest on cash, taxes on dividends, and dividends of symbols that have closes only.",
    "A cancelled order can no longer fill; at a real venue it still can.",
)
