"""alpaca-py's clients with what they lack: a time-out on every call, one shared session, no retries of their own."""

import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter

if TYPE_CHECKING:
    from alpaca.common.rest import RESTClient

CONNECTIONS = 10


class _TimedAdapter(HTTPAdapter):
    """Sends each request with both time-outs and shows the headers of each answer."""

    def __init__(self, timeouts_s: tuple[float, float], notice: Callable[[Mapping[str, str]], None]) -> None:
        self._timeouts_s = timeouts_s
        self._notice = notice
        super().__init__(pool_connections=2, pool_maxsize=CONNECTIONS)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send it; alpaca-py 0.44.0 passes no time-out, and requests has none by itself."""
        answer = super().send(request, *args, **{**kwargs, "timeout": self._timeouts_s})
        self._notice(answer.headers)
        return answer


def make_clients(
    *,
    key_id: str,
    secret: str,
    data_url: str | None,
    trading_url: str,
    timeouts_s: tuple[float, float],
    notice_data: Callable[[Mapping[str, str]], None],
) -> "dict[str, RESTClient]":
    """Return the clients by name, "data" and "trading"; a missing data_url is Alpaca's own."""
    with warnings.catch_warnings():
        # alpaca-py 0.44.0 imports websockets.legacy with everything else, which websockets 14 deprecated.
        warnings.filterwarnings("ignore", message="websockets.legacy is deprecated")
        from alpaca.data.historical.stock import StockHistoricalDataClient
        from alpaca.trading.client import TradingClient

    # Raw answers: the strict enums of the models have broken whole lists (alpaca-py issues 276, 340, 624).
    clients: dict[str, RESTClient] = {
        "data": StockHistoricalDataClient(key_id, secret, raw_data=True, url_override=_root(data_url)),
        "trading": TradingClient(key_id, secret, raw_data=True, url_override=_root(trading_url)),
    }
    notices: dict[str, Callable[[Mapping[str, str]], None]] = {"data": notice_data, "trading": lambda _: None}
    for name, client in clients.items():
        session = requests.Session()
        for scheme in ("https://", "http://"):
            session.mount(scheme, _TimedAdapter(timeouts_s, notices[name]))
        client._session = session
        client._retry = 0
    return clients


def _root(url: str | None) -> str | None:
    """Return the address without the version, which alpaca-py adds and Alpaca's own examples include."""
    return None if url is None else url.rstrip("/").removesuffix("/v2")
