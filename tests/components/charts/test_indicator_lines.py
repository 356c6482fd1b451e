"""Every indicator of the catalogue has a place on the chart."""

import pytest

from components.charts.indicator_lines import drawn, short_label
from trading.indicators import CATALOGUE, named


@pytest.mark.parametrize("indicator", CATALOGUE.values(), ids=list(CATALOGUE))
def test_every_indicator_of_the_catalogue_can_be_drawn(indicator) -> None:
    overlays, panes = drawn([indicator.default_name])
    lines = [*overlays, *(line for pane in panes for line in pane.lines)]
    assert len({line.column for line in lines}) == len(indicator.outputs)
    assert len({line.label for line in lines}) == len(indicator.outputs)


def test_lines_name_their_columns_as_the_feed_does() -> None:
    overlays, (pane,) = drawn(["sma_50", "macd_12_26_9"])
    assert [line.column for line in overlays] == ["sma_50"]
    assert [line.column for line in pane.lines] == [f"macd_12_26_9.{one}" for one in ("macd", "signal", "histogram")]


def test_bollinger_bands_are_one_colour_over_the_price() -> None:
    overlays, panes = drawn(["bbands_20_2", "sma_50"])
    assert panes == ()
    assert len({line.color for line in overlays[:3]}) == 1
    assert overlays[3].color != overlays[0].color
    assert [line.label for line in overlays][:1] == ["Bollinger 20, 2 lower"]
    assert overlays[1].label == "Bollinger 20, 2"


def test_rsi_has_its_levels_and_a_fixed_scale() -> None:
    _, (pane,) = drawn(["rsi_14"])
    assert (pane.title, pane.guides, pane.bounds) == ("RSI 14", (30, 70), (0, 100))


def test_a_label_has_the_parameters_as_people_write_them() -> None:
    assert short_label(named("bbands_20_2.5")) == "Bollinger 20, 2.5"
    assert short_label(named("obv")) == "On-balance volume"
