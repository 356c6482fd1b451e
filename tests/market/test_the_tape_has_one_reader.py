"""The recording without a clock knows the future: only the paper book and what wires one may name it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
MAY_NAME_THE_TAPE = (
    "bootstrap.py",
    "trading/ports/market.py",
    "trading/ports/__init__.py",
    "trading/market/replay/",
    "trading/market/files/",
    "trading/broker/paper/",
    "trading/orders/attack/rehearsal.py",
)
PRODUCT = ("agent", "api", "components", "pages", "trading", "app.py", "bootstrap.py", "ui.py")


def product_files() -> list[str]:
    found = []
    for name in PRODUCT:
        path = ROOT / name
        found += path.rglob("*.py") if path.is_dir() else [path] * path.exists()
    return sorted(str(path.relative_to(ROOT)) for path in found)


@pytest.mark.parametrize("path", [path for path in product_files() if not path.startswith(MAY_NAME_THE_TAPE)])
def test_nobody_else_names_the_tape_or_its_histories(path: str) -> None:
    tree = ast.parse((ROOT / path).read_text())
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    seen = names & {"Tape", "ReplayTape", "History", "read_history", "_tape"}
    assert not seen, f"{path} names {sorted(seen)}: prices after now could be read there; take MarketData"
