"""Find what is secret among named values: settings, variables of the environment, a host's file of secrets."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, unquote_plus, urlsplit

LEAST_IN_QUERY = 8
"""A shorter value in a query, or one of letters alone, is an ordinary word more often than a key."""
_SECRET_NAME = re.compile(
    r"(?:^|_)(?:\w*KEY|\w*TOKEN|\w*SECRET|PASS|PASSWORD|PASSWD|CREDENTIALS?|WEBHOOK)(?:_ID|_URL)?$", re.IGNORECASE
)
_ADDRESS = re.compile(r"^[\w+.-]+://\S+$")


def secret_values(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the values that may stand nowhere else, by the names of their variables.

    A name such as OPENAI_API_KEY says it; so does the login in an address (a proxy's, a database's).
    """
    found: dict[str, str] = {}
    for name, value in _leaves(values):
        if _SECRET_NAME.search(name):
            found[name.upper()] = value
        if _ADDRESS.match(value):
            found |= logins_in({name: value})
    return found


def logins_in(addresses: Mapping[str, str]) -> dict[str, str]:
    """Return the passwords of addresses, as they are written and as they are meant."""
    found: dict[str, str] = {}
    for name, address in addresses.items():
        with suppress(ValueError):  # an address that cannot be taken apart reaches nobody
            parts = urlsplit(address)
            if parts.password:
                found[f"{name.upper()} password"] = unquote(parts.password)
                found[f"{name.upper()} password as written"] = parts.password
    return found


def keys_in_queries(addresses: Iterable[str]) -> dict[str, str]:
    """Return the queries of addresses and what in them may be a key by itself, as they are written and meant.

    An address that cannot be taken apart has none: `Settings.check` refuses it, and nothing asks it.
    """
    found: list[str] = []
    for address in addresses:
        with suppress(ValueError):
            query = urlsplit(address).query
            values = [part.partition("=")[2] or part for part in query.split("&")]
            plain = [*values, *(unquote_plus(value) for value in values)]
            found += [query, *(one for one in plain if len(one) >= LEAST_IN_QUERY and not one.isalpha())]
    return {f"ADDRESS query {n}": one for n, one in enumerate(dict.fromkeys(filter(None, found)), 1)}


def _leaves(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _leaves({f"{name}_{inner}": one for inner, one in value.items()})
        elif isinstance(value, str):
            yield str(name), value
        elif callable(plain := getattr(value, "get_secret_value", None)):
            yield str(name), str(plain())
