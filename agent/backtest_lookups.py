"""What the strategist may look up: the strategies that there are, rules from words, and one test on the past."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from agent.lookups import symbol_of
from agent.wording import as_of, money, percent
from trading.errors import FixInput, Unavailable
from trading.types import Actor, ActorKind

if TYPE_CHECKING:
    from trading.backtest.desk import BacktestDesk
    from trading.services import Services
    from trading.strategies.words.reading import Reading as RuleReading
    from trading.types import BacktestRequest

MOST_POINTS = 120
"""How many points of a curve an answer keeps."""
RULES = "rules"
STRATEGIST = Actor(kind=ActorKind.AGENT, id="strategist", name="the strategist agent")


def strategies_figures(services: "Services", _arguments: Mapping[str, Any]) -> dict[str, Any]:
    """List the strategies that can be tested."""
    lines = _desk(services).strategies().items
    told = [
        {
            "key": line.key,
            "title": line.title,
            "kind": line.kind.value,
            "says": line.says,
            "parameters": {each.name: each.default for each in line.parameters},
            "least_symbols": line.least_symbols,
        }
        for line in lines
    ]
    ours = [line for line in lines if line.kind.value == "catalogue"]
    own = [line.title for line in lines if line.kind.value != "catalogue"]
    named = "; ".join(f"{line.title}{_defaults(line.parameters)}" for line in ours)
    kept = f" Your own: {', '.join(own)}." if own else " You have saved none of your own yet."
    return {
        "strategies": told,
        "source": "the desk's catalogue",
        "sentence": f"{len(ours)} strategies can be tested: {named}.{kept} Say for example: Backtest AAPL with "
        "SMA 20/50 "
        "since 2005, or rules of your own: Backtest: buy AAPL when RSI falls under 30 and sell above 70, stop 5 %. "
        "None of them trades by itself.",
    }


def _defaults(parameters: Sequence[Any]) -> str:
    said = ", ".join(f"{each.name} {each.default:g}" for each in parameters)
    return f" ({said})" if said else ""


def rule_figures(services: "Services", arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Read a rule set from words: what it says, what was assumed, what cannot be expressed."""
    from trading.strategies.words.reader import read_rules
    from trading.words.names import make_lexicon

    text = arguments.get("words")
    if not isinstance(text, str) or not text.strip():
        raise FixInput("words must be a text such as buy AAPL when RSI falls under 30 and sell above 70")
    found = read_rules(text, make_lexicon(services.market.assets()))
    return {
        "rules": None if found.rules is None else found.rules.text(),
        "symbols": [] if found.rules is None else list(found.rules.symbols),
        "assumed": list(found.assumed),
        "missing": list(found.missing),
        "unread": list(found.unread),
        "sentence": _read_as(found),
    }


def _read_as(found: "RuleReading") -> str:
    """Return the rules as a list; the empty lines keep what follows out of it."""
    rules = "" if found.rules is None else "".join(f"\n- {line}" for line in found.rules.says())
    parts = (
        f"Read as:{rules}" if rules else "No rules could be read.",
        f"Assumed: {' '.join(found.assumed)}" if found.assumed else "",
        " ".join((*found.missing, *found.unread)),
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def backtest_figures(services: "Services", arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Run one test on the past and return its main figures, its curve in few points, and the verdict on luck.

    It is a job like any other; `task_id` is its id.
    """
    request = request_of(arguments)
    job = _desk(services).run_stored(request, actor=STRATEGIST)
    report = job.report or {}
    at = datetime.fromisoformat(str(report["end"]))
    curve = _fewer(report["equity_curve"])
    return {
        "backtest": {name: report[name] for name in _FIGURES},
        "title": _title(report, request),
        "honesty": report["honesty"]["word"],
        "luck": report["honesty"]["says"],
        "warnings": list(report["warnings"]),
        "days": [str(row["at"])[:10] for row in curve],
        "equity": [row["equity"] for row in curve],
        "held": [row["benchmark"] for row in curve],
        "held_name": report["benchmark"]["name"],
        "request": dict(job.request),
        "task_id": job.id,
        "at": report["end"],
        "source": report["source"],
        "sentence": _sentence(report, request, at),
    }


_BARS = {
    "1Day": "daily",
    "1Week": "weekly",
    "1Hour": "hourly",
    **{f"{n}Min": f"{n}-minute" for n in (1, 5, 15, 30)},
}
_FIGURES = (
    "final_equity",
    "return_pct",
    "cagr_pct",
    "buy_and_hold_return_pct",
    "sharpe",
    "max_drawdown_pct",
    "annual_volatility_pct",
    "time_in_market_pct",
    "trades",
    "win_rate_pct",
)


def request_of(arguments: Mapping[str, Any]) -> "BacktestRequest":
    """Return the request that a tool's arguments say. Raises FixInput."""
    from trading.types import BacktestRequest, StrategyRef, Terms, Timeframe

    symbols, key, rules = arguments.get("symbols"), arguments.get("strategy"), arguments.get("rules")
    if isinstance(symbols, str):
        symbols = symbols.replace(",", " ").split()
    if not isinstance(symbols, Sequence) or not symbols:
        raise FixInput("symbols must be a list such as AAPL, MSFT; name at least one")
    if not isinstance(key, str) or not key.strip():
        raise FixInput(f"strategy must be a key such as sma_cross, or {RULES} with rules, not {key!r:.40}")
    timeframe = arguments.get("timeframe") or Timeframe.DAY_1.value
    if timeframe not in tuple(Timeframe):
        raise FixInput(f"timeframe must be one of {', '.join(Timeframe)}, not {timeframe!r:.20}")
    params = arguments.get("params") or {}
    if not isinstance(params, Mapping):
        raise FixInput('params must be an object such as {"fast": 20, "slow": 50}')
    text = rules if isinstance(rules, str) and rules.strip() else None
    cash = arguments.get("cash")
    return BacktestRequest(
        strategy=StrategyRef(key=key.strip(), params={} if text else _numbers(params), rules=text),
        symbols=tuple(dict.fromkeys(symbol_of({"symbol": symbol}) for symbol in symbols)),
        timeframe=Timeframe(timeframe),
        start=_day("start", arguments.get("start")),
        end=_day("end", arguments.get("end")),
        terms=Terms(cash=Terms().cash if cash in (None, "") else _cash(cash), shorts=_borrows(key, text)),
    )


def _borrows(key: str, rules: str | None) -> bool:
    """Say whether a strategy sells short: then the account of the test may."""
    from trading.strategies.rule_strategy import RuleSide
    from trading.strategies.rules import rules_from_text

    return key == "pairs" or (rules is not None and rules_from_text(rules).side is RuleSide.SHORT)


def _numbers(params: Mapping[str, Any]) -> dict[str, float]:
    try:
        return {str(name): float(value) for name, value in params.items()}
    except (TypeError, ValueError):
        raise FixInput(f"params must be numbers by their names, not {dict(params)!r:.80}") from None


def _day(name: str, value: Any) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise FixInput(f"{name} must be a day such as 2005-01-31, not {value!r:.20}") from None


def _cash(value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise FixInput(f"cash must be an amount in USD such as 100000, not {value!r:.20}") from None


def _desk(services: "Services") -> "BacktestDesk":
    if services.backtests is None:
        raise Unavailable("backtests are not wired here; use the app")
    return services.backtests


def _fewer(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return at most so many rows, first and last among them, evenly between."""
    if len(rows) <= MOST_POINTS:
        return list(rows)
    step = (len(rows) - 1) / (MOST_POINTS - 1)
    return [rows[round(n * step)] for n in range(MOST_POINTS)]


def _title(report: Mapping[str, Any], request: "BacktestRequest") -> str:
    from trading.strategies.catalogue import STRATEGIES

    kind = STRATEGIES.get(request.strategy.key) if request.strategy.rules is None else None
    numbers = {} if kind is None else kind.checked(request.strategy.params)
    said = ", ".join(f"{name} {value:g}" for name, value in numbers.items())
    return f"{report['title']}{f' ({said})' if said else ''} on {', '.join(report['symbols'])}"


def _sentence(report: Mapping[str, Any], request: "BacktestRequest", at: datetime) -> str:
    begun, bars = datetime.fromisoformat(str(report["start"])), _BARS[request.timeframe.value]
    costs = asdict(request.terms.costs)
    side = costs["spread_bps"] / 2 + costs["slippage_bps"]
    borrowed = f", borrowing {costs['borrow_pct']:g}% a year" if request.terms.shorts else ""
    held, trades, judged = report["buy_and_hold_return_pct"], report["trades"], report["honesty"]
    yearly = "" if report["cagr_pct"] is None else f", {percent(report['cagr_pct'], signed=True)} a year"
    sharpe = "not known" if report["sharpe"] is None else f"{report['sharpe']:.2f}".replace("-", "−")
    return (
        f"**{_title(report, request)}**, {bars} bars, {begun.day} {begun:%b %Y} to {at.day} {at:%b %Y}, "
        f"{request.terms.prices} prices, costs {side:g} bps a side{borrowed}: {money(request.terms.cash)} became "
        f"{money(report['final_equity'])} ({percent(report['return_pct'], signed=True)}{yearly}), "
        f"{report['benchmark']['name']} instead {'not known' if held is None else percent(held, signed=True)}. "
        f"Sharpe {sharpe}, deepest fall {percent(abs(report['max_drawdown_pct'] or 0))}, "
        f"{trades} {'trade' if trades == 1 else 'trades'}.\n"
        f"Verdict on luck: **{judged['word']}**. {judged['says']}\n"
        f"This is the past, no forecast. As of {as_of(at)}. Source: {report['source']}."
    )
