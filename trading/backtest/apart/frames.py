"""Messages on a pipe: eight bytes of length, then that many bytes."""

import os
import struct

from trading.errors import FixInput

LONGEST_ANSWER = 16 * 2**20
_HEAD = struct.Struct(">Q")
_PIECE = 1 << 20


def framed(payload: bytes) -> bytes:
    """Return a message as it goes over the pipe."""
    return _HEAD.pack(len(payload)) + payload


def write_all(pipe: int, payload: bytes) -> None:
    """Write one message, however long. Raises OSError where nobody reads."""
    view = memoryview(framed(payload))
    while view:
        view = view[os.write(pipe, view[:_PIECE]) :]


def read_one(pipe: int) -> bytes | None:
    """Wait for one message and return it, None when the other side has closed the pipe."""
    head = _exactly(pipe, _HEAD.size)
    return None if head is None else _exactly(pipe, _HEAD.unpack(head)[0])


def _exactly(pipe: int, size: int) -> bytes | None:
    read = bytearray()
    while len(read) < size:
        piece = os.read(pipe, min(_PIECE, size - len(read)))
        if not piece:
            return None
        read += piece
    return bytes(read)


class Unframer:
    """Cuts what arrives in pieces into messages; it trusts no length that it is told."""

    def __init__(self, longest: int = LONGEST_ANSWER) -> None:
        self._longest = longest
        self._left = bytearray()

    def feed(self, piece: bytes) -> list[bytes]:
        """Return the messages that this piece completes. Raises FixInput for a message that is too long."""
        self._left += piece
        whole = []
        while len(self._left) >= _HEAD.size:
            size = _HEAD.unpack_from(self._left)[0]
            if size > self._longest:
                raise FixInput(f"an answer of {size} bytes is longer than the limit of {self._longest}")
            if len(self._left) < _HEAD.size + size:
                break
            whole.append(bytes(self._left[_HEAD.size : _HEAD.size + size]))
            del self._left[: _HEAD.size + size]
        return whole
