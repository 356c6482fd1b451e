"""Phrases with the rule sets that they mean, written by hand.

A condition is written as "left how right": an operand with `@n` is n bars ago, with `%n` its change over n bars.
"""

from dataclasses import dataclass

from trading.strategies.conditions import Comparison, Condition, Conditions, Match, Operand
from trading.strategies.rule_strategy import RuleSide
from trading.strategies.rules import RuleSet, RuleSizing
from trading.types import Sizing


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """A rule set in short: conditions parted by " & " (all) or " | " (any)."""

    entry: str
    exit: str = ""
    side: str = "long"
    stop: float | None = None
    take: float | None = None
    trail: float | None = None
    bars: int | None = None
    size: tuple[str, float | None] | None = None
    on: str = ""

    def rules(self) -> RuleSet:
        return RuleSet(
            version=1,
            side=RuleSide(self.side),
            entry=_conditions(self.entry),
            exit=_conditions(self.exit) if self.exit else None,
            stop_pct=self.stop,
            take_pct=self.take,
            trail_pct=self.trail,
            most_bars=self.bars,
            sizing=None if self.size is None else RuleSizing(method=Sizing(self.size[0]), size=self.size[1]),
            symbols=tuple(self.on.split()),
        )


def _conditions(text: str) -> Conditions:
    match, mark = (Match.ANY, " | ") if " | " in text else (Match.ALL, " & ")
    return Conditions(match=match, conditions=tuple(_condition(part) for part in text.split(mark)))


def _condition(text: str) -> Condition:
    left, how, right = text.split()
    comparison = Comparison(how)
    if comparison.is_move:
        return Condition(left=_operand(left), how=comparison, bars=int(right))
    return Condition(left=_operand(left), how=comparison, right=_operand(right))


def _operand(text: str) -> Operand:
    if text.lstrip("-").replace(".", "", 1).isdigit():
        return Operand(number=float(text))
    of, _, over = text.partition("%")
    of, _, ago = of.partition("@")
    return Operand(of=of, ago=int(ago or 0), change_over=int(over) if over else None)


W = Want
UP, DOWN = "crosses_above", "crosses_below"
GOLDEN, DEATH = f"sma_50 {UP} sma_200", f"sma_50 {DOWN} sma_200"
MACD_UP = f"macd_12_26_9.macd {UP} macd_12_26_9.signal"
MACD_DOWN = f"macd_12_26_9.macd {DOWN} macd_12_26_9.signal"

PHRASES: list[tuple[str, Want]] = [
    # RSI, exits, sizes
    ("buy AAPL when RSI falls under 30 and sell above 70, risk 1 % a trade, stop 5 %",
     W(entry=f"rsi_14 {DOWN} 30", exit="rsi_14 above 70", stop=5, size=("risk", 1), on="AAPL")),
    ("Buy Apple when the RSI drops below 30 and sell when it goes above 70",
     W(entry=f"rsi_14 {DOWN} 30", exit=f"rsi_14 {UP} 70", on="AAPL")),
    ("buy when rsi < 30 and sell when rsi > 70", W(entry="rsi_14 below 30", exit="rsi_14 above 70")),
    ("buy IBM if rsi(7) is under 25, sell if rsi(7) is over 60",
     W(entry="rsi_7 below 25", exit="rsi_7 above 60", on="IBM")),
    ("Buy MSFT when the 2-day RSI is below 10 and sell when it is above 50",
     W(entry="rsi_2 below 10", exit="rsi_2 above 50", on="MSFT")),
    ("when RSI is under thirty buy AAPL; when RSI is over seventy sell",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", on="AAPL")),
    ("if RSI crosses below 30 then buy KO, and if RSI crosses above 70 then sell",
     W(entry=f"rsi_14 {DOWN} 30", exit=f"rsi_14 {UP} 70", on="KO")),
    ("buy when rsi_14 rises over 30, exit when rsi_14 falls beneath 50",
     W(entry=f"rsi_14 {UP} 30", exit=f"rsi_14 {DOWN} 50")),
    ("buy GE when the RSI is oversold and sell when it is overbought",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", on="GE")),
    ("buy AAPL when it is oversold, sell when it's overbought",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", on="AAPL")),
    ("buy when the relative strength index dips under 35, take profit 10%, stop loss 4%",
     W(entry=f"rsi_14 {DOWN} 35", take=10, stop=4)),
    ("Enter long when RSI is between 40 and 60 and exit when RSI is below 40",
     W(entry="rsi_14 above 40 & rsi_14 below 60", exit="rsi_14 below 40")),
    ("buy when RSI 14 is at least 50, sell when RSI 14 is at most 45",
     W(entry="rsi_14 above 50", exit="rsi_14 below 45")),
    ("buy apple wehn RSI falls belwo 30 and sell abvoe 70",
     W(entry=f"rsi_14 {DOWN} 30", exit="rsi_14 above 70", on="AAPL")),
    ("buy AAPL when stochastic rsi falls under 20, sell when it rises over 80",
     W(entry=f"stochrsi_14_14_3.k {DOWN} 20", exit=f"stochrsi_14_14_3.k {UP} 80", on="AAPL")),
    # averages
    ("buy when the 50 day moving average crosses above the 200 day moving average and sell when it crosses below",
     W(entry=GOLDEN, exit=DEATH)),
    ("buy AAPL on a golden cross and sell on a death cross", W(entry=GOLDEN, exit=DEATH, on="AAPL")),
    ("golden cross on IBM: buy. death cross: sell.", W(entry=GOLDEN, exit=DEATH, on="IBM")),
    ("buy when SMA 20 crosses over SMA 50, sell when SMA 20 crosses under SMA 50",
     W(entry=f"sma_20 {UP} sma_50", exit=f"sma_20 {DOWN} sma_50")),
    ("buy when EMA(12) is above EMA(26) and sell when EMA(12) is below EMA(26)",
     W(entry="ema_12 above ema_26", exit="ema_12 below ema_26")),
    ("buy MSFT when the price is above its 200-day average, sell when it falls under it again",
     W(entry="close above sma_200", exit=f"close {DOWN} sma_200", on="MSFT")),
    ("hold AAPL while it is above its 200-day moving average",
     W(entry="close above sma_200", exit="close below sma_200", on="AAPL")),
    ("stay long IBM as long as the 20 day EMA is above the 50 day EMA",
     W(entry="ema_20 above ema_50", exit="ema_20 below ema_50", on="IBM")),
    ("buy when the close crosses above the 20-day exponential moving average, sell on a close below the 20-day "
     "exponential moving average", W(entry=f"close {UP} ema_20", exit="close below ema_20")),
    ("buy when the 10-day crosses above the 30-day, sell when the 10-day crosses below the 30-day",
     W(entry=f"sma_10 {UP} sma_30", exit=f"sma_10 {DOWN} sma_30")),
    ("Buy on a 20/50 EMA crossover, 8% trailing stop", W(entry=f"ema_20 {UP} ema_50", trail=8)),
    ("buy AAPL if the price is above the 50 day average and the 200 day average, sell if the price is below the 50 day "
     "average", W(entry="close above sma_50 & close above sma_200", exit="close below sma_50", on="AAPL")),
    ("buy when price breaks above the moving average of the last 100 days; sell when price breaks below the moving "
     "average of the last 100 days", W(entry=f"close {UP} sma_100", exit=f"close {DOWN} sma_100")),
    ("buy when close > sma_50, sell when close < sma_50", W(entry="close above sma_50", exit="close below sma_50")),
    ("buy when the price is 5% below its 50 day average, sell when the price is above its 50 day average",
     W(entry="bias_50 below -0.05", exit="close above sma_50")),
    ("buy AAPL when it is 20% below its all-time high, take profit at 25%",
     W(entry="drawdown above 0.2", take=25, on="AAPL")),
    ("buy when the 40-week moving average is below the price and sell when the price is below the 40-week moving "
     "average",
     W(entry="sma_200 below close", exit="close below sma_200")),
    ("buy when the hull moving average (16) rises for 3 days, sell when the hull moving average (16) falls for 3 days",
     W(entry="hma_16 rises 3", exit="hma_16 falls 3")),
    # MACD
    ("buy when MACD crosses over its signal line and sell when it crosses under its signal line",
     W(entry=MACD_UP, exit=MACD_DOWN)),
    ("buy GOOG when the MACD crosses above the signal and sell when it crosses below",
     W(entry=MACD_UP, exit=MACD_DOWN, on="GOOG")),
    ("buy google on a bullish MACD crossover, sell on a bearish MACD crossover",
     W(entry=MACD_UP, exit=MACD_DOWN, on="GOOG")),
    ("buy when MACD turns positive, sell when MACD turns negative",
     W(entry=f"macd_12_26_9.macd {UP} 0", exit=f"macd_12_26_9.macd {DOWN} 0")),
    ("buy when the MACD histogram is positive and sell when the MACD histogram is negative",
     W(entry="macd_12_26_9.histogram above 0", exit="macd_12_26_9.histogram below 0")),
    ("buy when MACD (8, 21, 5) crosses above zero, trail 6%", W(entry=f"macd_8_21_5.macd {UP} 0", trail=6)),
    ("buy IBM when MACD is above its signal and RSI is under 60, sell when MACD is under its signal",
     W(entry="macd_12_26_9.macd above macd_12_26_9.signal & rsi_14 below 60",
       exit="macd_12_26_9.macd below macd_12_26_9.signal", on="IBM")),
    ("buy when macd_12_26_9.histogram crosses above 0 and sell when it crosses below 0",
     W(entry=f"macd_12_26_9.histogram {UP} 0", exit=f"macd_12_26_9.histogram {DOWN} 0")),
    # bands and channels
    ("buy when the price touches the lower Bollinger band and sell when it touches the upper Bollinger band",
     W(entry=f"close {DOWN} bbands_20_2.lower", exit=f"close {UP} bbands_20_2.upper")),
    ("buy when the close crosses above the upper bollinger band, sell when the close crosses under the middle band",
     W(entry=f"close {UP} bbands_20_2.upper", exit=f"close {DOWN} bbands_20_2.middle")),
    ("buy when price is below the lower band, sell when price is above the middle band",
     W(entry="close below bbands_20_2.lower", exit="close above bbands_20_2.middle")),
    ("buy when the close falls under the lower bollinger band (20, 2.5), exit when it rises over the middle bollinger "
     "band (20, 2.5)", W(entry=f"close {DOWN} bbands_20_2.5.lower", exit=f"close {UP} bbands_20_2.5.middle")),
    ("buy when price breaks above the upper keltner channel, sell when price breaks below the middle keltner channel",
     W(entry=f"close {UP} kc_20_10_2.upper", exit=f"close {DOWN} kc_20_10_2.middle")),
    ("buy when price breaks above the 20-day high, sell when price breaks below the 10-day low",
     W(entry=f"close {UP} donchian_20.upper@1", exit=f"close {DOWN} donchian_10.lower@1")),
    ("buy AAPL at a new 52-week high and sell at a new 20-day low",
     W(entry="close above donchian_252.upper@1", exit="close below donchian_20.lower@1", on="AAPL")),
    ("buy when it makes a new 50-day high; exit when it makes a new 25-day low",
     W(entry="close above donchian_50.upper@1", exit="close below donchian_25.lower@1")),
    ("buy when the close is above the highest high of the last 55 days, sell when the close is below the lowest "
     "low of the "
     "last 20 days", W(entry="close above donchian_55.upper@1", exit="close below donchian_20.lower@1")),
    ("buy when price closes above the upper donchian channel 20, sell when price closes below the lower donchian "
     "channel 10",
     W(entry="close above donchian_20.upper@1", exit="close below donchian_10.lower@1")),
    # other indicators
    ("buy when ADX is above 25 and price is above its 50 day average, sell when ADX falls below 20",
     W(entry="adx_14 above 25 & close above sma_50", exit=f"adx_14 {DOWN} 20")),
    ("buy when the stochastic crosses above 20 and sell when it crosses below 80",
     W(entry=f"stoch_14_3_3.k {UP} 20", exit=f"stoch_14_3_3.k {DOWN} 80")),
    ("buy when stochastic %K crosses above %D, sell when stochastic %K crosses below %D",
     W(entry=f"stoch_14_3_3.k {UP} stoch_14_3_3.d", exit=f"stoch_14_3_3.k {DOWN} stoch_14_3_3.d")),
    ("buy when CCI goes under -100, sell when CCI goes over 100",
     W(entry=f"cci_14 {DOWN} -100", exit=f"cci_14 {UP} 100")),
    ("buy when the 20-day CCI climbs above 100 with a 3 percent stop", W(entry=f"cci_20 {UP} 100", stop=3)),
    ("buy when money flow index is below 20, sell when money flow index is above 80",
     W(entry="mfi_14 below 20", exit="mfi_14 above 80")),
    ("buy when williams %R is below -80, sell when williams %R is above -20",
     W(entry="willr_14 below -80", exit="willr_14 above -20")),
    ("buy when price crosses above supertrend, sell when price crosses below supertrend",
     W(entry=f"close {UP} supertrend_10_3", exit=f"close {DOWN} supertrend_10_3")),
    ("buy when the price crosses over the parabolic sar, sell when the price crosses under the parabolic sar",
     W(entry=f"close {UP} sar_0.02_0.2", exit=f"close {DOWN} sar_0.02_0.2")),
    ("buy when the z-score is below -2, sell when the z-score is above 0",
     W(entry="zscore_30 below -2", exit="zscore_30 above 0")),
    ("buy when the 12-day rate of change turns positive, sell when the 12-day rate of change turns negative",
     W(entry=f"roc_12 {UP} 0", exit=f"roc_12 {DOWN} 0")),
    ("buy when ATR 14 is below 2, sell after 20 days", W(entry="atr_14 below 2", bars=20)),
    ("buy on a bullish engulfing, sell after 5 days", W(entry="cdlengulfing above 0", bars=5)),
    ("buy when there is a hammer and RSI is below 40, sell when RSI is above 60",
     W(entry="cdlhammer above 0 & rsi_14 below 40", exit="rsi_14 above 60")),
    # volume
    ("buy when volume is above its 20 day average and the price is up 2% in a day, sell after 5 days",
     W(entry="rvol_20 above 1 & close%1 above 2", bars=5)),
    ("buy when volume is twice its average, stop 5%, take profit 10%", W(entry="rvol_20 above 2", stop=5, take=10)),
    ("buy when the volume is 3 times its 50-day average, hold for 10 days", W(entry="rvol_50 above 3", bars=10)),
    ("buy when volume is over 1000000 and RSI is under 40, sell when RSI is over 60",
     W(entry="volume above 1000000 & rsi_14 below 40", exit="rsi_14 above 60")),
    # prices
    ("buy AAPL below $150 and sell above $180", W(entry="close below 150", exit="close above 180", on="AAPL")),
    ("buy when AAPL falls under 100 and sell when it rises over 120",
     W(entry=f"close {DOWN} 100", exit=f"close {UP} 120", on="AAPL")),
    ("buy IBM if it drops to $90, sell if it climbs to $110",
     W(entry=f"close {DOWN} 90", exit=f"close {UP} 110", on="IBM")),
    ("buy when the close is above yesterday's high, sell when the close is below yesterday's low",
     W(entry="close above high@1", exit="close below low@1")),
    ("buy when the close is above the open and above the close 5 days ago, sell after 3 bars",
     W(entry="close above open & close above close@5", bars=3)),
    ("buy when the close is higher than the previous close, sell when the close is lower than the previous close",
     W(entry="close above close@1", exit="close below close@1")),
    ("buy when price crosses above 1,000 dollars; sell when price crosses below 900 dollars",
     W(entry=f"close {UP} 1000", exit=f"close {DOWN} 900")),
    # moves
    ("buy when the price falls 5% in 3 days and sell when it rises 5% in 3 days",
     W(entry="close%3 below -5", exit="close%3 above 5")),
    ("buy AAPL when it drops more than 3% in a day, sell after 5 days", W(entry="close%1 below -3", bars=5, on="AAPL")),
    ("buy when the stock is up 10 percent over the last 20 days, trailing stop 10 percent",
     W(entry="close%20 above 10", trail=10)),
    ("buy after three down days in a row and sell after 5 days", W(entry="close falls 3", bars=5)),
    ("buy when the price falls for 4 days, sell when it rises for 2 days",
     W(entry="close falls 4", exit="close rises 2")),
    ("buy IBM when it drops 3 days in a row, sell when it is up 2 days in a row",
     W(entry="close falls 3", exit="close rises 2", on="IBM")),
    ("buy after 5 consecutive lower closes, hold for two weeks", W(entry="close falls 5", bars=10)),
    ("buy when it drops 10% from its high, sell when it is up 15%", W(entry="drawdown above 0.1", take=15)),
    ("buy AAPL when RSI is below 30, sell when it falls 7% or rises 20%",
     W(entry="rsi_14 below 30", stop=7, take=20, on="AAPL")),
    ("buy when the price is up 5% over 12 months, sell when the price is down 5% over 12 months",
     W(entry="close%252 above 5", exit="close%252 below -5")),
    ("buy when volume rises for 3 days and the price rises for 3 days, hold 3 days",
     W(entry="volume rises 3 & close rises 3", bars=3)),
    # and, or
    ("buy when RSI is below 30 and price is above the 200 day average, sell when RSI is above 70 or price is "
     "below the 200 "
     "day average", W(entry="rsi_14 below 30 & close above sma_200", exit="rsi_14 above 70 | close below sma_200")),
    ("buy when RSI is under 30 or the price is below the lower bollinger band, sell when RSI is over 50",
     W(entry="rsi_14 below 30 | close below bbands_20_2.lower", exit="rsi_14 above 50")),
    ("buy when either RSI is under 25 or CCI is under -150; sell when RSI is over 55",
     W(entry="rsi_14 below 25 | cci_14 below -150", exit="rsi_14 above 55")),
    ("buy when RSI < 40, ADX > 20, close > sma_100 and volume > 500000, sell when RSI > 60",
     W(entry="rsi_14 below 40 & adx_14 above 20 & close above sma_100 & volume above 500000", exit="rsi_14 above 60")),
    ("buy when rsi is below 30 and when rsi is above 70 sell", W(entry="rsi_14 below 30", exit="rsi_14 above 70")),
    # exits
    ("buy when RSI is below 30, stop 5%, target 10%", W(entry="rsi_14 below 30", stop=5, take=10)),
    ("buy when RSI is below 30 with a stop loss of 3.5 percent and a profit target of 7 percent",
     W(entry="rsi_14 below 30", stop=3.5, take=7)),
    ("buy when RSI is below 30 with a 5% stop and a 15% target", W(entry="rsi_14 below 30", stop=5, take=15)),
    ("buy when RSI is below 30, use a trailing stop of 8%", W(entry="rsi_14 below 30", trail=8)),
    ("buy when RSI is below 30, trail by 8 percent", W(entry="rsi_14 below 30", trail=8)),
    ("buy when RSI is below 30, sell at a 5% loss or a 10% profit", W(entry="rsi_14 below 30", stop=5, take=10)),
    ("buy when RSI is below 30 and sell after 10 days", W(entry="rsi_14 below 30", bars=10)),
    ("buy when RSI is below 30 and hold for two weeks", W(entry="rsi_14 below 30", bars=10)),
    ("buy when RSI is below 30, hold for at most ten days, stop at 5%", W(entry="rsi_14 below 30", bars=10, stop=5)),
    ("buy when RSI is below 30, exit after one month", W(entry="rsi_14 below 30", bars=21)),
    ("buy when RSI is below 30, hold until RSI is above 60", W(entry="rsi_14 below 30", exit="rsi_14 above 60")),
    ("buy when RSI is below 30 and cut losses at 4%, sell when RSI is above 50",
     W(entry="rsi_14 below 30", exit="rsi_14 above 50", stop=4)),
    ("buy when RSI is below 30; stop loss: 5 %; take profit: 12 %", W(entry="rsi_14 below 30", stop=5, take=12)),
    ("buy when RSI is below 30, sell when RSI is above 70 or after 15 days",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", bars=15)),
    ("buy when RSI is below 30. sell when RSI is above 70. stop five percent.",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", stop=5)),
    # sizes
    ("buy when RSI is below 30 with 2000 dollars, sell when RSI is above 70",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", size=("fixed", 2000))),
    ("buy $2,000 of AAPL when RSI is below 30, sell when RSI is above 70",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", size=("fixed", 2000), on="AAPL")),
    ("buy AAPL with half of my equity when RSI is below 30, sell when RSI is above 70",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", size=("equity", 50), on="AAPL")),
    ("buy AAPL when RSI is below 30 with 10% of my equity, sell when RSI is above 70",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", size=("equity", 10), on="AAPL")),
    ("buy AAPL when RSI is below 30, use a quarter of my capital per trade, sell when RSI is above 70",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", size=("equity", 25), on="AAPL")),
    ("buy AAPL when RSI is below 30, sell when RSI is above 70, size by volatility",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", size=("volatility", None), on="AAPL")),
    ("buy AAPL when RSI is below 30, sell when RSI is above 70, size with half Kelly",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", size=("kelly", None), on="AAPL")),
    ("buy AAPL all in when RSI is below 30, sell when RSI is above 70",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", size=("all_in", None), on="AAPL")),
    ("buy when RSI is below 30, sell when RSI is above 70, risking 0.5% of equity per trade with a 4% stop",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", size=("risk", 0.5), stop=4)),
    ("buy when RSI is below 30, sell when RSI is above 70, 2% risk per trade, trailing stop 10%, stop 8%",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", size=("risk", 2), trail=10, stop=8)),
    ("invest 5k dollars each time RSI is below 30, sell when RSI is above 70",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", size=("fixed", 5000))),
    # short
    ("short FB when RSI is above 70 and cover when RSI is below 50",
     W(entry="rsi_14 above 70", exit="rsi_14 below 50", side="short", on="FB")),
    ("go short when the price falls below its 200 day average, buy back when it rises above its 200 day average, "
     "stop 6%",
     W(entry=f"close {DOWN} sma_200", exit=f"close {UP} sma_200", side="short", stop=6)),
    ("sell short when RSI crosses under 70, cover after 10 days", W(entry=f"rsi_14 {DOWN} 70", bars=10, side="short")),
    ("short facebook on a death cross, cover on a golden cross",
     W(entry=DEATH, exit=GOLDEN, side="short", on="FB")),
    ("short when RSI is over 80, cover when it is up 5%", W(entry="rsi_14 above 80", side="short", stop=5)),
    ("sell IBM when RSI is over 75 and buy it back when RSI is under 50",
     W(entry="rsi_14 above 75", exit="rsi_14 below 50", side="short", on="IBM")),
    # symbols
    ("buy AAPL and MSFT when RSI is below 30, sell when RSI is above 70",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", on="AAPL MSFT")),
    ("on AAPL, MSFT and IBM: buy when RSI is below 30, sell when RSI is above 70",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", on="AAPL MSFT IBM")),
    ("buy when the RSI of apple is under 30 and sell when the RSI of apple is over 70",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", on="AAPL")),
    ("buy coca-cola when its RSI is under 30 and sell when its RSI is over 70",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", on="KO")),
    ("when AAPL's RSI falls below 30, buy it; when AAPL's RSI rises above 70, sell it",
     W(entry=f"rsi_14 {DOWN} 30", exit=f"rsi_14 {UP} 70", on="AAPL")),
    # forms
    ("Entry: RSI below 30. Exit: RSI above 70. Stop: 5%.", W(entry="rsi_14 below 30", exit="rsi_14 above 70", stop=5)),
    ("BUY AAPL WHEN RSI < 30 AND SELL WHEN RSI > 70", W(entry="rsi_14 below 30", exit="rsi_14 above 70", on="AAPL")),
    ("please buy AAPL whenever the rsi gets below 30, and exit once it gets above 70",
     W(entry=f"rsi_14 {DOWN} 30", exit=f"rsi_14 {UP} 70", on="AAPL")),
    ("I want to buy IBM every time RSI is below 30 and sell it every time RSI is above 70, thanks",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", on="IBM")),
    ("how would buying AAPL when RSI is under 30 and selling over 70 have done?",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", on="AAPL")),
    ("a strategy that buys when RSI is below 30 and sells when RSI is above 70",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70")),
    ("buy when RSI is below 30\nsell when RSI is above 70\nstop 5%",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", stop=5)),
    ("buy AAPL on weekly bars when RSI is below 30, sell after 8 weeks", W(entry="rsi_14 below 30", bars=8, on="AAPL")),
    ("go long AAPL when the 14-period RSI is under 30 and get out when the 14-period RSI is over 70",
     W(entry="rsi_14 below 30", exit="rsi_14 above 70", on="AAPL")),
    ("backtest buying MSFT when the close crosses above its 50-day SMA and selling when the close crosses below "
     "its 50-day "
     "SMA since 2005", W(entry=f"close {UP} sma_50", exit=f"close {DOWN} sma_50", on="MSFT")),
    # found by trying
    ("buy when ema20 > ema50 and rsi14 > 50, sell when ema20 < ema50",
     W(entry="ema_20 above ema_50 & rsi_14 above 50", exit="ema_20 below ema_50")),
    ("buy when RSI is below 30 for 3 days, sell when it is above 70",
     W(entry="rsi_14 below 30 & rsi_14@1 below 30 & rsi_14@2 below 30", exit="rsi_14 above 70")),
    ("buy when RSI(2) < 5 and close > SMA(200); sell when close > SMA(5)",
     W(entry="rsi_2 below 5 & close above sma_200", exit="close above sma_5")),
    ("buy if it closes above its 20 day high and volume is 50% above average, exit if it closes below the 10 day low",
     W(entry="close above donchian_20.upper@1 & rvol_20 above 1.5", exit="close below donchian_10.lower@1")),
    ("buy when the 3-day change is below -5%, sell when the 3-day change is above 2%",
     W(entry="close%3 below -5", exit="close%3 above 2")),
    ("buy when RSI < 30, stop loss 5%, take profit 10%, max holding period 20 days",
     W(entry="rsi_14 below 30", stop=5, take=10, bars=20)),
    ("buy when RSI is below 30 and sell 10 days later", W(entry="rsi_14 below 30", bars=10)),
    ("buy when RSI < 30 and sell it when it goes up by 10 percent or down by 5 percent",
     W(entry="rsi_14 below 30", take=10, stop=5)),
    ("exit when RSI > 70, enter when RSI < 30", W(entry="rsi_14 below 30", exit="rsi_14 above 70")),
    ("long when close>ema(200) & rsi<40, exit rsi>60",
     W(entry="close above ema_200 & rsi_14 below 40", exit="rsi_14 above 60")),
    ("buy when the 9 ema crosses above the 21 ema on 15 minute bars, stop 1%, target 2%",
     W(entry=f"ema_9 {UP} ema_21", stop=1, take=2)),
    ("when macd histogram turns positive go long, when it turns negative get out",
     W(entry=f"macd_12_26_9.histogram {UP} 0", exit=f"macd_12_26_9.histogram {DOWN} 0")),
    ("sell AAPL when it falls below its 200-day average, buy it when it rises above its 200-day average",
     W(entry=f"close {UP} sma_200", exit=f"close {DOWN} sma_200", on="AAPL")),
    ("buy if yesterday's low was below the lower bollinger band and today's close is above it, stop 5%",
     W(entry="low@1 below bbands_20_2.lower & close above bbands_20_2.lower", stop=5)),
]  # fmt: skip
