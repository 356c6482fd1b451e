"""A report as one HTML file that opens without a network: figures, pictures, tables, definitions; no script."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from trading.backtest.report.definitions import DEFINITIONS, Definition, Group, Unit
from trading.backtest.report.style import STYLE
from trading.backtest.report.svg import Axis, Line, area_chart, line_chart

HEADLINES = ("final_equity", "return_pct", "annual_return_pct", "sharpe", "max_drawdown_pct", "trades", "win_rate_pct")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MOST_LISTED = 500
EXPOSURES = {
    "time_pct": "time in a trade",
    "avg_gross_pct": "gross exposure, mean",
    "max_gross_pct": "gross exposure, most",
    "avg_net_pct": "net exposure, mean",
}
STRONGEST_PCT = 10.0
"""A month of this size or more has the full colour of the heat map."""


def html_of(wire: Mapping[str, Any]) -> str:
    """Return the page of a report from its plain JSON values; every text in it is escaped."""
    parts = (
        _head(wire),
        _luck(wire),
        _pictures(wire),
        _months(wire),
        *(_figures(wire, group) for group in Group),
        _conditions(wire),
        _symbols(wire),
        _trades(wire),
    )
    title = escape(str(wire["title"]))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def shown(value: float | None, unit: Unit) -> str:
    """Return a figure as people read it; what is not known is a dash.

    >>> shown(1234567.891, Unit.USD), shown(-12.345, Unit.PCT), shown(None, Unit.RATIO), shown(33, Unit.COUNT)
    ('1,234,567.89 USD', '-12.35 %', '–', '33')
    """
    if value is None:
        return "–"
    if unit is Unit.COUNT:
        return f"{value:,.0f}"
    suffix = {Unit.PCT: " %", Unit.USD: " USD", Unit.DAYS: " days"}.get(unit, "")
    return f"{value:,.{1 if unit is Unit.DAYS else 2}f}{suffix}"


def _head(wire: Mapping[str, Any]) -> str:
    named = ", ".join(wire["symbols"])
    heads = "".join(
        f"<div>{escape(DEFINITIONS[key].title)}<b>{shown(wire[key], DEFINITIONS[key].unit)}</b></div>"
        for key in HEADLINES
    )
    warnings = "".join(f'<p class="note">{escape(said)}</p>' for said in wire["warnings"])
    return (
        f"<h1>{escape(str(wire['title']))}</h1>"
        f'<p class="dim">{escape(named)}, {escape(wire["timeframe"])} bars from {_day(wire["start"])} to '
        f"{_day(wire['end'])}, {wire['bars']:,} of them. Prices: {escape(str(wire['source']))}. "
        "A simulated past is no promise.</p>"
        f'<div class="heads">{heads}</div>{warnings}'
    )


def _luck(wire: Mapping[str, Any]) -> str:
    verdict = wire.get("honesty")
    if not verdict:
        return ""
    return (
        f"<h2>Luck or edge: {escape(verdict['word'])}</h2><p>{escape(verdict['says'])}</p>"
        f'<p class="dim">{escape(verdict["rule"])}</p>'
    )


def _pictures(wire: Mapping[str, Any]) -> str:
    rows = wire["equity_curve"]
    times = [datetime.fromisoformat(row["at"]).timestamp() for row in rows]
    axis = Axis(places=times, first=_day(rows[0]["at"]), last=_day(rows[-1]["at"]))
    own = Line(title="Strategy", values=[row["equity"] for row in rows], colour="var(--own)")
    held = Line(title=wire["benchmark"]["name"], values=[row["benchmark"] for row in rows], colour="var(--dim)")
    falls = Line(title="Fall", values=[row["drawdown_pct"] for row in rows], colour="var(--down)")
    worth, under = line_chart((own, held), axis), area_chart(falls, axis)
    return f"<h2>Equity, USD</h2>{_wide(worth)}<h2>Fall from the peak, percent</h2>{_wide(under)}"


def _months(wire: Mapping[str, Any]) -> str:
    years: dict[str, dict[int, float | None]] = {}
    for row in wire["monthly_returns"]:
        year, month = row["month"].split("-")
        years.setdefault(year, {})[int(month)] = row["return_pct"]
    whole = {row["year"]: row["return_pct"] for row in wire["yearly_returns"]}
    body = [
        [f"<td>{escape(year)}</td>", *(_heat(months.get(n)) for n in range(1, 13)), _heat(whole.get(year))]
        for year, months in years.items()
    ]
    lines = "".join(f"<tr>{''.join(cells)}</tr>" for cells in body)
    return _table("Months, percent", ("Year", *MONTHS, "Year"), lines)


def _heat(value: float | None) -> str:
    if value is None:
        return "<td></td>"
    strength = min(1.0, abs(value) / STRONGEST_PCT) * 55
    colour = "var(--up)" if value >= 0 else "var(--down)"
    style = f"background:color-mix(in srgb,{colour} {strength:.0f}%,transparent)"
    # adding 0 makes a plain 0 of a negative one
    return f'<td style="{style}">{round(value, 1) + 0.0:.1f}</td>'


def _figures(wire: Mapping[str, Any], group: Group) -> str:
    def line(one: Definition) -> str:
        says = escape(f"{one.says} Source: {one.source}.")
        value = shown(wire[one.key], one.unit)
        return f'<tr><td>{escape(one.title)}</td><td>{value}</td><td class="says">{says}</td></tr>'

    lines = "".join(line(one) for one in DEFINITIONS.values() if one.group is group)
    return _table(group.value, ("Figure", "Value", "Definition"), lines)


def _conditions(wire: Mapping[str, Any]) -> str:
    """Return under which terms it was played, what was paid, and which orders were refused or cut."""
    terms = wire["terms"]
    rows: list[tuple[str, str]] = [
        ("First cash", f"{float(terms['cash']):,.2f} USD"),
        *((_words(name), _words(terms[name])) for name in ("prices", "sizing")),
        ("Leverage, at most", f"{terms['leverage']:g}"),
        *((_rate(name), f"{value:g}") for name, value in terms["costs"].items() if value),
        *((f"Paid: {_words(name)}", f"{value:,.2f} USD") for name, value in wire["costs"].items()),
        *((f"Refused or cut: {_words(name)}", f"{count:,}") for name, count in wire["refused"].items()),
        *((_words(name), shown(value, Unit.PCT)) for name, value in wire["exposure"].items()),
    ]
    named = ((name[:1].upper() + name[1:], value) for name, value in rows)
    lines = "".join(f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>" for name, value in named)
    return _table("Terms, costs and exposure", ("What", "Value"), lines)


def _rate(name: str) -> str:
    """Return the name of a cost with its unit: "Margin, % a year"."""
    return name.replace("_pct", ", % a year").replace("_bps", ", bps").replace("_", " ")


def _words(name: str) -> str:
    return EXPOSURES.get(name, name.replace("_", " "))


def _symbols(wire: Mapping[str, Any]) -> str:
    units = {"trades": Unit.COUNT, "win_rate_pct": Unit.PCT, "pnl": Unit.USD, "share_pct": Unit.PCT, "fees": Unit.USD}
    lines = "".join(
        f"<tr><td>{escape(row['symbol'])}</td>"
        + "".join(f"<td>{shown(row[k], u)}</td>" for k, u in units.items())
        + "</tr>"
        for row in wire["by_symbol"]
    )
    return _table("By symbol", ("Symbol", "Trades", "Win rate", "Profit", "Of the first equity", "Fees"), lines)


def _trades(wire: Mapping[str, Any]) -> str:
    rows: Sequence[Mapping[str, Any]] = wire["trade_list"][-MOST_LISTED:]
    lines = "".join(f"<tr>{''.join(_trade(row))}</tr>" for row in rows)
    title = "Trades" if len(rows) == wire["trades"] else f"The newest {len(rows):,} of {wire['trades']:,} trades"
    return _table(
        title, ("Symbol", "Side", "Quantity", "In", "Price", "Out", "Price", "Profit, USD", "Return", "By"), lines
    )


def _trade(row: Mapping[str, Any]) -> Iterable[str]:
    way = "up" if row["pnl"] >= 0 else "down"
    yield f"<td>{escape(row['symbol'])}</td><td>{escape(row['side'])}</td><td>{row['qty']:,.10g}</td>"
    yield f"<td>{_day(row['entry_at'])}</td><td>{row['entry_price']:,.2f}</td>"
    yield f"<td>{_day(row['exit_at']) if row['exit_at'] else ''}</td><td>{row['exit_price']:,.2f}</td>"
    yield f'<td class="{way}">{row["pnl"]:,.2f}</td><td class="{way}">{row["return_pct"]:,.2f} %</td>'
    yield f"<td>{escape(row['exit_by'])}</td>"


def _table(title: str, heads: Sequence[str], lines: str) -> str:
    if not lines:
        return ""
    head = "".join(f'<th class="says">{name}</th>' if name == "Definition" else f"<th>{name}</th>" for name in heads)
    return f"<h2>{escape(title)}</h2>{_wide(f'<table><tr>{head}</tr>{lines}</table>')}"


def _wide(inner: str) -> str:
    return f'<div class="wide">{inner}</div>'


def _day(at: str) -> str:
    return escape(at[:10])
