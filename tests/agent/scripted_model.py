"""An OpenAI-compatible server on loopback that answers from a script, as a good or a hostile model would."""

import json
import threading
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = dict[str, Any] | int | str
Script = Sequence[Reply] | Callable[[dict[str, Any]], Reply]


PIECE = 24
USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
_HEAD = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}


def call(name: str, /, **arguments: Any) -> dict[str, Any]:
    """Return a message that calls one tool."""
    return calls((name, arguments))


def calls(*wanted: tuple[str, Any]) -> dict[str, Any]:
    """Return a message that calls several tools; arguments that are text are sent as they are."""
    tools = [
        {
            "id": f"call_{n}_{name}",
            "type": "function",
            "function": {"name": name, "arguments": given if isinstance(given, str) else json.dumps(given)},
        }
        for n, (name, given) in enumerate(wanted)
    ]
    return {"role": "assistant", "content": None, "tool_calls": tools}


def final(text: str) -> dict[str, Any]:
    """Return a message that ends a run or a task with an answer."""
    return call("final_answer", answer=text)


def says(text: str | None) -> dict[str, Any]:
    """Return a message of plain text."""
    return {"role": "assistant", "content": text}


class ScriptedModel:
    """The server; `requests` are the bodies it got. A number in the script is an HTTP status, "hang" never answers.

    A message with `wait_s` is answered after that many seconds.
    """

    def __init__(self, script: Script) -> None:
        self.requests: list[dict[str, Any]] = []
        self.usage = USAGE
        self.streams = True
        self.piece = PIECE
        """How many characters of a text a piece has."""
        self.answers_at_once = False
        """Whether several requests may be in a script that is a function at the same time."""
        self.piece_s = 0.0
        """How long to wait between the pieces of a streamed message."""
        self._script = script
        self._closing = threading.Event()
        self._lock = threading.Lock()
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                model._answer(self, body)

            def log_message(self, format: str, *args: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def _next(self, body: dict[str, Any]) -> Reply:
        with self._lock:
            self.requests.append(body)
            if not callable(self._script):
                n = len(self.requests) - 1
                return self._script[n] if n < len(self._script) else self._script[-1]
            if not self.answers_at_once:
                return self._script(body)
        return self._script(body)

    def _answer(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        self.tell(handler, body, self._next(body))

    def tell(self, handler: BaseHTTPRequestHandler, body: dict[str, Any], reply: Reply) -> None:
        """Send one reply over HTTP."""
        if isinstance(reply, dict) and "wait_s" in reply:
            self._closing.wait(reply["wait_s"])
        if reply == "hang":
            self._closing.wait(120)
            handler.close_connection = True
            return
        status, answer = (
            (200, _completion(reply, self.usage)) if isinstance(reply, dict) else (int(reply), _fault(int(reply)))
        )
        if body.get("stream") and self.streams and isinstance(reply, dict):
            self._stream(handler, reply)
            return
        data = json.dumps(answer).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    def _stream(self, handler: BaseHTTPRequestHandler, message: dict[str, Any]) -> None:
        """Send the message as server-sent events, its texts in pieces of PIECE characters."""
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        for delta in _deltas(message, self.piece):
            chunk = {**_HEAD, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
            handler.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
            handler.wfile.flush()
            self._closing.wait(self.piece_s)
        ended = {**_HEAD, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
        for chunk in (ended, {**_HEAD, "choices": [], "usage": self.usage}):
            handler.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        handler.wfile.write(b"data: [DONE]\n\n")
        handler.close_connection = True

    def tools_offered(self) -> list[set[str]]:
        """Return the names of the tools that each request offered."""
        return [{tool["function"]["name"] for tool in body.get("tools", [])} for body in self.requests]

    def close(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _deltas(message: dict[str, Any], piece: int) -> list[dict[str, Any]]:
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": None}]
    text = message.get("content") or ""
    deltas += [{"content": text[at : at + piece]} for at in range(0, len(text), piece)]
    for index, made in enumerate(message.get("tool_calls") or ()):
        function = made["function"]
        begin = {"index": index, "id": made["id"], "type": "function"}
        deltas.append({"tool_calls": [{**begin, "function": {"name": function["name"], "arguments": ""}}]})
        given = function["arguments"]
        for at in range(0, len(given), piece):
            deltas.append({"tool_calls": [{"index": index, "function": {"arguments": given[at : at + piece]}}]})
    return deltas


def _completion(message: Reply, usage: dict[str, int]) -> dict[str, Any]:
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": usage,
    }


def _fault(status: int) -> dict[str, Any]:
    return {"error": {"message": "scripted fault", "type": "scripted", "code": status}}
