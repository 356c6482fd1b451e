"""The pages over a folder of the user's own files."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import bootstrap
from components import session
from tests.market.files.folder import add_short, export
from tests.market.recording import close_of
from tests.pages.conftest import ROOT


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    made = export(tmp_path / "bars", ("AAPL", "IBM"), date(2005, 6, 30))
    add_short(made, "IBM", close_of(date(2004, 6, 30)), since=date(2004, 6, 1))
    for name, value in {"DATA_DIR": tmp_path / "data", "MARKET_DATA": "files", "BARS_FOLDER": made}.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setattr("components.session.warm_up_soon", lambda: None)
    st.cache_resource.clear()
    bootstrap.wiring()
    yield made
    bootstrap.shut_down()
    st.cache_resource.clear()


def opened(page: str, **query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60)
    at.query_params |= query
    at.run()
    assert not at.exception
    return at


def visit(page: str, **query: str) -> str:
    at = opened(page, **query)
    return " ".join(str(one.value) for one in [*at.markdown, *at.caption])


def test_the_data_tab_tells_of_the_folder_and_not_of_the_bundled_prices(folder: Path) -> None:
    said = visit("settings", section="Data").replace("\\", "")  # what Markdown would read otherwise is escaped
    assert f"Files in {folder}" in said and "actions.csv" in said
    assert "bokeh" not in said


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("page", ["charts", "portfolio", "orders", "risk"])
def test_every_page_draws_on_a_folder(page: str) -> None:
    assert "as of Wed 30 Jun 2004" in visit(page)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("bars", "offered"), [("5m", True), ("Day", False)])
def test_all_hours_are_offered_for_bars_within_a_day_and_told_to_the_pane(bars: str, offered: bool) -> None:
    at = opened("charts", symbol="IBM", bars=bars, range="1M", hours="all")
    at.session_state[session.CHART_LOOK] = True
    at.run()
    assert (session.CHART_EXTENDED in [one.key for one in at.toggle]) is offered
    assert json.loads(at.get("bidi_component")[0].proto.json)["extended"] is offered
    assert ("shaded: before the open" in " ".join(str(one.value) for one in at.caption)) is offered
