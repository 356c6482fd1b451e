"""The body of an answer, unpacked piece by piece and never larger than was allowed."""

import zlib
from collections.abc import Iterator
from http.client import HTTPResponse

from trading.errors import FixInput, Unavailable

_PIECE = 65_536
_MOST_DIGITS = 18
_EITHER = zlib.MAX_WBITS | 32
"""zlib's window bits that take gzip and deflate alike."""
_PACKED = {"gzip", "x-gzip", "deflate"}


def read_body(answer: HTTPResponse, *, most: int, host: str) -> bytes:
    """Return the body, unpacked. Raises FixInput when it is larger than `most` bytes, Unavailable for a broken one."""
    told = answer.getheader("Content-Length", "")
    if told.isascii() and told.isdigit() and (len(told) > _MOST_DIGITS or int(told) > most):
        raise _too_large(host, most)
    packing = answer.getheader("Content-Encoding", "").strip().lower()
    pieces = _pieces(answer, most, host)
    if packing in _PACKED:
        pieces = _unpacked(pieces, most, host)
    elif packing not in ("", "identity"):
        raise Unavailable(f"{host} answered in a packing that was not asked for; name another page")
    found = bytearray()
    for piece in pieces:
        found += piece
        if len(found) > most:
            raise _too_large(host, most)
    return bytes(found)


def _pieces(answer: HTTPResponse, most: int, host: str) -> Iterator[bytes]:
    read = 0
    while piece := answer.read(_PIECE):
        read += len(piece)
        if read > most:
            raise _too_large(host, most)
        yield piece
    if answer.length:  # what is still missing of the length that was told; read() ends without a word of it
        raise _cut(host)


def _unpacked(pieces: Iterator[bytes], most: int, host: str) -> Iterator[bytes]:
    """Unpack at most one byte more than is allowed at a time: a small body can hold gigabytes of zeros."""
    machine = zlib.decompressobj(_EITHER)
    try:
        for piece in pieces:
            rest = piece
            while rest and not machine.eof:
                yield machine.decompress(rest, most + 1)
                rest = machine.unconsumed_tail
    except zlib.error:
        raise Unavailable(f"{host} answered with a broken body; try again or name another page") from None
    if not machine.eof:
        raise _cut(host)


def _cut(host: str) -> Unavailable:
    return Unavailable(f"{host} ended its answer in the middle; try again")


def _too_large(host: str, most: int) -> FixInput:
    return FixInput(f"the answer of {host} is larger than {most} bytes, the limit; name a smaller page")
