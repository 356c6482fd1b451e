"""The price pane's code for the browser: its files, and an address that changes when they do."""

import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "assets" / "chart"
PATH = "/chart-code"
ENTRY = "pane.js"


@cache
def code_address() -> str:
    """Return where the browser finds the first module; the others stand beside it."""
    return f"{PATH}/{version()}/{ENTRY}"


@cache
def version() -> str:
    """Return a mark of all files together, so that a browser may keep each for ever."""
    digest = hashlib.sha256()
    for name in sorted(modules()):
        digest.update(name.encode() + b"\0" + modules()[name].read_bytes())
    return digest.hexdigest()[:16]


@cache
def modules() -> dict[str, Path]:
    """Return the modules that are served, by their names: nothing else of the folder can be asked for."""
    return {path.name: path for path in FOLDER.glob("*.js")}


def text_of(name: str) -> str:
    """Return a file of the folder as text."""
    return (FOLDER / name).read_text()
