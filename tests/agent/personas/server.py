"""The server of a persona: what a scripted model sends, and answers that no good server gives."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.agent.scripted_model import Reply, ScriptedModel

WIDE = 400
"""How an answer grows is the matter of other tests: few pieces cost a run of many documents half its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """One HTTP answer as it goes out; with `drip_s` a character at a time, that many seconds apart."""

    status: int
    body: str
    kind: str = "application/json"
    retry_after: str | None = None
    drip_s: float = 0.0


class PersonaServer(ScriptedModel):
    """Answers as a persona does and keeps every request; `prompts` is all that a model was ever told."""

    def __init__(self, persona: Callable[[Mapping[str, Any]], Reply | Raw]) -> None:
        super().__init__(persona)  # type: ignore[arg-type]
        self.piece = WIDE

    def tell(self, handler: BaseHTTPRequestHandler, body: dict[str, Any], reply: Reply | Raw) -> None:
        """Send one reply over HTTP, a raw one byte for byte."""
        try:
            if not isinstance(reply, Raw):
                super().tell(handler, body, reply)
                return
            data = reply.body.encode()
            handler.send_response(reply.status)
            handler.send_header("Content-Type", reply.kind)
            if reply.retry_after is not None:
                handler.send_header("Retry-After", reply.retry_after)
            handler.send_header("Content-Length", str(len(data)))
            handler.end_headers()
            for byte in data if reply.drip_s else ():
                if self._closing.wait(reply.drip_s):
                    return
                handler.wfile.write(bytes([byte]))
                handler.wfile.flush()
            if not reply.drip_s:
                handler.wfile.write(data)
        except (BrokenPipeError, ConnectionResetError):
            return  # whoever asked has gone

    @property
    def prompts(self) -> str:
        """Return the text of every request so far."""
        return "\n".join(json.dumps(body, ensure_ascii=False) for body in self.requests)
