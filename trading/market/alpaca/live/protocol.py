"""The words of Alpaca's price stream: what is sent, and what each refusal means."""

import json
from collections.abc import Collection, Sequence

from trading.alpaca.line import NotWelcome, Words, parsed
from trading.market.answers import Record, records

USUAL_PAUSE_S = 30.0
BUSY_PAUSE_S = 90.0
"""How long Alpaca keeps the place of a connection that has died."""
PLAN_PAUSE_S = 900.0
MEANWHILE = "until then each price is asked for by itself"
KEYS_REFUSED = f"Alpaca's live prices refuse the keys; put good keys into the settings and start again, {MEANWHILE}"
BUSY = (
    "Alpaca has no place for another connection for live prices: another program uses these keys, or one that has just "
    f"ended is still counted; it is tried again in {BUSY_PAUSE_S:.0f} s, {MEANWHILE}"
)
NOT_IN_PLAN = f"the Alpaca plan has no live prices of this feed; set APCA_DATA_FEED=iex and start again, {MEANWHILE}"
WORDS = Words(
    name="live prices",
    unasked="nobody looks at a price now",
    anew="Alpaca's live prices are being connected anew",
    silent=f"Alpaca's live prices do not answer; they are tried again within 30 s, {MEANWHILE}",
    statuses={
        401: (KEYS_REFUSED, USUAL_PAUSE_S),
        403: (KEYS_REFUSED, USUAL_PAUSE_S),
        429: (BUSY, BUSY_PAUSE_S),
    },
)
TOO_MANY_SYMBOLS = 405
_REFUSALS = {
    402: (KEYS_REFUSED, USUAL_PAUSE_S),
    406: (BUSY, BUSY_PAUSE_S),
    408: (NOT_IN_PLAN, PLAN_PAUSE_S),
    409: (NOT_IN_PLAN, PLAN_PAUSE_S),
    429: (BUSY, BUSY_PAUSE_S),
}


def sign_in(key_id: str, secret: str) -> str:
    """Return the message that shows the keys."""
    return json.dumps({"action": "auth", "key": key_id, "secret": secret})


def change(action: str, symbols: Collection[str]) -> str:
    """Return the message that begins ("subscribe") or ends ("unsubscribe") the quotes and trades of symbols."""
    named = sorted(symbols)
    return json.dumps({"action": action, "quotes": named, "trades": named})


def messages(frame: str | bytes) -> Sequence[Record]:
    """Return the messages of a frame; what is none is left out."""
    found = parsed(frame)
    return records(found if isinstance(found, list) else [found])


def check(message: Record) -> None:
    """Raise NotWelcome with what an error message means; too many symbols end no connection."""
    if message.get("T") != "error" or message.get("code") == TOO_MANY_SYMBOLS:
        return
    code = message.get("code")
    ended = f"Alpaca's live prices ended with error {code!r:.20}; they are tried again in {USUAL_PAUSE_S:.0f} s"
    sentence, pause_s = _REFUSALS.get(code if isinstance(code, int) else 0, (ended, USUAL_PAUSE_S))
    raise NotWelcome(sentence, pause_s=pause_s)
