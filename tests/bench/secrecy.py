"""Every planted secret and every forced error, and where a secret came to light."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.report import Figure
from tests.secrets import planted
from tests.secrets.whole_round import whole_round


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="secrets-") as folder:
        made = whole_round(Path(folder))
    yield Figure(name="secrets planted", value=len(planted.everything()), unit="")
    yield Figure(name="  settings marked secret without one", value=len(planted.unplanted()), unit="", bound=0)
    yield Figure(name="errors forced", value=len(set(made.forced)), unit="")
    yield Figure(name="  that said nothing", value=len(made.silent), unit="", bound=0)
    for place in ("answers", "log", "prompts", "pages", "database"):
        yield Figure(name=f"  looked through: {place}", value=made.read[place] / 1e3, unit="kB")
    yield Figure(name="leaks", value=len(made.leaks), unit="", bound=0)
