"""Find planted secrets in bytes, in every spelling; written apart from the product's own redaction."""

import base64
import html
import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, quote_plus

TELLING = 14
"""So many characters of a secret in a row give it away as well."""


class Scanner:
    """Looks for secrets; `leaks` is what it has found, a line each."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._forms = [(name, form) for name, value in secrets.items() for form in set(_forms(value))]

    def in_bytes(self, data: bytes) -> set[str]:
        """Return the names of the secrets that the bytes hold."""
        return {name for name, form in self._forms if form in data}

    def in_text(self, text: str) -> set[str]:
        """Return the names of the secrets that the text holds."""
        return self.in_bytes(text.encode("utf-8", "surrogatepass"))

    def in_folder(self, folder: Path) -> Iterator[tuple[str, str]]:
        """Yield file and secret for every byte under a folder, and for what its databases hold compressed."""
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            for name in self.in_bytes(path.read_bytes()):
                yield str(path.relative_to(folder)), name
            if path.suffix == ".db":
                for name in self.in_bytes(_unpacked(path)):
                    yield f"records in {path.name}", name


def _forms(value: str) -> Iterator[bytes]:
    texts = [value, quote(value, safe=""), quote(value), quote_plus(value), html.escape(value), repr(value)[1:-1]]
    texts += [json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1], value[:TELLING], value[-TELLING:]]
    texts += [text.lower() for text in texts[1:4] if "%" in text]
    yield from (text.encode() for text in texts)
    yield repr(value.encode())[2:-1].encode()
    data = value.encode()
    for before in range(3):  # where a base64 text begins in the bytes decides which letters they become
        coded = base64.b64encode(b"\0" * before + data)
        yield coded[(before * 8 + 5) // 6 : (before + len(data)) * 8 // 6]


def _unpacked(path: Path) -> bytes:
    with closing(sqlite3.connect(path.resolve())) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "record_blob" not in tables:
            return b""
        return b"\n".join(zlib.decompress(row[0]) for row in connection.execute("SELECT body FROM record_blob"))
