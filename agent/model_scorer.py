"""Headlines judged by a language model: in batches, within a budget, and never silently by something else."""

import json
import logging
import math
import secrets
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from agent.asking import heard
from agent.budget import MAX_OUTPUT_TOKENS, Budget, BudgetSpent, Thinker, budget_of
from agent.prompts import prompt
from agent.quiet_litellm import quiet_litellm
from agent.untrusted import as_untrusted
from trading.errors import Unavailable
from trading.ports import Clock
from trading.redaction import clean
from trading.settings import Settings
from trading.store.model_calls import ModelCallStore
from trading.types import Mood, Score

log = logging.getLogger(__name__)
BATCH = 50
"""Texts of one call: their answers fit well into the longest that a model may give."""
MAX_CHARACTERS = 500
"""What a longer text says after that is not sent."""
CHARACTERS_A_TOKEN = 3
MEMBER = "sentiment"
"""Whose calls these are in the day's book."""
SLACK = 10
"""How many percent the three chances of a text may miss 100 by; more is no answer."""
MOODS = (Mood.NEGATIVE, Mood.NEUTRAL, Mood.POSITIVE)
_ELSE = "ask again, set another SENTIMENT_MODEL, or empty it to use the desk's own scorer"


class ModelScorer:
    """Judges texts by the model that SENTIMENT_MODEL names; it tells no words that weighed, for it cannot know them."""

    def __init__(self, settings: Settings, wall_clock: Clock, budget: Callable[[], Budget]) -> None:
        """Keep what a call needs; `budget` gives what all batches of one call of `score` may use together."""
        self._settings = settings
        self._wall_clock = wall_clock
        self._budget = budget

    @property
    def name(self) -> str:
        """Return what judges, as people read it."""
        return f"the model {self._settings.sentiment_model}"

    @property
    def version(self) -> str:
        """Return under what its scores are kept: a model elsewhere tells no more of itself than its name."""
        return self.name

    def score(self, texts: Sequence[str]) -> Sequence[Score]:
        """Return one score a text, in the same order; an empty text is neutral and not sent.

        Raises Unavailable with a sentence when any text could not be judged: part of an answer is no answer.
        """
        budget, began = self._budget(), self._wall_clock.now()
        scores = [Score(mood=Mood.NEUTRAL, score=0.0)] * len(texts)
        asked = [place for place, text in enumerate(texts) if text.strip()]
        for start in range(0, len(asked), BATCH):
            if (self._wall_clock.now() - began).total_seconds() > self._settings.run_timeout_s:
                raise Unavailable(
                    f"judging {len(asked)} texts took longer than {self._settings.run_timeout_s:g} s, the limit of "
                    "RUN_TIMEOUT_S; send fewer at once"
                )
            places = asked[start : start + BATCH]
            judged = self._judge([texts[place] for place in places], budget)
            for place, score in zip(places, judged, strict=True):
                scores[place] = score
        return scores

    def _judge(self, texts: Sequence[str], budget: Budget) -> list[Score]:
        wrapped = [as_untrusted(clean(text)[:MAX_CHARACTERS], source=f"text {n}") for n, text in enumerate(texts, 1)]
        messages = [
            {"role": "system", "content": prompt("sentiment")},
            {"role": "user", "content": "\n".join(wrapped)},
        ]
        size = sum(len(message["content"]) for message in messages) // CHARACTERS_A_TOKEN
        try:
            held = budget.reserve(size, self._who())
        except BudgetSpent as spent:
            raise Unavailable(str(spent)) from None
        try:
            content, used = self._ask(messages)
        except _Failed as fault:
            # what the provider has refused costs nothing; of what it did not answer in time nobody knows
            kept = (held.input_tokens, MAX_OUTPUT_TOKENS) if fault.may_cost else (0, 0)
            budget.settle(held, input_tokens=kept[0], output_tokens=kept[1], failed=True)
            raise fault.said from None
        except BaseException:
            budget.settle(held, input_tokens=held.input_tokens, output_tokens=MAX_OUTPUT_TOKENS, failed=True)
            raise
        asked, told = used or (size, len(content) // CHARACTERS_A_TOKEN)
        budget.settle(held, input_tokens=asked, output_tokens=told)
        return [_score(chances, n) for n, chances in enumerate(_chances(content, len(texts)), 1)]

    def _who(self) -> Thinker:
        from agent.model import prices_of

        name = self._settings.sentiment_model or ""
        return Thinker(member=MEMBER, model=name, prices=prices_of(name, self._settings))

    def _ask(self, messages: list[dict[str, str]]) -> tuple[str, tuple[int, int] | None]:
        """Return the model's words and the tokens in and out, None where it tells none. Raises _Failed, at once."""
        settings = self._settings
        key = settings.llm_api_key
        name = settings.sentiment_model or ""
        answered = False
        ask = partial(
            quiet_litellm().completion,
            model=f"openai/{name}" if settings.llm_api_base is not None and "/" not in name else name,
            messages=messages,
            api_base=settings.llm_api_base,
            api_key=None if key is None else key.get_secret_value(),
            timeout=settings.llm_timeout_s,
            num_retries=0,
            max_retries=0,
            max_tokens=MAX_OUTPUT_TOKENS,
            temperature=0,
            drop_params=True,
        )
        try:
            answer: Any = next(heard(lambda: (ask(),), ends=time.monotonic() + settings.llm_timeout_s))
            answered = True
            return str(answer.choices[0].message.content or ""), _used(getattr(answer, "usage", None))
        except Exception as fault:
            log.warning("the sentiment model failed: %s", type(fault).__name__)
            may_cost = answered or "Timeout" in {kind.__name__ for kind in type(fault).__mro__}
            raise _Failed(_unavailable(fault, settings.llm_timeout_s), may_cost=may_cost) from None


def _used(usage: Any) -> tuple[int, int] | None:
    asked, told = getattr(usage, "prompt_tokens", None), getattr(usage, "completion_tokens", None)
    return (int(asked), int(told or 0)) if asked else None


class _Failed(Exception):
    """The model gave no answer; `may_cost` says whether it may be charged for all the same."""

    def __init__(self, said: Unavailable, *, may_cost: bool) -> None:
        self.said, self.may_cost = said, may_cost
        super().__init__(str(said))


def model_scorer(settings: Settings, wall_clock: Clock, calls: ModelCallStore) -> ModelScorer:
    """Return the scorer whose every call of `score` counts as a run of its own, in the same day as the team's runs."""
    return ModelScorer(settings, wall_clock, lambda: budget_of(settings, calls, f"{MEMBER}-{secrets.token_hex(8)}"))


def _unavailable(fault: Exception, timeout_s: float) -> Unavailable:
    kinds = {kind.__name__ for kind in type(fault).__mro__}
    if "Timeout" in kinds:
        return Unavailable(f"the sentiment model did not answer within {timeout_s:g} s (LLM_TIMEOUT_S); {_ELSE}")
    if "RateLimitError" in kinds:
        return Unavailable(f"the sentiment model is asked too often (429); wait a minute, then {_ELSE}", retry_in_s=60)
    if kinds & {"AuthenticationError", "PermissionDeniedError"}:
        return Unavailable(f"the sentiment model's provider refuses the key; check LLM_API_KEY, then {_ELSE}")
    status = getattr(fault, "status_code", None)
    shown = f" ({status})" if isinstance(status, int) else ""
    return Unavailable(f"the sentiment model could not be asked{shown}; check LLM_API_BASE, then {_ELSE}")


def _chances(content: str, count: int) -> list[Any]:
    """Return the answer to each text in order. Raises Unavailable unless each has exactly one and there is no other."""
    bare = content.strip().removeprefix("```json").removeprefix("```").removesuffix("```")
    try:
        found = json.loads(bare)
    except (ValueError, RecursionError):
        raise Unavailable(f"the sentiment model answered with something other than one JSON object; {_ELSE}") from None
    wanted = [str(n) for n in range(1, count + 1)]
    if not isinstance(found, dict) or set(found) != set(wanted):
        told = len(found) if isinstance(found, dict) else 0
        raise Unavailable(f"the sentiment model was asked for {count} texts and answered {told} of its own; {_ELSE}")
    return [found[n] for n in wanted]


def _score(chances: Any, number: int) -> Score:
    """Return the score of three percentages. Raises Unavailable for anything else."""
    is_three = isinstance(chances, list) and len(chances) == len(MOODS)
    if not is_three or not all(isinstance(one, int | float) and not isinstance(one, bool) for one in chances):
        raise Unavailable(f"the sentiment model's answer to text {number} is not three percentages; {_ELSE}")
    if not all(0 <= one <= 100 for one in chances) or abs(math.fsum(chances) - 100) > SLACK:
        raise Unavailable(
            f"the sentiment model's answer to text {number} is no share of 100: its three percentages are outside "
            f"0 .. 100, or miss 100 by more than {SLACK}; {_ELSE}"
        )
    total = math.fsum(chances)
    best = max(range(len(MOODS)), key=lambda place: chances[place])
    return Score(mood=MOODS[best], score=(chances[2] - chances[0]) / total)
