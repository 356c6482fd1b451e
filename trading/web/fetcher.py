"""One GET of a public page: every hop checked, connected to the very address that was checked, bounded throughout."""

import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urljoin

from trading.errors import FixInput, NoData, Unavailable
from trading.ports import Clock
from trading.web.addresses import Address
from trading.web.bodies import read_body
from trading.web.deadline import Deadline, TimedSocket
from trading.web.reach import Reach, addresses_of
from trading.web.target import Target, shown, target_of

TIMEOUT_S = 10.0
MOST_REDIRECTS = 5
NAME = "StockTradingAgent/1.0"
_REDIRECTS = (301, 302, 303, 307, 308)
_SOON_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came back: the address after all redirects, the media type and the charset that were told, the bytes."""

    url: str
    content_type: str
    charset: str | None
    body: bytes
    at: datetime


class Fetcher:
    """Gets pages of the public web, and nothing else: no proxy, no cookie, no credential goes out.

    `timeout_s` is for the whole exchange with its redirects. Safe to use from several threads.
    """

    def __init__(
        self, clock: Clock, *, user_agent: str = NAME, timeout_s: float = TIMEOUT_S, reach: Reach | None = None
    ) -> None:
        self._clock, self._user_agent, self._timeout_s = clock, user_agent, timeout_s
        self._reach = reach or Reach()

    def get(self, url: str, *, accept: Sequence[str], max_bytes: int) -> Fetched:
        """Return what stands at an address, if it is of one of the media types in `accept`.

        Raises FixInput (an address that is not public, a body too large, of another type), NoData (no such page),
        Unavailable (it does not answer, or not in time).
        """
        deadline = Deadline(self._timeout_s)
        for _ in range(MOST_REDIRECTS + 1):
            target = target_of(url, ports=self._reach.ports)
            try:
                found = self._once(target, accept, max_bytes, deadline)
            except TimeoutError:
                said = (
                    f"{target.host} did not answer within {self._timeout_s:g} s; try again later or name another page"
                )
                raise Unavailable(said) from None
            except (OSError, HTTPException) as fault:
                said = f"{target.host} could not be read ({type(fault).__name__}); try again or name another page"
                raise Unavailable(said) from None
            if isinstance(found, Fetched):
                return found
            url = found
        raise FixInput(f"{shown(url)} was reached after {MOST_REDIRECTS} redirects and leads on; name the page itself")

    def _once(self, target: Target, accept: Sequence[str], max_bytes: int, deadline: Deadline) -> Fetched | str:
        """Make one request; return the page, or the address that it leads to."""
        addresses = addresses_of(target, self._reach, deadline)
        with self._connected(target, addresses, deadline) as sock:
            answer = _asked(sock, target, self._headers(target, accept), deadline)
            if answer.status in _REDIRECTS:
                return _next(target, answer)
            _check_status(target, answer)
            kind = answer.headers.get_content_type() if answer.getheader("Content-Type") else "nothing named"
            if kind not in accept:
                raise FixInput(
                    f"{target.host} answered with {shown(kind)}, read are {', '.join(accept)}; name another page"
                )
            body = read_body(answer, most=max_bytes, host=target.host)
            return Fetched(
                url=target.url,
                content_type=kind,
                charset=answer.headers.get_content_charset(),
                body=body,
                at=self._clock.now(),
            )

    def _headers(self, target: Target, accept: Sequence[str]) -> dict[str, str]:
        return {
            "Host": target.name,
            "User-Agent": self._user_agent,
            "Accept": ", ".join(accept),
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }

    def _connected(self, target: Target, addresses: Sequence[Address], deadline: Deadline) -> socket.socket:
        """Connect to the first address that answers: to the address itself, so that no second look-up can differ."""
        fault: OSError | None = None
        for n, address in enumerate(addresses):
            sock = socket.socket(socket.AF_INET if address.version == 4 else socket.AF_INET6, socket.SOCK_STREAM)
            try:
                sock.settimeout(deadline.left_s() / (len(addresses) - n))
                sock.connect((str(address), target.port))
                return self._secured(sock, target, deadline)
            except OSError as failed:
                sock.close()
                fault = failed
        raise fault or OSError("no address")

    def _secured(self, sock: socket.socket, target: Target, deadline: Deadline) -> socket.socket:
        """Return the socket, for https with the certificate checked against the name and not against the address."""
        if target.scheme == "http":
            return sock
        sock.settimeout(deadline.left_s())
        return (self._reach.trusted or _trusted()).wrap_socket(sock, server_hostname=target.host)


@cache
def _trusted() -> ssl.SSLContext:
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _asked(sock: socket.socket, target: Target, headers: dict[str, str], deadline: Deadline) -> HTTPResponse:
    connection = HTTPConnection(target.host, target.port)
    connection.sock = TimedSocket(sock, deadline)  # the part of a socket that http.client uses
    connection.putrequest("GET", target.path, skip_host=True, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    return connection.getresponse()


def _next(target: Target, answer: HTTPResponse) -> str:
    where = answer.getheader("Location", "")
    if not where:
        raise Unavailable(f"{target.host} redirects to nowhere; name another page")
    try:
        return urljoin(target.url, where.encode("latin-1").decode("utf-8", "replace"))
    except ValueError:
        raise FixInput(f"{target.host} redirects to {shown(where)}, which is no address; name another page") from None


def _check_status(target: Target, answer: HTTPResponse) -> None:
    status = answer.status
    if status in (404, 410):
        raise NoData(f"{target.host} has no such page (HTTP {status}); check the address")
    if status == 429:
        raise Unavailable(f"{target.host} takes no more questions for now (HTTP 429); try later", retry_in_s=_SOON_S)
    if status >= 500:
        raise Unavailable(f"{target.host} has a fault of its own (HTTP {status}); try later", retry_in_s=_SOON_S)
    if status != 200:
        raise Unavailable(f"{target.host} does not give this page (HTTP {status}); name another page")
