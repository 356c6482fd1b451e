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


def fetcher_for(*sites: Site, timeout_s: float = 5.0, **more: object) -> Fetcher:
    """Return a fetcher that may reach loopback at the ports of these sites."""
    ports = frozenset({80, 443, *(each.port for each in sites)})
    return Fetcher(Fixed(), timeout_s=timeout_s, reach=Reach(ports=ports, loopback_for_tests=True, **more))  # type: ignore[arg-type]


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
