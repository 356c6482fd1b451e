"""Every indicator of the catalogue has a place on the chart."""

import pytest

from components.charts.indicator_lines import drawn, short_label
from components.charts.palette import LIGHT
from components.charts.picture import PricePicture
from components.charts.price import price_figure
from trading.indicators import CATALOGUE, named


@pytest.mark.parametrize("indicator", CATALOGUE.values(), ids=list(CATALOGUE))
def test_every_indicator_of_the_catalogue_can_be_drawn(indicator) -> None:
    columns = {indicator.default_name: {output: [1.0, 2.0] for output in indicator.outputs}}
    overlays, panes = drawn(columns)
    picture = PricePicture(
        title="x",
        days=["a", "b"],
        open=[1, 2],
        high=[1, 2],
        low=[1, 2],
        close=[1, 2],
        volume=[1, 2],
        closes_only=False,
        overlays=overlays,
        panes=panes,
    )
    names = {one["name"] for one in price_figure(picture, LIGHT).option["series"]}
    assert len(names) == 2 + len(indicator.outputs)


def test_bollinger_bands_are_one_colour_over_the_price() -> None:
    overlays, panes = drawn({"bbands_20_2": {"lower": [1], "middle": [2], "upper": [3]}, "sma_50": {"": [2]}})
    assert panes == ()
    assert len({line.color for line in overlays[:3]}) == 1
    assert overlays[3].color != overlays[0].color
    assert [line.label for line in overlays][:1] == ["Bollinger 20, 2 lower"]
    assert overlays[1].label == "Bollinger 20, 2"


def test_rsi_has_its_levels_and_a_fixed_scale() -> None:
    _, (pane,) = drawn({"rsi_14": {"": [50]}})
    assert (pane.title, pane.guides, pane.bounds) == ("RSI 14", (30, 70), (0, 100))


def test_a_label_has_the_parameters_as_people_write_them() -> None:
    assert short_label(named("bbands_20_2.5")) == "Bollinger 20, 2.5"
    assert short_label(named("obv")) == "On-balance volume"
