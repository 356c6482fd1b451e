"""Imports point down the table of docs/architecture.md, and each outside library has its home."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

LAYERS: list[set[str]] = [
    {"app", "trading.__main__", "training"},
    {"ui", "pages", "api", "trading.doctor"},
    {"components"},
    {"bootstrap"},
    {"agent"},
    {"trading.jobs"},
    {"trading.services"},
    {"trading.automation"},
    {"trading.orders", "trading.backtest"},
    {"trading.risk", "trading.analysis", "trading.strategies"},
    {"trading.words"},
    {"trading.market", "trading.fundamentals", "trading.indicators", "trading.broker", "trading.portfolio"},
    {"trading.sentiment"},
    {"trading.store", "trading.alpaca", "trading.yahoo"},
    {"trading.web"},
    {"trading.ports", "trading.compiled", "trading.matching_venue"},
    {"trading.types", "trading.errors", "trading.settings", "trading.redaction"},
]
"""From the top down; a module may import from lower rows, never from its own row or above."""

SHARED_WORDS = LAYERS[-1]
"""The lowest row is one vocabulary: its modules may import each other."""

API_HAS_NO_COMPONENTS = {("api", "components")}

HOMES: dict[str, set[str]] = {
    "streamlit": {"app", "ui", "pages", "components"},
    "plotly": {"components"},
    "smolagents": {"agent"},
    "litellm": {"agent"},
    "fastapi": {"api"},
    "starlette": {"api", "app"},
    "prometheus_client": {"api"},
    "celery": {"worker", "trading.jobs"},
    "yfinance": {"trading.yahoo", "trading.market", "trading.fundamentals", "trading.sentiment"},
    "curl_cffi": {"trading.yahoo"},
    "websockets": {"trading.alpaca"},
    "requests": {"trading.broker", "trading.market", "trading.alpaca", "trading.yahoo"},
    "alpaca": {"trading.market", "trading.broker", "trading.alpaca", "trading.sentiment"},
    "sqlmodel": {"trading.store"},
    "alembic": {"trading.store"},
    "talib": {"trading.indicators"},
    "pandas_ta_classic": {"trading.indicators"},
    "exchange_calendars": {"trading.market"},
    "numba": {"trading.compiled"},
    "mcp": {"api"},
    "mcp_types": {"api"},
    "sklearn": {"training"},
    "scipy": {"training"},
    "ddgs": {"trading.sentiment", "trading.web"},
    "feedparser": {"trading.sentiment"},
    "lxml": {"trading.web"},
}


def _product_files() -> list[Path]:
    skipped = {".venv", ".bench", "tests", "data", "build"}
    return [p for p in sorted(ROOT.rglob("*.py")) if not skipped & set(p.relative_to(ROOT).parts)]


def _module(path: Path) -> str:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _unit(module: str) -> str | None:
    for layer in LAYERS:
        for unit in layer:
            if module == unit or module.startswith(unit + "."):
                return unit
    return None


def _row(unit: str) -> int:
    return next(i for i, layer in enumerate(LAYERS) if unit in layer)


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively; write the whole name"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return found


FILES = _product_files()


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(ROOT)) for p in FILES])
def test_imports_point_down_and_libraries_stay_home(path: Path) -> None:
    module = _module(path)
    unit = _unit(module)
    if module in {"trading"}:
        return
    assert unit is not None, f"{module} has no place in LAYERS; give its folder one"
    for name in _imports(path):
        target = _unit(name)
        if target is not None and target != unit:
            same_words = unit in SHARED_WORDS and target in SHARED_WORDS
            assert same_words or _row(target) > _row(unit), f"{module} imports {name}, which is not below it"
            assert (unit, target) not in API_HAS_NO_COMPONENTS, f"{module} imports {name}; routes draw nothing"
        home = HOMES.get(name.split(".")[0])
        if home is not None:
            assert unit in home, f"{module} imports {name}; its home is {sorted(home)}"


MARKETS = ("alpaca", "yahoo")


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(ROOT)) for p in FILES])
def test_no_market_elsewhere_imports_another(path: Path) -> None:
    own = _module(path).removeprefix("trading.market.").split(".")[0]
    if not _module(path).startswith("trading.market.") or own not in MARKETS:
        return
    for name in _imports(path):
        others = [one for one in MARKETS if one != own and f"{name}.".startswith(f"trading.market.{one}.")]
        assert not others, f"{path} imports {name}; what two markets use belongs to trading/market"


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(ROOT)) for p in FILES])
def test_files_keep_their_size(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    wall = 80 if path.parent.name == "pages" else 400
    assert lines <= wall, f"{path} has {lines} lines, the wall is {wall}: look for the second thing inside"


def test_only_settings_reads_the_environment() -> None:
    # trading.yahoo.client writes one variable, the only switch that yfinance has for its backend
    for path in FILES:
        text = path.read_text()
        reads = "os.environ" in text or "os.getenv" in text
        home = {"trading.settings", "app", "bootstrap", "trading.yahoo.client"}
        assert not reads or _module(path) in home, f"{path} reads the environment"


def test_the_clock_is_injected() -> None:
    for path in FILES:
        if path.name != "clock.py":
            assert "datetime.now(" not in path.read_text(), f"{path} asks datetime.now(); take a clock"
