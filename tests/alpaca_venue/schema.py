"""Check the venue's answers against Alpaca's own OpenAPI file, where that lies beside the checkout."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import requests
from openapi_schema_validator import OAS30Validator

TESTS = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SHARED_DIR") or TESTS.parent.parent / "shared")
SPEC = SHARED / "alpaca" / "trading-api.json"


@cache
def spec() -> dict[str, Any]:
    """Return the OpenAPI file, its one self-contradiction mended.

    It wants an activity to fit exactly one of two schemas; neither requires a field, so each fill fits both.
    """
    return json.loads(SPEC.read_text().replace('"oneOf"', '"anyOf"'))


@cache
def removed_fields() -> frozenset[str]:
    """Return the names of fields that Alpaca has stopped to send before the file's facts were gathered."""
    found = set()
    for schema in spec()["components"]["schemas"].values():
        for name, field in schema.get("properties", {}).items():
            if field.get("x-deprecation", {}).get("sunset", "9999") <= "2026-07-06T00:00:00Z":
                found.add(name)
    return frozenset(found)


@cache
def _operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method.upper(), path, operation)
        for path, methods in spec()["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    ]


def _operation(method: str, path: str) -> dict[str, Any] | None:
    """Return the operation whose path fits best: the most words of its own, the fewest in braces."""
    parts = path.strip("/").split("/")
    best = None
    for verb, template, operation in _operations():
        words = template.strip("/").split("/")
        if verb != method or len(words) != len(parts):
            continue
        pairs = list(zip(words, parts, strict=True))
        if all(word.startswith("{") or word == part for word, part in pairs):
            exact = sum(word == part for word, part in pairs)
            if best is None or exact > best[0]:
                best = (exact, operation)
    return best[1] if best else None


def complaints(response: requests.Response) -> list[str]:
    """Return what is wrong with an answer by the file; nothing for an answer that fits."""
    request = response.request
    path = (request.path_url or "").partition("?")[0]
    operation = _operation(request.method or "", path)
    where = f"{request.method} {path} {response.status_code}"
    if operation is None:
        return [f"{where}: no such operation"]
    told = operation["responses"].get(str(response.status_code))
    if told is None:
        return [] if response.status_code >= 400 else [f"{where}: no such answer"]
    content = told.get("content", {}).get("application/json", {}).get("schema")
    if content is None:
        return [] if response.status_code >= 400 or not response.content else [f"{where}: has a body"]
    whole = {**content, "components": spec()["components"]}
    found = [f"{where}: {'/'.join(map(str, e.path))}: {e.message}" for e in _errors(whole, response.json())]
    return found + [f"{where}: sends removed field {name}" for name in _names(response.json()) & removed_fields()]


def _errors(schema: dict[str, Any], body: Any) -> list[Any]:
    return list(OAS30Validator(schema, format_checker=OAS30Validator.FORMAT_CHECKER).iter_errors(body))


def _names(body: Any) -> set[str]:
    if isinstance(body, list):
        return set().union(*map(_names, body))
    if isinstance(body, dict):
        return set(body).union(*map(_names, body.values()))
    return set()
