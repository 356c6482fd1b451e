"""The shared words of the trade; one reading of this folder teaches them."""

from trading.types.actor import OWNER, SYSTEM, Actor, ActorKind
from trading.types.desk import AuditEntry, DeskState, ReconcileReport, StopReport, VerifyReport
from trading.types.market import (
    Asset,
    Bars,
    CashActionKind,
    CorporateAction,
    MarketMode,
    Quote,
    Session,
    SessionBar,
    Timeframe,
)
from trading.types.origin import FieldFrom, FieldSource, Origin, OriginKind
from trading.types.page import Page
from trading.types.proposal import GateVerdict, Impact, Proposal, RuleResult
from trading.types.run import FINAL_RUN_STATES, Conversation, Intent, Run, RunStatus, RunStep, Usage
from trading.types.status import IN_DOUBT, IN_FLIGHT, MOVES, RESTING, VENUE_STATES, Status, can_move
from trading.types.ticket import (
    Action,
    OrderClass,
    OrderType,
    Side,
    StopLoss,
    TakeProfit,
    Ticket,
    TimeInForce,
)
from trading.types.venue import EquityPoint, Fill, Position, VenueAccount, VenueOrder

__all__ = [
    "FINAL_RUN_STATES",
    "IN_DOUBT",
    "IN_FLIGHT",
    "MOVES",
    "OWNER",
    "RESTING",
    "SYSTEM",
    "VENUE_STATES",
    "Action",
    "Actor",
    "ActorKind",
    "Asset",
    "AuditEntry",
    "Bars",
    "CashActionKind",
    "Conversation",
    "CorporateAction",
    "DeskState",
    "EquityPoint",
    "FieldFrom",
    "FieldSource",
    "Fill",
    "GateVerdict",
    "Impact",
    "Intent",
    "MarketMode",
    "OrderClass",
    "OrderType",
    "Origin",
    "OriginKind",
    "Page",
    "Position",
    "Proposal",
    "Quote",
    "ReconcileReport",
    "RuleResult",
    "Run",
    "RunStatus",
    "RunStep",
    "Session",
    "SessionBar",
    "Side",
    "Status",
    "StopLoss",
    "StopReport",
    "TakeProfit",
    "Ticket",
    "TimeInForce",
    "Timeframe",
    "Usage",
    "VenueAccount",
    "VenueOrder",
    "VerifyReport",
    "can_move",
]
