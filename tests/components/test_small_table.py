"""A small table that was drawn before is drawn again as it was, and never in the place of one that says otherwise."""

from streamlit.testing.v1 import AppTest


def _page() -> None:
    import streamlit as st

    from components.small_table import small_table

    loss = st.session_state.get("loss", "1.00")
    with st.container():
        small_table(["Symbol", "Loss"], [("AAPL", loss)], right=["Loss"], alt="Losses")
    small_table(["Symbol", "Loss"], [("AAPL", loss)], right=["Loss"], alt="The same once more")


def test_a_table_says_the_new_figure_at_once() -> None:
    at = AppTest.from_function(_page, default_timeout=60).run()
    at.run()
    assert [table.value.iloc[0].tolist() for table in at.table] == [["AAPL", "1.00"]] * 2
    at.session_state["loss"] = "2.00"
    at.run()
    assert not at.exception
    assert [table.value.iloc[0].tolist() for table in at.table] == [["AAPL", "2.00"]] * 2


def test_figures_stand_right_also_when_the_table_was_drawn_before() -> None:
    at = AppTest.from_function(_page, default_timeout=60).run()
    first = at.table[0].proto.arrow_data.styler
    at.run()
    assert "text-align: right" in first.styles
    assert at.table[0].proto.arrow_data.styler == first
