"""Keep secrets out of what is said and stored: whatever this process has learnt is a secret stays one until it ends.

Everything that leaves the process in words passes `clean`: errors where they are made, log lines, what the store is
given, what a person has written, and what a tool hands to a model. A key that was replaced at runtime is still taken
out, for an answer that is on its way may carry the old one.
"""

import threading
from collections.abc import Mapping
from typing import Any

from trading.redaction.redactor import Redactor

__all__ = ["Redactor", "clean", "learn"]

_learning = threading.Lock()
_secrets: dict[str, str] = {}
_redactor = Redactor({})


def learn(secrets: Mapping[str, str]) -> None:
    """Add secrets, by the names that stand in their place from now on; none is ever forgotten."""
    global _redactor  # noqa: PLW0603  the process has one log and one set of secrets
    with _learning:
        new = {value: name for name, value in secrets.items() if value not in _secrets}
        if new:
            _secrets.update(new)
            _redactor = Redactor.of((name, value) for value, name in _secrets.items())


def clean(value: Any) -> Any:
    """Return a text or plain JSON without any secret that is known or looks like a key; anything else as it is."""
    return _redactor.clean(value)
