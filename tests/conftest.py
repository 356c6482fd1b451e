"""What all tests share: bounded property tests, and no silent skips where every program is installed."""

import gc
import os
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import guard

guard.watch()
settings.register_profile("desk", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("desk")


os.environ.setdefault("STREAMLIT_RUNNER_POST_SCRIPT_GC", "false")
"""No whole collection after each rerun of a page: here it would walk twelve thousand tests, which the app has not."""


@pytest.fixture(autouse=True)
def _settings_come_from_the_test_alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep a developer's own environment out: when a test begins no variable is set and no secret known."""
    from trading import redaction
    from trading.settings import Settings

    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setattr(redaction, "_secrets", {})
    monkeypatch.setattr(redaction, "_redactor", redaction.Redactor({}))
    yield


@pytest.fixture(autouse=True)
def _nothing_real_is_reached() -> Iterator[None]:
    """Fail a test that tried to reach beyond this machine or into the user's data, though it was stopped."""
    guard.reached.clear()
    yield
    assert guard.reached == []


SHARED = Path(os.environ.get("SHARED_DIR") or Path(__file__).parents[2] / "shared")
SPECIFICATIONS = SHARED / "alpaca"
"""Alpaca's OpenAPI files, beside the checkout and not part of it."""
LABELLED_TEXTS = SHARED / "data" / "twitter_financial_news_train.csv"
"""What the sentiment scorer was trained on, beside the checkout too."""
BESIDE = {"specification": SPECIFICATIONS, "labelled_texts": LABELLED_TEXTS}


WAITS_LONG = (
    "watchdog/test_watchdog.py",
    "pages/test_at_alpaca.py",
    "watchdog/test_commands_beside.py",
    "exactly_once",
)
"""What waits for processes and time-outs; it begins first, so that no worker is left alone with it in the end."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Let one worker more than there are cores run: a good part of the tests waits for a process or for a time-out."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what drives a browser or a running app by its folder, and leave out what needs files that are not here."""
    for mark, files in BESIDE.items():
        if not files.exists():
            needing = [item for item in items if item.get_closest_marker(mark) is not None]
            config.hook.pytest_deselected(items=needing)
            items[:] = [item for item in items if item not in needing]
    for item in items:
        if "tests/journeys" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
        if "tests/contracts/rest" in item.path.as_posix():
            item.add_marker(pytest.mark.service)
    if os.environ.get("PYTEST_XDIST_WORKER"):
        sizes = Counter(item.path for item in items)
        items.sort(key=lambda item: (not _waits_long(item.path), -sizes[item.path]))


def _waits_long(path: Path) -> bool:
    return path.relative_to(Path(__file__).parent).as_posix().startswith(WAITS_LONG)


def pytest_collection_finish() -> None:
    """Take what the collection left, the tests and the libraries, out of every later garbage collection."""
    if "streamlit.testing.v1" in sys.modules:
        _look_for_components_once()
    gc.collect()
    gc.freeze()


def _look_for_components_once() -> None:
    """Let Streamlit's test driver read all installed packages once, and not again for each page that is opened."""
    from streamlit.components.v2 import manifest_scanner

    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name each skipped test where nothing may be skipped."""
    if os.environ.get("CI") and (skipped := terminalreporter.stats.get("skipped")):
        for report in skipped:
            terminalreporter.write_line(f"SKIPPED, which CI does not allow: {report.nodeid}: {report.longrepr}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail CI when a test was skipped: it installs every program that the tests start."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and exitstatus == 0 and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
