"""One real desk a module, in replay at the close of 2012-06-01, and a key with every scope."""

from collections.abc import Iterator

import pytest

from tests.desk_process import DeskProcess

from .desk_client import WIDE, Api, expect


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskProcess]:
    running = DeskProcess(tmp_path_factory.mktemp("desk") / "data", REPLAY_AT="2012-06-01").start()
    yield running
    end(running)


@pytest.fixture(scope="session")
def lasting_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Share one desk among the modules whose tests each begin a new paper book."""
    running = DeskProcess(tmp_path_factory.mktemp("lasting") / "data", REPLAY_AT="2012-06-01").start()
    everything = Api(running)
    expect(everything.put_limits(**WIDE), 200)
    yield everything
    end(running)


def end(desk: DeskProcess) -> None:
    for api in [api for api in Api.opened if api.desk is desk]:
        api.http.close()
        Api.opened.remove(api)
    desk.stop()


@pytest.fixture(scope="module")
def api(desk: DeskProcess) -> Api:
    everything = Api(desk)
    expect(everything.put_limits(**WIDE), 200)
    return everything
