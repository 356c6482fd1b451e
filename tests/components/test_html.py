"""Only few files write HTML of their own, and what they put into it is escaped."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ESCAPES = {"answer.py", "quick_table.py", "sentiment_rows.py", "strategy_figures.py", "strategy_months.py"}
CONSTANT = {"layout.py", "chart_pane.py"}
"""They write the product's own styles, keys and frame of a chart, and no word of others."""

LINKS = {"backtest_view.py", "mood_view.py"}
"""They lead to pages of this product."""


def _calls(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    found = {
        node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    words = {word.arg for node in ast.walk(tree) if isinstance(node, ast.Call) for word in node.keywords if word.arg}
    return found | words


@pytest.mark.parametrize(
    "path", sorted([*ROOT.glob("pages/*.py"), *ROOT.glob("components/**/*.py")]), ids=lambda p: p.name
)
def test_html_is_written_by_few_and_images_and_links_of_others_by_nobody(path: Path) -> None:
    calls = _calls(path)
    assert not calls & {"unsafe_allow_html", "iframe", "audio", "video"}
    assert "link_button" not in calls or path.name in LINKS
    assert "html" not in calls or path.name in ESCAPES | CONSTANT
    if path.name in ESCAPES:
        assert "from html import escape" in path.read_text()
