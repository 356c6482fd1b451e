"""The section of the known attacks tries them in the background and lists what came of each."""

from streamlit.testing.v1 import AppTest

import bootstrap
from agent.attack.report import ATTACKS
from components.session_attacks import attack_run
from trading.store.limits import write_limits
from trading.types import OWNER


def _page() -> None:
    from components import session
    from components.attack_section import attack_section

    attack_section(session.wiring().services)


def _tried() -> AppTest:
    at = AppTest.from_function(_page, default_timeout=60).run()
    assert not at.exception and not at.dataframe
    at.button(key="try_attacks").click().run()
    thread = attack_run().thread
    assert thread is not None
    thread.join(120)
    return at.run()


def test_every_attack_is_listed_with_its_outcome_and_the_account_is_untouched(wired: bootstrap.Wiring) -> None:
    before = len(wired.services.desk.audit(limit=500).items)
    at = _tried()
    assert not at.exception
    table = at.dataframe[0].value
    assert len(table) == len(ATTACKS)
    # the defaults have no pause between orders or after a close and no allow-list: those are off, and said first
    assert list(table["Outcome"][:3]) == ["Not armed"] * 3 and set(table["Outcome"][3:]) == {"Held off"}
    assert "none came through" in at.success[0].value
    assert len(wired.services.desk.audit(limit=500).items) == before
    assert wired.services.desk.proposals(statuses=None).items == ()


def test_limits_that_cannot_be_read_are_a_sentence_and_not_a_report(wired: bootstrap.Wiring) -> None:
    services = wired.services
    body = {**services.limits.current().wire(), "max_order_notionl": "1"}
    with wired.database.write(services.account_id) as connection:
        now = services.wall_clock.now()
        write_limits(connection, services.account_id, version=99, body=body, actor=OWNER, at=now)
    at = _tried()
    assert "is not a limit" in at.error[0].value
    assert not at.dataframe
