"""Pages over the real parts: a new data folder, the real wiring, and Streamlit's own test driver."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import bootstrap
from components.ticket_form import form_origin
from trading.types import OWNER, Proposal, Ticket
from trading.types.wire import ticket_from_wire

ROOT = Path(__file__).parents[2]
Open = Callable[[str], AppTest]


@pytest.fixture
def wired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[bootstrap.Wiring]:
    """The process's own wiring on a new folder, at the default day of the replay."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr("components.session.warm_up_soon", lambda: None)
    st.cache_resource.clear()
    yield bootstrap.wiring()
    bootstrap.shut_down()
    st.cache_resource.clear()


@pytest.fixture
def visit(wired: bootstrap.Wiring) -> Open:
    """Open a page by its name and hold that nothing was thrown."""

    def go(page: str) -> AppTest:
        at = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60).run()
        assert not at.exception
        return at

    return go


def send(wired: bootstrap.Wiring, **wire: Any) -> Proposal:
    """Propose an order as the form does, and approve it when the gate lets it through."""
    proposal = propose(wired, **wire)
    if proposal.gate.allowed:
        return wired.services.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)
    return proposal


def propose(wired: bootstrap.Wiring, **wire: Any) -> Proposal:
    """Propose an order as the form does."""
    body = {name: str(value) if isinstance(value, int | Decimal) else value for name, value in wire.items()}
    ticket: Ticket = ticket_from_wire(body)
    return wired.services.desk.propose(ticket, form_origin(body))


def texts(at: AppTest) -> str:
    """Return every sentence of a page in one text."""
    kinds = (at.markdown, at.caption, at.error, at.success, at.warning, at.info, at.subheader, at.header)
    return "\n".join(str(element.value) for kind in kinds for element in kind)
