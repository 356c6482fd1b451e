"""The index is drawn under the price on one axis of days, a bar a session with a text, its colour by its mood."""

from datetime import date

from components.charts.mood import NAMES, PRICE, index_figure, mood_figure
from components.charts.palette import LIGHT
from trading.types import DayMood, Mood

INDEX = [
    (DayMood(day=date(2012, 5, 30), score=-0.5, headlines=2), Mood.NEGATIVE),
    (DayMood(day=date(2012, 6, 4), score=0.8, headlines=1), Mood.POSITIVE),
]


def test_price_and_index_share_the_days_and_a_day_without_either_is_a_gap() -> None:
    figure = mood_figure(["2012-05-30", "2012-05-31"], [579.17, 577.73], INDEX, LIGHT, title="AAPL")
    frame = figure.option["dataset"]["source"]
    assert list(frame["Day"]) == ["2012-05-30", "2012-05-31", "2012-06-04"]
    assert frame[PRICE].tolist()[:2] == [579.17, 577.73] and frame[PRICE].isna().tolist() == [False, False, True]
    assert frame[NAMES[Mood.NEGATIVE]].isna().tolist() == [False, True, True]
    assert frame[NAMES[Mood.POSITIVE]].tolist()[2] == 0.8 and frame["Headlines"].tolist()[0] == 2


def test_the_pointer_moves_through_both_grids_and_the_scale_of_the_index_is_fixed() -> None:
    option = mood_figure(["2012-05-30"], [579.17], INDEX, LIGHT, title="AAPL").option
    assert len(option["grid"]) == 2 and option["axisPointer"]["link"] == [{"xAxisIndex": "all"}]
    assert (option["yAxis"][1]["min"], option["yAxis"][1]["max"]) == (-1, 1)
    assert {one["itemStyle"]["color"] for one in option["series"][1:]} == {LIGHT.gain, LIGHT.label, LIGHT.loss}


def test_an_answer_has_the_index_alone() -> None:
    option = index_figure(INDEX, LIGHT).option
    assert len(option["grid"]) == 1 and [one["name"] for one in option["series"]] == list(NAMES.values())
    assert PRICE not in option["dataset"]["source"].columns
