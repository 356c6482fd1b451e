"""The log as a table, page by page: filtered by kind of deed, by order and by day; verified and exported."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import faults, formats, session, session_activity
from components.activity_words import GROUPS, activity_csv, activity_row
from components.formats import NEW_YORK
from components.prose import plain
from trading.errors import TradingError
from trading.types import AuditEntry, Page, first_of_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trading.services import Services

ROWS, MOST_EXPORTED = 25, 20_000


def filters(services: "Services") -> "dict[str, Any]":
    """Draw the filters with the buttons beside them, and return them as the desk's audit takes them."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        groups = st.pills(
            "Show", list(GROUPS), selection_mode="multi", key=session_activity.ACTIVITY_GROUPS, persist_state="session"
        )
        st.space("stretch")
        subject = st.text_input(
            "Order", key=session_activity.ACTIVITY_SUBJECT, placeholder="its whole id", width=190, type="search",
            persist_state="session",
        )  # fmt: skip
        days = st.date_input("Days", [], key=session_activity.ACTIVITY_DAYS, format="YYYY-MM-DD", width=220)
        buttons = st.container(horizontal=True, width="content", gap="small")
    kinds = [kind for group in groups for kind in GROUPS[group]]
    first = days[0] if days else None
    last = min(days[-1], date.max - timedelta(days=1)) if days else None
    wanted = {
        "kinds": kinds or None,
        "subject": (subject or "").strip() or None,
        "start": None if first is None else datetime.combine(first, time.min, tzinfo=NEW_YORK),
        "end": None if last is None else datetime.combine(last + timedelta(days=1), time.min, tzinfo=NEW_YORK),
    }
    with buttons:
        _verify_and_export(services, wanted)
    return wanted


def activity_table(services: "Services", wanted: "Mapping[str, Any]") -> None:
    """Draw one page of the entries that the filters want, with the pages below."""
    key = session_activity.activity_page_key(repr(sorted(wanted.items(), key=str)))
    page = _page(services, wanted, int(st.session_state.get(key) or 1))
    if not page.items:
        anything = any(value is not None for value in wanted.values())
        st.caption(
            "No entry matches these filters. Remove one to see more."
            if anything
            else "The log is empty. The first proposal, approval or change of a limit is written here."
        )
        return
    _table(page.items)
    with st.container(horizontal=True, vertical_alignment="center"):
        seen = f"entries {page.items[-1].seq} to {page.items[0].seq}, newest first"
        st.caption(f"{seen} · times are New York's wall time", width="content")
        st.space("stretch")
        st.pagination(len(session_activity.activity_cursors()) + 1, key=key, max_visible_pages=5)


def _verify_and_export(services: "Services", wanted: "Mapping[str, Any]") -> None:
    st.button(
        "Verify the log", key="verify", icon=":material/verified_user:", on_click=_verify, args=(services,),
        help="Walks every entry: each carries the hash of the one before, and the last is also kept outside.",
    )  # fmt: skip
    st.download_button(
        "CSV", lambda: activity_csv(_all(services, wanted)), "activity.csv", "text/csv", key="activity_csv",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def verdict() -> None:
    """Say what the last verification of this session found."""
    found = session_activity.verification()
    if found is None:
        return
    if found.fault is None:
        st.success(
            f"**The log holds.** All {found.entries:,} entries follow each other, and the last is the one kept outside "
            f"the database (hash {found.head[:12]}…).",
            icon=":material/verified_user:",
        )
    else:
        st.error(f"**The log does not hold.** {plain(found.fault)}", icon=":material/gpp_bad:")


def _page(services: "Services", wanted: "Mapping[str, Any]", number: int) -> Page[AuditEntry]:
    """Return the chosen page, and remember where the next begins."""
    cursors = session_activity.activity_cursors()
    number = min(number, len(cursors) + 1)
    cursor = cursors[number - 2] if number > 1 else None
    page = services.desk.audit(**wanted, limit=ROWS, cursor=cursor)
    session_activity.remember_activity_cursor(number, page.next_cursor)
    return page


def _table(entries: "Sequence[AuditEntry]") -> None:
    import pandas as pd

    st.dataframe(
        pd.DataFrame([activity_row(one) for one in entries]),
        hide_index=True,
        row_height=32,
        height="content",
        placeholder=formats.MISSING,
        column_config={
            "No.": st.column_config.NumberColumn(format="%d", width=60),
            "Time, ET": st.column_config.DatetimeColumn(
                format="DD MMM YYYY HH:mm:ss", timezone="America/New_York", width=150
            ),
            "Who": st.column_config.TextColumn(width=100),
            "What": st.column_config.TextColumn(width=170),
            "About": st.column_config.TextColumn(width="large"),
            "Order": st.column_config.TextColumn(width=120, help="Click a cell to read and copy the whole id."),
        },
        alt="The log: who did what, when",
        key="activity",
    )


def _verify(services: "Services") -> None:
    try:
        session_activity.set_verification(services.desk.verify())
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")


def _all(services: "Services", wanted: "Mapping[str, Any]") -> list[AuditEntry]:
    return first_of_all(lambda at: services.desk.audit(**wanted, limit=500, cursor=at), most=MOST_EXPORTED)
