"""Tokens that let a page of this process read bars, and nothing else: signed, short-lived, kept nowhere."""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime

from trading.ports import Clock

STEP_S = 300
"""Tokens end at full steps, so that the pages of five minutes carry the same one and do not change with it."""
_PREFIX = "page"
_PURPOSE = b"read bars"


class PageTokens:
    """Makes and checks the tokens of one process; its secret is never stored, so a restart ends all of them."""

    def __init__(self, wall_clock: Clock) -> None:
        self._clock = wall_clock
        self._secret = secrets.token_bytes(32)

    def mint(self) -> str:
        """Return a token that is good for one to two steps from now."""
        ends = (int(self._clock.now().timestamp()) // STEP_S + 2) * STEP_S
        return f"{_PREFIX}.{ends}.{self._signature(str(ends))}"

    def is_good(self, text: str) -> bool:
        """Say whether this process made the token and it has not ended."""
        prefix, _, rest = text.partition(".")
        ends, _, signature = rest.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(ends).encode()) or prefix != _PREFIX:
            return False
        return self._clock.now() < datetime.fromtimestamp(int(ends), UTC)

    def _signature(self, ends: str) -> str:
        return hmac.new(self._secret, _PURPOSE + b"|" + ends.encode(), hashlib.sha256).hexdigest()
