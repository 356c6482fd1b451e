"""The check that every figure of a model's answer comes from the words or from a tool result of the same run."""

import json
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

_NUMBER = re.compile(r"(?<![A-Za-z0-9_])[-−+]?\$?([0-9][0-9,]*(?:\.[0-9]+)?)")
_CLAIM = re.compile(
    r"\b(?:bought|sold|purchased|executed|filled|placed|sent|submitted|approved|confirmed|transferred|"
    r"cancelled|canceled|"
    r"closed your|went through|is done)\b",
    re.IGNORECASE,
)
NOT_SENT = "This run has sent nothing: an order is only ever proposed here."


def untraced_figures(text: str, words: str, observations: Iterable[dict[str, Any]]) -> list[str]:
    """Return the numbers of a text that neither the words nor an observation holds, rounding allowed."""
    known = set(_figures(words))
    for observation in observations:
        known |= set(_figures(json.dumps(observation, default=str, ensure_ascii=False)))
    return [shown for shown, value in _shown(text) if not any(_rounds_to(other, value) for other in known)]


def claims_an_act(text: str) -> bool:
    """Say whether a text speaks as if an order had been carried out."""
    return _CLAIM.search(text) is not None


def _shown(text: str) -> list[tuple[str, Decimal]]:
    found = []
    for match in _NUMBER.finditer(text):
        try:
            found.append((match.group(1), Decimal(match.group(1).replace(",", ""))))
        except InvalidOperation:
            continue
    return found


def _figures(text: str) -> list[Decimal]:
    return [value for _, value in _shown(text)]


def _rounds_to(known: Decimal, shown: Decimal) -> bool:
    exponent = shown.as_tuple().exponent
    if known == shown or not isinstance(exponent, int) or known.adjusted() > 15:
        return known == shown
    return abs(known - shown) <= Decimal(1).scaleb(exponent) / 2
