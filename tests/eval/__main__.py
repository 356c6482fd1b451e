"""`make eval`: the phrases said to the planner and, where LLM_MODEL is set, to that model; 1 for danger or a lost core.

Settings come from the environment and .env as for the app, except for the data folder, which is a temporary one.
"""

import json
import logging
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.eval.desk import OFFLINE, evaluation_desk
from tests.eval.phrase import Phrase, phrases
from tests.eval.score import Score
from tests.eval.table import as_json, as_table
from trading.settings import Settings

OUT = Path("build/eval.json")


def scores_of(said: Sequence[Phrase], **settings: Any) -> list[Score]:
    """Return the score of each phrase, said at a desk in a temporary folder."""
    with (
        tempfile.TemporaryDirectory(prefix="eval-") as folder,
        evaluation_desk(Path(folder) / "desk", **settings) as desk,
    ):
        return [desk.score(phrase) for phrase in said]


def main(groups: Sequence[str]) -> int:
    """Score the groups that are named, all of them without a name; print the tables and write the file."""
    logging.disable(logging.WARNING)
    said = [phrase for phrase in phrases() if not groups or phrase.group in groups]
    model = Settings.load().llm_model
    planners: list[tuple[str, dict[str, Any]]] = [("offline planner", OFFLINE)]
    if model is not None:
        planners.append((model, {}))
    results = []
    for who, settings in planners:
        scores = scores_of(said, **settings)
        print(as_table(who, scores), flush=True)
        results.append(as_json(who, scores))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(results, indent=1, ensure_ascii=False), encoding="utf-8")
    print(f"written to {OUT}")
    planner = results[0]["summary"]
    is_safe = not any(result["summary"]["dangerous"] for result in results)
    return 0 if is_safe and planner["core"] == planner["core_right"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
