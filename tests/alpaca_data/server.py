"""The server itself: one thread, one free port of loopback, up in a few hundredths of a second."""

import socket
import threading
import time
from types import TracebackType

import uvicorn
from starlette.types import ASGIApp

from tests.alpaca_data.app import data_app
from tests.alpaca_data.state import DataState


class DataServer:
    """Serve a state while the `with` block runs; `url` is for both the data and the trading side."""

    def __init__(self, state: DataState | None = None, app: ASGIApp | None = None) -> None:
        self.state = state or DataState()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            app or data_app(self.state), lifespan="off", ws="none", log_level="critical", access_log=False
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> "DataServer":
        self._thread.start()
        until = time.monotonic() + 5
        while not self._server.started:
            if time.monotonic() > until:
                raise TimeoutError("the data server did not start in 5 s")
            time.sleep(0.005)
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(timeout=5)
        self._socket.close()
