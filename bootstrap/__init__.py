"""The wiring: joins the parts of one process, once, from Settings; places.py chooses market and venue."""

import logging
import os
import threading
import uuid
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from agent.team import AgentTeam
from agent.warm_up import warm_up
from bootstrap.news import scorer_of, sentiment_desk
from bootstrap.places import Place, place_of
from bootstrap.stopping import accounts_to_stop, has_venue, stopping_place
from bootstrap.web import web_desk
from trading.analysis.analyst import Analyst
from trading.analysis.company_figures import CompanyFigures
from trading.analysis.market_scan import MarketScan
from trading.backtest.desk import BacktestDesk
from trading.backtest.honesty.ledger import Ledger as TrialLedger
from trading.compiled import keep_in
from trading.errors import BadSettings, UnknownSymbol
from trading.fundamentals.desk import Fundamentals
from trading.jobs import tasks
from trading.jobs.threads import ThreadJobs
from trading.market.clock import WallClock
from trading.market.sectors import sector_of
from trading.orders.desk import OrderDesk
from trading.orders.risk_desk import RiskDesk
from trading.portfolio.closes import Closes
from trading.portfolio.portfolio import Portfolio
from trading.ports import Clock
from trading.redaction.logs import guard_logs
from trading.risk.limits_book import LimitsBook
from trading.services import Services
from trading.settings import Settings
from trading.store.accounts import account_ids, ensure_account
from trading.store.api_keys import ApiKeys
from trading.store.backtests import BacktestStore
from trading.store.database import BUSY_TIMEOUT_MS, Database
from trading.store.drawings import DrawingStore
from trading.store.folder import DESK_LOCK, take_alone, writable
from trading.store.idempotency import IdempotencyStore
from trading.store.ledger import Ledger
from trading.store.migrate import upgrade, version
from trading.store.orders import working_orders
from trading.store.page_tokens import PageTokens
from trading.store.recordings import RecordingStore
from trading.store.runs import RunStore
from trading.store.screens import StoredScreens
from trading.store.strategies import StrategyStore
from trading.store.trials import StoredTrials
from trading.store.watchlists import StoredWatchlists

if TYPE_CHECKING:
    from trading.broker.alpaca import AlpacaLink
    from trading.market.alpaca.live import PriceStream

BESIDE_PATIENCE_MS = 1_000
"""How little a stop from beside waits for the store's lock."""
log = logging.getLogger("bootstrap")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """One process's parts, chosen and joined. `start` begins the work in the background, `close` ends it."""

    settings: Settings
    database: Database
    services: Services
    team: AgentTeam
    jobs: ThreadJobs
    keys: ApiKeys
    page_tokens: PageTokens
    idempotency: IdempotencyStore
    lock: IO[str] | None
    _closers: tuple[Callable[[], None], ...]
    _link: "AlpacaLink | None" = None
    _prices: "PriceStream | None" = None
    _warm: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Reconcile with the venue, then take up jobs and the clockwork. Safe to call once."""
        self.services.desk.start()
        self.jobs.start()
        if self._link is not None:
            self._link.start(follow=lambda ids: tasks.follow(self.services, ids), look_around=self.jobs.reconcile)
        if self._prices is not None:
            self._prices.start()

    def close(self) -> None:
        """End the background work, say goodbye to the store, and give the data folder free."""
        if self._prices is not None:
            self._prices.close()
        if self._link is not None:
            self._link.close()
        self.jobs.close()
        if self.services.replay is not None:
            self.services.replay.close()
        for close in self._closers:
            close()
        if self.lock is not None:
            self.lock.close()

    def warm_up(self) -> None:
        """Import the heavy libraries in the background, once, after the first paint or call."""
        if not self._warm.is_set():
            self._warm.set()
            threading.Thread(target=warm_up, args=(self.services, self.team), name="warm-up", daemon=True).start()


def build(
    settings: Settings, *, exclusive: bool = True, choose: Callable[[Settings, Clock], Place] = place_of
) -> Wiring:
    """Return the parts that the settings ask for, joined but not started.

    `choose` says where the desk trades. `exclusive` takes the data folder for this process; the command line passes
    False and works beside the app. Raises BadSettings or Unavailable with a sentence where a setting or its service is
    broken.
    """
    owner = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
    data_dir = writable(settings.data_dir)
    keep_in((data_dir / "compiled").resolve())
    lock = take_alone(data_dir, DESK_LOCK, "works on") if exclusive else None
    database = _database(settings)
    upgrade(database)
    wall_clock = WallClock()
    place = choose(settings, wall_clock)
    broker, account_id = place.broker, place.account_id
    ensure_account(database, account_id, mode=broker.mode, venue=broker.name, at=wall_clock.now())
    limits = LimitsBook(database, account_id, wall_clock, data_dir=data_dir)
    closes = Closes(market=place.market, calendar=place.calendar, market_clock=place.market_clock)
    desk = _desk(settings, database, place, limits, owner=owner, closes=closes)
    risk = RiskDesk(
        ledger=Ledger(database, account_id, wall_clock, data_dir),
        account_id=account_id,
        reader=place.reads,
        market=place.market,
        calendar=place.calendar,
        wall_clock=wall_clock,
        market_clock=place.market_clock,
        limits=limits,
        desk_state=desk.state,
    )
    fundamentals = Fundamentals(place.fundamentals, place.market, place.market_clock, sector_of=sector_of)
    scorer = scorer_of(settings, database, account_id, wall_clock)
    sentiment = sentiment_desk(settings, database, place, scorer, wall_clock)
    services = Services(
        settings=settings,
        account_id=account_id,
        wall_clock=wall_clock,
        market_clock=place.market_clock,
        calendar=place.calendar,
        market=place.market,
        desk=desk,
        risk=risk,
        limits=limits,
        portfolio=Portfolio(
            broker=place.reads,
            market=place.market,
            calendar=place.calendar,
            market_clock=place.market_clock,
            worst_case=risk.worst_case,
            benchmark=place.benchmark,
            closes=closes,
        ),
        analyst=Analyst(place.market, place.market_clock, fundamentals, sentiment),
        fundamentals=fundamentals,
        sentiment=sentiment,
        runs=RunStore(database, account_id, wall_clock),
        web=web_desk(settings, wall_clock),
        drawings=DrawingStore(database, account_id, wall_clock),
        backtests=BacktestDesk(
            jobs=BacktestStore(database, account_id, wall_clock),
            saved=StrategyStore(database, account_id, wall_clock),
            ledger=TrialLedger(StoredTrials(database, account_id, wall_clock)),
            market=place.market,
            market_clock=place.market_clock,
            folder=settings.strategies_folder,
        ),
        replay=None if place.player is None else place.player(desk, risk),
        link=place.link,
        watchlists=place.watchlists or _own_lists(database, place, wall_clock),
        prices=place.prices,
        matching=place.matching,
        recordings=_recordings(settings, database, account_id, wall_clock),
        screens=StoredScreens(database, account_id, wall_clock),
        scan=MarketScan(place.market, place.market_clock, [CompanyFigures(fundamentals)]),
        scorer=scorer,
    )
    team = AgentTeam(services, wall_clock=wall_clock)
    return Wiring(
        settings=settings,
        database=database,
        services=services,
        team=team,
        jobs=ThreadJobs(services=services, runner=team, owner=owner),
        keys=ApiKeys(database, wall_clock),
        page_tokens=PageTokens(wall_clock),
        idempotency=IdempotencyStore(database, wall_clock),
        lock=lock,
        _closers=(place.close, database.close),
        _link=place.link,
        _prices=place.prices,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A desk beside the app's, with a broker of its own, for stopping: no team, no pages, no clockwork."""

    desk: OrderDesk
    database: Database
    _place: Place

    def prepare(self) -> None:
        """Make the store ready where it lacks; what it has is not waited for. Raises Unavailable, BadSettings."""
        upgrade(self.database)
        broker = self._place.broker
        ensure_account(self.database, self._place.account_id, mode=broker.mode, venue=broker.name, at=WallClock().now())

    def close(self) -> None:
        """Give the venue and the store free."""
        self._place.close()
        self.database.close()


def accounts_beside(settings: Settings, *, wrong: Collection[str] = ()) -> list[str]:
    """Return the accounts that a stop from beside means; `wrong` are the settings that could not be read.

    Raises BadSettings where none is known, Unavailable where only the store could say it and does not.
    """
    is_market_known = "market_data" not in wrong
    return accounts_to_stop(settings, stored=lambda: _stored_accounts(settings), is_market_known=is_market_known)


def doubt_beside(settings: Settings, account: str) -> str:
    """Return a warning where nothing here has ever known the account that the settings name, empty where something has.

    Ask before it is stopped, which makes it known. Raises Unavailable, OSError.
    """
    if has_venue(settings, account):
        return ""
    others = _stored_accounts(settings)
    if not others or account in others:
        return ""
    return (
        f"{account} has neither a book nor an entry in DATA_DIR, which knows {', '.join(others)}; "
        "if one of these is meant, set MARKET_DATA and BARS_FOLDER as the app has them"
    )


def _stored_accounts(settings: Settings) -> list[str]:
    if not settings.database_url and not (settings.data_dir / "desk.db").exists():
        return []
    database = _database(settings, patience_ms=BESIDE_PATIENCE_MS)
    try:
        return [] if version(database) is None else account_ids(database)
    finally:
        database.close()


def account_beside(settings: Settings, *, wrong: Collection[str] = ()) -> str:
    """Return the one account that a stop from beside means. Raises BadSettings where it may be one of several."""
    named = accounts_beside(settings, wrong=wrong)
    if len(named) > 1:
        raise BadSettings(
            f"DATA_DIR {settings.data_dir} has {len(named)} accounts that may be meant ({', '.join(named)}); "
            "set MARKET_DATA and BARS_FOLDER as the app has them"
        )
    return named[0]


def beside(settings: Settings, *, account: str | None = None, patience_ms: int = BESIDE_PATIENCE_MS) -> Beside:
    """Return a desk that can stop trading though the app hangs, holds the store's lock, or there is no store.

    It needs no market, so none that cannot be reached or built keeps it from stopping. Raises BadSettings where
    `account` is not given and the settings do not name one.
    """
    with suppress(OSError):  # a folder that cannot be made is a store that cannot be written, and the stop says so
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    named = account or account_beside(settings)
    database = _database(settings, patience_ms=patience_ms)

    def resting() -> int:
        with database.read() as connection:
            return len(working_orders(connection, named))

    place = stopping_place(settings, named, WallClock(), resting=resting)
    limits = LimitsBook(database, place.account_id, WallClock(), data_dir=settings.data_dir)
    desk = _desk(settings, database, place, limits, owner=f"beside-{os.getpid()}-{uuid.uuid4().hex[:8]}")
    return Beside(desk=desk, database=database, _place=place)


def _own_lists(database: Database, place: Place, wall_clock: Clock) -> StoredWatchlists:
    def knows(symbol: str) -> bool:
        try:
            place.market.asset(symbol)
        except UnknownSymbol:
            return False
        return True

    return StoredWatchlists(database, place.account_id, wall_clock, knows=knows)


def _recordings(settings: Settings, database: Database, account_id: str, wall_clock: Clock) -> RecordingStore:
    return RecordingStore(
        database,
        account_id,
        wall_clock,
        most_runs=settings.record_runs,
        most_mb=settings.record_max_mb,
    )


def _database(settings: Settings, *, patience_ms: int = BUSY_TIMEOUT_MS) -> Database:
    if settings.database_url:
        return Database(settings.database_url, patience_ms=patience_ms)
    return Database(f"sqlite:///{(settings.data_dir / 'desk.db').resolve()}", patience_ms=patience_ms)


def _desk(
    settings: Settings,
    database: Database,
    place: Place,
    limits: LimitsBook,
    *,
    owner: str,
    closes: Closes | None = None,
) -> OrderDesk:
    return OrderDesk(
        database=database,
        account_id=place.account_id,
        broker=place.broker,
        market=place.market,
        calendar=place.calendar,
        wall_clock=WallClock(),
        market_clock=place.market_clock,
        limits=limits,
        data_dir=settings.data_dir,
        owner=owner,
        read_only=settings.read_only,
        live_allowed=settings.alpaca_live,
        benchmark=place.benchmark,
        closes=closes,
    )


_made = threading.Lock()
_wiring: Wiring | None = None


def wiring(secrets: Mapping[str, Any] | None = None) -> Wiring:
    """Return this process's one wiring, built and started at the first call.

    `secrets` are settings of the lowest rank, for a host that keeps them elsewhere than the environment.
    """
    global _wiring  # noqa: PLW0603  the one singleton of the process
    with _made:
        if _wiring is None:
            guard_logs()
            settings = Settings.load(secrets=secrets)
            logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
            logging.getLogger("alembic").setLevel(logging.WARNING)
            made = build(settings)
            made.start()
            log.info("%s", describe(made))
            _wiring = made
        return _wiring


def shut_down() -> None:
    """Close this process's wiring if there is one; the next call of `wiring` builds it anew."""
    global _wiring
    with _made:
        closing, _wiring = _wiring, None
        if closing is not None:
            closing.close()


def describe(wired: Wiring) -> str:
    """Return one line that says which implementation serves each port."""
    services = wired.services
    store = "PostgreSQL" if wired.settings.database_url else f"SQLite in {wired.settings.data_dir}"
    return (
        f"market: {services.market.source}; venue: {services.desk.state().venue}; "
        f"planner: {wired.team.planner}; store: {store}; jobs: threads"
    )


os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # else importing litellm asks the network for prices
