"""Where each number of the account stands in the arrays of the loop, and the codes that it compares."""

KEEP, LONG, SHORT, FLAT, WEIGHT, SPEND = range(6)
"""trading.strategies.base.Decision."""

BY_DECISION, BY_STOP, BY_TAKE, BY_TRAIL, BY_END, BY_RUIN, BY_SPLIT = range(7)
"""trading.backtest.played.Why; from BY_END on no market is traded in, and no commission is due."""

ALL_IN, FIXED, EQUITY, VOLATILITY, KELLY, RISK = range(6)
"""How an entry is sized; ALL_IN at the fill, the others on the close that decides, as a ticket would carry it."""

OPEN, HIGH, LOW, CLOSE, TRADES_NOW = range(5)
"""Rows of the slots, a column a symbol: the bar that is played, and whether the symbol trades in it."""
HELD, MARK, COST, SAID = range(5, 9)
"""The position in shares, its last price, what opening it took, and the last decision."""
ACT, QTY, LIMIT, TRIGGER, TRIGGERED, RESTS = range(9, 15)
"""What waits for the next bars: QTY signed, USD for SPEND, NaN where it is sized at the fill."""
PLAN_STOP, PLAN_TAKE, PLAN_TRAIL, PLAN_TRAIL_USD = range(15, 19)
"""The exits that an entry brings: prices, and a trail as a fraction of the best price or in USD."""
STOP, TAKE, TRAIL, TRAIL_USD, WATER, WORKS = range(19, 25)
"""The exits that protect the position, a trail's best price, and the first bar on which they work."""
ATR = 25
"""The average true range at the close that decides."""
SAY_VALUE, SAY_LIMIT, SAY_TRIGGER, SAY_STOP, SAY_TAKE, SAY_TRAIL = range(26, 32)
"""The plan's numbers of the bar that decides, NaN for none."""
TOLD = 32
"""Whether a refusal of the decision that stands was counted: one that is said anew on every bar is counted once."""
SENT = 33
"""The exchange day on whose close the order was decided."""
SLOTS = 34

CASH, WORTH, PEAK, BEFORE = range(4)
"""Places in the book, USD: cash, the worth now, its peak, and at the last close of the day before."""
FEES, SPREAD, SLIPPAGE, BORROW, INTEREST, DIVIDENDS = range(4, 10)
"""What was paid (dividends: received), USD."""
TRADES, WON, GAINED, LOST = range(10, 14)
"""Closed trades, those that won, and the sums of returns won and lost, for Kelly."""
BUSY, FILLED, DAY, ORDERS, RUINED, NEXT_END, TODAY, DAY_ENDS = range(14, 22)
"""Whether anything waits or protects, fills so far, the day and its orders, ruin, the next end of a symbol, the
exchange day of the bar that is played, and whether it is the last bar of that day."""
REFUSED = 22
"""From here on the counts of what was refused, in the order of REFUSALS."""

NO_CASH, NO_SHORTS, NO_SIZE, EXPIRED = range(4)
ORDER_CAP, SYMBOL_CAP, GROSS_CAP, SYMBOL_WEIGHT, PER_DAY, DAY_LOSS, DRAWDOWN = range(4, 11)
REFUSALS = (
    "cash",
    "shorts",
    "size",
    "expired",
    "order_cap",
    "symbol_cap",
    "gross_cap",
    "symbol_weight",
    "orders_per_day",
    "daily_loss",
    "drawdown",
)
"""The last seven are the names of the gate's rules."""
RULES = REFUSED + len(REFUSALS)
"""From here on stand the terms, in the order of trading.backtest.arrays.Rules."""
SIZING, SIZE, STOP_DEFAULT, START, WHOLE, SHORTS, LEVERAGE, TICKS = range(RULES, RULES + 8)
BPS, PER_SHARE, LEAST, HALF_SPREAD, SLIP, BORROW_A_DAY, MARGIN_A_DAY = range(RULES + 8, RULES + 15)
GATED, MOST_ORDER, MOST_SYMBOL, MOST_GROSS, MOST_WEIGHT, MOST_ORDERS, MOST_LOSS, MOST_FALL = range(
    RULES + 15, RULES + 23
)
TRAIL_FIXED, RESTS_FOR = range(RULES + 23, RULES + 25)
"""What a plan says of all its entries."""
NUMBERS = RULES + 25

DEBT = -0.005
"""Cash below this, USD, is owed; what floats leave of nothing is not."""
