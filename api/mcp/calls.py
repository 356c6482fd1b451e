"""One call over MCP: a look through the team's own lookups, or a proposal on the very path of POST /api/trade."""

import json
import logging
import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from agent.clerk import LOOKUPS
from agent.own.files import OwnTool, read_folder
from agent.own.team import PROPOSING, TAKEN, lookup_names
from agent.tickets import ticket_of
from agent.tools.spec import ToolSpec
from agent.untrusted import as_untrusted, visible_in
from agent.web_lookups import WebLookups
from api.answers import Answer
from api.deps import Caller
from api.mcp.offer import IDEMPOTENCY, checked, tools_for, web_specs
from api.problems import Problem
from api.rate import RateLimit
from api.repeats import once
from api.shapes import proposal_shape
from api.tickets import propose
from trading.errors import FixInput, TradingError, Unavailable
from trading.redaction import clean
from trading.store.api_keys import ApiKey, Scope
from trading.store.idempotency import Claim
from trading.types import Ticket
from trading.types.wire import decimal_from_wire

if TYPE_CHECKING:
    from bootstrap import Wiring

log = logging.getLogger(__name__)
NOBODY = "nobody's key"
_NEXT = "It is not sent: a person reviews it in the app, and nothing that is offered here can approve it."


@dataclass(frozen=True, slots=True)
class Told:
    """What a call brought: the text for the client, and whether it is a refusal."""

    text: str
    failed: bool = False


class Calls:
    """Serves the calls of one client. Threads may share it; the key is looked up anew for each call."""

    def __init__(self, wiring: "Wiring", key: SecretStr | None) -> None:
        self._wiring, self._key = wiring, key
        self._agreed = False
        self._starting = threading.Lock()
        self._rate = RateLimit(wiring.settings.requests_per_minute, wiring.services.wall_clock)
        self._web = WebLookups(None).table()

    def offered(self) -> dict[str, ToolSpec]:
        """Return the tools that are open now. Raises FixInput where the key is not known or was revoked."""
        return self._open(self._living(), self._own())

    def _open(self, key: ApiKey | None, own: Mapping[str, OwnTool]) -> dict[str, ToolSpec]:
        web = self._wiring.services.web if self._wiring.settings.mcp_web else None
        specs = () if web is None else web_specs(pages=web.fetcher is not None, filings=web.edgar is not None)
        return tools_for(None if key is None else key.scopes, web=specs, own=own.values())

    def _own(self) -> dict[str, OwnTool]:
        """Return the user's tools as their folder holds them now."""
        folder = self._wiring.settings.agents_folder
        return {tool.name: tool for tool in read_folder(folder, lookup_names(), PROPOSING, TAKEN).tools}

    def call(self, name: str, arguments: Mapping[str, Any]) -> Told:
        """Carry out one call; whatever goes wrong is a sentence, never a trace."""
        try:
            told = self._call(name, arguments)
            return Told(clean(told.text), told.failed)
        except Problem as problem:
            return _refused(name, "; ".join(problem.reasons))
        except TradingError as fault:
            return _refused(name, str(fault))
        except Exception as fault:
            log.error("the tool %.40r broke: %s", name, type(fault).__name__)
            return Told("the desk met a fault of its own; try it otherwise or look into the app's log", failed=True)

    def _call(self, name: str, arguments: Mapping[str, Any]) -> Told:
        key = self._living()
        wait_s = self._rate.wait_s(NOBODY if key is None else key.id)
        if wait_s > 0:
            raise Unavailable(f"more than {self._rate.per_minute} calls a minute; wait {math.ceil(wait_s)} s")
        own = self._own()
        offered = self._open(key, own)
        if name not in offered:
            needs = f"; set STA_API_KEY to a key with the scopes {Scope.READ} and {Scope.PROPOSE} for all there is"
            raise FixInput(f"{name!r:.60} is not offered here{needs}")
        given = checked(offered[name], arguments)
        if key is None or not name.startswith("propose_"):
            found = visible_in(self._look_up(name, given, own))
            return Told(as_untrusted(json.dumps(found, ensure_ascii=False, default=str), source=name))
        return self._propose(Caller(key, self._wiring), name, given)

    def _look_up(self, name: str, given: Mapping[str, Any], own: Mapping[str, OwnTool]) -> dict[str, Any]:
        services = self._wiring.services
        if name in self._web:
            return self._web[name](services, given)
        if name not in own:
            return LOOKUPS[name](services, given)
        from agent.own.running import run_own

        return run_own(own[name], given, lambda asked, more: LOOKUPS[asked](services, more), lambda: False)

    def _living(self) -> ApiKey | None:
        if self._key is None:
            return None
        found = self._wiring.keys.find(self._key.get_secret_value())
        if found is None:
            raise FixInput("STA_API_KEY is not known or was revoked; make one with `python -m trading keys create`")
        return found

    def _propose(self, caller: Caller, name: str, given: dict[str, Any]) -> Told:
        self._agree()
        once_key = given.pop(IDEMPOTENCY, None)
        if once_key is not None and not (once_key.strip() and len(once_key) <= 255):
            raise FixInput(f"{IDEMPOTENCY} must have 1 to 255 characters; give another")

        def work(_claim: Claim | None, intent_key: str | None) -> Answer:
            ticket = self._ticket(name, given)
            return Answer(_shown(proposal_shape(propose(caller, ticket, sorted(given), intent_key))), 201)

        answer = once(caller, f"MCP {name}", once_key, given, work)
        body = json.loads(bytes(answer.body))
        if answer.status_code >= 400:
            return _refused(name, "; ".join(body["reasons"]))
        return Told(as_untrusted(json.dumps({**body, "next": _NEXT}, ensure_ascii=False), source=name))

    def _agree(self) -> None:
        """Let the desk of this process agree with the venue before its first proposal; that reads and records only.

        A running app beside holds the reconciler's lease in turn, as two starts of one desk do.
        """
        with self._starting:
            if not self._agreed:
                self._wiring.services.desk.start()
                self._agreed = True

    def _ticket(self, name: str, given: Mapping[str, Any]) -> Ticket:
        services = self._wiring.services
        if name == "propose_cancel":
            return services.desk.cancel_ticket(given["order_id"])
        symbol = given["symbol"].strip().upper()
        if name == "propose_close":
            sizes = {part: decimal_from_wire(part, given[part]) for part in ("qty", "percentage") if part in given}
            if len(sizes) > 1:
                raise FixInput("qty and percentage are both given; give one of them")
            return services.desk.close_ticket(symbol, **sizes)
        return ticket_of({**given, "symbol": symbol}, lambda: services.market.quote(symbol))


def _refused(name: str, said: str) -> Told:
    """Return a refusal as what it may be: a sentence may quote a symbol, a headline or an answer from outside."""
    return Told(as_untrusted(said, source=name), failed=True)


def _shown(proposal: dict[str, Any]) -> dict[str, Any]:
    """Return a proposal without the hash that an approval would need."""
    return {name: value for name, value in proposal.items() if name != "approval_hash"}
