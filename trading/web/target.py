"""An address of the web taken apart, or refused: only spellings that every reader reads in the same way."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urlsplit

from trading.errors import FixInput

LONGEST_URL = 2_000
LONGEST_HOST = 253
PORTS = {"http": 80, "https": 443}
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\xa0\u00ad\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\\]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_DOTTED = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_INNER_NAMES = (
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "private",
    "arpa",
    "onion",
    "invalid",
)
"""Endings that no public name has: RFC 6761, RFC 6762, RFC 7686, RFC 8375, ICANN's .internal (July 2024), and habit."""
_KEPT = "%/:=&?~#+!$,;'@()*[]|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a request goes: the host is a lower-case name, or an address written in its usual form."""

    scheme: str
    host: str
    port: int
    path: str
    address: IPv4Address | IPv6Address | None
    """The host when it is an address itself, None when it is a name."""

    @property
    def name(self) -> str:
        """Return the host as it stands in an address and in the Host header, with a port that is not the usual one."""
        host = f"[{self.host}]" if isinstance(self.address, IPv6Address) else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """Return the whole address."""
        return f"{self.scheme}://{self.name}{self.path}"


def target_of(url: str, *, ports: Collection[int]) -> Target:
    """Return an address taken apart; what follows # is left out. Raises FixInput for all that is not plainly public.

    >>> target_of("https://Example.com/a b".replace(" ", "%20"), ports=frozenset({443})).url
    'https://example.com/a%20b'
    """
    if len(url) > LONGEST_URL:
        raise FixInput(f"the address has {len(url)} characters, the limit is {LONGEST_URL}; name a shorter one")
    if _UNPRINTABLE.search(url):
        raise FixInput(
            f"the address {shown(url)} has spaces, signs that cannot be seen or a backslash; write it plainly"
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise FixInput(f"{shown(url)} is no address of a page; write one such as https://example.com/news") from None
    if parts.scheme not in PORTS:
        raise FixInput(f"the address {shown(url)} is not of http or https; only these are read")
    if "@" in parts.netloc:
        raise FixInput(f"the address {shown(url)} carries a name or password; write it without")
    netloc = parts.netloc.lower()
    host, _, after = netloc.partition("]") if netloc.startswith("[") else netloc.partition(":")
    if netloc.endswith(":") or (netloc.startswith("[") and after and not after.startswith(":")):
        raise FixInput(f"{shown(url)} is no address of a page; write one such as https://example.com/news")
    name, address = _host(host, url)
    port = PORTS[parts.scheme] if port is None else port
    if port not in ports:
        raise FixInput(f"the address {shown(url)} names port {port}; only {_listed(ports)} are read")
    path = quote(parts.path or "/", safe=_KEPT) + (f"?{quote(parts.query, safe=_KEPT)}" if parts.query else "")
    return Target(scheme=parts.scheme, host=name, port=port, path=path, address=address)


def shown(text: str) -> str:
    """Return a foreign text as a sentence may quote it: short, with escapes for what cannot be seen."""
    return ascii(text[:80] + ("..." if len(text) > 80 else ""))


def _host(host: str, url: str) -> tuple[str, IPv4Address | IPv6Address | None]:
    if host.startswith("["):
        return _ip_6(host[1:], url)
    if not host.isascii():
        raise FixInput(f"the host of {shown(url)} has letters beyond a to z; write its xn-- form")
    if _DOTTED.fullmatch(host):
        address = IPv4Address(host)
        return str(address), address
    labels = host.split(".")
    if len(host) > LONGEST_HOST or not all(_LABEL.fullmatch(label) for label in labels):
        raise FixInput(f"the host of {shown(url)} is not a name such as example.com; write it plainly")
    if _NUMBER.fullmatch(labels[-1]):
        raise FixInput(f"the host of {shown(url)} is a number in an unusual form; write a name such as example.com")
    if len(labels) == 1 or labels[-1] in _INNER_NAMES:
        raise FixInput(f"the host of {shown(url)} is a name of an inner network; only public pages are read")
    return host, None


def _ip_6(text: str, url: str) -> tuple[str, IPv6Address]:
    try:
        address = IPv6Address(text)
    except ValueError:
        raise FixInput(f"the host of {shown(url)} is no address; write a name such as example.com") from None
    if address.scope_id is not None:
        raise FixInput(f"the host of {shown(url)} names a device of this machine; only public pages are read")
    return str(address), address


def _listed(ports: Collection[int]) -> str:
    return " and ".join(str(port) for port in sorted(ports))
