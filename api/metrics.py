"""What Prometheus reads: requests as they are answered, and the desk's state at each scrape."""

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from trading.errors import TradingError
from trading.services import Services
from trading.store.status_counts import status_counts
from trading.types import IN_DOUBT, RunStatus, Status

if TYPE_CHECKING:
    from bootstrap import Wiring

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
MAX_QUOTES = 20


class Metrics:
    """The metrics of one app, in a registry of its own."""

    def __init__(self, wiring: "Callable[[], Wiring]") -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_DeskCollector(wiring))
        labels = ("method", "route", "status")
        self._requests = Counter("desk_requests", "API requests answered.", labels, registry=self._registry)
        self._seconds = Histogram(
            "desk_request_seconds", "Seconds to answer an API request.", ("method", "route"), registry=self._registry
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def text(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return generate_latest(self._registry)


class _DeskCollector:
    """Reads the desk at each scrape; where it cannot be read, `desk_database_up` is 0 and the rest is left out."""

    def __init__(self, wiring: "Callable[[], Wiring]") -> None:
        self._wiring = wiring

    def describe(self) -> Iterator[Metric]:
        """Return nothing, so that registering reads nothing."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges of this moment."""
        up = GaugeMetricFamily("desk_database_up", "1 when the store can be read.")
        try:
            wiring = self._wiring()
            began = time.perf_counter()
            counted = status_counts(wiring.database, wiring.services.account_id)
            latency = time.perf_counter() - began
        except TradingError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        orders = GaugeMetricFamily(
            "desk_proposals", "Proposals and the orders they became, by state.", labels=["status"]
        )
        for status in Status:
            orders.add_metric([status.value], counted.proposals.get(status.value, 0))
        yield orders
        runs = GaugeMetricFamily("desk_runs", "Agent runs by status.", labels=["status"])
        for run_status in RunStatus:
            runs.add_metric([run_status.value], counted.runs.get(run_status.value, 0))
        yield runs
        doubtful = sum(counted.proposals.get(status.value, 0) for status in IN_DOUBT)
        yield _gauge("desk_orders_in_doubt", "Orders that the venue may or may not have.", doubtful)
        yield _gauge("desk_kill_switch", "1 while trading is stopped.", float(counted.kill_on))
        yield _gauge("desk_database_seconds", "Seconds that the store took to answer this scrape.", latency)
        yield _quote_ages(wiring.services)


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(name, what, value=value)


def _quote_ages(services: Services) -> Metric:
    """Return the age by the market clock of the quotes that matter: of what is held, and of what waits."""
    ages = GaugeMetricFamily("desk_quote_age_seconds", "Age of the quote, by the market clock.", labels=["symbol"])
    try:
        held = [position.symbol for position in services.portfolio.snapshot().positions]
        waiting = [proposal.ticket.symbol for proposal in services.desk.proposals(limit=MAX_QUOTES).items]
        symbols = list(dict.fromkeys([*held, *waiting]))[:MAX_QUOTES]
        symbols = symbols or [asset.symbol for asset in services.market.assets() if asset.tradable][:1]
    except TradingError:
        return ages
    for symbol in symbols:
        try:
            quote = services.market.quote(symbol)
        except TradingError:
            continue
        ages.add_metric([symbol], (services.market_clock.now() - quote.at).total_seconds())
    return ages
