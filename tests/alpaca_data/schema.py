"""Holds an answer against Alpaca's own description of its data API, where a copy of that file is at hand."""

import json
import os
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

CHECKOUT = Path(__file__).parents[2]
NAME = "alpaca/market-data-api.json"


def description() -> dict[str, Any] | None:
    """Return the OpenAPI document of SHARED_DIR, or of `shared` beside the checkout; None when there is none."""
    given = os.environ.get("SHARED_DIR")
    folder = Path(given) if given else CHECKOUT.parent / "shared"
    path = folder / NAME
    return json.loads(path.read_text()) if path.is_file() else None


def faults(document: dict[str, Any], path: str, answer: Any) -> list[str]:
    """Return what is wrong with a 200 answer of that path, by its schema."""
    content = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    schema = {**content["schema"], "components": document["components"]}
    validator = Draft202012Validator(_nullable(schema))
    return [f"{'/'.join(map(str, fault.path))}: {fault.message}" for fault in validator.iter_errors(answer)]


def _nullable(node: Any) -> Any:
    """Say OpenAPI 3.0's `nullable: true` in the words of JSON Schema."""
    if isinstance(node, list):
        return [_nullable(part) for part in node]
    if not isinstance(node, dict):
        return node
    made = {name: _nullable(part) for name, part in node.items()}
    if made.get("nullable") is True and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
    return made
