"""Words that mean what was said before: "is that luck?" of the newest test, "backtest that" of the newest rule."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from agent.intent_backtest import earlier_as_test
from agent.intent_types import Reading
from trading.services import Services
from trading.types import BacktestStatus, Intent, Run
from trading.words.names import Lexicon

TOOL = "run_backtest"
_LATEST = 50
NONE_YET = "There is no test to judge yet. Run one first, for example: Backtest AAPL with SMA 20/50 since 2005."
NO_RULE = "There is no rule before this to test. Say it in full, for example: Backtest AAPL with SMA 20/50 since 2005."


def verdict_on_newest(services: Services, run: Run, reading: Reading) -> Reading:
    """Return the reading with the verdict on luck of the newest test: of this conversation, else of any."""
    here = services.runs.conversation_runs(run.conversation_id)
    any_runs = [*services.runs.list(limit=_LATEST).items][::-1]
    told = _newest(here, run) or _newest_job(services) or _newest(any_runs, run)
    return replace(reading, reply=told or NONE_YET, settled=True)


def earlier_as_backtest(services: Services, run: Run, reading: Reading, lexicon: Lexicon) -> Reading:
    """Return a test of the newest rule that was said in this conversation."""
    earlier = [other for other in services.runs.conversation_runs(run.conversation_id) if other.id != run.id]
    ruled = [other.query for other in earlier if other.intent in (Intent.CONDITIONAL, Intent.BACKTEST)]
    for query in reversed(ruled):
        found = earlier_as_test(query, reading.words, lexicon, reading)
        if found is not None:
            return found
    return replace(reading, reply=NO_RULE, settled=True)


def _newest(runs: Sequence[Run], run: Run) -> str | None:
    for other in reversed(runs):
        if other.id == run.id:
            continue
        for step in reversed(other.steps):
            if step.tool == TOOL and step.error is None and isinstance(step.observation, Mapping):
                return _told(str(step.observation["title"]), step.observation["honesty"], step.observation["luck"])
    return None


def _newest_job(services: Services) -> str | None:
    if services.backtests is None:
        return None
    for job in services.backtests.jobs(limit=_LATEST).items:
        if job.status is BacktestStatus.DONE:
            report = services.backtests.job(job.id).report or {}
            judged = report.get("honesty")
            if isinstance(judged, Mapping):
                return _told(str(report.get("title")), judged["word"], judged["says"])
    return None


def _told(title: str, word: Any, says: Any) -> str:
    return (
        f"{title}: **{word}**. {says} Each further try on the same data raises the bar, because the best of many "
        "tries looks "
        "good by luck alone."
    )
