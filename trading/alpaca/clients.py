"""alpaca-py's clients with what they lack: a time-out on every call, kept connections, no repetitions of their own."""

import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter

if TYPE_CHECKING:
    from alpaca.data.historical.stock import StockHistoricalDataClient
    from alpaca.trading.client import TradingClient

CONNECTIONS = 16
Notice = Callable[[Mapping[str, str]], None]


def trading_client(
    *, key_id: str, secret: str, url: str, timeouts_s: tuple[float, float], notice: Notice | None = None
) -> "TradingClient":
    """Return a client of the trading API; `notice` is shown the headers of each answer."""
    _import_quietly()
    from alpaca.trading.client import TradingClient

    # Raw answers: the strict enums of the models have broken whole lists (alpaca-py issues 276, 340, 624).
    return _fitted(TradingClient(key_id, secret, raw_data=True, url_override=root(url)), timeouts_s, notice)


def data_client(
    *, key_id: str, secret: str, url: str | None, timeouts_s: tuple[float, float]
) -> "StockHistoricalDataClient":
    """Return a client of the data API; without a url it is Alpaca's own."""
    _import_quietly()
    from alpaca.data.historical.stock import StockHistoricalDataClient

    url = None if url is None else root(url)
    return _fitted(StockHistoricalDataClient(key_id, secret, raw_data=True, url_override=url), timeouts_s, None)


def root(url: str) -> str:
    """Return an address without the version, which alpaca-py adds and Alpaca's own examples include.

    >>> root("https://paper-api.alpaca.markets/v2/")
    'https://paper-api.alpaca.markets'
    """
    return url.rstrip("/").removesuffix("/v2")


class _TimedAdapter(HTTPAdapter):
    """Sends each request with both time-outs and shows the headers of each answer."""

    def __init__(self, timeouts_s: tuple[float, float], notice: Notice | None) -> None:
        self._timeouts_s = timeouts_s
        self._notice = notice
        super().__init__(pool_connections=2, pool_maxsize=CONNECTIONS, max_retries=0)

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        """Send it; alpaca-py 0.44.0 passes no time-out, and requests has none by itself."""
        answer = super().send(request, *args, **{**more, "timeout": self._timeouts_s})
        if self._notice is not None:
            self._notice(answer.headers)
        return answer


def _fitted(client: Any, timeouts_s: tuple[float, float], notice: Notice | None) -> Any:
    client._retry = 0  # alpaca-py repeats 429 and 504 of any method, a POST included
    session = client._session
    _read_environment_once(session, str(client._base_url))
    for scheme in ("https://", "http://"):
        session.mount(scheme, _TimedAdapter(timeouts_s, notice))
    return client


def _read_environment_once(session: requests.Session, address: str) -> None:
    """Take proxies and certificates from the environment now: requests would read them, and netrc, for each call."""
    try:
        found = session.merge_environment_settings(address, {}, None, None, None)
    except ValueError:
        return  # an address that is none: the first request says so
    session.proxies, session.verify, session.trust_env = found["proxies"], found["verify"], False


def _import_quietly() -> None:
    with warnings.catch_warnings():
        # alpaca-py 0.44.0 imports websockets.legacy with everything else, which websockets 14 deprecated
        warnings.filterwarnings("ignore", message="websockets.legacy is deprecated")
