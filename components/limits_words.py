"""Each limit in words: its label with the unit, what it does, and the group of the form that it stands in."""

from collections.abc import Mapping

ALLOWED = "allowed_symbols"
ALLOWED_LABEL = "Allowed symbols"
GROUPS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "Size": (("max_order_notional", "max_symbol_notional", "max_gross_notional", "max_symbol_weight_pct"),),
    "Pace": (("max_orders_per_day", "cooldown_s", "approval_ttl_s"),),
    "Losses": (("max_daily_loss_pct", "max_drawdown_pct"),),
    "Prices": (("max_quote_age_s", "max_spread_bps", "max_drift_bps"),),
    "Gap and exits": (("gap_pct", "default_stop_pct", "default_target_pct"),),
    "Protections": (
        ("symbol_cooldown_sessions", "rejection_streak", "rejection_pause_s"),
        ("stop_streak", "stop_streak_sessions", "stop_streak_pause_sessions"),
        ("recent_drawdown_pct", "recent_drawdown_sessions", "recent_drawdown_pause_sessions"),
        ("low_profit_trades", "low_profit_pct", "low_profit_sessions", "low_profit_pause_sessions"),
    ),
    "Sizing": (("size_fixed_usd", "size_equity_pct", "size_volatility_pct", "size_risk_pct", "size_kelly_cap_pct"),),
}
"""The groups of the form with their rows."""
GROUP_WORDS: Mapping[str, str] = {
    "Size": "What an order, a symbol and everything together may be worth. Exits are never held back by these.",
    "Pace": "How many orders, how close together, and how long an approval holds.",
    "Losses": "From here on only orders that reduce what is held are let through.",
    "Prices": "Which prices are good enough to send an order on.",
    "Gap and exits": "What the worst case assumes, and the exits that an entry is proposed with; 0 proposes none.",
    "Protections": "What pauses new risk after bad trades or rejections; exits stay possible.",
    "Sizing": "What “Size it for me” reckons with. These refuse nothing.",
}
LABELS: Mapping[str, tuple[str, str]] = {
    "max_order_notional": ("Largest order, USD", "An order worth more than this is refused."),
    "max_symbol_notional": ("Most in one symbol, USD", "Position and open orders of one symbol together."),
    "max_gross_notional": ("Most in all symbols, USD", "All positions and open orders together."),
    "max_symbol_weight_pct": ("Most in one symbol, % of equity", "The share of the account after the order."),
    "max_orders_per_day": ("Orders a day", "Counted in the exchange's session day; 0 allows none."),
    "cooldown_s": ("Pause between orders, s", "Seconds that must pass after an order; 0 is no pause."),
    "approval_ttl_s": ("Time to approve, s", "Past it an approval has expired and nothing is sent."),
    "max_daily_loss_pct": ("Loss of a day, %", "From here on only orders that reduce risk are allowed that day."),
    "max_drawdown_pct": ("Drawdown, %", "Below the account's peak by this much, only exits are allowed."),
    "max_quote_age_s": ("Oldest quote, s", "An older price is never used for an order."),
    "max_spread_bps": ("Widest spread, bps", "Basis points between bid and ask; 100 bps are 1 %."),
    "max_drift_bps": ("Price drift, bps", "If the price moves more while you read, you are asked again."),
    "gap_pct": ("Gap assumed, %", "How far a price may jump past a stop; the worst case is reckoned with it."),
    "default_stop_pct": ("Stop-loss by default, %", "How far from the price an entry's stop is proposed; 0 is none."),
    "default_target_pct": ("Take-profit by default, %", "How far from the price its target is proposed; 0 is none."),
    "symbol_cooldown_sessions": (
        "Rest of a symbol, sessions",
        "After a position was closed, no new risk in that symbol for so many sessions; 0 is off.",
    ),
    "rejection_streak": ("Rejections in a row", "So many orders that the venue rejected, one after another, pause it."),
    "rejection_pause_s": ("Pause after rejections, s", "Seconds that must pass after the last of them."),
    "stop_streak": ("Stopped losses", "So many trades that a stop closed at a loss leave only exits; 0 is off."),
    "stop_streak_sessions": ("Stopped losses, within sessions", "How far back they are counted."),
    "stop_streak_pause_sessions": ("Stopped losses, pause in sessions", "How long only exits are let through."),
    "recent_drawdown_pct": ("Recent drawdown, %", "A fall from the recent high by more leaves only exits; 0 is off."),
    "recent_drawdown_sessions": ("Recent drawdown, within sessions", "How far back the high is looked for."),
    "recent_drawdown_pause_sessions": ("Recent drawdown, pause in sessions", "How long only exits are let through."),
    "low_profit_trades": ("Poor trades of a symbol", "From so many closed trades on their profit is judged; 0 is off."),
    "low_profit_pct": ("Least profit of them, %", "Profit on their cost below which the symbol is locked."),
    "low_profit_sessions": ("Poor trades, within sessions", "How far back they are counted."),
    "low_profit_pause_sessions": ("Poor trades, pause in sessions", "How long the symbol is locked."),
    "size_fixed_usd": ("Fixed amount, USD", "What an order by the fixed amount is worth."),
    "size_equity_pct": ("Share of equity, %", "What an order by share of equity is worth, of the account."),
    "size_volatility_pct": ("Volatility target, % of equity", "What one average day's range may move the account by."),
    "size_risk_pct": ("Risk to the stop, % of equity", "What is lost if the stop fills at its price."),
    "size_kelly_cap_pct": ("Half Kelly, at most % of equity", "The most that half Kelly may put into one order."),
}


def label_of(name: str) -> str:
    """Return what the form calls a limit; a name that it does not have stays as it is.

    >>> label_of("cooldown_s"), label_of("allowed_symbols")
    ('Pause between orders, s', 'Allowed symbols')
    """
    return ALLOWED_LABEL if name == ALLOWED else LABELS.get(name, (name, ""))[0]


def in_form_words(sentence: str) -> str:
    """Return a sentence about a limit with its name as the form says it.

    >>> in_form_words("cooldown_s -1 is outside 0 to 86400 s; choose a number between")
    'Pause between orders, s: -1 is outside 0 to 86400 s; choose a number between'
    """
    for name, (label, _) in LABELS.items():
        if sentence.startswith(f"{name} "):
            return f"{label}: {sentence.removeprefix(name).strip()}"
    return sentence
