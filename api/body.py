"""Reading a JSON body strictly: one object, no duplicate names, no NaN, no text that cannot be stored."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from api.problems import INVALID, Problem

MAX_BYTES = 65_536
MAX_DIGITS = 400
_T = TypeVar("_T", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class JsonObject:
    """The object of a body; numbers with a point or an exponent are Decimal."""

    value: dict[str, Any]


async def read_object(request: Request, *, max_bytes: int = MAX_BYTES) -> JsonObject:
    """Return the body's JSON object. Raises Problem 422 with a sentence for anything else."""
    return JsonObject(parse_object(await _read(request, max_bytes)))


async def read_optional_object(request: Request) -> JsonObject:
    """Return the body's JSON object, an empty one when there is no body."""
    raw = await _read(request, MAX_BYTES)
    return JsonObject(parse_object(raw) if raw.strip() else {})


async def _read(request: Request, max_bytes: int) -> bytes:
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > max_bytes:
            raise Problem(INVALID, f"the body is longer than the limit of {max_bytes} bytes; send less")
    return bytes(raw)


def parse_object(raw: bytes) -> dict[str, Any]:
    """Return the JSON object of a text in UTF-8. Raises Problem 422 with what is wrong and where."""
    try:
        value = json.loads(
            raw.decode(),
            object_pairs_hook=_no_duplicates,
            parse_constant=_no_constant,
            parse_float=_decimal,
            parse_int=_integer,
        )
        _check_texts(value)
    except (UnicodeDecodeError, InvalidOperation) as fault:
        if isinstance(fault, InvalidOperation):
            raise Problem(INVALID, f"a number is beyond 1e{MAX_DIGITS}; give one that a market could have") from None
        raise Problem(INVALID, "the body is not UTF-8; send JSON in UTF-8") from None
    except json.JSONDecodeError as fault:
        where = f"{fault.msg}, line {fault.lineno} column {fault.colno}"
        said = (
            f"the body is not JSON ({where}); send one JSON object" if raw.strip() else "the body is empty; send JSON"
        )
        raise Problem(INVALID, said) from None
    except RecursionError:
        raise Problem(INVALID, "the body is nested too deep; send one flat JSON object") from None
    if not isinstance(value, dict):
        raise Problem(INVALID, f"the body is {_kind(value)}, not an object; send one JSON object")
    return value


def body_of(model: type[_T], *, max_bytes: int = MAX_BYTES) -> Callable[[Request], Awaitable[_T]]:
    """Return a dependency that reads a body as that model, with every reason when it is not one."""

    async def read(request: Request) -> _T:
        value = (await read_object(request, max_bytes=max_bytes)).value
        try:
            return model.model_validate(value)
        except ValidationError as fault:
            reasons = [reason_of(error) for error in fault.errors()]
            raise Problem(INVALID, "; ".join(reasons), reasons=reasons) from None

    return read


def reason_of(error: Any) -> str:
    """Return one validation error of pydantic as a sentence with the field and the value."""
    where = ".".join(str(part) for part in error["loc"])
    what = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "missing":
        return f"{where} is missing; add it"
    if error["type"] == "extra_forbidden":
        return f"{where} is not known here; remove it"
    return f"{where} {_shown(error.get('input'))} is wrong: {what}" if where else what


def _shown(value: Any) -> str:
    return "" if value is None else f"{value!r:.60}"


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise Problem(INVALID, f"{', '.join(map(repr, twice))} is given twice; give it once")
    return found


def _no_constant(name: str) -> Any:
    raise Problem(INVALID, f"{name} is not JSON; give a finite number or null")


def _decimal(text: str) -> Decimal:
    if len(text.removeprefix("-")) > MAX_DIGITS:
        raise Problem(INVALID, f"a number has {len(text)} digits, the limit is {MAX_DIGITS}; shorten it")
    value = Decimal(text)
    if value and abs(value.adjusted()) > MAX_DIGITS:
        raise Problem(INVALID, f"the number {text:.40} is beyond 1e{MAX_DIGITS}; give one that a market could have")
    return value


def _integer(text: str) -> int:
    if len(text.removeprefix("-")) > MAX_DIGITS:
        raise Problem(INVALID, f"a number has {len(text)} digits, the limit is {MAX_DIGITS}; shorten it")
    return int(text)


def _check_texts(value: Any) -> None:
    """Refuse what UTF-8 or PostgreSQL cannot keep: half a surrogate pair, and the character of code 0."""
    if isinstance(value, str) and ("\x00" in value or any("\ud800" <= char <= "\udfff" for char in value)):
        raise Problem(INVALID, "a text has a character that cannot be stored (code 0 or a lone surrogate); remove it")
    if isinstance(value, dict):
        for name, item in value.items():
            _check_texts(name)
            _check_texts(item)
    if isinstance(value, list):
        for item in value:
            _check_texts(item)


def _kind(value: Any) -> str:
    names = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
