"""Every indicator of the catalogue has a place on the chart."""

import pytest

from components.charts.indicator_lines import drawn, short_label
from trading.indicators import CATALOGUE, Indicator, named


@pytest.mark.parametrize("indicator", CATALOGUE.values(), ids=list(CATALOGUE))
def test_every_indicator_of_the_catalogue_can_be_drawn(indicator: Indicator) -> None:
    found = drawn([indicator.default_name])
    lines = [*found.overlays, *found.patterns, *(line for pane in found.panes for line in pane.lines)]
    assert len({line.column for line in lines}) == len(indicator.outputs)
    assert len({line.label for line in lines}) == len(indicator.outputs)
    assert not any("_" in line.label for line in lines)


@pytest.mark.parametrize("indicator", CATALOGUE.values(), ids=list(CATALOGUE))
def test_two_lines_of_an_indicator_never_look_alike_but_the_edges_of_a_band(indicator: Indicator) -> None:
    found = drawn([indicator.default_name])
    for lines in (found.overlays, *(pane.lines for pane in found.panes)):
        looks = {(line.color, line.dashed, line.bars) for line in lines}
        assert len(looks) == (
            2 if {"upper", "lower"} <= set(indicator.outputs) or indicator.key == "cpr" else len(lines)
        )


def test_lines_name_their_columns_as_the_feed_does() -> None:
    found = drawn(["sma_50", "macd_12_26_9"])
    assert [line.column for line in found.overlays] == ["sma_50"]
    assert [line.column for line in found.panes[0].lines] == [
        f"macd_12_26_9.{one}" for one in ("macd", "signal", "histogram")
    ]


def test_bollinger_bands_are_one_colour_over_the_price() -> None:
    found = drawn(["bbands_20_2", "sma_50"])
    assert found.panes == ()
    assert len({line.color for line in found.overlays[:3]}) == 1
    assert found.overlays[3].color != found.overlays[0].color
    assert [line.label for line in found.overlays] == ["Bollinger 20, 2 lower", "middle", "upper", "SMA 50"]


def test_the_lines_of_ichimoku_differ_and_are_named_as_people_name_them() -> None:
    lines = drawn(["ichimoku"]).overlays
    assert [line.label for line in lines] == [
        "Ichimoku cloud 9, 26, 52 conversion", "base", "cloud edge A", "cloud edge B",
    ]  # fmt: skip
    assert len({line.color for line in lines}) == 4
    assert [line.dashed for line in lines] == [False, False, True, True]


def test_candle_patterns_are_signs_at_their_bars_and_no_pane() -> None:
    found = drawn(["cdlengulfing", "cdldoji"])
    assert (found.overlays, found.panes) == ((), ())
    assert [line.label for line in found.patterns] == ["Engulfing", "Doji"]
    assert found.patterns[0].color != found.patterns[1].color


def test_rsi_has_its_levels_and_a_fixed_scale() -> None:
    (pane,) = drawn(["rsi_14"]).panes
    assert (pane.title, pane.guides, pane.bounds) == ("RSI 14", (30, 70), (0, 100))


def test_a_label_has_the_parameters_as_people_write_them() -> None:
    assert short_label(named("bbands_20_2.5")) == "Bollinger 20, 2.5"
    assert short_label(named("obv")) == "On-balance volume"
