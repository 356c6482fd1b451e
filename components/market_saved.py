"""The screens that are kept by their names: open one, save the one that is shown, delete one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from components import session_market
from components.prose import plain
from components.watchlist import told
from trading.analysis.screen_rules import Rule, rules_text

if TYPE_CHECKING:
    from trading.ports import Screens


def saved_screens(screens: "Screens | None", rules: Sequence[Rule]) -> None:
    """Draw the screens that are kept, and what keeps, opens and deletes one. Raises Unavailable."""
    if screens is None:
        return
    kept = {one.id: one for one in screens.all()}
    with st.popover(f"Saved screens {len(kept) or ''}", icon=":material/bookmark:", key="screen_popover"):
        for one in kept.values():
            with st.container(horizontal=True, gap="xsmall", width=340):
                st.button(
                    plain(one.name), key=f"screen_open_{one.id}", on_click=session_market.write_screen,
                    args=(one.rules,), help=plain(one.rules), width="stretch",
                )  # fmt: skip
                st.button(
                    "", icon=":material/delete:", key=f"screen_delete_{one.id}", on_click=_delete, type="tertiary",
                    args=(screens, one.id), help=f"Delete {plain(one.name)}.",
                )  # fmt: skip
        if not kept:
            st.caption("No screen is saved yet. Put rules together, name them, and open them again from here.")
        st.text_input(
            "Name of this screen", key=session_market.SCREEN_NAME, max_chars=64, width=340, disabled=not rules,
            placeholder="Name of this screen" if rules else "Add a rule first", label_visibility="collapsed",
        )  # fmt: skip
        st.button(
            "Save", key="screen_save", icon=":material/save:", on_click=_save, disabled=not rules,
            args=(screens, rules_text(rules)), help="A screen of the same name is replaced.",
        )  # fmt: skip


def _delete(screens: "Screens", screen_id: str) -> None:
    told(lambda: screens.delete(screen_id), "The screen is deleted.")


def _save(screens: "Screens", rules: str) -> None:
    name = str(st.session_state.get(session_market.SCREEN_NAME) or "").strip()
    told(lambda: screens.save(name, rules), f"The screen {name} is saved.", clears=session_market.SCREEN_NAME)
