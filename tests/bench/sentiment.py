"""The sentiment scorer beside VADER and TF-IDF with logistic regression: how often it is wrong, how fast, how large.

Peers run in an environment of the bench's own (.bench/). Texts are the held-out fifth of the labelled ones, beside
the checkout; our weights and the second peer are trained on the other four. Without them only speed and size are told.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench.report import Figure, median
from tests.conftest import LABELLED_TEXTS
from trading.sentiment.scoring import BundledScorer
from trading.sentiment.scoring.weights import FILE
from training.sentiment.__main__ import on_held_out
from training.sentiment.labelled import Labelled, held_out, read
from training.sentiment.measures import confusion_of

ROOT = Path(__file__).parent.parent.parent
PEERS = ("vaderSentiment==3.3.2", "scikit-learn==1.9.1")
MADE = [f"Company {n} beats estimates and raises its outlook for the year, shares jump {n % 9}%" for n in range(1_000)]


def figures() -> Iterator[Figure]:
    yield Figure(name="file of the weights", value=FILE.stat().st_size / 1e6, unit="MB", bound=5)
    yield Figure(name="first headline of a process, all loaded", value=_first(), unit="ms", bound=1_000)
    if not LABELLED_TEXTS.exists():
        yield from _speed(MADE, None)
        return
    labelled = read(LABELLED_TEXTS)
    held = held_out(labelled)
    unseen = labelled.at(np.flatnonzero(held))
    peers = _peers(labelled.at(np.flatnonzero(~held)), unseen)
    ours = _missed(on_held_out(labelled).macro_f1)
    for name, (judged, _) in peers.items():
        theirs = _missed(confusion_of(unseen.label, np.array(judged)).macro_f1)
        yield Figure(name=f"macro-F1 short of 100 %, beside {name}", value=ours, unit="%", peer=theirs, bound=22)
    yield from _speed(unseen.texts, {name: seconds for name, (_, seconds) in peers.items()})


def _missed(macro_f1: float) -> float:
    return 100 * (1 - macro_f1)


def _speed(texts: list[str], peers: dict[str, float] | None) -> Iterator[Figure]:
    scorer = BundledScorer()
    scorer.score(texts[:1])
    alone = []
    for text in texts:
        began = time.perf_counter()
        scorer.score([text])
        alone.append((time.perf_counter() - began) * 1000)
    for name, seconds in (peers or {"": 0.0}).items():
        peer = seconds * 1000 / len(texts) if name else None
        beside = f", beside {name}" if name else ""
        yield Figure(name=f"one headline with its words{beside}", value=median(alone), unit="ms", peer=peer, bound=2)
    thousand = (texts * (1 + 1_000 // len(texts)))[:1_000]
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        scorer.score(thousand)
        taken.append((time.perf_counter() - began) * 1000)
    yield Figure(name="a thousand headlines at once", value=median(taken), unit="ms", bound=2_000)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    scorer.score(["shares jump " * 1_000] * 1_000)
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most) / 1024
    yield Figure(name="  more memory for a thousand texts of 12,000 letters", value=more, unit="MB", bound=500)


def _first() -> float:
    code = (
        "import time; from trading.sentiment.scoring import BundledScorer; began = time.perf_counter();"
        "BundledScorer().score(['Shares jump']); print(time.perf_counter() - began)"
    )
    taken = [
        float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=ROOT).stdout)
        for _ in range(3)
    ]
    return median(taken) * 1000


def _peers(train: Labelled, unseen: Labelled) -> dict[str, Any]:
    """Return what each peer judged of the unseen texts, and its seconds for all of them one by one."""
    given = {"texts": train.texts, "labels": train.label.tolist(), "unseen": unseen.texts}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.json"
        path.write_text(json.dumps(given))
        script = Path(__file__).parent / "peer_sentiment.py"
        done = subprocess.run([_environment(), script, path], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _environment() -> Path:
    """Return the interpreter of the peers, made once."""
    folder = ROOT / ".bench" / "sentiment"
    python = folder / "bin" / "python"
    if not (folder / "made").exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS], check=True)
        (folder / "made").touch()
    return python
