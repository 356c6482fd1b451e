"""The parts of a report: months as a table, figures with definitions, marks of trades, files."""

from typing import Any

from components.charts.palette import LIGHT
from components.quick_table import table_html
from components.strategy_figures import COLUMNS, figures_html
from components.strategy_months import months_html
from components.strategy_price import trade_marks
from trading.backtest.report.definitions import DEFINITIONS, Group

TRADE: dict[str, Any] = {
    "symbol": "AAPL",
    "side": "long",
    "qty": 10.0,
    "entry_at": "2012-01-03T21:00:00Z",
    "exit_at": "2012-01-05T21:00:00Z",
    "entry_price": 50.0,
    "exit_price": 55.0,
    "fees": 1.0,
    "pnl": 49.0,
    "return_pct": 9.8,
    "bars": 2,
    "days": 2.0,
    "exit_by": "decision",
}


def test_months_stand_in_their_columns_and_what_was_not_played_is_empty() -> None:
    report = {
        "monthly_returns": [
            {"month": "2011-12", "return_pct": 2.04},
            {"month": "2012-01", "return_pct": -3.0},
            {"month": "2012-02", "return_pct": None},
        ],
        "yearly_returns": [{"year": "2011", "return_pct": 2.04}, {"year": "2012", "return_pct": -3.0}],
    }
    html = months_html(report, LIGHT)
    first, second = html.split("<tbody>")[1].split("</tr>")[:2]
    # the newest year on top: January −3.0, then eleven empty months, then the year
    assert first.count("<td") == 13 and first.count("></td>") == 11
    assert "2012" in first and first.count("−3.0") == 2 and LIGHT.loss in first
    assert "2011" in second and second.count("+2.0") == 2 and LIGHT.gain in second


def test_every_figure_has_a_place_and_its_definition_at_hand() -> None:
    assert sorted(group for column in COLUMNS for group in column) == sorted(Group)
    report = dict.fromkeys(DEFINITIONS, 1.5) | {"hold": {"sharpe": 0.7}}
    html = figures_html(report, Group.ACCOUNT, LIGHT)
    for one in DEFINITIONS.values():
        assert (one.title in html) or one.group is not Group.ACCOUNT
    assert "Sharpe (1966)" in html or DEFINITIONS["sharpe"].source in html
    assert "0.70" in html


def test_a_trade_is_marked_where_it_began_and_where_it_ended() -> None:
    still = TRADE | {"entry_at": "2012-01-09T21:00:00Z", "exit_at": None, "side": "short"}
    marks = trade_marks([TRADE, still, TRADE | {"symbol": "MSFT"}], "AAPL")
    # 3 January 2012, 21:00 UTC is 1,325,624,400 s after 1970
    assert [mark.kind for mark in marks] == ["buy", "sell", "sell"] and marks[0].at == 1_325_624_400
    assert marks[1].text == "out of long at 55.00, +9.80%, decision, 5 Jan 2012"


def test_text_of_others_stays_text_in_a_table() -> None:
    html = table_html(["", "Profit"], [("<img src=x onerror=y>", "+$1.00"), ("b", "−$2.00")], LIGHT, alt='A "b"')
    assert "<img" not in html and "&quot;b&quot;" in html
    assert html.count(LIGHT.gain) == 1 and html.count(LIGHT.loss) == 1
