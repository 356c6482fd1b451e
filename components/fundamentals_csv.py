"""What the page Fundamentals shows as CSV text: an empty cell is not reported, and amounts are whole units."""

import csv
import io
from collections.abc import Sequence

from components.order_tables import safe_cell
from trading.types import Company, Line, Measure, RatioHistory, Report


def statements_csv(reports: Sequence[Report]) -> str:
    """Return one row a report with every line that any of them has."""
    lines = [line for line in Line if any(line in one.lines for one in reports)]
    heads = ["period", "ends", "filed", "filed_at_latest", "form", "currency", "source", *lines]
    rows = [
        [one.label, one.ends, one.filed, one.filed_at_latest, one.form, one.currency, one.source]
        + [one.lines.get(line) for line in lines]
        for one in reports
    ]
    return _text([heads, *rows])


def history_csv(history: RatioHistory) -> str:
    """Return one row a session: day, price, P/E and the earnings a share that were known."""
    rows = [[point.day, point.price, point.pe, point.eps] for point in history.points]
    return _text([["day", "price", "pe", "eps"], *rows])


def peers_csv(companies: Sequence[Company]) -> str:
    """Return one row a company with every measure, and the price that they were reckoned at."""
    heads = ["symbol", "name", "price", "price_at", "currency", "source", *Measure]
    rows = [
        [one.symbol, safe_cell(one.name), one.price, one.price_at.isoformat(), one.facts.currency, one.facts.source]
        + [one.figures[measure].value for measure in Measure]
        for one in companies
    ]
    return _text([heads, *rows])


def _text(rows: Sequence[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()
