"""Answers as models write them about prices, indicators and the market: every figure in them is true."""

from tests.agent.provenance.cases import Case, step
from tests.agent.provenance.true_account_answers import BACKTEST, COMPANY, ORDER, PORTFOLIO

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

CASES = (QUOTE, INDICATORS, COMPARED, COMPANY, PORTFOLIO, BACKTEST, MOVERS, ORDER)
