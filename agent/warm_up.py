"""The first chart and the first answer, made once before anybody waits for them."""

import gc
import logging

from agent.team import AgentTeam
from trading.errors import TradingError
from trading.services import Services

log = logging.getLogger(__name__)


def warm_up(services: Services, team: AgentTeam) -> None:
    """Do once what the first chart and the first answer will need, then tell the collector to leave it alone.

    What is frozen is walked by no later collection.
    """
    try:
        symbol = next(asset.symbol for asset in services.market.assets() if asset.tradable)
        services.analyst.analyze(symbol)
        team.warm()
    except TradingError as fault:
        log.warning("the warm-up did not finish, so the first answer will be slower: %s", fault)
    gc.collect()
    gc.freeze()
