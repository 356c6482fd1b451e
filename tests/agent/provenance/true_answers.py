"""Answers as models write them about results that are given here: every figure in them is true.

Each case is a set of tool results and paraphrases of them, with the rounding, units, ranges and orders of words that
models use. Figures that belong to several symbols are told apart by `{SYM:...}` around them, which is taken out of the
text: the measurement exchanges those.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from trading.types import RunStep

_AT = datetime(2012, 6, 1, 20, tzinfo=UTC)
_SOURCE = {"at": "2012-06-01T20:00:00Z", "source": "Replay, bundled daily bars"}
_OWNED = re.compile(r"\{([A-Z]+):([^{}]+)\}")


def step(n: int, tool: str, arguments: dict[str, Any], observation: dict[str, Any]) -> RunStep:
    return RunStep(
        n=n, agent="analyst", tool=tool, arguments=arguments, observation=_SOURCE | observation, at=_AT, error=None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the tools brought, what the user asked, and true answers to it."""

    words: str
    steps: tuple[RunStep, ...]
    answers: tuple[str, ...]


def told(answer: str) -> tuple[str, dict[int, str]]:
    """Return the text of an answer without its marks, and whose each marked figure is, by where it begins."""
    owners: dict[int, str] = {}
    parts, last, length = [], 0, 0
    for match in _OWNED.finditer(answer):
        before = answer[last : match.start()]
        length += len(before)
        owners[length] = match.group(1)
        parts += [before, match.group(2)]
        length += len(match.group(2))
        last = match.end()
    return "".join([*parts, answer[last:]]), owners


QUOTE = Case(
    words="what is the price of Apple?",
    steps=(
        step(
            2,
            "get_quote",
            {"symbol": "AAPL"},
            {
                "symbol": "AAPL",
                "name": "Apple Inc.",
                "last": "560.99",
                "bid": "560.85",
                "ask": "561.12",
                "change": "-16.74",
                "change_pct": -2.8975,
                "sentence": "Apple Inc. (AAPL) is at $560.99, −2.90% from the session before, as of 1 Jun 2012, "
                "16:00 ET. Source: Replay, bundled daily bars.",
            },
        ),
    ),
    answers=(
        "Apple is at $560.99.",
        "AAPL last traded at 560.99 USD, down 2.9% on the day.",
        "The price of Apple is about $561, a fall of 2.90% from the session before.",
        "Apple closed at $560.99 (−2.90%), $16.74 lower than the day before.",
        "AAPL: $560.99, change -2.9%.",
        "At $560.99, Apple lost 2.9% on 1 June 2012.",
        "As of 16:00 ET on 1 Jun 2012, one share of Apple costs $560.99.",
        "The bid is $560.85 and the ask is $561.12.",
        "Apple trades between a bid of 560.85 and an ask of 561.12.",
        "You would pay roughly $561 for a share; the ask is $561.12.",
        "Apple fell almost 3% to $560.99.",
        "The stock dropped by $16.74, or 2.9 percent, to $561.",
        "**AAPL** is at **$560.99**, down **2.90%**.",
        "- Price: $560.99\n- Change: −$16.74 (−2.90%)\n- As of: 2012-06-01 16:00 ET",
        "1. Apple's price is $560.99.\n2. It moved −2.90% since the session before.",
        "The last price I have for AAPL is 560.99, from the bundled daily bars of June 1, 2012.",
        "Apple shares changed hands at $560.99; that is 290 bps below the previous close.",
        "It stands at $560.99 now.",
        "Apple's quote: bid $560.85, ask $561.12, last $560.99.",
        "AAPL is down about 2.9% at $561.0.",
        "Apple is just over $560 a share.",
        "The change was -$16.74.",
        "Apple slipped 2.898% to $560.99.",
    ),
)
INDICATORS = Case(
    words="analyze AAPL",
    steps=(
        step(
            2,
            "analyze",
            {"symbol": "AAPL"},
            {
                "symbol": "AAPL",
                "name": "Apple Inc.",
                "price": 560.99,
                "change_pct": -2.8975,
                "indicators": {
                    "rsi_14": 46.3843,
                    "macd_12_26_9": {"macd": -3.0962, "signal": -5.8897, "histogram": 2.7935},
                    "bbands_20_2": {"lower": 535.7313, "middle": 561.6932, "upper": 587.6552},
                    "sma_20": 561.6932,
                    "ema_20": 567.3912,
                    "atr_14": 15.5403,
                },
            },
        ),
    ),
    answers=(
        "Apple's RSI (14) is 46.38, in the middle range.",
        "The 14-day RSI stands at 46.4.",
        "RSI is 46, so AAPL is neither overbought nor oversold.",
        "With an RSI of about 46 the stock is neutral.",
        "MACD is −3.10, above its signal line at −5.89; the histogram is 2.79.",
        "The MACD line (−3.1) is above the signal (−5.9), a histogram of +2.8.",
        "Bollinger Bands: lower $535.73, middle $561.69, upper $587.66.",
        "The bands run from $535.73 to $587.66 around a middle of $561.69.",
        "The lower band is near $536 and the upper band near $588.",
        "The price of $560.99 sits just under the 20-day moving average of $561.69.",
        "AAPL trades at $560.99, below its 20-day EMA of $567.39.",
        "Its simple moving average over 20 days is 561.69, its exponential one 567.39.",
        "The average true range is $15.54.",
        "ATR (14) is 15.54, so a typical day moves about $15.5.",
        "AAPL closed at $560.99, off 2.90%, with RSI at 46.38 and MACD at -3.10.",
        "Price: 560.99. RSI: 46.38. MACD: -3.10. Signal: -5.89. Histogram: 2.79.",
        "| Indicator | Value |\n| RSI (14) | 46.38 |\n| ATR (14) | 15.54 |\n| EMA (20) | 567.39 |",
        "The upper Bollinger Band is $587.66, the lower is $535.73.",
        "Support may lie at the lower band of $535.73, resistance at the upper band of $587.66.",
        "The stock lost 2.9% and the RSI(14) reads 46.4.",
        "SMA 20 is $561.69 and EMA 20 is $567.39.",
        "Momentum: RSI 46.38, MACD histogram 2.79.",
        "Apple fell 2.9% to $560.99, close to its middle band of $561.69.",
        "In 2012 terms the picture is neutral: RSI 46.4.",
        "The MACD of −3.0962 has crossed above its signal of −5.8897.",
    ),
)
COMPARED = Case(
    words="compare Apple, Microsoft and IBM",
    steps=(
        step(
            2,
            "compare",
            {"symbols": ["AAPL", "MSFT", "IBM"]},
            {
                "rows": [
                    {
                        "symbol": "AAPL",
                        "name": "Apple Inc.",
                        "last_price": 560.99,
                        "return_pct": 62.088,
                        "volatility_pct": 29.957,
                        "max_drawdown_pct": 16.678,
                    },
                    {
                        "symbol": "MSFT",
                        "name": "Microsoft Corporation",
                        "last_price": 28.45,
                        "return_pct": 20.671,
                        "volatility_pct": 22.813,
                        "max_drawdown_pct": 14.934,
                    },
                    {
                        "symbol": "IBM",
                        "name": "International Business Machines Corporation",
                        "last_price": 189.08,
                        "return_pct": 15.753,
                        "volatility_pct": 19.461,
                        "max_drawdown_pct": 11.327,
                    },
                ],
                "sessions": 252,
            },
        ),
    ),
    answers=(
        "AAPL returned {AAPL:62.09%}, MSFT {MSFT:20.67%} and IBM {IBM:15.75%} over the last year.",
        "Over 252 sessions Apple gained {AAPL:62.1%}, Microsoft {MSFT:20.7%} and IBM {IBM:15.8%}.",
        "Apple is at {AAPL:$560.99}, Microsoft at {MSFT:$28.45} and IBM at {IBM:$189.08}.",
        "AAPL, MSFT and IBM returned {AAPL:62.09%}, {MSFT:20.67%} and {IBM:15.75%}.",
        "Apple leads with a return of {AAPL:62.09%}; IBM is last with {IBM:15.75%}.",
        "Apple swung the most, {AAPL:29.96%} a year, against {MSFT:22.81%} for Microsoft.",
        "The deepest fall was Apple's, {AAPL:16.68%}; IBM's was {IBM:11.33%}.",
        "- AAPL: {AAPL:+62.09%}, volatility 29.96%\n- MSFT: {MSFT:+20.67%}, volatility 22.81%\n"
        "- IBM: {IBM:+15.75%}, volatility 19.46%",
        "IBM was the calmest: volatility {IBM:19.5%}, drawdown 11.3%. Apple had {AAPL:30.0%} and 16.7%.",
        "Microsoft's return of {MSFT:20.67%} beats IBM's {IBM:15.75%}.",
        "Apple's {AAPL:62%} is roughly three times Microsoft's {MSFT:21%}.",
        "Microsoft trades at {MSFT:$28.45} and IBM at {IBM:$189.08}.",
        "Prices: AAPL {AAPL:560.99}, MSFT {MSFT:28.45}, IBM {IBM:189.08}.",
        "AAPL rose {AAPL:62.09%} with a maximum drawdown of 16.68%.",
        "IBM rose {IBM:15.75%}. Its drawdown was 11.33%. Microsoft rose {MSFT:20.67%}.",
        "Volatility: Apple {AAPL:29.957%}, Microsoft {MSFT:22.813%}, IBM {IBM:19.461%}.",
        "Apple did best ({AAPL:+62.09%}), then Microsoft ({MSFT:+20.67%}), then IBM ({IBM:+15.75%}).",
        "The returns range from {IBM:15.75%} for IBM to {AAPL:62.09%} for AAPL.",
        "At {AAPL:$560.99}, AAPL is up {AAPL:62.09%} over the year.",
        "Microsoft fell at worst {MSFT:14.93%} from its peak, IBM {IBM:11.33%}.",
        "International Business Machines returned {IBM:15.75%}, Microsoft {MSFT:20.67%}.",
        "All three symbols rose: AAPL {AAPL:62.1%}, MSFT {MSFT:20.7%}, IBM {IBM:15.8%}.",
    ),
)
COMPANY = Case(
    words="fundamentals of Microsoft and IBM",
    steps=(
        step(
            2,
            "compare_fundamentals",
            {"symbols": ["MSFT", "IBM"]},
            {
                "companies": [
                    {
                        "symbol": "MSFT",
                        "name": "Microsoft Corporation",
                        "price": 28.45,
                        "pe": 10.3455,
                        "eps": 2.75,
                        "dividend_yield": 0.026714,
                        "market_cap": 244470850000.0,
                        "gross_margin": 0.766195,
                        "operating_margin": 0.38833,
                        "net_margin": 0.319645,
                        "revenue": 73031000000.0,
                        "revenue_growth": 0.119375,
                    },
                    {
                        "symbol": "IBM",
                        "name": "International Business Machines Corporation",
                        "price": 189.08,
                        "pe": 14.1527,
                        "eps": 13.36,
                        "dividend_yield": 0.016395,
                        "market_cap": 229505304000.0,
                        "gross_margin": 0.468948,
                        "operating_margin": 0.19384,
                        "net_margin": 0.1501,
                        "revenue": 106982000000.0,
                        "revenue_growth": 0.070552,
                    },
                ]
            },
        ),
    ),
    answers=(
        "Microsoft's P/E is {MSFT:10.35}, IBM's is {IBM:14.15}.",
        "MSFT trades at {MSFT:10.3x} earnings, IBM at {IBM:14.2x}.",
        "Microsoft earns {MSFT:$2.75} a share, IBM {IBM:$13.36}.",
        "EPS: MSFT {MSFT:$2.75}; IBM {IBM:$13.36}.",
        "The dividend yield is {MSFT:2.67%} at Microsoft and {IBM:1.64%} at IBM.",
        "Microsoft has a market cap of {MSFT:$244.47B}, IBM {IBM:$229.5B}.",
        "Microsoft is worth about {MSFT:$244 billion} on the market, IBM {IBM:$230 billion}.",
        "Revenue was {MSFT:$73.0 billion} at Microsoft and {IBM:$107.0 billion} at IBM.",
        "Microsoft's gross margin of {MSFT:76.62%} is far above IBM's {IBM:46.89%}.",
        "Net margin: MSFT {MSFT:31.96%}, IBM {IBM:15.01%}.",
        "Microsoft keeps {MSFT:32%} of its revenue as net margin, IBM {IBM:15%}.",
        "Operating margins are {MSFT:38.83%} (Microsoft) and {IBM:19.38%} (IBM).",
        "Microsoft's margins: gross 76.6%, operating 38.8%, net 32.0%.",
        "IBM: P/E {IBM:14.15}, EPS {IBM:$13.36}, yield {IBM:1.64%}.",
        "MSFT grew revenue by {MSFT:11.94%} (FY2011), IBM by {IBM:7.06%}.",
        "Microsoft is cheaper: a P/E of {MSFT:10.35} compared with {IBM:14.15} for IBM.",
        "The yield of Microsoft is {MSFT:267 bps}, that of IBM {IBM:164 bps}.",
        "IBM's earnings per share are {IBM:13.36 USD}.",
        "Microsoft's market capitalisation is {MSFT:$244,471M}.",
        "Microsoft at {MSFT:$28.45} yields {MSFT:2.67%}; IBM at {IBM:$189.08} yields {IBM:1.64%}.",
        "Gross margin is {IBM:46.9%} for IBM against {MSFT:76.6%} for Microsoft.",
        "For the 12 months to 31 March 2012 Microsoft earned {MSFT:$2.75} per share.",
        "IBM's revenue, $107B in FY2011, grew {IBM:7.1%}.",
    ),
)
PORTFOLIO = Case(
    words="how is my portfolio doing?",
    steps=(
        step(
            2,
            "get_portfolio",
            {},
            {
                "account": {
                    "equity": "101273.9",
                    "cash": "42180.15",
                    "buying_power": "84360.3",
                    "day_change": "324.6",
                    "day_change_pct": 0.3216,
                },
                "positions": [
                    {
                        "symbol": "AAPL",
                        "name": "Apple Inc.",
                        "qty": "40",
                        "avg_entry_price": "541.2",
                        "last_price": "560.99",
                        "market_value": "22439.6",
                        "unrealized_pl": "791.6",
                        "unrealized_pl_pct": 3.6567,
                        "weight": 0.221573,
                    },
                    {
                        "symbol": "IBM",
                        "name": "International Business Machines Corporation",
                        "qty": "115",
                        "avg_entry_price": "201.33",
                        "last_price": "189.08",
                        "market_value": "21744.2",
                        "unrealized_pl": "-1408.75",
                        "unrealized_pl_pct": -6.0846,
                        "weight": 0.214707,
                    },
                    {
                        "symbol": "MSFT",
                        "name": "Microsoft Corporation",
                        "qty": "524",
                        "avg_entry_price": "29.01",
                        "last_price": "28.45",
                        "market_value": "14907.8",
                        "unrealized_pl": "-293.44",
                        "unrealized_pl_pct": -1.9304,
                        "weight": 0.147203,
                    },
                ],
            },
        ),
    ),
    answers=(
        "Your account is worth $101,273.90, up $324.60 today.",
        "You have about $101k in all, of which $42.2k is cash.",
        "The account stands at $101,273.90 (+0.32% today) with $42,180.15 in cash.",
        "Cash is $42,180.15 and buying power $84,360.30.",
        "You hold {AAPL:40} shares of Apple, {IBM:115} of IBM and {MSFT:524} of Microsoft.",
        "You hold three positions.",
        "Apple is your largest position at {AAPL:$22,439.60}, {AAPL:22.16%} of the account.",
        "Apple is {AAPL:22%} of the account, IBM {IBM:21%} and Microsoft {MSFT:15%}.",
        "Your {AAPL:40} AAPL shares show a profit of {AAPL:$791.60} ({AAPL:+3.66%}).",
        "IBM is down {IBM:$1,408.75}, or {IBM:6.08%}.",
        "IBM shows a loss of {IBM:$1,408.75} and Microsoft one of {MSFT:$293.44}.",
        "You bought AAPL at an average of {AAPL:$541.20}; it is at {AAPL:$560.99} now.",
        "Today the account gained 0.32%.",
        "IBM: {IBM:115} shares at {IBM:$189.08}, worth {IBM:$21,744.20}.",
        "MSFT: {MSFT:524} shares, worth {MSFT:$14,907.80}, unrealized {MSFT:−$293.44}.",
        "Positions: AAPL {AAPL:$22,439.60}, IBM {IBM:$21,744.20}, MSFT {MSFT:$14,907.80}.",
        "Your equity is 101,273.90 USD and your day change +324.60 USD.",
        "The average entry of IBM was {IBM:$201.33}, of Microsoft {MSFT:$29.01}.",
        "Microsoft lost {MSFT:1.93%} since you bought it.",
        "The portfolio is worth roughly $101,000.",
        "You have 3 open positions and $42,180 in cash.",
        "Your Apple stake is worth {AAPL:$22.4k}.",
    ),
)
BACKTEST = Case(
    words="backtest AAPL with SMA 20/50",
    steps=(
        step(
            2,
            "run_backtest",
            {"strategy": "sma_cross", "symbols": ["AAPL"], "params": {"fast": 20, "slow": 50}},
            {
                "backtest": {
                    "final_equity": 673355.6,
                    "return_pct": 573.3556,
                    "cagr_pct": 16.8427,
                    "buy_and_hold_return_pct": 1985.0771,
                    "sharpe": 0.393,
                    "max_drawdown_pct": -77.9565,
                    "annual_volatility_pct": 42.9224,
                    "time_in_market_pct": 65.1102,
                    "trades": 30,
                    "win_rate_pct": 60.0,
                },
                "request": {"cash": "100000", "params": {"fast": 20.0, "slow": 50.0}, "symbols": ["AAPL"]},
                "luck": "the true Sharpe ratio is above what holding alone explains with a probability of 58.3 %.",
            },
        ),
    ),
    answers=(
        "The SMA 20/50 crossover turned $100,000 into $673,355.60, a return of 573.36%.",
        "Return 573.4%, or 16.84% a year; simply holding gained 1,985.08%.",
        "The strategy returned 573% while buy and hold returned 1,985%.",
        "Its Sharpe ratio was 0.39 with 30 trades.",
        "The deepest fall was 77.96%.",
        "The maximum drawdown was −77.96%.",
        "It made 30 trades and won 60% of them.",
        "The win rate is 60.0%, the annual volatility 42.92%.",
        "It was invested 65.1% of the time.",
        "It grew 16.8% annually, with a Sharpe of 0.393.",
        "From $100,000 to about $673k in 12 years.",
        "The final equity of $673,355.60 compares with a start of $100,000.00.",
        "The probability that it was more than luck is 58.3%.",
        "Buy and hold made 1985.08%, so the strategy's 573.36% is far behind.",
        "CAGR: 16.84%. Sharpe: 0.39. Trades: 30.",
        "With a fast average of 20 and a slow one of 50 it made thirty trades, 60% of them winners.",
        "The account fell at worst by 78% from its peak.",
        "In 30 trades the test earned 573.36% before tax.",
        "Holding AAPL returned 1,985.1% over the same years.",
        "The crossover ended at $673,356.",
    ),
)
MOVERS = Case(
    words="what moved today?",
    steps=(
        step(
            2,
            "market_movers",
            {"which": "all"},
            {
                "losers": [
                    {
                        "symbol": "FB",
                        "name": "Facebook, Inc.",
                        "price": 27.72,
                        "change_pct": -6.3514,
                        "volume": 41855500.0,
                    },
                    {
                        "symbol": "AMD",
                        "name": "Advanced Micro Devices",
                        "price": 5.73,
                        "change_pct": -5.7566,
                        "volume": 12440100.0,
                    },
                    {
                        "symbol": "JPM",
                        "name": "JPMorgan Chase & Co.",
                        "price": 23.3,
                        "change_pct": -3.683,
                        "volume": 38120700.0,
                    },
                ],
                "advancers": 1,
                "decliners": 22,
                "looked_at": 23,
                "above_sma_200_pct": 54.5455,
            },
        ),
    ),
    answers=(
        "Facebook fell {FB:6.35%} to {FB:$27.72}, the worst of the day.",
        "FB lost {FB:6.4%}, AMD {AMD:5.8%} and JPM {JPM:3.7%}.",
        "The losers: FB {FB:−6.35%} at {FB:$27.72}, AMD {AMD:−5.76%} at {AMD:$5.73}, JPM {JPM:−3.68%} at {JPM:$23.30}.",
        "22 of 23 symbols fell.",
        "Only 1 stock rose and 22 fell.",
        "54.55% stand above their 200-day average.",
        "Facebook traded {FB:41.9M} shares, AMD {AMD:12.4M}.",
        "JPMorgan's volume was {JPM:38,120,700} shares.",
        "AMD dropped {AMD:5.76%} to {AMD:$5.73}.",
        "Facebook's volume of {FB:41.86 million} shares was the highest.",
        "JPM is at {JPM:$23.30}, down {JPM:3.68%}; FB is at {FB:$27.72}, down {FB:6.35%}.",
        "Twenty-three symbols were looked at; 22 declined.",
    ),
)
ORDER = Case(
    words="buy 10 AAPL limit 500 gtc",
    steps=(
        step(
            2,
            "propose_order",
            {"symbol": "AAPL", "side": "buy", "qty": "10", "limit_price": "500"},
            {
                "proposal_id": "c0ffee12",
                "symbol": "AAPL",
                "ticket": {
                    "symbol": "AAPL",
                    "side": "buy",
                    "qty": "10",
                    "limit_price": "500",
                    "take_profit": {"limit_price": "550"},
                    "stop_loss": {"stop_price": "475"},
                },
                "quote": {"symbol": "AAPL", "bid": "560.85", "ask": "561.12", "last": "560.99"},
                "sentence": "Proposed, not sent: buy 10 AAPL, limit $500.00, take profit at $550.00, stop loss at "
                "$475.00, good till cancelled, about $5,000.00 (AAPL $560.99). Press Review to see what "
                "it does and to send it.",
            },
        ),
    ),
    answers=(
        "I wrote down an order to buy 10 shares of AAPL at a limit of $500.00.",
        "The order: buy 10 AAPL, limit $500, good till cancelled, worth about $5,000.",
        "It takes profit at $550.00 and has a stop loss at $475.00.",
        "The limit price of $500 is below the last price of $560.99.",
        "The ticket names a limit of $500.00, a target price of $550.00 and a stop at $475.00.",
        "Stop loss: $475. Take profit: $550. Limit: $500.",
        "Review the ticket for 10 AAPL before it is sent.",
        "The ask is $561.12, so a limit of $500.00 will rest.",
    ),
)
CASES = (QUOTE, INDICATORS, COMPARED, COMPANY, PORTFOLIO, BACKTEST, MOVERS, ORDER)
