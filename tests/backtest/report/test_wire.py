"""The plain JSON of a report, its files, and what they do with odd texts."""

import csv
import io
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from tests.backtest.report.runs import Made, Trip, run
from trading.backtest.report import DEFINITIONS, report_of
from trading.backtest.report.csv_text import equity_csv, trades_csv
from trading.backtest.report.html_page import HEADLINES, html_of
from trading.backtest.report.thinned import MOST_POINTS, thinned
from trading.backtest.report.wire import MOST_TRADES

TRIPS = [
    Trip(entry=1, out=3, bought=100, sold=110, qty=2, fees=1.5, why=1),
    Trip(entry=2, out=4, bought=100, sold=95, symbol=1),
    Trip(entry=6, out=-1, bought=100, sold=90, qty=-3),
]
MADE = Made(equity=[100.0 + n for n in range(10)], trips=TRIPS, symbols=("ABC", "XYZ"))


def test_the_wire_is_plain_json_with_flat_figures_and_times_in_utc() -> None:
    wire = report_of(run(MADE)).wire()
    assert json.loads(json.dumps(wire, allow_nan=False)) == wire
    assert set(DEFINITIONS) <= set(wire)
    assert wire["trades"] == 3
    assert type(wire["trades"]) is int
    assert wire["start"] == "2024-01-01T21:00:00Z"
    assert wire["equity_curve"][0] == {
        "at": "2024-01-01T21:00:00Z",
        "equity": 100.0,
        "drawdown_pct": 0.0,
        "benchmark": 100.0,
        "exposure_pct": 0.0,
    }
    assert len(wire["equity_curve"]) == 10


def test_the_trade_list_tells_side_exit_and_what_is_open() -> None:
    first, second, third = report_of(run(MADE)).wire()["trade_list"]
    assert (first["symbol"], first["side"], first["qty"], first["exit_by"]) == ("ABC", "long", 2, "stop")
    # 2 * 10 - 1.5 on 200
    assert (first["pnl"], first["return_pct"], first["bars"]) == (18.5, 9.25, 2)
    assert (second["symbol"], second["exit_by"]) == ("XYZ", "decision")
    assert (third["side"], third["qty"], third["exit_at"], third["exit_by"]) == ("short", 3, None, "still open")
    assert third["pnl"] == 30


def test_each_symbol_tells_what_it_brought() -> None:
    rows = report_of(run(MADE)).wire()["by_symbol"]
    assert [(row["symbol"], row["trades"], row["pnl"], row["win_rate_pct"]) for row in rows] == [
        ("ABC", 2, 48.5, 100.0),
        ("XYZ", 1, -5.0, 0.0),
    ]


def test_a_long_curve_keeps_first_last_highest_lowest_and_the_deepest_fall() -> None:
    rng = np.random.default_rng(3)
    equity = 1000 * np.exp(np.cumsum(0.01 * rng.standard_normal(50_000)))
    report = report_of(run(Made(equity=equity.tolist())))
    curve = report.wire()["equity_curve"]
    assert 1_000 < len(curve) <= MOST_POINTS
    seen = [row["equity"] for row in curve]
    assert (seen[0], seen[-1]) == (pytest.approx(equity[0]), pytest.approx(equity[-1]))
    assert (max(seen), min(seen)) == (pytest.approx(equity.max()), pytest.approx(equity.min()))
    assert min(row["drawdown_pct"] for row in curve) == pytest.approx(report.figures["max_drawdown_pct"])
    assert [row["at"] for row in curve] == sorted(row["at"] for row in curve)


@pytest.mark.parametrize("length", [1_999, 2_000, 2_001, 2_999, 3_997, 12_345])
def test_no_length_gives_more_points_than_allowed(length: int) -> None:
    places = thinned(np.sin(np.arange(length)), (7,))
    assert len(places) <= MOST_POINTS
    assert {0, 7, length - 1} <= set(places.tolist())


def test_the_newest_trades_are_listed_and_the_file_has_all() -> None:
    trips = [Trip(entry=n, out=n + 1, bought=100, sold=101) for n in range(MOST_TRADES + 100)]
    report = report_of(run(Made(equity=[100.0 + n for n in range(MOST_TRADES + 200)], trips=trips)))
    wire = report.wire()
    assert wire["trades"] == MOST_TRADES + 100
    assert len(wire["trade_list"]) == MOST_TRADES
    rows = list(csv.DictReader(io.StringIO(trades_csv(report))))
    assert len(rows) == MOST_TRADES + 100
    assert rows[-1]["entry_at"] == wire["trade_list"][-1]["entry_at"]


def test_the_files_read_back_as_they_are() -> None:
    report = report_of(run(MADE))
    trades = list(csv.DictReader(io.StringIO(trades_csv(report))))
    assert [row["pnl"] for row in trades] == ["18.5", "-5.0", "30.0"]
    assert trades[2]["exit_at"] == ""
    account = list(csv.DictReader(io.StringIO(equity_csv(report))))
    assert [float(row["equity"]) for row in account] == MADE.equity
    assert account[9]["at"] == "2024-01-10T21:00:00Z"


def test_a_symbol_that_looks_like_a_formula_is_text_in_the_file() -> None:
    report = report_of(run(Made(equity=[1.0, 2, 3, 4], symbols=("=A1+1",), trips=[TRIPS[0]])))
    assert trades_csv(report).splitlines()[1].startswith("'=A1+1,")


class _Page(HTMLParser):
    """Collects tags, attributes and texts, and checks that every element is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(page: str) -> _Page:
    parser = _Page()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    return parser


def test_the_page_opens_without_a_network_and_runs_nothing() -> None:
    page = read(text := html_of(report_of(run(MADE)).wire()))
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name in {"src", "href", "srcset", "action"} or name[:2] == "on"]
    assert not re.search(r"https?:|url\(|@import", text)
    assert "svg" in page.tags


def test_the_page_tells_every_figure_with_its_definition() -> None:
    page = read(html_of(report_of(run(MADE)).wire()))
    texts = set(page.texts)
    for one in DEFINITIONS.values():
        assert one.title in texts
        assert f"{one.says} Source: {one.source}." in texts
    assert "By hand" in texts


def test_no_text_of_a_report_becomes_markup() -> None:
    evil = "<script>alert(1)</script>\"&'"
    wire = report_of(run(MADE)).wire()
    wire |= {"title": evil, "source": evil, "symbols": [evil], "warnings": [evil], "timeframe": evil}
    wire["benchmark"]["name"] = evil
    wire["honesty"] |= {"says": evil, "word": evil, "rule": evil}
    wire["by_symbol"][0]["symbol"] = evil
    wire["trade_list"][0] |= {"symbol": evil, "side": evil, "exit_by": evil, "entry_at": evil, "exit_at": evil}
    wire["monthly_returns"][0]["month"] = '<b>"-1'
    wire["equity_curve"][0]["at"] = "2024-01-01T21:00:00Z"
    page = read(html_of(wire))
    assert "script" not in page.tags
    assert page.tags.count("b") == len(HEADLINES)
    assert sum(evil in text for text in page.texts) >= 10


def test_the_wire_of_ten_years_of_days_is_of_a_size_that_a_page_can_wait_for() -> None:
    rng = np.random.default_rng(5)
    equity = (1000 * np.exp(np.cumsum(0.01 * rng.standard_normal(2_520)))).tolist()
    trips = [Trip(entry=n, out=n + 5, bought=100, sold=101) for n in range(0, 2_500, 10)]
    text = json.dumps(report_of(run(Made(equity=equity, trips=trips))).wire())
    assert len(text) < 400_000
