"""How far a fetcher reaches: its ports and resolver; and the addresses of a name, all of them checked."""

import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trading.errors import FixInput, Unavailable
from trading.web.addresses import Address, ip_address, is_loopback, why_not_public
from trading.web.deadline import Deadline
from trading.web.target import PORTS, Target, shown

Resolver = Callable[[str, int], Sequence[str]]
"""Gives the addresses of a name for a port, as texts. Raises OSError."""


def system_resolver(host: str, port: int) -> Sequence[str]:
    """Return what this machine's own resolver says. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What a fetcher may reach. The product takes the defaults; tests name the ports of their own servers."""

    ports: frozenset[int] = frozenset(PORTS.values())
    resolver: Resolver = system_resolver
    loopback_ports_for_tests: frozenset[int] = frozenset()
    """Ports at which this machine itself may be reached; the product allows none."""
    trusted: ssl.SSLContext | None = None
    """Whose certificates are believed; None is those of this machine and of Mozilla's list."""


def addresses_of(target: Target, reach: Reach, deadline: Deadline) -> tuple[Address, ...]:
    """Return the addresses of a target; one that is not public refuses all. Raises FixInput, Unavailable."""
    found = (target.address,) if target.address is not None else _resolved(target, reach.resolver, deadline)
    for address in found:
        if target.port in reach.loopback_ports_for_tests and is_loopback(address):
            continue
        what = why_not_public(address)
        if what is not None:
            raise FixInput(f"{target.host} leads to {address}, {what}; only public pages are read")
    return found


def _resolved(target: Target, resolver: Resolver, deadline: Deadline) -> tuple[Address, ...]:
    """Ask in a thread of its own: the system's resolver knows no time-out."""
    answers: list[Sequence[str] | OSError | UnicodeError] = []

    def ask() -> None:
        try:
            answers.append(resolver(target.host, target.port))
        except (OSError, UnicodeError) as fault:
            answers.append(fault)

    thread = threading.Thread(target=ask, name="resolver", daemon=True)
    thread.start()
    thread.join(deadline.left_s())
    if not answers:
        raise Unavailable(f"the name {target.host} was not resolved in time; check the network and try again")
    texts = answers[0]
    if isinstance(texts, OSError | UnicodeError) or not texts:
        raise Unavailable(f"the name {target.host} cannot be resolved; check its spelling and the network")
    try:
        return tuple(ip_address(text) for text in texts)
    except ValueError:
        raise FixInput(
            f"{target.host} has an address that cannot be read, {shown(str(texts[0]))}; name another"
        ) from None
