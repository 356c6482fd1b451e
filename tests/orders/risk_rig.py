"""The risk desk over a rig's parts."""

from tests.orders.market import WeekdayCalendar
from tests.orders.rig import ACCOUNT, Rig
from trading.orders.risk_desk import RiskDesk
from trading.store.ledger import Ledger


def risk_desk(rig: Rig) -> RiskDesk:
    """Return the risk desk of the rig's account."""
    return RiskDesk(
        ledger=Ledger(rig.database, ACCOUNT, rig.wall, rig.folder),
        account_id=ACCOUNT,
        reader=rig.venue,
        market=rig.market,
        calendar=WeekdayCalendar(),
        wall_clock=rig.wall,
        market_clock=rig.market_clock,
        limits=rig.limits,
        desk_state=rig.desk.state,
    )
