"""What the paper venue at prices of now leaves out, sentence by sentence, for Settings and the README."""

LIVE_NOT_SIMULATED = (
    "Market impact and partial fills: an order fills whole at one price, or not at all, whatever its size.",
    "What happens inside a minute: only its open, high, low and close are known, so the worse case is taken.",
    "The rest of the minute in which an order was accepted: it works from the next whole minute.",
    "A delayed source: a market order fills at the delayed price, and resting ones learn of the market as much later.",
    "A cancelled order can no longer fill, also where the market had reached it and the source had not told yet.",
    "After a time without the app, days whose minutes the source no longer has are played by their daily bars; "
    "an order's first day, begun before it, is then left out.",
    "Margin and short sales: the account is cash, and no more can be sold than is held.",
    "Commissions, regulatory fees, settlement days, halts, the imbalance of auctions, extended hours.",
    "Payment days: a dividend is paid on its ex-date, and resting orders are not lowered by it.",
    "A split that the source tells only after its first session has begun ends the older resting orders of its symbol.",
    "The minutes after a gap of more than a fifth over night are played ten minutes later, in case it is a split; "
    "a session in which a symbol seems not to have traded ends for it six minutes later.",
    "While the source tells nothing of a symbol, only the others are played: it takes no new order, and what it did is "
    "played later, with the cash that is left by then.",
    "Interest on cash, and taxes on dividends.",
)
