"""What the tests of the web share: a site, a fetcher that may reach it, and a canary that nobody may reach."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.web.loopback import Answer, Site, site
from trading.web.fetcher import Fetcher
from trading.web.reach import Reach

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Fixed:
    """A clock that stands."""

    def now(self) -> datetime:
        """Return the time."""
        return AT


def fetcher_for(*sites: Site, timeout_s: float = 5.0, also: Site | None = None, **more: object) -> Fetcher:
    """Return a fetcher that may reach these sites; the port of `also` is no obstacle either, but its address is one."""
    own = frozenset(each.port for each in sites)
    ports = own | {80, 443} | ({also.port} if also else set())
    reach = Reach(ports=ports, loopback_ports_for_tests=own, **more)  # type: ignore[arg-type]
    return Fetcher(Fixed(), timeout_s=timeout_s, reach=reach)


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as found:
        found.paths["/"] = Answer()
        yield found


@pytest.fixture
def canary() -> Iterator[Site]:
    with site() as found:
        found.paths["/"] = Answer(b"the secret of this machine")
        yield found
        assert found.connections == 0, f"the canary was reached: {found.asked}"
