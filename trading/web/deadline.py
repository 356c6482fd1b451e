"""A point in time by which a whole exchange must be over, and a socket that keeps to it byte by byte."""

import io
import socket
import time
from collections.abc import Callable
from typing import Any


class Deadline:
    """So many seconds from now on, for everything together."""

    def __init__(self, seconds: float, *, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._elapsed = elapsed
        self._ends = elapsed() + seconds

    def left_s(self) -> float:
        """Return the seconds left. Raises TimeoutError when there are none."""
        left = self._ends - self._elapsed()
        if left <= 0:
            raise TimeoutError("the time for the whole exchange is over")
        return left


class TimedSocket:
    """A socket for http.client that gives each read what is left of one deadline, so that a slow drip ends too."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock, self._deadline = sock, deadline

    def sendall(self, data: bytes) -> None:
        """Send all of it in time. Raises TimeoutError."""
        self._sock.settimeout(self._deadline.left_s())
        self._sock.sendall(data)

    def makefile(self, *_mode: Any) -> io.BufferedReader:
        """Return a reader of what arrives."""
        return io.BufferedReader(_TimedReader(self._sock, self._deadline))

    def close(self) -> None:
        """Leave the socket open: the body is read after http.client lets go of it; who opened it closes it."""


class _TimedReader(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock, self._deadline = sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._deadline.left_s())
        return self._sock.recv_into(buffer)
